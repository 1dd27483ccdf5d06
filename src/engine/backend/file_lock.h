// FileLocker: the kernel's lock on a state file, which OpenTofu and Terraform take too.
//
//   bool created = false;
//   ROLECALL_TRY(std::unique_ptr<FileLock> lock, locker.Acquire("terraform.tfstate", created));
//   …                                                        // held until the handle goes, or the process ends
//
// Does not wait. Errors: kConflict, kPermissionDenied, kInternal. Threads: any.
#ifndef ROLECALL_ENGINE_BACKEND_FILE_LOCK_H_
#define ROLECALL_ENGINE_BACKEND_FILE_LOCK_H_

#include <memory>
#include <string>

#include "base/result.h"

namespace rolecall::engine {

// A kernel lock (fcntl) on a file, released when the handle goes. Only the real one touches the disk.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileLocker {
 public:
  virtual ~FileLocker() = default;
  // Creates the file if it is missing (`created` tells). kConflict: another process holds it.
  virtual Result<std::unique_ptr<FileLock>> Acquire(const std::string& path, bool& created) = 0;
};

class SystemFileLocker final : public FileLocker {
 public:
  Result<std::unique_ptr<FileLock>> Acquire(const std::string& path, bool& created) override;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_FILE_LOCK_H_
