// Installer: finds packages of the providers that a directory needs, puts them under its data directory, and keeps the
// lock file; and finds them again when they are used.
//
//   Installer installer(files, {.layout = {…}, .config = …, .reader = &reader, …});
//   ROLECALL_RETURN_IF_ERROR(installer.Open());
//   ROLECALL_TRY(Selection selection, installer.Select({.source = "hashicorp/random", .constraint = "~> 3.0"}));
//   ROLECALL_TRY(InstalledPackage package, installer.Install(selection));
//   ROLECALL_TRY(LockChange change, installer.SaveLock(false));
//   …
//   ROLECALL_TRY(InstalledPackage package, FindInstalled(files, layout, "", "hashicorp/random"));
//
// A package whose hashes the lock file has, and that has none of them, is refused and goes again. What is in place is
// whole: it is unpacked and checked beside it. Errors: kNotFound (no such package in any place that may be asked),
// kDataLoss (it is not what its source or the lock file says), kUnimplemented (only a registry could have it, and there
// is no reader), those of package_source.h. The messages are OpenTofu's. Threads: one at a time.
#ifndef ROLECALL_PLUGIN_INSTALL_INSTALLER_H_
#define ROLECALL_PLUGIN_INSTALL_INSTALLER_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "engine/provider/registry_hosts.h"
#include "plugin/install/install_config.h"
#include "plugin/install/lock_file.h"
#include "plugin/install/package_fetcher.h"
#include "plugin/install/package_sources.h"
#include "registry/reader.h"

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
  // As people write it: with the host where that is not the default one.
  std::string Display() const {
    return host.empty() || host == engine::kDefaultRegistry ? source : host + "/" + source;
  }
};

struct Selection {
  InstallRequest request;
  std::string host, version;
  std::vector<std::string> warnings;  // of the registry
  std::string Address() const { return host + "/" + request.source; }
};

struct InstalledPackage {
  std::string host, source, version;
  std::string folder, program;
  bool is_signed = false, is_key_expired = false;
  std::string Address() const { return host + "/" + source; }
};

struct InstallOptions {
  InstallLayout layout;
  InstallConfig config;
  std::vector<std::string> plugin_folders;  // of -plugin-dir: nothing else is asked then
  bool upgrade = false;
  registry::Reader* reader = nullptr;  // null: registries and network mirrors are not asked
  FetchOptions fetch;
  std::function<void(const std::string& line)> say;
};

struct LockedPackage {
  enum class Change { kNone, kNewProvider, kNewHashes };
  Authentication authentication;
  Change change = Change::kNone;  // of the lock file as it was opened
};

struct LockChange {
  bool is_changed = false;  // it would be, if it is read-only
  bool is_written = false;
  // Sources of which the lock file has the hashes of this platform alone, because nobody signed for the others.
  std::vector<std::string> incomplete;
};

class Installer {
 public:
  Installer(FileSystem& files, InstallOptions options);

  // Reads the lock file. First of all.
  Result<void> Open();
  // The version that the lock file has, or the newest that does. `platform`: empty for the layout's.
  Result<Selection> Select(const InstallRequest& request, std::string platform = "");
  Result<InstalledPackage> Install(const Selection& selection);
  // Gets the package for a platform, and adds its hashes to the lock file; nothing stays but those.
  Result<LockedPackage> Lock(const Selection& selection, const std::string& platform);
  // Writes the lock file if it changed. `is_read_only`: that other providers are in it is an error (kConflict), and
  // what else changed is not written.
  Result<LockChange> SaveLock(bool is_read_only);

 private:
  std::vector<std::string> Hosts(const InstallRequest& request, const std::string& platform);
  Result<VersionList> VersionsFor(const std::string& address, const std::string& platform);
  Result<std::optional<Selection>> Locked(const InstallRequest& request, const std::string& host) const;
  std::optional<InstalledPackage> Reuse(const Selection& selection);
  bool IsLockedAs(const Selection& selection, const Result<std::string>& h1) const;
  Result<InstalledPackage> FromCache(const Selection& selection, const std::string& kept, const std::string& h1);
  Result<InstalledPackage> Fetch(const Selection& selection);
  Result<std::string> Place(const Selection& selection, const FetchedPackage& package, const PrivateFolder& staging);
  Result<InstalledPackage> Installed(const Selection& selection) const;
  Result<void> Record(const Selection& selection, std::set<std::string> hashes, const Authentication& authentication);
  static std::string ConstraintOf(const Selection& selection);
  std::string FolderOf(const Selection& selection) const;
  std::string CacheFolderOf(const Selection& selection) const;

  FileSystem& files_;
  const InstallOptions options_;
  PackageSources sources_;
  PackageFetcher fetcher_;
  LockFile lock_, before_;
  std::set<std::string> vouched_;  // addresses whose hashes a registry vouched for, in this run
};

// The package that the lock file chose, where it was installed. Its hashes are checked when it changed since they were
// last. kNotFound: it is not in the lock file, or not installed.
Result<InstalledPackage> FindInstalled(FileSystem& files, const InstallLayout& layout, const std::string& host,
                                       const std::string& source);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_INSTALLER_H_
