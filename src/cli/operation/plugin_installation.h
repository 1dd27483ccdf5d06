// What `init`, `providers lock` and `providers mirror` do about plugins: find, check, install, lock and keep those that
// the directory needs.
//
//   if (!InstallPlugins(operation, {.upgrade = true, .lockfile = "readonly"}, nullptr, {})) return operation.Finish();
//
// A directory all of whose types are built in needs none. False: reported.
#ifndef ROLECALL_CLI_OPERATION_PLUGIN_INSTALLATION_H_
#define ROLECALL_CLI_OPERATION_PLUGIN_INSTALLATION_H_

#include <string>
#include <vector>

#include "cli/operation/operation.h"

namespace rolecall::cli {

struct PluginInstallFlags {
  bool upgrade = false;
  std::string lockfile;              // "" or "readonly"
  std::vector<std::string> folders;  // -plugin-dir
};

// `state`: what it has may need providers that the configuration does not name any more; may be null. `others`: what
// tests run beside it.
bool InstallPlugins(Operation& operation, const PluginInstallFlags& flags, const engine::State* state,
                    const std::vector<const engine::Configuration*>& others);

struct PluginLockFlags {
  std::vector<std::string> platforms;  // "linux_amd64"; none: this one
  std::string filesystem_mirror, network_mirror;
  std::vector<std::string> sources;  // "hashicorp/random"; none: all that the configuration names
};

// The providers' own registries are asked, or the mirror that the flags name; never what the CLI configuration says.
bool LockPlugins(Operation& operation, const PluginLockFlags& flags);
bool MirrorPlugins(Operation& operation, const std::string& folder, const std::vector<std::string>& platforms);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLUGIN_INSTALLATION_H_
