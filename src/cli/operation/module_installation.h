// ModuleInstallation: the modules of a directory, gotten while an Operation loads it. What `init` and `get` share.
//
//   ModuleInstallation installation(operation, upgrade);
//   if (!operation.Load() || !installation.Finish()) return operation.Finish();
#ifndef ROLECALL_CLI_OPERATION_MODULE_INSTALLATION_H_
#define ROLECALL_CLI_OPERATION_MODULE_INSTALLATION_H_

#include <string>

#include "cli/operation/operation.h"
#include "cli/packages/module_fetch.h"
#include "engine/modules/install.h"
#include "engine/modules/registry.h"
#include "http/client.h"

namespace rolecall::cli {

class ModuleInstallation final : public engine::InstallObserver {
 public:
  // Tells the operation to install while it loads. The operation must outlive the installation.
  ModuleInstallation(Operation& operation, bool upgrade);
  ~ModuleInstallation() override;

  // Says that modules are looked after now, which `init` does.
  void Announce();
  // Writes the manifest: also of what could be gotten where something could not. False, and reported: it could not be
  // written.
  bool Finish();

  // Copies a module's files into the working directory.
  Result<void> CopyHere(const std::string& source);

  void Downloading(const std::string& what, const std::string& key) override;
  void Installed(const std::string& key, const std::string& directory) override;

 private:
  Operation& operation_;
  http::CurlClient client_;
  engine::ModuleRegistry registry_;
  SystemModuleFetcher fetcher_;
  engine::ModuleInstaller installer_;
  const bool upgrade_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_MODULE_INSTALLATION_H_
