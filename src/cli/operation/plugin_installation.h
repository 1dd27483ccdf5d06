// What `init` does about plugins: finds, installs and locks those that the directory needs.
//
//   if (!InstallPlugins(operation, {.upgrade = true, .lockfile = "readonly"})) return operation.Finish();
//
// A directory all of whose types are built in needs none, and nothing is said of it. False: reported.
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

bool InstallPlugins(Operation& operation, const PluginInstallFlags& flags);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLUGIN_INSTALLATION_H_
