// Child processes: in the foreground with our streams, or quietly; and a private file that lives as long as one does.
//
//   ROLECALL_TRY(PrivateFile token, PrivateFile::Make("token"));
//   ROLECALL_RETURN_IF_ERROR(token.Write(files, secret));
//   ROLECALL_TRY(int code, RunChild({"aws", "s3", "ls"}, environment, renew, std::chrono::minutes(48)));
//
// No shell is between: words are passed as they are; the command is looked up in the PATH of this process. While a
// child runs in the foreground the calling thread waits for signals: other threads must block SIGCHLD or not exist.
#ifndef ROLECALL_CLI_FRAME_CHILD_PROCESS_H_
#define ROLECALL_CLI_FRAME_CHILD_PROCESS_H_

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/private_folder.h"
#include "base/result.h"

namespace rolecall::cli {

// A file of mode 0600 in a fresh directory of mode 0700 below TMPDIR; both go with the object.
class PrivateFile {
 public:
  static Result<PrivateFile> Make(const std::string& name);

  // Replaces the content in one step.
  Result<void> Write(FileSystem& files, std::string_view content) const;
  const std::string& path() const { return path_; }

 private:
  PrivateFile(PrivateFolder folder, std::string path) : folder_(std::move(folder)), path_(std::move(path)) {}
  PrivateFolder folder_;
  std::string path_;
};

// Runs `command` with that environment, standard streams shared, SIGINT, SIGTERM, SIGHUP and SIGQUIT passed on.
// Calls `every` each `interval` while it runs (its failures are ignored: the old content may still do). Answers the
// exit code, or 128 + the signal that ended it. kNotFound: no such command.
Result<int> RunChild(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                     const std::function<Result<void>()>& every, std::chrono::seconds interval);

// Runs `command` to its end with that environment, without input, and keeps the first `max_bytes` of what it prints on
// standard error (standard output is thrown away). kNotFound: no such command.
struct ProcessOutput {
  int code = 0;  // or 128 + the signal that ended it
  std::string error_text;
};
Result<ProcessOutput> RunQuietly(const std::vector<std::string>& command,
                                 const std::map<std::string, std::string>& environment, std::size_t max_bytes);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_CHILD_PROCESS_H_
