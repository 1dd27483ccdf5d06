#include "engine/modules/provider_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/config/provider_source.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/same_expression.h"

namespace rolecall::engine {
namespace {

std::string InQuotes(const std::string& text) { return "\"" + text + "\""; }

bool IsDefaultHost(const ProviderRequirement& requirement) { return requirement.host == ProviderRequirement().host; }

// As people write a source.
std::string Display(const ProviderRequirement& requirement) {
  return IsDefaultHost(requirement) ? requirement.source : requirement.host + "/" + requirement.source;
}

std::string FullSource(const ProviderRequirement& requirement) { return requirement.host + "/" + requirement.source; }

bool AreSameProvider(const ProviderRequirement& a, const ProviderRequirement& b) {
  return a.host == b.host && a.source == b.source;
}

std::string SourceType(const ProviderRequirement& requirement) {
  return requirement.source.substr(requirement.source.find('/') + 1);
}

// What a name stands for that nothing is said of.
ProviderRequirement Default(const std::string& local_name) {
  ProviderRequirement requirement;
  requirement.local_name = local_name;
  requirement.source = "hashicorp/" + local_name;
  return requirement;
}

// One module of the tree.
class ModuleRules {
 public:
  // `place`: of what the call, or one above it, has so that no module below may configure providers; null: nothing.
  ModuleRules(const Module& module, const diag::Range* place, diag::Diagnostics& diagnostics)
      : module_(module), place_(place), diagnostics_(diagnostics) {
    if (module.parent != nullptr) call_ = &module.parent->calls.find(module.path.steps.back().name)->second;
    for (const auto& [name, block] : module.providers) {
      if (block.each) continue;  // one of a block's instances
      (block.IsEmpty() ? empty_ : configured_)[name] = &block;
    }
    for (const auto& [name, requirement] : module.requirements) {
      for (const ProviderReference& alias : requirement.aliases) aliases_[alias] = &requirement;
    }
  }

  void Check() {
    CheckDuplicates();
    for (const auto& [name, resource] : module_.resources) CheckImpliedName(resource);
    for (const auto& [name, call] : module_.calls) CheckCall(call);
    for (const auto& [name, resource] : module_.resources) CheckInstance(resource);
    for (const ImportBlock& import : module_.imports) CheckImport(import);
    if (call_ == nullptr) return;
    CheckOwnConfigurations();
    CheckAliases();
    for (const auto& [name, ours] : call_->providers) CheckPassed(name, ours);
    CheckEmptyBlocks();
  }

 private:
  void Warn(const std::string& summary, const std::string& detail, const diag::Range& range) {
    diagnostics_.AddWarning("provider-rules", summary, detail, range);
  }
  void Refuse(const std::string& summary, const std::string& detail, const diag::Range& range) {
    diagnostics_.AddError("provider-rules", summary, detail, range);
  }

  static std::string Text(const Module* module) {
    return module == nullptr || module->path.IsRoot() ? "the root module" : module->path.Text();
  }
  std::string ModuleText() const { return Text(&module_); }
  std::string ParentText() const { return Text(module_.parent); }

  bool IsPassed(const ProviderReference& name) const { return call_ != nullptr && call_->providers.count(name) > 0; }

  // A provider is required by one name, which its blocks and its resources have, too.
  void CheckDuplicates() {
    std::map<std::string, std::string> names;  // by sources
    for (const auto& [name, requirement] : module_.requirements) {
      const auto [first, is_new] = names.try_emplace(FullSource(requirement), name);
      const std::string subject =
          "Provider " + Display(requirement) + " with the local name " + InQuotes(name) + " was ";
      if (!is_new) {
        Warn("Duplicate required provider",
             subject + "previously required as " + InQuotes(first->second) +
                 ". A provider can only be required once within required_providers.",
             requirement.range);
        first->second = name;
      } else if (const std::string implied = ImpliedName(requirement); implied != name && HasBlockOf(implied)) {
        Warn("Duplicate required provider",
             subject + "implicitly required via a configuration block as " + InQuotes(implied) +
                 ". The provider configuration block name must match the name used in required_providers.",
             requirement.range);
      }
    }
  }

  // The name by which nobody would have to require the provider.
  static std::string ImpliedName(const ProviderRequirement& requirement) {
    const std::string type = SourceType(requirement);
    return AreSameProvider(requirement, Default(type)) ? type : requirement.local_name;
  }

  bool HasBlockOf(const std::string& local_name) const {
    return std::any_of(module_.providers.begin(), module_.providers.end(),
                       [&](const auto& one) { return one.first.local_name == local_name; });
  }

