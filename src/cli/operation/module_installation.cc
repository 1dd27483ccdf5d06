#include "cli/operation/module_installation.h"

#include "cli/operation/registry_hosts.h"

namespace rolecall::cli {

ModuleInstallation::ModuleInstallation(Operation& operation, bool upgrade)
    : operation_(operation),
      client_(RegistryClientOptions(operation.context().environment)),
      registry_(client_,
                ReadRegistryHosts(operation.context().files, operation.context().environment, operation.diagnostics()),
                RegistryReaderOptions(operation.context())),
      fetcher_(client_, operation.context().environment),
      installer_(operation.context().files, registry_, fetcher_, *this, operation.data_directory(), upgrade),
      upgrade_(upgrade) {
  operation_.InstallModulesWith(&installer_);
}

ModuleInstallation::~ModuleInstallation() { operation_.InstallModulesWith(nullptr); }

bool ModuleInstallation::Finish() {
  const Result<void> written = installer_.WriteManifest();
  return written.ok() || operation_.Fail("Failed to update module manifest", written.error());
}

void ModuleInstallation::Announce() {
  if (announced_) return;
  announced_ = true;
  operation_.Print(operation_.style().Bold(upgrade_ ? "Upgrading modules..." : "Initializing modules...") + "\n");
}

void ModuleInstallation::Downloading(const std::string& what, const std::string& key) {
  Announce();
  operation_.Print("Downloading " + what + " for " + key + "...\n");
}

void ModuleInstallation::Installed(const std::string& key, const std::string& directory) {
  Announce();
  operation_.Print("- " + key + " in " + directory + "\n");
}

}  // namespace rolecall::cli
