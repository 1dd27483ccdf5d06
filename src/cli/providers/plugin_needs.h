// Which providers a directory needs as plugins: those that are not built in, and those of whose types some are not.
//
//   ROLECALL_TRY(const ProviderModes modes, ReadProviderModes(files, environment));
//   for (const PluginNeed& need : PluginNeeds(configuration, native, modes)) …
//
// Pure; any thread.
#ifndef ROLECALL_CLI_PROVIDERS_PLUGIN_NEEDS_H_
#define ROLECALL_CLI_PROVIDERS_PLUGIN_NEEDS_H_

#include <string>
#include <vector>

#include "cli/providers/provider_modes.h"
#include "engine/config/configuration.h"
#include "engine/provider/provider.h"
#include "engine/state/state.h"

namespace rolecall::cli {

struct PluginNeed {
  std::string host;         // empty: not given
  std::string source;       // "hashicorp/aws"
  std::string constraint;   // of all modules
  bool is_rest = false;     // what is built in of it stays so
  bool is_certain = false;  // of a block that is there whatever `count`, `for_each` and `enabled` are
};

// By what the configuration declares, sorted by source.
std::vector<PluginNeed> PluginNeeds(const engine::Configuration& configuration, const engine::ProviderCatalogue& native,
                                    const ProviderModes& modes);
// All that the configuration names, whoever serves them: what a lock file is made of.
std::vector<PluginNeed> AllProviders(const engine::Configuration& configuration,
                                     const engine::ProviderCatalogue& native);
// Whether the configuration or the state (may be null) has something of terraform.io/builtin/terraform.
bool NeedsBuiltIn(const engine::Configuration& configuration, const engine::State* state,
                  const engine::ProviderCatalogue& native);
// By what the state has, of sources that are not among `known`.
std::vector<PluginNeed> PluginNeeds(const engine::State& state, const engine::ProviderCatalogue& native,
                                    const ProviderModes& modes, const std::vector<PluginNeed>& known);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PROVIDERS_PLUGIN_NEEDS_H_
