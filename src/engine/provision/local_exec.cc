#include "engine/provision/local_exec.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/spawn.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kKeptOutput = 8u << 10;
constexpr std::size_t kMaxLine = 64u << 10;  // longer ones are told in pieces
constexpr int kLookEveryMs = 50;

class Pipe {
 public:
  Pipe() { good_ = pipe2(ends_.data(), O_CLOEXEC) == 0 && fcntl(ends_[0], F_SETFL, O_NONBLOCK) == 0; }
  ~Pipe() {
    CloseWriting();
    if (ends_[0] >= 0) close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool ok() const { return good_; }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void CloseWriting() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool good_ = false;
};

class Output {
 public:
  explicit Output(const std::function<void(const std::string&)>& tell) : tell_(tell) {}

  // What is there to be read now. False: there will be no more.
  bool Take(int file) {
    std::array<char, 16384> piece;
    while (true) {
      const ssize_t count = read(file, piece.data(), piece.size());
      if (count == 0) return false;
      if (count < 0) return errno == EAGAIN || errno == EINTR;
      Add(std::string_view(piece.data(), static_cast<std::size_t>(count)));
    }
  }
  void Finish() {
    if (!line_.empty()) tell_(line_);
    line_.clear();
  }
  const std::string& kept() const { return kept_; }

 private:
  void Add(std::string_view piece) {
    kept_ += piece;
    if (kept_.size() > kKeptOutput) kept_.erase(0, kept_.size() - kKeptOutput);
    for (const char c : piece) {
      if (c != '\n') line_ += c;
      if (c == '\n' || line_.size() >= kMaxLine) {
        tell_(line_);
        line_.clear();
      }
    }
  }

  const std::function<void(const std::string&)>& tell_;
  std::string kept_, line_;
};

std::string FailureOf(int status) {
  if (WIFEXITED(status)) {
    return WEXITSTATUS(status) == 0 ? "" : "exit status " + std::to_string(WEXITSTATUS(status));
  }
  const int signal = WTERMSIG(status);
  const char* name = sigdescr_np(signal);
  std::string text = name == nullptr ? std::to_string(signal) : name;
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return "signal: " + text;
}

}  // namespace

LocalExecEnd RunLocalExec(const LocalExec& run, const std::function<void(const std::string&)>& tell,
                          const std::function<bool()>& keep_going) {
  Pipe pipe;
  if (!pipe.ok()) return {std::string("failed to initialize pipe for output: ") + std::strerror(errno), ""};
  const Result<pid_t> child = Spawn({.words = run.words,
                                     .environment = run.environment,
                                     .out = pipe.writing(),
                                     .err = pipe.writing(),
                                     .directory = run.directory});
  if (!child.ok()) return {run.words.front() + ": " + child.error().message, ""};
  pipe.CloseWriting();
  Output output(tell);
  bool is_open = true;
  while (!HasEnded(*child)) {
    if (!keep_going()) kill(-*child, SIGKILL);
    pollfd one{pipe.reading(), POLLIN, 0};
    poll(is_open ? &one : nullptr, is_open ? 1 : 0, kLookEveryMs);
    is_open = is_open && output.Take(pipe.reading());
  }
  output.Take(pipe.reading());
  output.Finish();
  int status = 0;
  while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {
  }
  return {FailureOf(status), output.kept()};
}

}  // namespace rolecall::engine
