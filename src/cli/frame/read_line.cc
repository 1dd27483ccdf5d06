#include "cli/frame/read_line.h"

#include <poll.h>
#include <unistd.h>

#include <iostream>

namespace rolecall::cli {
namespace {

// A stream begins a read anew when a signal came: so nothing is read from a person before a line is there, for a
// terminal gives whole lines. False: interrupted.
bool WaitForLine(const CommandContext& context) {
  constexpr int kLookEveryMs = 100;
  if (&context.in != &std::cin || context.in.rdbuf()->in_avail() > 0) return true;
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  while (!context.interrupt.IsStopping()) {
    if (poll(&input, 1, kLookEveryMs) > 0) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> ReadLine(CommandContext& context) {
  std::string line;
  if (!WaitForLine(context) || !std::getline(context.in, line)) return std::nullopt;
  return line;
}

}  // namespace rolecall::cli
