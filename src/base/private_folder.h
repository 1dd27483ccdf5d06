// PrivateFolder: a folder of mode 0700 whose name nobody guesses; it goes with its object, with all that is in it.
//
//   ROLECALL_TRY(const PrivateFolder folder, PrivateFolder::Make("/tmp", "rolecall-"));   // "/tmp/rolecall-x8Kq2P"
//   folder.Inside("key")                                                                   //
//   "/tmp/rolecall-x8Kq2P/key" ROLECALL_TRY(const std::string path, folder.Write("key", key));
//
// Errors of Make: kNotFound: there is no such parent; kPermissionDenied; kResourceExhausted: no room; kUnavailable.
#ifndef ROLECALL_BASE_PRIVATE_FOLDER_H_
#define ROLECALL_BASE_PRIVATE_FOLDER_H_

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace rolecall {

class PrivateFolder {
 public:
  static Result<PrivateFolder> Make(const std::string& parent, std::string_view prefix);
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, std::string())) {}
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  const std::string& path() const { return path_; }
  std::string Inside(std::string_view name) const { return path_ + "/" + std::string(name); }
  // A new file of mode 0600 (0700 for a program), and its path. kConflict: there is one of that name.
  Result<std::string> Write(std::string_view name, std::string_view content, bool is_program = false) const;

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: it was moved from
};

}  // namespace rolecall

#endif  // ROLECALL_BASE_PRIVATE_FOLDER_H_
