#include "cli/terraform/adoption.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "base/text.h"
#include "cli/providers/plugin_needs.h"
#include "engine/config/provider_set.h"
#include "json/document.h"

namespace rolecall::cli {
namespace {

using engine::Action;
using engine::ResourceMode;

const char* ActionWord(Action action) {
  switch (action) {
    case Action::kNoOp: return "no-op";
    case Action::kCreate: return "create";
    case Action::kRead: return "read";
    case Action::kUpdate: return "update";
    case Action::kDelete: return "delete";
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete: return "replace";
    case Action::kForget: return "forget";
    case Action::kForgetThenCreate: return "replace";
  }
  return "";
}

// Who serves a type: asked once for each provider.
class Servers {
 public:
  explicit Servers(Operation& operation) : operation_(operation) {
    Result<ProviderModes> modes = ReadProviderModes(operation.context().files, operation.context().environment);
    if (modes.ok()) modes_ = *std::move(modes);
  }

  ServedBy Of(const std::string& source, const std::string& version, ResourceMode mode, const std::string& type) {
    const bool is_inside = source.starts_with("builtin/");
    const ProviderMode served = modes_.Of(source);
    if ((served != ProviderMode::kPlugin || is_inside) && IsNative(source, mode, type)) return ServedBy::kNative;
    if (served == ProviderMode::kNative || is_inside) return ServedBy::kNobody;
    const engine::Schemas& schemas = operation_.engine().schemas();
    if (schemas.Find(source, version, mode, type) != nullptr) return ServedBy::kPlugin;
    return IsInstalled(source, version) ? ServedBy::kNobody : ServedBy::kNotYet;
  }

 private:
  bool IsNative(const std::string& source, ResourceMode mode, const std::string& type) {
    const auto [found, is_new] = native_.try_emplace(source);
    if (is_new) found->second = operation_.native_providers().Make(source, "");
    return found->second != nullptr && engine::FindType(*found->second, mode, type) != nullptr;
  }
  // Whether its program is there: then the operation's engine knows more types than those that are built in.
  bool IsInstalled(const std::string& source, const std::string& version) {
    const engine::Provider* provider = operation_.engine().schemas().FindProvider(source, version);
    const auto native = native_.find(source);
    if (provider == nullptr) return false;
    if (native == native_.end() || native->second == nullptr) return true;
    return provider->ResourceTypes().size() > native->second->ResourceTypes().size();
  }

  Operation& operation_;
  ProviderModes modes_;
  std::map<std::string, std::unique_ptr<engine::Provider>> native_;
};

using TypeKey = std::tuple<std::string, std::string, std::string>;

void CountBlocks(const engine::Module& module,
                 const std::function<AdoptedType&(const std::string&, ResourceMode, const std::string&)>& at) {
  for (const auto& [key, block] : module.resources) {
    ++at(module.Requirement(block.provider.local_name).source, block.mode, block.type).blocks;
  }
  for (const auto& [name, child] : module.children) CountBlocks(*child, at);
}

// The attributes whose values are other ones after the change, as far as that is known.
std::vector<std::string> DifferentAttributes(const engine::ResourceChange& change) {
  std::vector<std::string> names;
  if (!change.before.IsKnown() || change.before.IsNull() || !change.after.IsKnown() || change.after.IsNull()) {
    return names;
  }
  for (const auto& [name, after] : change.after.members()) {
    const value::Value* before = change.before.Find(name);
    if (before == nullptr || !before->Same(after)) names.push_back(name);
  }
  return names;
}

std::string Count(int number, const char* word) {
  return std::to_string(number) + " " + word + (number == 1 ? "" : "s");
}

void AppendTexts(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) out += (i == 0 ? "" : ",") + json::Quoted(texts[i]);
  out += ']';
}

void AppendType(std::string& out, const AdoptedType& type) {
  out += "{\"provider\":" + json::Quoted(type.provider) + ",\"mode\":\"" + type.mode +
         "\",\"type\":" + json::Quoted(type.type) + ",\"blocks\":" + std::to_string(type.blocks) +
         ",\"objects\":" + std::to_string(type.objects) + ",\"served\":\"" + ServedByName(type.served) + "\"}";
}

void AppendChange(std::string& out, const AdoptedChange& change) {
  out += "{\"address\":" + json::Quoted(change.address) + ",\"action\":\"" + change.action +
         "\",\"reason\":" + json::Quoted(change.reason) + ",\"attributes\":";
  AppendTexts(out, change.attributes);
  out += '}';
}

template <typename T>
void AppendAll(std::string& out, const std::vector<T>& list, void (*append)(std::string&, const T&)) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ',';
    append(out, list[i]);
  }
  out += ']';
}

