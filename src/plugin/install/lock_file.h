// .terraform.lock.hcl: which version of each provider a directory uses, and the hashes that its packages must have.
//
//   ROLECALL_TRY(LockFile lock, ReadLockFile(files, ".terraform.lock.hcl"));   // none: empty
//   lock["registry.terraform.io/hashicorp/random"] = {"3.7.2", "~> 3.0", {"h1:…"}};
//   ROLECALL_RETURN_IF_ERROR(WriteLockFile(files, path, lock));                // only if the text changes
//
// Pure but for the file. Errors: kInvalidArgument, the file is no lock file; those of the file system.
#ifndef ROLECALL_PLUGIN_INSTALL_LOCK_FILE_H_
#define ROLECALL_PLUGIN_INSTALL_LOCK_FILE_H_

#include <map>
#include <set>
#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::plugin {

struct LockEntry {
  std::string version;
  std::string constraints;  // empty: none were given
  std::set<std::string> hashes;
  bool operator==(const LockEntry&) const = default;
};
using LockFile = std::map<std::string, LockEntry>;  // by "HOST/NAMESPACE/TYPE"

Result<LockFile> ReadLockFile(const FileSystem& files, const std::string& path);
Result<void> WriteLockFile(FileSystem& files, const std::string& path, const LockFile& lock);
std::string LockFileText(const LockFile& lock);

// Whether a package with these hashes may be the one that is locked: kDataLoss if it has none of the entry's. An entry
// without hashes takes any.
Result<void> CheckLocked(const LockEntry& entry, const std::set<std::string>& hashes, const std::string& address);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_LOCK_FILE_H_
