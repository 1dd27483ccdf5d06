#include "plugin/install/installer.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "crypto/digest.h"
#include "engine/config/version_constraint.h"
#include "plugin/install/package_hash.h"

namespace rolecall::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRegistries[] = {"registry.opentofu.org", "registry.terraform.io"};

std::string TypeOf(const std::string& address) { return address.substr(address.rfind('/') + 1); }

std::string ProvidersFolder(const InstallLayout& layout) { return JoinPath(layout.data_directory, "providers"); }

bool Contains(const std::vector<MirrorPackage>& packages, const std::string& version) {
  return std::any_of(packages.begin(), packages.end(),
                     [&](const MirrorPackage& one) { return one.version == version; });
}

Result<void> Matches(const LockEntry& entry, const std::set<std::string>& hashes, const std::string& address) {
  if (entry.hashes.empty()) return {};
  for (const std::string& hash : hashes) {
    if (entry.hashes.count(hash) > 0) return {};
  }
  return Error{ErrorCode::kDataLoss,
               "the current package for " + address + " " + entry.version +
                   " doesn't match any of the checksums previously recorded in the dependency lock file"};
}

// What a check of the hashes was made for: the same file need not be read again.
std::string StampOf(const InstallLayout& layout, const std::string& program) {
  struct stat facts {};
  if (stat(program.c_str(), &facts) != 0) return "";
  const std::string key = program + "|" + std::to_string(facts.st_size) + "|" + std::to_string(facts.st_mtim.tv_sec) +
                          "." + std::to_string(facts.st_mtim.tv_nsec) + "|" + std::to_string(facts.st_ino);
  return JoinPath(layout.data_directory, "rolecall/" + crypto::Sha256Hex(key) + ".h1");
}

Result<std::string> HashOnce(FileSystem& files, const InstallLayout& layout, const std::string& folder,
                             const std::string& program) {
  const std::string stamp = StampOf(layout, program);
  if (!stamp.empty() && files.Exists(stamp)) {
    if (Result<std::string> known = files.Read(stamp, 1024); known.ok()) return known;
  }
  ROLECALL_TRY(std::string hash, HashDirectory(folder));
  if (!stamp.empty() && files.MakeDirectories(DirectoryName(stamp)).ok()) {
    (void)files.Write(stamp, hash, FileMode::kPublic);  // only a saving
  }
  return hash;
}

Error NotInstalled(const std::string& address, const std::string& version) {
  return {ErrorCode::kNotFound,
          "there is no package for " + address + (version.empty() ? "" : " " + version) + " in the data directory"};
}

}  // namespace

Installer::Installer(FileSystem& files, InstallOptions options) : files_(files), options_(std::move(options)) {}

Result<void> Installer::Open() {
  ROLECALL_TRY(lock_, ReadLockFile(files_, options_.layout.lock_path));
  before_ = lock_;
  return {};
}

std::vector<std::string> Installer::Hosts(const InstallRequest& request) const {
  if (!request.host.empty()) return {request.host};
  std::vector<std::string> hosts;
  for (const auto& [address, entry] : lock_) {
    const std::size_t slash = address.find('/');
    if (slash != std::string::npos && address.substr(slash + 1) == request.source) {
      hosts.push_back(address.substr(0, slash));
    }
  }
  for (const char* host : kRegistries) {
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) hosts.emplace_back(host);
  }
  return hosts;
}

std::vector<MirrorPackage> Installer::Available(const std::string& address, bool& may_be_remote) const {
  std::vector<MirrorPackage> found;
  const auto add = [&](const std::string& folder) {
    for (MirrorPackage& one : FindInMirror(files_, folder, address, options_.layout.platform)) {
      if (!Contains(found, one.version)) found.push_back(std::move(one));
    }
  };
  for (const std::string& folder : options_.plugin_folders) add(folder);
  if (!options_.plugin_folders.empty()) return found;
  for (const InstallMethod& method : options_.config.methods) {
    if (!method.Takes(address)) continue;
    if (method.kind == InstallMethod::Kind::kFilesystem) {
      add(method.location);
    } else {
      may_be_remote = true;
    }
  }
  if (!options_.config.plugin_cache.empty()) add(options_.config.plugin_cache);
  return found;
}

