#include "cli/frame/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace rolecall::cli {
namespace {

Error SystemError(const std::string& what, int code) {
  return {code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInternal, what + ": " + std::strerror(code)};
}

// Blocks the signals that are passed on, for this thread and until the object goes.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  const sigset_t& set() const { return set_; }
  const sigset_t& before() const { return before_; }

 private:
  sigset_t set_{}, before_{};
};

// A command and its environment as posix_spawn takes them. Not to be copied: the pointers are into its own texts.
class CommandLine {
 public:
  CommandLine(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment)
      : arguments_(command) {
    variables_.reserve(environment.size());
    for (const auto& [name, text] : environment) variables_.push_back(name + "=" + text);
    argument_pointers_ = Pointers(arguments_);
    variable_pointers_ = Pointers(variables_);
  }
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  char* const* arguments() const { return argument_pointers_.data(); }
  char* const* environment() const { return variable_pointers_.data(); }

 private:
  static std::vector<char*> Pointers(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  std::vector<std::string> arguments_, variables_;
  std::vector<char*> argument_pointers_, variable_pointers_;
};

Result<pid_t> Spawn(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                    const BlockedSignals& signals) {
  const CommandLine line(command, environment);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, &signals.before());
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, command.front().c_str(), nullptr, &attributes, line.arguments(), line.environment());
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return SystemError("cannot run " + command.front(), failed);
  return child;
}

// The exit code if the child has ended.
std::optional<int> Ended(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, WNOHANG) != child) return std::nullopt;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<PrivateFile> PrivateFile::Make(const std::string& name) {
  const char* base = std::getenv("TMPDIR");
  ROLECALL_TRY(PrivateFolder folder,
               PrivateFolder::Make(base != nullptr && *base != '\0' ? base : "/tmp", "rolecall-"));
  std::string path = folder.Inside(name);
  return PrivateFile(std::move(folder), std::move(path));
}

Result<void> PrivateFile::Write(FileSystem& files, std::string_view content) const {
  return files.Write(path_, content, FileMode::kPrivate);
}

Result<int> RunChild(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                     const std::function<Result<void>()>& every, std::chrono::seconds interval) {
  const BlockedSignals signals;
  ROLECALL_TRY(const pid_t child, Spawn(command, environment, signals));
  const timespec wait{.tv_sec = static_cast<time_t>(std::max<std::int64_t>(interval.count(), 1)), .tv_nsec = 0};
  while (true) {
    if (const std::optional<int> code = Ended(child)) return *code;
    siginfo_t info{};
    const int signal = sigtimedwait(&signals.set(), &info, &wait);
    if (signal < 0 && errno == EAGAIN) {
      (void)every();
    } else if (signal > 0 && signal != SIGCHLD && info.si_code <= 0) {
      // Sent to us alone by a process; what the terminal sends, the child gets itself.
      kill(child, signal);
    }
  }
}

Result<ProcessOutput> RunQuietly(const std::vector<std::string>& command,
                                 const std::map<std::string, std::string>& environment, std::size_t max_bytes) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return SystemError("cannot make a pipe", errno);
  const CommandLine line(command, environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, command.front().c_str(), &actions, nullptr, line.arguments(), line.environment());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  ProcessOutput output;
  char buffer[4096];
  for (ssize_t got = 0;
       failed == 0 && ((got = read(ends[0], buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR));) {
    if (got > 0) output.error_text.append(buffer, std::min<std::size_t>(got, max_bytes - output.error_text.size()));
  }
  close(ends[0]);
  if (failed != 0) return SystemError("cannot run " + command.front(), failed);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  output.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return output;
}

}  // namespace rolecall::cli
