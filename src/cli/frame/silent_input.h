// SilentInput: while one lives, the terminal on standard input does not show what is typed, for secrets. The line's end
// is shown. The terminal is as before when it goes, also after an exception; if standard input is no terminal nothing
// happens. A killed process leaves the terminal silent, as everywhere.
#ifndef ROLECALL_CLI_FRAME_SILENT_INPUT_H_
#define ROLECALL_CLI_FRAME_SILENT_INPUT_H_

#include <termios.h>
#include <unistd.h>

namespace rolecall::cli {

class SilentInput {
 public:
  // `is_wanted` false: does nothing.
  explicit SilentInput(bool is_wanted) : is_set_(is_wanted && tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_set_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  }
  ~SilentInput() {
    if (is_set_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  SilentInput(const SilentInput&) = delete;
  SilentInput& operator=(const SilentInput&) = delete;

 private:
  termios before_{};
  bool is_set_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_SILENT_INPUT_H_
