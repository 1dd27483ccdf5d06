#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace rolecall {
namespace {

Error SystemError(const std::string& what, const std::string& path, int code) {
  ErrorCode kind = ErrorCode::kInternal;
  if (code == ENOENT || code == ENOTDIR) kind = ErrorCode::kNotFound;
  if (code == EACCES || code == EPERM || code == EROFS) kind = ErrorCode::kPermissionDenied;
  if (code == EEXIST) kind = ErrorCode::kAlreadyExists;
  if (code == ENOSPC || code == EDQUOT) kind = ErrorCode::kResourceExhausted;
  return {kind, what + " " + path + ": " + std::strerror(code)};
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Result<void> WriteAll(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return SystemError("cannot write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(fd) != 0) return SystemError("cannot sync", path, errno);
  return {};
}

}  // namespace

Result<std::string> SystemFileSystem::Read(const std::string& path, std::size_t max_bytes) const {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemError("cannot read", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return SystemError("cannot read", path, errno);
  if (S_ISDIR(info.st_mode)) return SystemError("cannot read", path, EISDIR);
  std::string content;
  if (S_ISREG(info.st_mode)) {
    content.reserve(std::min<std::size_t>(static_cast<std::size_t>(info.st_size) + 1, max_bytes + 1));
  }
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("cannot read", path, errno);
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > max_bytes) {
      return Error{ErrorCode::kResourceExhausted,
                   "cannot read " + path + ": larger than the limit of " + std::to_string(max_bytes) + " bytes"};
    }
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<void> SystemFileSystem::Write(const std::string& path, std::string_view content, FileMode mode) {
  std::string temporary = path + ".tmp-XXXXXX";
  const FileDescriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return SystemError("cannot write", path, errno);
  Result<void> written = WriteAll(file.get(), content, path);
  if (written.ok() && ::fchmod(file.get(), static_cast<mode_t>(mode)) != 0) {
    written = SystemError("cannot set the mode of", path, errno);
  }
  if (written.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    written = SystemError("cannot write", path, errno);
  }
  if (!written.ok()) {
    ::unlink(temporary.c_str());
    return written;
  }
  // The new name must survive a crash too.
  const FileDescriptor directory(::open(DirectoryName(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
  return {};
}

bool SystemFileSystem::Exists(const std::string& path) const {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

bool SystemFileSystem::IsDirectory(const std::string& path) const {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Result<std::vector<DirectoryEntry>> SystemFileSystem::List(const std::string& path) const {
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return SystemError("cannot list", path, errno);
  std::vector<DirectoryEntry> entries;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({name, IsDirectory(JoinPath(path, name))});
  }
  ::closedir(directory);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Result<void> SystemFileSystem::Remove(const std::string& path) {
  if (std::remove(path.c_str()) != 0) return SystemError("cannot remove", path, errno);
  return {};
}

Result<void> SystemFileSystem::MakeDirectories(const std::string& path, bool is_private) {
  if (path.empty() || IsDirectory(path)) return {};
  const std::string parent = DirectoryName(path);
  if (parent != path) ROLECALL_RETURN_IF_ERROR(MakeDirectories(parent, is_private));
  if (::mkdir(path.c_str(), is_private ? 0700 : 0755) != 0 && errno != EEXIST) {
    return SystemError("cannot make directory", path, errno);
  }
  if (!IsDirectory(path)) return SystemError("cannot make directory", path, ENOTDIR);
  return {};
}

Result<std::string> MemoryFileSystem::Read(const std::string& path, std::size_t max_bytes) const {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(path);
  if (found == files_.end()) return SystemError("cannot read", path, ENOENT);
  if (found->second.size() > max_bytes) {
    return Error{ErrorCode::kResourceExhausted, "cannot read " + path + ": too large"};
  }
  return found->second;
}

Result<void> MemoryFileSystem::Write(const std::string& path, std::string_view content, FileMode) {
  const std::lock_guard lock(mutex_);
  files_[path] = std::string(content);
  return {};
}

bool MemoryFileSystem::Exists(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  if (files_.count(path) != 0) return true;
  const std::string below = path + "/";
  const auto first = files_.lower_bound(below);
  return path == "." || (first != files_.end() && first->first.starts_with(below));
}

bool MemoryFileSystem::IsDirectory(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const std::string below = path + "/";
  const auto first = files_.lower_bound(below);
  return path == "." || (first != files_.end() && first->first.starts_with(below));
}

Result<std::vector<DirectoryEntry>> MemoryFileSystem::List(const std::string& path) const {
  if (!IsDirectory(path)) return SystemError("cannot list", path, ENOENT);
  const std::lock_guard lock(mutex_);
  const std::string prefix = path == "." ? "" : path + "/";
  std::map<std::string, bool> names;
  for (const auto& [name, content] : files_) {
    if (!name.starts_with(prefix) || name == prefix) continue;
    const std::string rest = name.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    names[rest.substr(0, slash)] |= slash != std::string::npos;
  }
  std::vector<DirectoryEntry> entries;
  for (const auto& [name, is_directory] : names) entries.push_back({name, is_directory});
  return entries;
}

Result<void> MemoryFileSystem::Remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (files_.erase(path) + files_.erase(path + "/") == 0) return SystemError("cannot remove", path, ENOENT);
  return {};
}

Result<void> MemoryFileSystem::MakeDirectories(const std::string& path, bool) {
  const std::lock_guard lock(mutex_);
  files_.try_emplace(path + "/");
  return {};
}

std::string DirectoryName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string JoinPath(std::string_view directory, std::string_view name) {
  if (directory.empty() || directory == "." || name.starts_with('/')) return std::string(name);
  std::string path(directory);
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

}  // namespace rolecall
