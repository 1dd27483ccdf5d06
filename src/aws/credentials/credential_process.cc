#include <sys/wait.h>

#include <cstdio>

#include "aws/credentials/credential_sources.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kMaxOutputBytes = 64u << 10;

}  // namespace

Result<std::string> RunShellCommand(const std::string& command) {
  // The user's own configuration names the command, and the format of the file says that a shell runs it.
  FILE* pipe = popen(command.c_str(), "re");  // NOLINT(cert-env33-c)
  if (pipe == nullptr) return Error{ErrorCode::kUnavailable, "credential_process cannot be started"};
  std::string output;
  char buffer[4096];
  std::size_t count = 0;
  bool too_long = false;
  while ((count = fread(buffer, 1, sizeof buffer, pipe)) > 0) {
    if (output.size() + count > kMaxOutputBytes) {
      too_long = true;
      continue;
    }
    output.append(buffer, count);
  }
  int status = pclose(pipe);
  if (too_long) return Error{ErrorCode::kResourceExhausted, "credential_process printed more than 64 KiB"};
  if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Error{ErrorCode::kUnauthenticated, "credential_process failed"};
  }
  return output;
}

Fetch FetchFromProcess(std::string command, const ChainDependencies& use) {
  return [command = std::move(command), use]() -> Result<Credentials> {
    if (!use.run) return Error{ErrorCode::kUnimplemented, "credential_process is not supported here"};
    ROLECALL_TRY(std::string output, use.run(command));
    Result<Credentials> read = ReadCredentialJson(output, "credential_process");
    Wipe(output);
    return read;
  };
}

}  // namespace rolecall::aws
