// FileSystem: files, as a dependency. Only cli/ and server/ make the real one; tests use MemoryFileSystem.
//
// Paths are used as given (relative to the working directory). Every read has a bound. Writes are
// atomic: the new content is complete under its name or the old one still stands. Errors name the
// path and the system's reason; kNotFound, kPermissionDenied and kResourceExhausted (too large) are told apart.
// Threads: all functions may be called from any thread.
#ifndef ROLECALL_BASE_FILE_SYSTEM_H_
#define ROLECALL_BASE_FILE_SYSTEM_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall {

enum class FileMode { kPrivate = 0600, kPublic = 0644 };

struct DirectoryEntry {
  std::string name;  // without the directory
  bool is_directory = false;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::string> Read(const std::string& path, std::size_t max_bytes) const = 0;
  // Writes beside the file, syncs, renames. The mode is that of the new file.
  virtual Result<void> Write(const std::string& path, std::string_view content, FileMode mode) = 0;
  virtual bool Exists(const std::string& path) const = 0;
  virtual bool IsDirectory(const std::string& path) const = 0;
  // Sorted by name.
  virtual Result<std::vector<DirectoryEntry>> List(const std::string& path) const = 0;
  // A file, or an empty directory.
  virtual Result<void> Remove(const std::string& path) = 0;
  // With all missing parents; existing ones are fine. New directories are 0755, or 0700 if private.
  virtual Result<void> MakeDirectories(const std::string& path, bool is_private = false) = 0;
};

class SystemFileSystem final : public FileSystem {
 public:
  Result<std::string> Read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> Write(const std::string& path, std::string_view content, FileMode mode) override;
  bool Exists(const std::string& path) const override;
  bool IsDirectory(const std::string& path) const override;
  Result<std::vector<DirectoryEntry>> List(const std::string& path) const override;
  Result<void> Remove(const std::string& path) override;
  Result<void> MakeDirectories(const std::string& path, bool is_private) override;
};

// For tests: files in memory; a directory exists when a file lies below it or it was made.
class MemoryFileSystem final : public FileSystem {
 public:
  MemoryFileSystem() = default;
  explicit MemoryFileSystem(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  Result<std::string> Read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> Write(const std::string& path, std::string_view content, FileMode mode) override;
  bool Exists(const std::string& path) const override;
  bool IsDirectory(const std::string& path) const override;
  Result<std::vector<DirectoryEntry>> List(const std::string& path) const override;
  Result<void> Remove(const std::string& path) override;
  Result<void> MakeDirectories(const std::string& path, bool is_private) override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> files_;
};

// The path without a trailing last part ("a/b" -> "a", "a" -> ".", "/a" -> "/").
std::string DirectoryName(std::string_view path);
// Joins with one slash; an absolute `name` wins; "." and "" as directory vanish.
std::string JoinPath(std::string_view directory, std::string_view name);

}  // namespace rolecall

#endif  // ROLECALL_BASE_FILE_SYSTEM_H_
