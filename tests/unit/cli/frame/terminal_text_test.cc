// What reaches a terminal of what a command prints.
#include "cli/frame/terminal_text.h"

#include <gtest/gtest.h>

#include <ostream>
#include <sstream>

namespace rolecall::cli {
namespace {

// `text` printed in parts of so many bytes.
std::string OnTerminal(std::string_view text, std::size_t part) {
  std::stringbuf to;
  {
    TerminalText shown(to);
    std::ostream out(&shown);
    for (std::size_t at = 0; at < text.size(); at += part) out << text.substr(at, part) << std::flush;
  }
  return to.str();
}

TEST(TerminalText, OurColoursAndAllTextPass) {
  const std::string text = "\033[1m\033[31mError: \033[0mGrüße\r\nan \033[1;32malle\033[0m 👩‍👧\tx\n";
  for (std::size_t part = 1; part <= text.size(); ++part) EXPECT_EQ(OnTerminal(text, part), text) << part;
}

TEST(TerminalText, SequencesOfOthersAreShown) {
  const std::string text = "\033[2Jx\033]0;t\a\033[8mhidden\033[38;5;1mz\033\033[0m\u009bA\rB\xff";
  const std::string shown = "\\x1b[2Jx\\x1b]0;t\\a\\x1b[8mhidden\\x1b[38;5;1mz\\x1b\033[0m\\u009bA\\rB\\xff";
  for (std::size_t part = 1; part <= text.size(); ++part) EXPECT_EQ(OnTerminal(text, part), shown) << part;
}

TEST(TerminalText, WhatIsFlushedIsThere) {
  std::stringbuf to;
  TerminalText shown(to);
  std::ostream out(&shown);
  out << "Enter a value: " << std::flush;
  EXPECT_EQ(to.str(), "Enter a value: ");
  out << 'y';
  EXPECT_EQ(to.str(), "Enter a value: y");
}

TEST(TerminalText, WhatIsCutOffIsShownAtTheEnd) {
  EXPECT_EQ(OnTerminal("a\033[3", 1), "a\\x1b[3");
  EXPECT_EQ(OnTerminal("a\xe4\xb8", 1), "a\\xe4\\xb8");
}

}  // namespace
}  // namespace rolecall::cli
