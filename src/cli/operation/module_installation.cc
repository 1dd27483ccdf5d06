#include "cli/operation/module_installation.h"

#include "cli/providers/registry_hosts.h"

namespace rolecall::cli {

ModuleInstallation::ModuleInstallation(Operation& operation, bool upgrade)
    : operation_(operation),
      client_(RegistryClientOptions(operation.context().environment)),
      registry_(client_,
                ReadRegistryHosts(operation.context().files, operation.context().environment, operation.diagnostics()),
                RegistryReaderOptions(operation.context())),
      fetcher_(client_, operation.backend_context()),
      installer_(operation.context().files, registry_, fetcher_, *this, operation.data_directory(), upgrade),
      upgrade_(upgrade) {
  operation_.InstallModulesWith(&installer_);
}

ModuleInstallation::~ModuleInstallation() { operation_.InstallModulesWith(nullptr); }

bool ModuleInstallation::Finish() {
  const Result<void> written = installer_.WriteManifest();
  return written.ok() || operation_.Fail("Failed to update module manifest", written.error());
}

Result<void> ModuleInstallation::CopyHere(const std::string& source) {
  ROLECALL_TRY(const engine::ModuleSource parsed, engine::ParseModuleSource(source, false));
  if (parsed.kind == engine::ModuleSource::Kind::kLocal) return fetcher_.Copy(parsed.text, ".");
  engine::ModuleCall call;
  call.name = call.source = source;
  diag::Diagnostics problems;
  // As if it were called, in a place of its own that does not stay.
  const std::string key = "from-module";
  const auto directory = installer_.Install(call, key, parsed, {}, problems);
  Result<void> copied = Error{ErrorCode::kUnavailable, problems.empty() ? source : problems.list()[0].detail};
  if (directory) copied = fetcher_.Copy(*directory, ".");
  ROLECALL_RETURN_IF_ERROR(fetcher_.Remove(operation_.data_directory() + "/modules/" + key));
  installer_.Forget(key);
  return copied;
}

void ModuleInstallation::Announce() {
  operation_.Say(operation_.style().Bold(upgrade_ ? "Upgrading modules..." : "Initializing modules...") + "\n");
}

void ModuleInstallation::Downloading(const std::string& what, const std::string& key) {
  operation_.Say("Downloading " + what + " for " + key + "...\n");
}

void ModuleInstallation::Installed(const std::string& key, const std::string& directory) {
  const std::string where = key + " in " + directory;
  operation_.Say("- " + where + "\n", "installing " + where);
}

}  // namespace rolecall::cli
