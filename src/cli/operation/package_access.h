// How commands ask for providers' packages: over the network as the user's CLI configuration says, checked, unpacked.
//
//   PackageAccess access(context, diagnostics);             // what is wrong with the configuration is reported
//   plugin::InstallOptions options{.reader = &access.reader, .fetch = PackageFetchOptions(environment)};
#ifndef ROLECALL_CLI_OPERATION_PACKAGE_ACCESS_H_
#define ROLECALL_CLI_OPERATION_PACKAGE_ACCESS_H_

#include "base/environment.h"
#include "cli/frame/command.h"
#include "diag/diagnostic.h"
#include "http/client.h"
#include "plugin/install/package_fetcher.h"
#include "registry/reader.h"

namespace rolecall::cli {

// For as long as a command runs; the context must outlive it.
struct PackageAccess {
  PackageAccess(const CommandContext& context, diag::Diagnostics& diagnostics);
  http::CurlClient client;
  registry::Reader reader;
};

// OPENTOFU_ENFORCE_GPG_VALIDATION and OPENTOFU_ENFORCE_GPG_EXPIRATION make it stricter.
plugin::FetchOptions PackageFetchOptions(const Environment& environment);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PACKAGE_ACCESS_H_
