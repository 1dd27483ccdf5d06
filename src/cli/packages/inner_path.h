// Names that packages give their files: none may lead out of the folder that they are unpacked into.
#ifndef ROLECALL_CLI_PACKAGES_INNER_PATH_H_
#define ROLECALL_CLI_PACKAGES_INNER_PATH_H_

#include <filesystem>
#include <string>

#include "base/result.h"

namespace rolecall::cli {

// The path within the folder, without "." and empty parts; empty for the folder itself. kInvalidArgument: the name is
// empty or absolute, or leads out.
Result<std::filesystem::path> InnerPath(const std::string& name);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PACKAGES_INNER_PATH_H_
