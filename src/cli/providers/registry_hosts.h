// What the user's CLI configuration says of registry hosts: credentials and host blocks of .tofurc or .terraformrc
// (or TF_CLI_CONFIG_FILE), credentials.tfrc.json, and TF_TOKEN_host variables.
#ifndef ROLECALL_CLI_PROVIDERS_REGISTRY_HOSTS_H_
#define ROLECALL_CLI_PROVIDERS_REGISTRY_HOSTS_H_

#include <string>

#include "base/environment.h"
#include "base/file_system.h"
#include "cli/frame/command.h"
#include "diag/diagnostic.h"
#include "http/client.h"
#include "registry/hosts.h"
#include "registry/reader.h"

namespace rolecall::cli {

// The user's CLI configuration file; empty: there is none.
std::string CliConfigurationFile(const FileSystem& files, const Environment& environment);

// A missing file is as an empty one; a broken one is reported.
registry::Hosts ReadRegistryHosts(const FileSystem& files, const Environment& environment,
                                  diag::Diagnostics& diagnostics);

// How registries are asked: how often and how long, by TF_REGISTRY_DISCOVERY_RETRY (1), TF_REGISTRY_CLIENT_TIMEOUT (10
// seconds) and TF_PROVIDER_DOWNLOAD_RETRY (2); until Ctrl-C. The context must outlive what gets them.
registry::ReaderOptions RegistryReaderOptions(const CommandContext& context);
// The certificates of SSL_CERT_FILE are trusted, as Go's programs do.
http::ClientOptions RegistryClientOptions(const Environment& environment);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PROVIDERS_REGISTRY_HOSTS_H_
