// A file system with some files changed in memory: to try a change without making it. Reading only.
//
//   const OverlayFiles files(real, {{"main.tf", changed}});
//
// Paths are compared in normal form ("./main.tf" is "main.tf"). A changed file must exist below: directories are listed
// as they are. Writing fails with kUnimplemented. Threads: as the file system below.
#ifndef ROLECALL_ACCESS_OFFLINE_OVERLAY_FILES_H_
#define ROLECALL_ACCESS_OFFLINE_OVERLAY_FILES_H_

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"

namespace rolecall::access {

class OverlayFiles final : public FileSystem {
 public:
  // `below` must outlive this.
  OverlayFiles(const FileSystem& below, const std::map<std::string, std::string>& changes) : below_(below) {
    for (const auto& [path, text] : changes) changes_[Normal(path)] = text;
  }

  Result<std::string> Read(const std::string& path, std::size_t max_bytes) const override {
    const auto found = changes_.find(Normal(path));
    if (found == changes_.end()) return below_.Read(path, max_bytes);
    return found->second;
  }
  bool Exists(const std::string& path) const override { return below_.Exists(path); }
  bool IsDirectory(const std::string& path) const override { return below_.IsDirectory(path); }
  Result<std::vector<DirectoryEntry>> List(const std::string& path) const override { return below_.List(path); }
  Result<void> Write(const std::string&, std::string_view, FileMode) override { return Refusal(); }
  Result<void> Remove(const std::string&) override { return Refusal(); }
  Result<void> MakeDirectories(const std::string&, bool) override { return Refusal(); }

 private:
  static Error Refusal() { return {ErrorCode::kUnimplemented, "a trial changes no files"}; }
  static std::string Normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

  const FileSystem& below_;
  std::map<std::string, std::string> changes_;
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_OVERLAY_FILES_H_
