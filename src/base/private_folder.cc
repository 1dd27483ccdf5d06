#include "base/private_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace rolecall {
namespace {

ErrorCode CodeOf(int reason) {
  if (reason == ENOENT) return ErrorCode::kNotFound;
  if (reason == EEXIST) return ErrorCode::kConflict;
  if (reason == ENOSPC || reason == EDQUOT) return ErrorCode::kResourceExhausted;
  return reason == EACCES || reason == EPERM ? ErrorCode::kPermissionDenied : ErrorCode::kUnavailable;
}

Error Failed(const std::string& what, int reason) {
  return {CodeOf(reason), "cannot make " + what + ": " + std::strerror(reason)};
}

bool WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = write(file, content.data(), content.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Result<PrivateFolder> PrivateFolder::Make(const std::string& parent, std::string_view prefix) {
  std::string path = parent + "/" + std::string(prefix) + "XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return Failed("a folder in " + parent, errno);
  return PrivateFolder(std::move(path));
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<std::string> PrivateFolder::Write(std::string_view name, std::string_view content, bool is_program) const {
  std::string path = Inside(name);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, is_program ? 0700 : 0600);
  if (file < 0) return Failed(path, errno);
  const int failed = WriteAll(file, content) ? 0 : errno;
  if (close(file) != 0 || failed != 0) return Failed(path, failed != 0 ? failed : errno);
  return path;
}

}  // namespace rolecall
