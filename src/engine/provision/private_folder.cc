#include "engine/provision/private_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace rolecall::engine {
namespace {

Error FileFailure(const std::string& what) { return {ErrorCode::kUnavailable, what + ": " + std::strerror(errno)}; }

bool WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = write(file, content.data(), content.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Result<PrivateFolder> PrivateFolder::Make(const Environment& environment) {
  std::string path = environment.GetOr("TMPDIR", "/tmp") + "/rolecall-provision-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return FileFailure("no private folder can be made");
  return PrivateFolder(std::move(path));
}

PrivateFolder::~PrivateFolder() {
  if (path_.empty()) return;
  for (const std::string& file : files_) unlink(file.c_str());
  rmdir(path_.c_str());
}

Result<std::string> PrivateFolder::Write(const std::string& name, std::string_view content, bool is_program) {
  const std::string path = path_ + "/" + name;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, is_program ? 0700 : 0600);
  if (file < 0) return FileFailure("a private file cannot be written");
  files_.push_back(path);
  const bool good = WriteAll(file, content);
  const Error failure = FileFailure("a private file cannot be written");
  if (close(file) == 0 && good) return path;
  return failure;
}

Result<std::string> PrivateFolder::Link(const std::string& name, const std::string& target) {
  std::error_code error;
  const std::string path = path_ + "/" + name;
  const std::filesystem::path whole = std::filesystem::absolute(target, error);
  if (!error) std::filesystem::create_symlink(whole, path, error);
  if (error) return Error{ErrorCode::kUnavailable, "a private link cannot be made: " + error.message()};
  files_.push_back(path);
  return path;
}

}  // namespace rolecall::engine