std::string TypesText(const Adoption& adoption, ServedBy served, const std::string& title) {
  std::string text;
  for (const AdoptedType& type : adoption.types) {
    if (type.served != served) continue;
    text += "    " + std::string(type.mode == "data" ? "data." : "") + type.type + " (" + type.provider +
            "): " + Count(type.blocks, "block") + ", " + Count(type.objects, "object") + "\n";
  }
  return text.empty() ? "" : "  " + title + "\n" + text;
}

std::string PlanText(const Adoption& adoption) {
  if (!adoption.is_planned) return "  not made: " + adoption.not_planned_because + "\n";
  if (!adoption.HasChanges()) return "  no changes: the directory can be used as it is\n";
  std::string text;
  for (const AdoptedChange& change : adoption.changes) {
    text += "  " + change.action + " " + change.address;
    if (!change.attributes.empty()) text += ": " + Join(change.attributes, ", ");
    if (!change.reason.empty()) text += " (" + change.reason + ")";
    text += "\n";
  }
  for (const std::string& output : adoption.outputs) text += "  output " + output + "\n";
  return text + "  Compare with a plan of the program that is used today: what both show was pending before.\n";
}

}  // namespace

const char* ServedByName(ServedBy served) {
  switch (served) {
    case ServedBy::kNative: return "native";
    case ServedBy::kPlugin: return "plugin";
    case ServedBy::kNotYet: return "plugin, to be installed";
    case ServedBy::kNobody: return "not possible";
  }
  return "";
}

void CountTypes(Operation& operation, Adoption& adoption) {
  std::map<TypeKey, std::pair<AdoptedType, ResourceMode>> types;
  const auto at = [&](const std::string& source, ResourceMode mode, const std::string& type) -> AdoptedType& {
    auto& [entry, kept_mode] = types[{source, ModeName(mode), type}];
    entry.provider = source;
    entry.mode = ModeName(mode);
    entry.type = type;
    kept_mode = mode;
    return entry;
  };
  CountBlocks(*operation.configuration().root, at);
  if (adoption.has_state) {
    const engine::State state = operation.keeper().state();
    for (const auto& [key, resource] : state.resources()) {
      const Result<engine::ProviderAddress> provider = engine::ParseProviderAddress(resource.provider);
      if (provider.ok()) {
        at(provider->source, key.mode, key.type).objects += static_cast<int>(resource.instances.size());
      }
    }
  }
  Servers servers(operation);
  for (auto& [key, entry] : types) {
    auto& [type, mode] = entry;
    const engine::ProviderRequirement requirement = {.local_name = "", .source = type.provider};
    type.served =
        servers.Of(type.provider, engine::WantedVersion(operation.configuration(), requirement), mode, type.type);
    if (type.served == ServedBy::kNobody) {
      adoption.problems.push_back("nobody serves the " + type.mode + " type " + type.type + " of " + type.provider);
    }
    adoption.types.push_back(type);
  }
}