std::string Installer::FolderOf(const std::string& address, const std::string& version) const {
  return JoinPath(ProvidersFolder(options_.layout), address + "/" + version + "/" + options_.layout.platform);
}

// What an earlier init put there and the lock file still wants.
Result<InstalledPackage> Installer::Reuse(const std::string& address, const InstallRequest& request, bool& found) {
  const LockEntry& entry = lock_.at(address);
  const std::string folder = FolderOf(address, entry.version);
  found = files_.IsDirectory(folder);
  if (!found) return NotInstalled(address, entry.version);
  ROLECALL_TRY(std::string program, ProgramIn(files_, folder, TypeOf(address)));
  ROLECALL_RETURN_IF_ERROR(Record(address, request, {entry.version, folder, false}, folder));
  options_.say("- Using previously-installed " + request.source + " v" + entry.version);
  return InstalledPackage{address.substr(0, address.find('/')), request.source, entry.version, folder, program};
}

Result<InstalledPackage> Installer::Install(const InstallRequest& request) {
  bool may_be_remote = false, is_said = false;
  std::vector<std::string> seen;
  for (const std::string& host : Hosts(request)) {
    const std::string address = host + "/" + request.source;
    std::string wanted = request.constraint;
    const auto locked = lock_.find(address);
    if (locked != lock_.end() && !locked->second.version.empty() && !options_.upgrade) {
      wanted = locked->second.version;
      options_.say("- Reusing previous version of " + request.source + " from the dependency lock file");
      bool found = false;
      Result<InstalledPackage> reused = Reuse(address, request, found);
      if (found) return reused;
    } else if (!std::exchange(is_said, true)) {
      options_.say(wanted.empty() ? "- Finding latest version of " + request.source + "..."
                                  : "- Finding " + request.source + " versions matching \"" + wanted + "\"...");
    }
    const std::vector<MirrorPackage> available = Available(address, may_be_remote);
    std::vector<std::string> versions;
    for (const MirrorPackage& one : available) versions.push_back(one.version);
    seen.insert(seen.end(), versions.begin(), versions.end());
    ROLECALL_TRY(const std::optional<std::string> version, engine::NewestVersion(versions, wanted));
    if (!version) continue;
    const auto chosen = std::find_if(available.begin(), available.end(),
                                     [&](const MirrorPackage& one) { return one.version == *version; });
    return Place(address, request, *chosen);
  }
  if (!seen.empty()) {
    return Error{ErrorCode::kNotFound,
                 "no available releases of " + request.source + " match the given constraints " + request.constraint};
  }
  if (may_be_remote) {
    return Error{ErrorCode::kUnimplemented,
                 "provider " + request.source +
                     " is in no filesystem mirror, and this version of Rolecall does not download from registries and "
                     "network mirrors: put its package into a filesystem mirror, or name a folder by -plugin-dir"};
  }
  return Error{ErrorCode::kNotFound, "provider " + request.source + " was not found in any of the search locations"};
}

