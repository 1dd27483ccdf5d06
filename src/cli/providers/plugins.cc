#include "cli/providers/plugins.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cli/frame/version.h"
#include "cli/providers/registry_hosts.h"
#include "engine/provider/registry_hosts.h"
#include "json/document.h"
#include "plugin/install/mirror.h"
#include "providers/functions/provider_functions.h"

namespace rolecall::cli {
namespace {

std::vector<std::string> HostsOf(const PluginNeed& need) {
  if (!need.host.empty()) return {need.host};
  return {std::begin(engine::kPublicRegistries), std::end(engine::kPublicRegistries)};
}

std::string TypeOf(const std::string& source) { return source.substr(source.rfind('/') + 1); }

// TF_REATTACH_PROVIDERS: {"registry.terraform.io/hashicorp/x": {"ProtocolVersion": 6, "Addr": {"Network": "unix",
// "String": "/tmp/…"}, …}}
std::optional<plugin::Handshake> RunningProvider(const Environment& environment, const PluginNeed& need) {
  const json::ParseResult parsed = json::Parse(environment.GetOr("TF_REATTACH_PROVIDERS", ""), {});
  if (!parsed.error.empty() || !parsed.root.IsObject()) return std::nullopt;
  std::vector<std::string> names{need.source, TypeOf(need.source)};
  for (const std::string& host : HostsOf(need)) names.push_back(host + "/" + need.source);
  for (const std::string& name : names) {
    const json::Node* found = parsed.root.Find(name);
    const json::Node* address = found != nullptr && found->IsObject() ? found->Find("Addr") : nullptr;
    if (address == nullptr || !address->IsObject()) continue;
    plugin::Handshake running;
    const json::Node* version = found->Find("ProtocolVersion");
    running.protocol = version != nullptr && version->text == "6" ? 6 : 5;
    running.is_unix = address->TextOf("Network") != "tcp";
    running.address = address->TextOf("String");
    return running;
  }
  return std::nullopt;
}

std::string OverrideFolder(const plugin::InstallConfig& config, const PluginNeed& need) {
  for (const std::string& host : HostsOf(need)) {
    if (std::string folder = config.OverrideOf(host, need.source); !folder.empty()) return folder;
  }
  return "";
}

// How a module may call a provider's functions: by its name there, and by that and an alias, of a configuration of its
// own or one that it is given.
std::vector<std::string> FunctionPrefixes(const engine::Module& module,
                                          const engine::ProviderRequirement& requirement) {
  const std::string plain = "provider::" + requirement.local_name + "::";
  std::vector<std::string> prefixes = {plain};
  const auto add = [&](const engine::ProviderReference& name) {
    if (name.local_name != requirement.local_name || name.alias.empty()) return;
    prefixes.push_back(plain + name.alias + "::");
  };
  for (const auto& [name, block] : module.providers) add(name);
  for (const engine::ProviderReference& name : requirement.aliases) add(name);
  return prefixes;
}

plugin::Surroundings SurroundingsOf(const CommandContext& context, const std::string& data_directory) {
  return {.clock = &context.clock,
          .environment = context.environment.All(),
          .schema_cache = JoinPath(data_directory, "rolecall"),
          .terraform_version = kLanguageVersion};
}

}  // namespace

plugin::InstallLayout LayoutOf(const std::string& data_directory) {
  return {.data_directory = data_directory, .lock_path = ".terraform.lock.hcl", .platform = kPlatform};
}

bool IsOverridden(const CommandContext& context, const plugin::InstallConfig& config, const PluginNeed& need) {
  return RunningProvider(context.environment, need).has_value() || !OverrideFolder(config, need).empty();
}

Plugins::Plugins(CommandContext& context, const engine::ProviderCatalogue& native, std::string data_directory)
    : context_(context),
      data_directory_(std::move(data_directory)),
      catalogue_(native, SurroundingsOf(context, data_directory_)) {}

void Plugins::Choose(const engine::Configuration& configuration, AbsentPlugins absent, diag::Diagnostics& diagnostics) {
  Result<ProviderModes> modes = ReadProviderModes(context_.files, context_.environment);
  if (!modes.ok()) return diagnostics.AddError("providers", "Unknown choice of providers", modes.error().message);
  modes_ = *std::move(modes);
  needs_ = PluginNeeds(configuration, catalogue_.native(), modes_);
  if (absent != AbsentPlugins::kTolerated) {
    TellUnknownBuiltIn(configuration, catalogue_.native(), absent == AbsentPlugins::kInvalid, diagnostics);
  }
  Install(needs_, absent, diagnostics);
  if (!diagnostics.HasErrors()) AddFunctions(*configuration.root);
}

// By the names that modules give their providers. Two modules that mean different providers by one name would need a
// table for each module; the root's, and after it the first one's, is everybody's.
void Plugins::AddFunctions(const engine::Module& module) {
  for (const auto& [local_name, requirement] : module.requirements) {
    const std::vector<std::string> prefixes = FunctionPrefixes(module, requirement);
    const auto add = [&](auto table) {
      for (const auto& [name, function] : table) {
        for (const std::string& prefix : prefixes) functions_.emplace(prefix + name, function);
      }
    };
    if (modes_.Of(requirement.source) != ProviderMode::kPlugin) {
      add(providers::functions::BuiltInFunctions(requirement.source));
    }
    add(catalogue_.Functions(requirement.source));
  }
  for (const auto& [name, child] : module.children) AddFunctions(*child);
}

bool Plugins::Choose(const engine::State& state, diag::Diagnostics& diagnostics) {
  const std::vector<PluginNeed> more = PluginNeeds(state, catalogue_.native(), modes_, needs_);
  if (more.empty()) return false;
  needs_.insert(needs_.end(), more.begin(), more.end());
  Install(more, AbsentPlugins::kTolerated, diagnostics);
  return std::any_of(more.begin(), more.end(), [&](const PluginNeed& one) { return catalogue_.Has(one.source); });
}

void Plugins::Install(const std::vector<PluginNeed>& needs, AbsentPlugins absent, diag::Diagnostics& diagnostics) {
  if (needs.empty()) return;
  if (!config_) {
    config_ = plugin::ReadInstallConfig(context_.files, context_.environment,
                                        CliConfigurationFile(context_.files, context_.environment), diagnostics);
  }
  overridden_.clear();
  PluginFaults faults(context_.files, LayoutOf(data_directory_));
  for (const PluginNeed& need : needs) {
    const plugin::Part part = need.is_rest ? plugin::Part::kRest : plugin::Part::kAll;
    if (InstallRunning(need, part, diagnostics) || InstallOverride(need, part, diagnostics)) continue;
    InstallPackage(need, part, absent, faults);
  }
  const bool is_automated = !context_.environment.GetOr("TF_IN_AUTOMATION", "").empty();
  faults.Tell(absent == AbsentPlugins::kInvalid, is_automated, diagnostics);
  if (!overridden_.empty()) {
    std::string list;
    for (const std::string& one : overridden_) list += "\n - " + one;
    diagnostics.AddWarning("dev-overrides", "Provider development overrides are in effect",
                           "The following provider development overrides are set in the CLI configuration:" + list +
                               "\n\nThe behavior may therefore not match any released version of the provider and "
                               "applying changes may cause the state to become incompatible with published releases.");
  }
  if (diagnostics.HasErrors()) return;
  if (const Result<void> loaded = catalogue_.LoadSchemas(); !loaded.ok()) {
    diagnostics.AddError("plugin-schemas", "Failed to load plugin schemas",
                         "Error while loading schemas for plugin components: " + loaded.error().message + ".");
  }
}

bool Plugins::InstallRunning(const PluginNeed& need, plugin::Part part, diag::Diagnostics&) {
  std::optional<plugin::Handshake> running = RunningProvider(context_.environment, need);
  if (!running) return false;
  catalogue_.Install({.host = HostsOf(need).front(), .source = need.source, .running = std::move(running)}, part);
  return true;
}

bool Plugins::InstallOverride(const PluginNeed& need, plugin::Part part, diag::Diagnostics& diagnostics) {
  const std::string folder = OverrideFolder(*config_, need);
  if (folder.empty()) return false;
  Result<std::string> program = plugin::ProgramIn(context_.files, folder, TypeOf(need.source));
  if (!program.ok()) {
    diagnostics.AddError("dev-overrides", "Invalid provider development override", program.error().message + ".");
    return true;
  }
  overridden_.push_back(need.source + " in " + folder);
  catalogue_.Install({.host = HostsOf(need).front(), .source = need.source, .program = *program}, part);
  return true;
}

void Plugins::InstallPackage(const PluginNeed& need, plugin::Part part, AbsentPlugins absent, PluginFaults& faults) {
  const Result<plugin::InstalledPackage> found =
      plugin::FindInstalled(context_.files, LayoutOf(data_directory_), need.host, need.source);
  if (found.ok()) {
    if (absent != AbsentPlugins::kTolerated) faults.CheckVersion(need, found->Address());
    return catalogue_.Install(
        {.host = found->host, .source = found->source, .version = found->version, .program = found->program}, part);
  }
  if (found.error().code != ErrorCode::kNotFound) return faults.AddBroken(found.error().message);
  // Else what is not installed is refused where it is used, as it is where there are no plugins at all.
  const bool is_wanted = modes_.Of(need.source) == ProviderMode::kPlugin;
  if (is_wanted || (absent != AbsentPlugins::kTolerated && !need.is_rest && need.is_certain)) {
    faults.AddAbsent(need, HostsOf(need));
  }
}

}  // namespace rolecall::cli
