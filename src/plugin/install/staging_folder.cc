#include "plugin/install/staging_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace rolecall::plugin {

namespace fs = std::filesystem;

Result<StagingFolder> StagingFolder::Make(const std::string& parent) {
  std::error_code error;
  const fs::path where = parent.empty() ? fs::temp_directory_path(error) : fs::path(parent);
  if (!error) fs::create_directories(where, error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot make " + where.string() + ": " + error.message()};
  std::string name = (where / ".rolecall-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return Error{ErrorCode::kUnavailable, "cannot make a folder in " + where.string() + ": " + std::strerror(errno)};
  }
  return StagingFolder(std::move(name));
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace rolecall::plugin