void AddPlan(const engine::Plan& plan, Adoption& adoption) {
  adoption.is_planned = true;
  for (const engine::ResourceChange& change : plan.changes) {
    if (change.action == Action::kNoOp && !change.previous_address && change.importing_id.empty()) continue;
    AdoptedChange one{change.address.Text(), ActionWord(change.action), engine::ActionReasonName(change.reason), {}};
    if (change.action == Action::kNoOp) one.action = change.importing_id.empty() ? "move" : "import";
    if (change.action == Action::kUpdate || engine::IsReplace(change.action)) {
      one.attributes = DifferentAttributes(change);
    }
    adoption.changes.push_back(std::move(one));
  }
  for (const engine::OutputChange& output : plan.outputs) {
    if (output.action != Action::kNoOp) adoption.outputs.push_back(output.name);
  }
}

std::string AdoptionText(const Adoption& adoption, const engine::RenderStyle& style) {
  const auto title = [&](const char* text) { return style.Bold(text) + "\n"; };
  std::string text = title("Directory");
  text += std::string("  ") +
          (adoption.was_initialised ? "initialised by Rolecall, OpenTofu or Terraform" : "never initialised") + ", " +
          (adoption.has_lock_file ? "with" : "without") + " a lock file\n";
  text += "  backend \"" + adoption.backend + "\", workspace \"" + adoption.workspace + "\"\n";
  if (adoption.seals_states || adoption.seals_plans) {
    text += std::string("  encrypted: ") + (adoption.seals_states ? "states" : "") +
            (adoption.seals_states && adoption.seals_plans ? ", " : "") + (adoption.seals_plans ? "plans" : "") + "\n";
  }
  text += adoption.has_state
              ? "  a state of version " + adoption.written_by + " with serial " + std::to_string(adoption.serial) + "\n"
              : "  no state yet\n";
  text += "\n" + title("Types");
  const std::string served =
      TypesText(adoption, ServedBy::kNative, "built in:") +
      TypesText(adoption, ServedBy::kPlugin, "by the providers' own programs:") +
      TypesText(adoption, ServedBy::kNotYet, "by the providers' own programs, which \"rolecall init\" installs:") +
      TypesText(adoption, ServedBy::kNobody, "not possible:");
  text += served.empty() ? "  none\n" : served;
  text += "\n" + title("Plan") + PlanText(adoption);
  if (adoption.problems.empty()) return text;
  text += "\n" + title("In the way");
  for (const std::string& problem : adoption.problems) text += "  " + problem + "\n";
  return text;
}

std::string AdoptionJson(const Adoption& adoption) {
  const auto flag = [](bool given) { return given ? "true" : "false"; };
  std::string out = "{\"format_version\":\"1.0\",\"possible\":";
  out += flag(adoption.IsPossible());
  out += std::string(",\"initialised\":") + flag(adoption.was_initialised) +
         ",\"lock_file\":" + flag(adoption.has_lock_file) + ",\"backend\":" + json::Quoted(adoption.backend) +
         ",\"workspace\":" + json::Quoted(adoption.workspace) +
         ",\"encryption\":{\"state\":" + flag(adoption.seals_states) + ",\"plan\":" + flag(adoption.seals_plans) +
         "},\"state\":";
  out += adoption.has_state ? "{\"terraform_version\":" + json::Quoted(adoption.written_by) +
                                  ",\"serial\":" + std::to_string(adoption.serial) + "}"
                            : "null";
  out += ",\"types\":";
  AppendAll(out, adoption.types, AppendType);
  out += std::string(",\"plan\":{\"made\":") + flag(adoption.is_planned) +
         ",\"why_not\":" + json::Quoted(adoption.not_planned_because) + ",\"changes\":";
  AppendAll(out, adoption.changes, AppendChange);
  out += ",\"outputs\":";
  AppendTexts(out, adoption.outputs);
  out += "},\"problems\":";
  AppendTexts(out, adoption.problems);
  return out + "}\n";
}

}  // namespace rolecall::cli
