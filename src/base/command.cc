#include "base/command.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include "base/spawn.h"

namespace rolecall {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLookEvery{10};

// A file in memory that is a stream of the child's: it may read or write it or not, and nobody waits for the other.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : file_(memfd_create("stream", MFD_CLOEXEC)) {
    good_ = file_ >= 0 && write(file_, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
            lseek(file_, 0, SEEK_SET) == 0;
  }
  ~MemoryFile() {
    if (file_ >= 0) close(file_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  bool ok() const { return good_; }
  int file() const { return file_; }

  std::size_t size() const {
    struct stat facts {};
    return fstat(file_, &facts) == 0 ? static_cast<std::size_t>(facts.st_size) : 0;
  }
  std::string Read() const {
    std::string text(size(), '\0');
    const ssize_t count = pread(file_, text.data(), text.size(), 0);
    text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return text;
  }

 private:
  int file_;
  bool good_ = false;
};

Result<pid_t> Start(const CommandRun& run, const MemoryFile& input, const MemoryFile& output) {
  return Spawn({.words = run.words.empty() ? std::vector<std::string>{"/bin/sh", "-c", run.command} : run.words,
                .environment = run.environment,
                .in = input.file(),
                .out = run.max_output > 0 ? output.file() : kNullStream,
                .err = run.shows_errors ? kOurStream : kNullStream});
}

Result<void> OutcomeOf(int status, bool may_fail) {
  if (WIFEXITED(status) && (may_fail || WEXITSTATUS(status) == 0)) return {};
  return Error{ErrorCode::kUnavailable, WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                                          : "ended by signal " + std::to_string(WTERMSIG(status))};
}

Result<void> CheckSize(const CommandRun& run, const MemoryFile& output) {
  if (output.size() <= run.max_output) return {};
  return Error{ErrorCode::kResourceExhausted, "printed more than " + std::to_string(run.max_output) + " bytes"};
}

// Until the child has ended (nothing) or must be ended (why).
Result<void> Wait(pid_t child, const CommandRun& run, const MemoryFile& output, const std::atomic<bool>& stop) {
  const steady_clock::time_point deadline = steady_clock::now() + run.timeout;
  while (!HasEnded(child)) {
    if (stop.load()) return Error{ErrorCode::kCancelled, "the server stops"};
    if (steady_clock::now() >= deadline) {
      return Error{ErrorCode::kDeadlineExceeded,
                   "took longer than " + std::to_string(run.timeout.count() / 1000) + " s"};
    }
    ROLECALL_RETURN_IF_ERROR(CheckSize(run, output));
    std::this_thread::sleep_for(kLookEvery);
  }
  return CheckSize(run, output);
}

}  // namespace

Result<std::string> RunCommand(const CommandRun& run, const std::atomic<bool>& stop) {
  if (stop.load()) return Error{ErrorCode::kCancelled, "the server stops"};
  const MemoryFile input(run.input), output("");
  if (!input.ok() || !output.ok()) return Error{ErrorCode::kUnavailable, "its streams cannot be made"};
  ROLECALL_TRY(const pid_t child, Start(run, input, output));
  const Result<void> waited = Wait(child, run, output, stop);
  kill(-child, SIGKILL);  // what it left behind ends with it
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ROLECALL_RETURN_IF_ERROR(waited);
  ROLECALL_RETURN_IF_ERROR(OutcomeOf(status, run.may_fail));
  return output.Read();
}

}  // namespace rolecall
