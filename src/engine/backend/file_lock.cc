#include "engine/backend/file_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rolecall::engine {
namespace {

class HeldFile final : public FileLock {
 public:
  explicit HeldFile(int fd) : fd_(fd) {}
  ~HeldFile() override { ::close(fd_); }
  HeldFile(const HeldFile&) = delete;
  HeldFile& operator=(const HeldFile&) = delete;

 private:
  int fd_;
};

}  // namespace

Result<std::unique_ptr<FileLock>> SystemFileLocker::Acquire(const std::string& path, bool& created) {
  created = ::access(path.c_str(), F_OK) != 0;
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Error{errno == EACCES ? ErrorCode::kPermissionDenied : ErrorCode::kInternal,
                 "cannot open " + path + " to lock it: " + std::strerror(errno)};
  }
  // A lock of the open file, not of the process: it meets the process locks of OpenTofu and Terraform, but is not lost
  // when we read and close the same file elsewhere.
  struct flock region {};
  region.l_type = F_WRLCK;
  region.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &region) == 0) return std::unique_ptr<FileLock>(new HeldFile(fd));
  const int code = errno;
  ::close(fd);
  if (code == EAGAIN || code == EACCES) {
    return Error{ErrorCode::kConflict, "resource temporarily unavailable: another process holds the lock on " + path};
  }
  return Error{ErrorCode::kInternal, "cannot lock " + path + ": " + std::strerror(code)};
}

}  // namespace rolecall::engine
