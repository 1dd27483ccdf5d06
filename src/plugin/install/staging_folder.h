// StagingFolder: a folder of our own, mode 0700, beside where its content goes in the end; it goes with its object, and
// all that is still in it.
//
//   ROLECALL_TRY(StagingFolder staging, StagingFolder::Make(".terraform"));   // ".terraform/.rolecall-x8Kq2P"
#ifndef ROLECALL_PLUGIN_INSTALL_STAGING_FOLDER_H_
#define ROLECALL_PLUGIN_INSTALL_STAGING_FOLDER_H_

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace rolecall::plugin {

class StagingFolder {
 public:
  // `parent` is made if it is not there; empty: the system's temporary folder.
  static Result<StagingFolder> Make(const std::string& parent);
  ~StagingFolder();
  StagingFolder(StagingFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  StagingFolder& operator=(StagingFolder&&) = delete;

  const std::string& path() const { return path_; }
  std::string Inside(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  explicit StagingFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_STAGING_FOLDER_H_
