// Plugins: the providers of an operation, those that are built in and those that its directory needs as plugins.
//
//   Plugins plugins(context, native, data_directory);
//   plugins.Choose(configuration, diagnostics);      // when it is loaded
//   plugins.Choose(state, diagnostics);              // when the state is; true: there are more now
//   engine::EngineContext{.providers = &plugins.catalogue(), …}
//
// Nothing is started for a directory that needs none. What is needed and not installed is left out, unless
// its directory wants the plugin (provider_modes.h): the types are then reported where they are used.
#ifndef ROLECALL_CLI_PROVIDERS_PLUGINS_H_
#define ROLECALL_CLI_PROVIDERS_PLUGINS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/command.h"
#include "cli/providers/plugin_faults.h"
#include "cli/providers/plugin_needs.h"
#include "diag/diagnostic.h"
#include "plugin/client/catalogue.h"
#include "plugin/client/package.h"
#include "plugin/install/install_config.h"
#include "plugin/install/installer.h"
#include "value/function.h"

namespace rolecall::cli {

// What becomes of a plugin that a configuration needs and that is not installed, or not in a version that will do.
enum class AbsentPlugins {
  kTolerated,  // its types are refused where they are used
  kRefused,    // before anything is done, as OpenTofu's plan does; not of blocks that may not be there
  kInvalid,    // as its validate does
};

class Plugins {
 public:
  Plugins(CommandContext& context, const engine::ProviderCatalogue& native, std::string data_directory);

  void Choose(const engine::Configuration& configuration, AbsentPlugins absent, diag::Diagnostics& diagnostics);
  // Whether there are providers now that there were not before.
  bool Choose(const engine::State& state, diag::Diagnostics& diagnostics);
  // Functions of the providers that the configuration names, as it writes them.
  const std::map<std::string, value::Function>& functions() const { return functions_; }
  const engine::ProviderCatalogue& catalogue() const { return catalogue_; }
  const std::vector<PluginNeed>& needs() const { return needs_; }

 private:
  void AddFunctions(const engine::Module& module);
  void Install(const std::vector<PluginNeed>& needs, AbsentPlugins absent, diag::Diagnostics& diagnostics);
  bool InstallRunning(const PluginNeed& need, plugin::Part part, diag::Diagnostics& diagnostics);
  bool InstallOverride(const PluginNeed& need, plugin::Part part, diag::Diagnostics& diagnostics);
  void InstallPackage(const PluginNeed& need, plugin::Part part, AbsentPlugins absent, PluginFaults& faults);

  CommandContext& context_;
  const std::string data_directory_;
  plugin::PluginCatalogue catalogue_;
  ProviderModes modes_;
  std::optional<plugin::InstallConfig> config_;
  std::vector<PluginNeed> needs_;
  std::vector<std::string> overridden_;
  std::map<std::string, value::Function> functions_;
};

plugin::InstallLayout LayoutOf(const std::string& data_directory);
// The folder that dev_overrides name for it, or the program that runs already: nothing is installed for these.
bool IsOverridden(const CommandContext& context, const plugin::InstallConfig& config, const PluginNeed& need);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PROVIDERS_PLUGINS_H_
