// Files that functions read (file(), templatefile(), filemd5() …), through Options::files and relative to
// Options::base_directory. Bounded in size.
//
// Errors name the argument; its text is shown only as far as its marks allow. Const after construction; any thread, if
// the file system is. The options' files and environment must outlive it.
#ifndef ROLECALL_FUNCTIONS_SOURCE_FILE_H_
#define ROLECALL_FUNCTIONS_SOURCE_FILE_H_

#include <string>

#include "base/expected.h"
#include "functions/catalogue.h"

namespace rolecall::functions {

// "~" and "~/…" with the user's home in its place; nothing for "~somebody".
std::optional<std::string> ExpandHome(const std::string& path, const Environment* environment);

// The path without ".", ".." and doubled slashes where that needs no look at the disk.
std::string CleanPath(const std::string& path);

// Reads on behalf of one function. `origin` is the argument that holds the path, for what may be shown of it.
class SourceFiles {
 public:
  explicit SourceFiles(const Options& options)
      : files_(options.files), environment_(options.environment), base_directory_(options.base_directory) {}

  Expected<std::string, value::FunctionError> ReadBytes(const value::Value& origin) const;
  // The same, and refuses what is not UTF-8.
  Expected<std::string, value::FunctionError> ReadText(const value::Value& origin) const;
  Expected<bool, value::FunctionError> Exists(const value::Value& origin) const;
  // Where the path of an argument really is.
  Expected<std::string, value::FunctionError> Resolve(const value::Value& origin) const;
  // Null: this place has no files.
  const FileSystem* files() const { return files_; }

 private:
  const FileSystem* files_;
  const Environment* environment_;
  std::string base_directory_;
};

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_SOURCE_FILE_H_
