// Files that are for their owner alone: opened only if they are what they seem.
//
//   ROLECALL_TRY(int file, OpenPrivateFile("/data/master.key", O_RDONLY, Readable::kRefused));
//
// Refused with kPermissionDenied and what to do: a symbolic link, what is no regular file, a file of another owner, one
// that others may write. One that others may read is given mode 0600, or refused too. New files are made 0600.
// Other errors: kNotFound, kUnavailable (descriptors, disk). The caller closes. Threads: any.
#ifndef ROLECALL_BASE_PRIVATE_FILE_H_
#define ROLECALL_BASE_PRIVATE_FILE_H_

#include <string>

#include "base/result.h"

namespace rolecall {

enum class Readable { kRepaired, kRefused };  // what happens to a file that group or others may read

// `flags` as of open(2); O_NOFOLLOW and O_CLOEXEC are added.
Result<int> OpenPrivateFile(const std::string& path, int flags, Readable readable);
// The same checks for a file that somebody else opens. A file that is not there is good.
Result<void> CheckPrivateFile(const std::string& path, Readable readable);

}  // namespace rolecall

#endif  // ROLECALL_BASE_PRIVATE_FILE_H_
