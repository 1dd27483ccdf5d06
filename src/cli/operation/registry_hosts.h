// What the user's CLI configuration says of registry hosts: credentials and host blocks of .tofurc or .terraformrc
// (or TF_CLI_CONFIG_FILE), credentials.tfrc.json, and TF_TOKEN_host variables.
#ifndef ROLECALL_CLI_OPERATION_REGISTRY_HOSTS_H_
#define ROLECALL_CLI_OPERATION_REGISTRY_HOSTS_H_

#include <string>

#include "base/environment.h"
#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/modules/registry.h"

namespace rolecall::cli {

// The user's CLI configuration file; empty: there is none.
std::string CliConfigurationFile(const FileSystem& files, const Environment& environment);

// A missing file is as an empty one; a broken one is reported.
engine::RegistryHosts ReadRegistryHosts(const FileSystem& files, const Environment& environment,
                                        diag::Diagnostics& diagnostics);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_REGISTRY_HOSTS_H_
