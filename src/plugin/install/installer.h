// Installer: finds packages of the providers that a directory needs, puts them under its data directory, and keeps the
// lock file; and finds them again when they are used.
//
//   Installer installer(files, {.data_directory = ".terraform", .lock_path = ".terraform.lock.hcl", …});
//   ROLECALL_TRY(InstalledPackage package, installer.Install({.source = "hashicorp/random", .constraint = "~> 3.0"}));
//   ROLECALL_RETURN_IF_ERROR(installer.SaveLock());
//   …
//   ROLECALL_TRY(InstalledPackage package, FindInstalled(files, layout, "", "hashicorp/random"));
//
// A package whose hashes the lock file has, and that has none of them, is refused. Errors: kNotFound (no such package
// in any place that may be asked), kDataLoss (its hashes are others), kUnimplemented (only a registry could have it).
#ifndef ROLECALL_PLUGIN_INSTALL_INSTALLER_H_
#define ROLECALL_PLUGIN_INSTALL_INSTALLER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "plugin/install/install_config.h"
#include "plugin/install/lock_file.h"
#include "plugin/install/mirror.h"

namespace rolecall::plugin {

struct InstallLayout {
  std::string data_directory = ".terraform";
  std::string lock_path = ".terraform.lock.hcl";
  std::string platform;  // "linux_amd64"
};

struct InstallRequest {
  std::string host;        // empty: a default registry
  std::string source;      // "hashicorp/random"
  std::string constraint;  // of all modules together; empty: any version
};

struct InstalledPackage {
  std::string host, source, version;
  std::string folder, program;
  std::string Address() const { return host + "/" + source; }
};

struct InstallOptions {
  InstallLayout layout;
  InstallConfig config;
  std::vector<std::string> plugin_folders;  // of -plugin-dir: nothing else is asked then
  bool upgrade = false;
  // Unpacks an archive into an empty folder.
  std::function<Result<void>(const std::string& archive, const std::string& folder)> unpack;
  std::function<void(const std::string& line)> say;
};

class Installer {
 public:
  Installer(FileSystem& files, InstallOptions options);

  // Reads the lock file. First of all.
  Result<void> Open();
  Result<InstalledPackage> Install(const InstallRequest& request);
  // Writes the lock file if it changed. `is_read_only`: that it would change is an error (kConflict).
  Result<bool> SaveLock(bool is_read_only);

 private:
  std::vector<std::string> Hosts(const InstallRequest& request) const;
  std::vector<MirrorPackage> Available(const std::string& address, bool& may_be_remote) const;
  Result<InstalledPackage> Reuse(const std::string& address, const InstallRequest& request, bool& found);
  Result<InstalledPackage> Place(const std::string& address, const InstallRequest& request,
                                 const MirrorPackage& package);
  Result<void> Unpack(const MirrorPackage& package, const std::string& address, const std::string& folder);
  Result<void> Record(const std::string& address, const InstallRequest& request, const MirrorPackage& package,
                      const std::string& folder);
  std::string FolderOf(const std::string& address, const std::string& version) const;

  FileSystem& files_;
  const InstallOptions options_;
  LockFile lock_, before_;
};

// The package that the lock file chose, where it was installed. Its hashes are checked when it changed since they were
// last. kNotFound: it is not in the lock file, or not installed.
Result<InstalledPackage> FindInstalled(FileSystem& files, const InstallLayout& layout, const std::string& host,
                                       const std::string& source);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_INSTALLER_H_