  void CheckImpliedName(const ResourceBlock& resource) {
    const std::string& name = resource.provider.local_name;
    if (resource.provider_given) return;
    if (const std::string problem = NormalProviderPart(name).problem; !problem.empty()) {
      return Refuse("Invalid provider local name",
                    InQuotes(name) + " is an invalid implied provider local name: " + problem, resource.range);
    }
    if (module_.requirements.count(name) > 0) return;
    const ProviderRequirement implied = module_.Requirement(name);
    for (const auto& [other, requirement] : module_.requirements) {
      if (!AreSameProvider(requirement, implied)) continue;
      Warn("Duplicate required provider",
           "Provider " + InQuotes(FullSource(implied)) + " was implicitly required via resource " +
               InQuotes(ModePrefix(resource.mode) + resource.type + "." + resource.name) +
               ", but listed in required_providers as " + InQuotes(other) +
               ". Either the local name in required_providers must match the resource name, or the " + InQuotes(other) +
               " provider must be assigned within the resource block.",
           resource.range);
    }
  }

  const hcl::Expression* ForEachOf(const ProviderReference& name) const {
    const auto block = module_.providers.find(name);
    return block == module_.providers.end() ? nullptr : block->second.for_each;
  }

  // Whether a reference says which instance it means where there are several, and only there.
  void CheckKey(const char* kind, const ProviderReference& name, const ProviderKey* key, const diag::Range& place) {
    const std::string summary = std::string("Invalid ") + kind + " provider configuration";
    const bool has_instances = ForEachOf(name) != nullptr;
    if (key == nullptr) {
      if (!has_instances) return;
      return Refuse(summary,
                    "A reference to a provider configuration which uses for_each requires an instance key. Passing a "
                    "collection of provider instances into a child module is not allowed.",
                    place);
    }
    if (name.alias.empty()) {
      return Refuse(summary,
                    "An instance key can be specified only for a provider configuration which has an alias and uses "
                    "for_each.",
                    key->range);
    }
    if (has_instances) return;
    if (configured_.count(name) > 0) {
      return Refuse(summary, "An instance key can be specified only for a provider configuration that uses for_each.",
                    key->range);
    }
    Refuse(summary,
           "This module doesn't declare a provider " + InQuotes(name.local_name) +
               " block with alias = " + InQuotes(name.alias) + ", which is required for use with for_each.",
           place);
  }

  // A resource's own block says which provider it is of: an import of it may say the same, and nothing else.
  void CheckImport(const ImportBlock& import) {
    if (!import.provider_given || !import.target.module.IsRoot()) return;
    const ResourceBlock* block = module_.FindResource(import.target.mode, import.target.type, import.target.name);
    if (block == nullptr || (block->provider_given && block->provider == import.provider)) return;
    Refuse("Invalid import provider argument",
           block->provider_given ? "The provider argument in the target resource block must match the import block."
                                 : "The provider argument in the target resource block must be specified and match the "
                                   "import block.",
           import.provider_place);
  }

  // A provider's instances must outlive what they made.
  void WarnOfSameForEach(const char* kind, const std::string& target, const hcl::Expression* for_each,
                         const hcl::Expression* instances) {
    if (for_each == nullptr || instances == nullptr) return;
    if (hcl::References(*for_each).empty() || hcl::References(*instances).empty()) return;
    if (!hcl::AreSame(for_each, instances)) return;
    Warn(
        std::string("Provider configuration for_each matches ") + kind,
        std::string("This provider configuration uses the same for_each expression as a ") + kind +
            ", which means that subsequent removal of elements from this collection would cause a planning error."
            "\n\nRolecall relies on a provider instance to destroy resource instances that are associated with it, and "
            "so the provider instance must outlive all of its resource instances by at least one plan/apply round. "
            "For removal of instances to succeed in future you must structure the configuration so that the provider "
            "block's for_each expression can produce a superset of the instances of the resources associated with the "
            "provider configuration. Refer to the OpenTofu documentation for specific suggestions.\n\nTo destroy this "
            "object before removing the provider configuration, consider first performing a targeted destroy:\n"
            "    rolecall apply -destroy -target=" +
            target,
        for_each->range);
  }

  std::string TargetOf(const std::string& name) const {
    return module_.path.IsRoot() ? name : module_.path.Text() + "." + name;
  }

  void CheckInstance(const ResourceBlock& resource) {
    if (!resource.provider_given) return;
    const ProviderKey* key = resource.provider_key ? &*resource.provider_key : nullptr;
    CheckKey("resource", resource.provider, key, resource.provider_place);
    if (key == nullptr || resource.mode != ResourceMode::kManaged) return;
    WarnOfSameForEach("resource", TargetOf(resource.type + "." + resource.name), resource.for_each,
                      ForEachOf(resource.provider));
  }

