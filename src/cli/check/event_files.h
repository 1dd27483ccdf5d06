// Files of audit events: plain, or gzip as CloudTrail delivers them (several members one after the other are one text).
// What is in the text is for policy/tighten/access_log.h. Nothing is read or unpacked beyond a bound.
#ifndef ROLECALL_CLI_CHECK_EVENT_FILES_H_
#define ROLECALL_CLI_CHECK_EVENT_FILES_H_

#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::cli {

// The text of a file, unpacked if it begins as gzip does. At most 512 MB.
Result<std::string> ReadEventFile(const FileSystem& files, const std::string& path);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CHECK_EVENT_FILES_H_
