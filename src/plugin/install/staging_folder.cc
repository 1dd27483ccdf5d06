#include "plugin/install/staging_folder.h"

#include <filesystem>

namespace rolecall::plugin {

namespace fs = std::filesystem;

Result<PrivateFolder> MakeStagingFolder(const std::string& parent) {
  std::error_code error;
  const fs::path where = parent.empty() ? fs::temp_directory_path(error) : fs::path(parent);
  if (!error) fs::create_directories(where, error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot make " + where.string() + ": " + error.message()};
  return PrivateFolder::Make(where.string(), ".rolecall-");
}

}  // namespace rolecall::plugin