  void CheckCall(const ModuleCall& call) {
    for (const auto& [child, ours] : call.providers) {
      const auto found = call.provider_keys.find(child);
      const ProviderKey* key = found == call.provider_keys.end() ? nullptr : &found->second;
      const diag::Range& place = call.provider_places.at(child).ours;
      CheckKey("module", ours, key, place);
      if (key != nullptr) {
        WarnOfSameForEach("module", TargetOf("module." + call.name), call.for_each, ForEachOf(ours));
      }
      // Aliases are not inherited: those that are not there are told where they are used.
      if (ours.alias.empty()) CheckInherited(ours, place);
    }
  }

  // Whether there is a configuration by the name that a call passes on.
  void CheckInherited(const ProviderReference& name, const diag::Range& place) {
    if (configured_.count(name) > 0) return;
    const std::string source = Display(Default(name.local_name));
    if (module_.requirements.count(name.local_name) == 0) {
      return Warn("Reference to undefined provider",
                  "There is no explicit declaration for local provider name " + InQuotes(name.local_name) + " in " +
                      ModuleText() + ", so Rolecall is assuming you mean to pass a configuration for provider " +
                      InQuotes(source) + ".\n\nTo clarify your intent and silence this warning, add to " +
                      ParentText() + " a required_providers entry named " + InQuotes(name.local_name) +
                      " with source = " + InQuotes(source) + ", or a different source address if appropriate.",
                  place);
    }
    if (call_ == nullptr || IsPassed(name)) return;
    Warn("Missing required provider configuration",
         "The configuration for " + ModuleText() + " expects to inherit a configuration for provider " + source +
             " with local name " + InQuotes(name.local_name) + ", but " + ParentText() +
             " doesn't pass a configuration under that name.\n\nTo satisfy this requirement, add an entry for " +
             InQuotes(name.local_name) + " to the \"providers\" argument in the module " + InQuotes(call_->name) +
             " block.",
         call_->range);
  }

  void CheckOwnConfigurations() {
    if (place_ != nullptr && !configured_.empty()) {
      Refuse("Module is incompatible with count, for_each, enabled and depends_on",
             "The module at " + module_.path.Text() +
                 " is a legacy module which contains its own local provider configurations, and so calls to it may not "
                 "use the count, for_each, enabled or depends_on arguments.\n\nIf you also control the module " +
                 InQuotes(call_->source) +
                 ", consider updating this module to instead expect provider configurations to be passed by its "
                 "caller.",
             *place_);
    }
    for (const auto& [name, block] : configured_) {
      if (!IsPassed(name)) continue;
      Refuse("Cannot override provider configuration",
             "The configuration of " + ModuleText() + " has its own local configuration for " + name.Text() +
                 ", and so it cannot accept an overridden configuration provided by " + ParentText() + ".",
             call_->provider_places.at(name).child);
    }
  }

  void CheckAliases() {
    for (const auto& [alias, requirement] : aliases_) {
      if (configured_.count(alias) > 0 || IsPassed(alias)) continue;
      const std::string name = alias.Text();
      Refuse("Missing required provider configuration",
             "The child module requires an additional configuration for provider " + Display(*requirement) +
                 ", with the local name " + InQuotes(name) +
                 ".\n\nRefer to the module's documentation to understand the intended purpose of this additional "
                 "provider configuration, and then add an entry for " +
                 name +
                 " in the \"providers\" meta-argument in the module block to choose which provider configuration the "
                 "module should use for that purpose.",
             call_->range);
    }
  }

  // What the child takes by the name, and whether it says so.
  void CheckPassed(const ProviderReference& name, const ProviderReference& ours) {
    const PassedPlaces& places = call_->provider_places.at(name);
    const auto alias = aliases_.find(name);
    const bool is_required = name.alias.empty() && module_.requirements.count(name.local_name) > 0;
    const ProviderRequirement wanted = alias != aliases_.end() ? *alias->second : module_.Requirement(name.local_name);
    const std::string source = Display(wanted);
    if (!is_required && alias == aliases_.end() && empty_.count(name) == 0) {
      if (AreSameProvider(wanted, Default(SourceType(wanted)))) {
        Warn("Reference to undefined provider",
             "There is no explicit declaration for local provider name " + InQuotes(name.Text()) + " in " +
                 ModuleText() + ", so Rolecall is assuming you mean to pass a configuration for " + InQuotes(source) +
                 ".\n\nIf you also control the child module, add a required_providers entry named " +
                 InQuotes(name.Text()) + " with the source address " + InQuotes(source) + ".",
             places.child);
      } else {
        Refuse("Reference to undefined provider",
               "The child module does not declare any provider requirement with the local name " +
                   InQuotes(name.Text()) +
                   ".\n\nIf you also control the child module, you can add a required_providers entry named " +
                   InQuotes(name.Text()) + " with the source address " + InQuotes(source) +
                   " to accept this provider configuration.",
               places.child);
      }
    }
    CheckType(name, ours, wanted, places);
  }

