// Makes the real world, in order, and runs the command line in it.
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "cli/frame/terminal_text.h"
#include "cli/run.h"

namespace {

// The signal handler's way to the running command; set before the handler is installed.
rolecall::engine::Interrupt* interrupted = nullptr;

void HandleInterrupt(int) { interrupted->Raise(); }

int TerminalColumns() {
  winsize size{};
  constexpr int kDefault = 78;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefault;
}

// Whoever read it has had enough (`| head`).
bool IsPipeWithoutReader(int descriptor) {
  pollfd one{descriptor, POLLOUT, 0};
  return poll(&one, 1, 0) > 0 && (one.revents & POLLERR) != 0;
}

}  // namespace

int main(int argc, char** argv) {
  // Secrets pass through this process: no core files, and what it makes is for its owner unless said otherwise.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  umask(022);
  signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);

  rolecall::SystemEnvironment environment;
  rolecall::SystemFileSystem files;
  rolecall::SystemClock clock;
  rolecall::SystemRandom random;
  rolecall::engine::Interrupt interrupt;
  interrupted = &interrupt;
  struct sigaction action {};
  action.sa_handler = HandleInterrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);

  // Standard output may be for programs, standard error is for people, at once or in a log.
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1, err_is_terminal = isatty(STDERR_FILENO) == 1;
  rolecall::cli::TerminalText shown(*std::cout.rdbuf()), shown_errors(*std::cerr.rdbuf());
  std::ostream terminal(&shown), terminal_errors(&shown_errors);
  terminal_errors << std::unitbuf;
  if (out_is_terminal) std::cin.tie(&terminal);

  rolecall::cli::CommandContext context{
      .environment = environment,
      .files = files,
      .clock = clock,
      .random = random,
      .in = std::cin,
      .out = out_is_terminal ? terminal : std::cout,
      .err = terminal_errors,
      .in_is_terminal = isatty(STDIN_FILENO) == 1,
      .out_is_terminal = out_is_terminal,
      .err_is_terminal = err_is_terminal,
      .columns = TerminalColumns(),
      .interrupt = interrupt,
  };
  const int code = rolecall::cli::RunCommandLine(context, std::vector<std::string>(argv + 1, argv + argc));
  std::cin.tie(nullptr);
  terminal.flush();
  std::cout.flush();
  if ((std::cout && terminal) || IsPipeWithoutReader(STDOUT_FILENO)) return code;
  std::cerr << "rolecall: standard output could not be written: what it says is not whole" << std::endl;
  return 1;
}
