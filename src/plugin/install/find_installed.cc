// Packages that an earlier init installed, found again and held against the lock file.
#include <sys/stat.h>

#include <algorithm>

#include "crypto/digest.h"
#include "plugin/install/installer.h"
#include "plugin/install/mirror.h"
#include "plugin/install/package_hash.h"

namespace rolecall::plugin {
namespace {

std::string ProvidersFolder(const InstallLayout& layout) { return JoinPath(layout.data_directory, "providers"); }

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

Result<InstalledPackage> FindInstalled(FileSystem& files, const InstallLayout& layout, const std::string& host,
                                       const std::string& source) {
  ROLECALL_TRY(const LockFile lock, ReadLockFile(files, layout.lock_path));
  for (const auto& [address, entry] : lock) {
    const std::size_t slash = address.find('/');
    if (slash == std::string::npos || address.substr(slash + 1) != source) continue;
    if (!host.empty() && address.substr(0, slash) != host) continue;
    const std::string folder = JoinPath(ProvidersFolder(layout), address + "/" + entry.version + "/" + layout.platform);
    if (!files.IsDirectory(folder)) return NotInstalled(address, entry.version);
    ROLECALL_TRY(std::string program, ProgramIn(files, folder, TypeOfProvider(address)));
    ROLECALL_TRY(const std::string hash, HashOnce(files, layout, folder, program));
    // Archives' hashes cannot be made from what was unpacked: where there are only those, init has checked them.
    const auto is_h1 = [](const std::string& one) { return one.starts_with("h1:"); };
    if (std::any_of(entry.hashes.begin(), entry.hashes.end(), is_h1)) {
      ROLECALL_RETURN_IF_ERROR(CheckLocked(entry, {hash}, address));
    }
    return InstalledPackage{address.substr(0, slash), source, entry.version, folder, program};
  }
  return NotInstalled((host.empty() ? "" : host + "/") + source, "");
}

}  // namespace rolecall::plugin
