#include "base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rolecall {
namespace {

Error Refused(const std::string& path, const std::string& why) {
  return {ErrorCode::kPermissionDenied, path + " " + why};
}

Error OpenError(const std::string& path, int reason) {
  if (reason == ELOOP) return Refused(path, "is a symbolic link: name the file itself");
  const ErrorCode code = reason == EACCES || reason == EPERM || reason == EROFS ? ErrorCode::kPermissionDenied
                         : reason == ENOENT                                     ? ErrorCode::kNotFound
                                                                                : ErrorCode::kUnavailable;
  return {code, "cannot open " + path + ": " + std::strerror(reason)};
}

Result<void> Check(int file, const std::string& path, Readable readable) {
  struct stat info {};
  if (fstat(file, &info) != 0) return OpenError(path, errno);
  if (!S_ISREG(info.st_mode)) return Refused(path, "is not a regular file");
  if (info.st_uid != geteuid()) return Refused(path, "belongs to another user: make it this user's (chown)");
  if ((info.st_mode & 022) != 0) return Refused(path, "can be written by others: look at it, then chmod 600");
  if ((info.st_mode & 077) == 0) return {};
  if (readable == Readable::kRefused) return Refused(path, "can be read by others: chmod 600, if nobody has read it");
  if (fchmod(file, 0600) != 0) return OpenError(path, errno);
  return {};
}

}  // namespace

Result<int> OpenPrivateFile(const std::string& path, int flags, Readable readable) {
  // Not blocking: somebody's pipe must not hold us.
  const int file = open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
  if (file < 0) return OpenError(path, errno);
  if (Result<void> good = Check(file, path, readable); !good.ok()) {
    close(file);
    return good.error();
  }
  return file;
}

Result<void> CheckPrivateFile(const std::string& path, Readable readable) {
  Result<int> file = OpenPrivateFile(path, O_RDONLY, readable);
  if (file.ok()) close(*file);
  if (!file.ok() && file.error().code != ErrorCode::kNotFound) return file.error();
  return {};
}

}  // namespace rolecall
