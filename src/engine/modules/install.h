// ModuleInstaller: gets the modules of a configuration that are not local, while the configuration is loaded.
//
//   ModuleInstaller installer(files, registry, fetcher, observer, ".terraform", upgrade);
//   LoadOptions options{.installer = &installer};
//   auto configuration = LoadConfiguration(files, ".", options, diagnostics);   // installs as it goes
//   ROLECALL_RETURN_IF_ERROR(installer.WriteManifest());
//
// What the manifest says is installed, from the same source and in a version that will do, stays (unless `upgrade`).
// A package that several calls use is fetched once and copied. Threads: one at a time.
#ifndef ROLECALL_ENGINE_MODULES_INSTALL_H_
#define ROLECALL_ENGINE_MODULES_INSTALL_H_

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/modules/address.h"
#include "engine/modules/manifest.h"
#include "engine/modules/registry.h"

namespace rolecall::engine {

// How packages come to this machine: git, archives, directories.
class ModuleFetcher {
 public:
  virtual ~ModuleFetcher() = default;
  // Puts the package's files into `directory`, which is new; its parent exists. On failure nothing is left.
  virtual Result<void> Fetch(const RemotePackage& package, const std::string& directory) = 0;
  // Copies a fetched package.
  virtual Result<void> Copy(const std::string& from, const std::string& to) = 0;
  // Removes a directory and all in it; it need not exist.
  virtual Result<void> Remove(const std::string& directory) = 0;
};

// Is told what happens, for the user to read.
class InstallObserver {
 public:
  virtual ~InstallObserver() = default;
  virtual void Downloading(const std::string& what, const std::string& key) = 0;
  virtual void Installed(const std::string& key, const std::string& directory) = 0;
};

class ModuleInstaller {
 public:
  // All must outlive the installer.
  ModuleInstaller(FileSystem& files, ModuleRegistry& registry, ModuleFetcher& fetcher, InstallObserver& observer,
                  std::string data_directory, bool upgrade);

  // The directory of a module's files, relative to the root module's; gets them if need be. Nothing, with a
  // diagnostic, if that fails. `old` is what was installed before.
  std::optional<std::string> Install(const ModuleCall& call, const std::string& key, const ModuleSource& source,
                                     const ModuleManifest& old, diag::Diagnostics& diagnostics);
  // Notes where a local module lies; "": nowhere. Nothing is told of one that lay there before.
  void NoteLocal(const std::string& key, const std::string& source, const std::string& directory,
                 const ModuleManifest& old);
  // The manifest does not get it.
  void Forget(const std::string& key) { installed_.erase(key); }

  Result<void> WriteManifest();

 private:
  bool IsReplaced(const std::string& key) const;
  Result<std::string> Fetch(const ModuleSource& source, const std::string& key);
  std::string ResolveStars(const std::string& directory, const std::string& subdirectory) const;
  std::optional<std::string> ChooseVersion(const ModuleCall& call, const ModuleSource& source,
                                           diag::Diagnostics& diagnostics);

  FileSystem& files_;
  ModuleRegistry& registry_;
  ModuleFetcher& fetcher_;
  InstallObserver& observer_;
  const std::string data_directory_;
  const bool upgrade_;
  ModuleManifest installed_;
  std::set<std::string> replaced_;              // keys: what they call is gotten again, too
  std::map<std::string, std::string> fetched_;  // package -> directory, in this run
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_INSTALL_H_
