// PrivateFolder: a folder of mode 0700 for the time of one provisioner, with files of mode 0600 (0700 for programs).
//
//   ROLECALL_TRY(PrivateFolder folder, PrivateFolder::Make(environment));
//   ROLECALL_TRY(std::string path, folder.Write("key", key));
//
// Below TMPDIR. It goes with the object, with all that is in it. Threads: one at a time.
#ifndef ROLECALL_ENGINE_PROVISION_PRIVATE_FOLDER_H_
#define ROLECALL_ENGINE_PROVISION_PRIVATE_FOLDER_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/result.h"

namespace rolecall::engine {

class PrivateFolder {
 public:
  static Result<PrivateFolder> Make(const Environment& environment);
  PrivateFolder(PrivateFolder&& other) noexcept
      : path_(std::exchange(other.path_, std::string())), files_(std::move(other.files_)) {}
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  // The path of the new file; there must be none of that name.
  Result<std::string> Write(const std::string& name, std::string_view content, bool is_program = false);
  // A symbolic link to a file elsewhere.
  Result<std::string> Link(const std::string& name, const std::string& target);
  const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
  std::vector<std::string> files_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_PRIVATE_FOLDER_H_
