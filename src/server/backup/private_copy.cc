#include "server/backup/private_copy.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/file_system.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kCopiedAtOnce = 1u << 20;
// What SQLite locks of its files, docs: sqlite3.h's file format, "Locking".
constexpr off_t kSqliteLocks = 0x40000000, kSqliteLockBytes = 512;

class OpenedFile {
 public:
  explicit OpenedFile(int file) : file_(file) {}
  OpenedFile(OpenedFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  OpenedFile& operator=(OpenedFile&&) = delete;
  ~OpenedFile() {
    if (file_ >= 0) close(file_);
  }
  int get() const { return file_; }

 private:
  int file_;
};

Error InUse(const std::string& path) {
  return {ErrorCode::kConflict, "a server runs on " + path +
                                    ": name its URL (http://127.0.0.1:4747, with an access key that may "
                                    "rolecall:FollowLog) instead of the file, or stop it first"};
}

Error Failed(const std::string& doing, const std::string& path, int reason) {
  const ErrorCode code = reason == ENOENT                       ? ErrorCode::kNotFound
                         : reason == ENOSPC || reason == EDQUOT ? ErrorCode::kResourceExhausted
                         : reason == EACCES || reason == EPERM  ? ErrorCode::kPermissionDenied
                                                                : ErrorCode::kUnavailable;
  return {code, "cannot " + doing + " " + path + ": " + std::strerror(reason)};
}

// The server's own lock (data_directory.h): none starts while this one is held. A directory without it had no server.
Result<OpenedFile> HoldDataDirectory(const std::string& path) {
  OpenedFile lock(open(JoinPath(DirectoryName(path), "lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (lock.get() >= 0 && flock(lock.get(), LOCK_SH | LOCK_NB) != 0) return InUse(path);
  return lock;
}

Result<void> CopyFile(const std::string& from, const std::string& to) {
  const OpenedFile source(open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (source.get() < 0) return Failed("read", from, errno);
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_start = kSqliteLocks;
  lock.l_len = kSqliteLockBytes;
  if (fcntl(source.get(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) return InUse(from);
  const OpenedFile target(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (target.get() < 0) return Failed("write", to, errno);
  std::vector<char> buffer(kCopiedAtOnce);
  while (true) {
    const ssize_t count = read(source.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("read", from, errno);
    if (count == 0) return {};
    for (ssize_t done = 0; done < count;) {
      const ssize_t written = write(target.get(), buffer.data() + done, static_cast<std::size_t>(count - done));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return Failed("write", to, errno);
      done += written;
    }
  }
}

}  // namespace

PrivateCopy::PrivateCopy(PrivateFolder folder) : folder_(std::move(folder)), path_(folder_.Inside("rolecall.db")) {}

Result<std::unique_ptr<PrivateCopy>> PrivateCopy::Make(const std::string& path, const std::string& temporary) {
  ROLECALL_TRY(const OpenedFile held, HoldDataDirectory(path));
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return Failed("read", path, errno);
  if (!S_ISREG(info.st_mode)) return Error{ErrorCode::kInvalidArgument, path + " is not a file"};
  ROLECALL_TRY(PrivateFolder folder, PrivateFolder::Make(temporary, "rolecall-store-"));
  std::unique_ptr<PrivateCopy> copy(new PrivateCopy(std::move(folder)));
  ROLECALL_RETURN_IF_ERROR(CopyFile(path, copy->path()));
  if (access((path + "-wal").c_str(), F_OK) == 0) {
    ROLECALL_RETURN_IF_ERROR(CopyFile(path + "-wal", copy->path() + "-wal"));
  }
  return copy;
}

}  // namespace rolecall::server
