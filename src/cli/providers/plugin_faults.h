// What is wrong with the plugins that a directory needs, gathered and told in one, in OpenTofu's words: packages that
// are not there, versions that nobody chose or that the configuration does not want any more, built-in providers that
// do not exist.
//
//   PluginFaults faults(files, layout);
//   faults.AddAbsent(need, hosts);  …
//   faults.Tell(false, false, diagnostics);
//
// Reads the lock file once, when there is something to tell. Threads: one.
#ifndef ROLECALL_CLI_PROVIDERS_PLUGIN_FAULTS_H_
#define ROLECALL_CLI_PROVIDERS_PLUGIN_FAULTS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cli/providers/plugin_needs.h"
#include "diag/diagnostic.h"
#include "plugin/install/installer.h"
#include "plugin/install/lock_file.h"

namespace rolecall::cli {

class PluginFaults {
 public:
  // `files` outlives it.
  PluginFaults(const FileSystem& files, plugin::InstallLayout layout) : files_(files), layout_(std::move(layout)) {}

  // Nothing is installed for it: no version was chosen on any of the hosts, or the package has gone.
  void AddAbsent(const PluginNeed& need, const std::vector<std::string>& hosts);
  // The package cannot be used: `why` is whole.
  void AddBroken(std::string why) { broken_.push_back(std::move(why)); }
  // The chosen version has to be one that the configuration wants.
  void CheckVersion(const PluginNeed& need, const std::string& address);

  // `is_validation`: as `validate` tells it. `is_automated`: no commands to run are named.
  void Tell(bool is_validation, bool is_automated, diag::Diagnostics& diagnostics);

 private:
  const plugin::LockFile& Lock();
  void TellOfValidation(const char* advice, diag::Diagnostics& diagnostics) const;

  const FileSystem& files_;
  const plugin::InstallLayout layout_;
  std::optional<plugin::LockFile> lock_;
  std::vector<std::string> broken_;      // lines without their dash
  std::vector<std::string> unlocked_;    // addresses
  std::vector<std::string> mismatched_;  // lines without their dash
};

// Names of terraform.io/builtin that the program does not have.
void TellUnknownBuiltIn(const engine::Configuration& configuration, const engine::ProviderCatalogue& native,
                        bool is_validation, diag::Diagnostics& diagnostics);
// The same for `init`, which also refuses constraints on versions of what is built in.
void TellWrongBuiltIn(const engine::Configuration& configuration, const engine::ProviderCatalogue& native,
                      diag::Diagnostics& diagnostics);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PROVIDERS_PLUGIN_FAULTS_H_