  // Whether what is passed is a configuration of the provider that the child wants.
  void CheckType(const ProviderReference& name, const ProviderReference& ours, const ProviderRequirement& wanted,
                 const PassedPlaces& places) {
    // A name of the child that the parent has, too, means the parent's: OpenTofu looks there first.
    const auto same_name = module_.parent->requirements.find(name.Text());
    const ProviderRequirement given = same_name != module_.parent->requirements.end()
                                          ? same_name->second
                                          : module_.parent->Requirement(ours.local_name);
    if (AreSameProvider(wanted, given)) return;
    const std::string in_parent = " in " + ParentText() + " represents ";
    for (const auto& [other, requirement] : module_.requirements) {
      if (!AreSameProvider(requirement, given)) continue;
      return Refuse("Provider type mismatch",
                    "The assigned configuration is for provider " + InQuotes(Display(wanted)) + ", but local name " +
                        InQuotes(name.local_name) + in_parent + InQuotes(Display(given)) +
                        ".\n\nTo pass this configuration to the child module, use the local name " + InQuotes(other) +
                        " instead.",
                    places.child);
    }
    const std::string child = InQuotes(name.Text());
    Refuse("Provider type mismatch",
           "The local name " + InQuotes(ours.Text()) + in_parent + "provider " + InQuotes(Display(given)) + ", but " +
               child + " in " + ModuleText() + " represents " + InQuotes(Display(wanted)) +
               ".\n\nEach provider has its own distinct configuration schema and provider types, so this module's " +
               child + " can be assigned only a configuration for " + Display(wanted) + ", which is not required by " +
               ModuleText() + ".",
           places.ours);
  }

  // What stood for a requirement in former times: a warning for each provider, with the requirement to write.
  void CheckEmptyBlocks() {
    std::map<std::string, std::vector<const ProviderBlock*>> blocks;  // by local names
    for (const auto& [name, block] : empty_) blocks[name.local_name].push_back(block);
    for (const auto& [name, of_name] : blocks) {
      std::string aliases;
      const ProviderBlock* first = of_name.front();
      for (const ProviderBlock* one : of_name) {
        aliases += "        " + one->name.Text() + ",\n";
        if (Comes(*one, *first)) first = one;
      }
      const bool has_alias = !of_name.back()->name.alias.empty();  // those without come first
      const auto required = module_.requirements.find(name);
      const bool is_known = required != module_.requirements.end() && of_name.front()->name.alias.empty();
      Warn("Redundant empty provider block",
           "Earlier versions of OpenTofu used empty provider blocks (\"proxy provider configurations\") for child "
           "modules to declare their need to be passed a provider configuration by their callers. That approach was "
           "ambiguous and is now deprecated.\n\nIf you control this module, you can migrate to the new declaration "
           "syntax by removing all of the empty provider " +
               InQuotes(name) + " blocks and then adding or updating an entry like the following to the " +
               "required_providers block of " + ModuleText() + ":\n    " + name +
               " = {\n      source = " + InQuotes(Display(is_known ? required->second : Default(name))) + "\n" +
               (has_alias ? "      configuration_aliases = [\n" + aliases + "      ]\n" : "") + "    }",
           first->range);
    }
  }

  // Before the other, in one order for all.
  static bool Comes(const ProviderBlock& one, const ProviderBlock& other) {
    if (one.range.file_name() != other.range.file_name()) return one.range.file_name() < other.range.file_name();
    return one.range.start.byte < other.range.start.byte;
  }

  const Module& module_;
  const diag::Range* place_;
  diag::Diagnostics& diagnostics_;
  const ModuleCall* call_ = nullptr;
  std::map<ProviderReference, const ProviderBlock*> configured_, empty_;
  std::map<ProviderReference, const ProviderRequirement*> aliases_;  // configuration_aliases
};

// What keeps the modules of a call from having configurations of their own.
std::optional<diag::Range> FixedBy(const ModuleCall& call) {
  for (const hcl::Expression* one : {call.count, call.for_each, call.enabled}) {
    if (one != nullptr) return diag::Range(one->range);
  }
  if (!call.depends_on.empty()) return diag::Range(call.depends_on.front().range);
  return std::nullopt;
}

void CheckModule(const Module& module, const diag::Range* place, diag::Diagnostics& diagnostics) {
  for (const auto& [name, child] : module.children) {
    const std::optional<diag::Range> fixed = FixedBy(module.calls.find(name)->second);
    CheckModule(*child, fixed ? &*fixed : place, diagnostics);
  }
  ModuleRules(module, place, diagnostics).Check();
}

}  // namespace

void CheckProviders(const Configuration& configuration, diag::Diagnostics& diagnostics) {
  CheckModule(*configuration.root, nullptr, diagnostics);
}

}  // namespace rolecall::engine
