#include "cli/operation/package_access.h"

#include "cli/packages/archive.h"
#include "cli/providers/registry_hosts.h"

namespace rolecall::cli {
namespace {

// The largest package today unpacks to 0.7 GB.
constexpr ArchiveBounds kPackageBounds{.max_entries = 10'000, .max_bytes = std::size_t{4} << 30};

}  // namespace

PackageAccess::PackageAccess(const CommandContext& context, diag::Diagnostics& diagnostics)
    : client(RegistryClientOptions(context.environment)),
      reader(client, ReadRegistryHosts(context.files, context.environment, diagnostics),
             RegistryReaderOptions(context)) {}

plugin::FetchOptions PackageFetchOptions(const Environment& environment) {
  plugin::FetchOptions options;
  options.unpack = [](const std::string& archive, const std::string& folder) {
    return UnpackZipFile(archive, folder, kPackageBounds);
  };
  options.tools.path = environment.GetOr("PATH", options.tools.path);
  options.wants_signatures = environment.GetOr("OPENTOFU_ENFORCE_GPG_VALIDATION", "") == "true";
  options.refuses_expired_keys = environment.GetOr("OPENTOFU_ENFORCE_GPG_EXPIRATION", "") == "true";
  return options;
}

}  // namespace rolecall::cli
