// What is wrong with a package or its address, as an error.
#ifndef ROLECALL_CLI_PACKAGES_BAD_PACKAGE_H_
#define ROLECALL_CLI_PACKAGES_BAD_PACKAGE_H_

#include <string>

#include "base/result.h"

namespace rolecall::cli {

inline Error BadPackage(const std::string& message) { return {ErrorCode::kInvalidArgument, message}; }

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PACKAGES_BAD_PACKAGE_H_