Result<void> Installer::Unpack(const MirrorPackage& package, const std::string& address, const std::string& folder) {
  const std::string& cache = options_.config.plugin_cache;
  std::error_code error;
  if (cache.empty()) {
    fs::create_directories(folder, error);
    if (error) return Error{ErrorCode::kUnavailable, "cannot make " + folder + ": " + error.message()};
    return options_.unpack(package.path, folder);
  }
  const std::string kept = JoinPath(cache, address + "/" + package.version + "/" + options_.layout.platform);
  if (!files_.IsDirectory(kept)) {
    fs::create_directories(kept, error);
    if (error) return Error{ErrorCode::kUnavailable, "cannot make " + kept + ": " + error.message()};
    ROLECALL_RETURN_IF_ERROR(options_.unpack(package.path, kept));
  }
  fs::create_directory_symlink(fs::absolute(kept), folder, error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot link " + folder + ": " + error.message()};
  return {};
}

Result<InstalledPackage> Installer::Place(const std::string& address, const InstallRequest& request,
                                          const MirrorPackage& package) {
  options_.say("- Installing " + request.source + " v" + package.version + "...");
  const std::string folder = FolderOf(address, package.version);
  std::error_code error;
  // A link from before, or what an interrupted init left.
  if (fs::is_symlink(folder, error)) {
    fs::remove(folder, error);
  } else {
    fs::remove_all(folder, error);
  }
  fs::create_directories(DirectoryName(folder), error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot make " + DirectoryName(folder) + ": " + error.message()};
  if (package.is_archive) {
    ROLECALL_RETURN_IF_ERROR(Unpack(package, address, folder));
  } else {
    fs::create_directory_symlink(fs::absolute(package.path), folder, error);
    if (error) return Error{ErrorCode::kUnavailable, "cannot link " + folder + ": " + error.message()};
  }
  ROLECALL_TRY(std::string program, ProgramIn(files_, folder, TypeOf(address)));
  ROLECALL_RETURN_IF_ERROR(Record(address, request, package, folder));
  options_.say("- Installed " + request.source + " v" + package.version + " (unauthenticated)");
  return InstalledPackage{address.substr(0, address.find('/')), request.source, package.version, folder, program};
}

// Holds the package against the lock file, and puts what it is into it.
Result<void> Installer::Record(const std::string& address, const InstallRequest& request, const MirrorPackage& package,
                               const std::string& folder) {
  ROLECALL_TRY(std::string h1, HashDirectory(folder));
  std::set<std::string> hashes{std::move(h1)};
  if (package.is_archive) {
    ROLECALL_TRY(std::string zh, HashArchive(package.path));
    hashes.insert(std::move(zh));
  }
  LockEntry& entry = lock_[address];
  if (entry.version != package.version) {
    entry = {package.version, request.constraint, std::move(hashes)};
    return {};
  }
  ROLECALL_RETURN_IF_ERROR(Matches(entry, hashes, address));
  entry.hashes.merge(hashes);
  entry.constraints = request.constraint;
  return {};
}

Result<bool> Installer::SaveLock(bool is_read_only) {
  if (lock_ == before_) return false;
  if (is_read_only) {
    return Error{ErrorCode::kConflict,
                 "Changes to the required provider dependencies were detected, but the lock file is read-only. To use "
                 "and record these requirements, run \"rolecall init\" without the \"-lockfile=readonly\" flag."};
  }
  ROLECALL_RETURN_IF_ERROR(WriteLockFile(files_, options_.layout.lock_path, lock_));
  before_ = lock_;
  return true;
}

Result<InstalledPackage> FindInstalled(FileSystem& files, const InstallLayout& layout, const std::string& host,
                                       const std::string& source) {
  ROLECALL_TRY(const LockFile lock, ReadLockFile(files, layout.lock_path));
  for (const auto& [address, entry] : lock) {
    const std::size_t slash = address.find('/');
    if (slash == std::string::npos || address.substr(slash + 1) != source) continue;
    if (!host.empty() && address.substr(0, slash) != host) continue;
    const std::string folder = JoinPath(ProvidersFolder(layout), address + "/" + entry.version + "/" + layout.platform);
    if (!files.IsDirectory(folder)) return NotInstalled(address, entry.version);
    ROLECALL_TRY(std::string program, ProgramIn(files, folder, TypeOf(address)));
    ROLECALL_TRY(const std::string hash, HashOnce(files, layout, folder, program));
    // Archives' hashes cannot be made from what was unpacked: where there are only those, init has checked them.
    const auto is_h1 = [](const std::string& one) { return one.starts_with("h1:"); };
    if (std::any_of(entry.hashes.begin(), entry.hashes.end(), is_h1)) {
      ROLECALL_RETURN_IF_ERROR(Matches(entry, {hash}, address));
    }
    return InstalledPackage{address.substr(0, slash), source, entry.version, folder, program};
  }
  return NotInstalled((host.empty() ? "" : host + "/") + source, "");
}

}  // namespace rolecall::plugin
