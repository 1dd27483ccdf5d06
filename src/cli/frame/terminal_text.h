// TerminalText: what goes to a terminal, with no sequence in it that somebody else put there.
//
//   TerminalText out(*std::cout.rdbuf());
//   std::ostream shown(&out);
//
// Names, values and errors come from states, plugins, registries and servers. Of what a terminal obeys only colours
// pass (ESC [ … m with those that our texts have); everything else is made visible as base/printable.h has it. A flush
// keeps back what may be the begin of one. Any thread, so that a warning beside another breaks nothing.
#ifndef ROLECALL_CLI_FRAME_TERMINAL_TEXT_H_
#define ROLECALL_CLI_FRAME_TERMINAL_TEXT_H_

#include <mutex>
#include <streambuf>
#include <string>
#include <string_view>

namespace rolecall::cli {

class TerminalText final : public std::streambuf {
 public:
  // `to` outlives it.
  explicit TerminalText(std::streambuf& to) : to_(to) {}
  ~TerminalText() override;
  TerminalText(const TerminalText&) = delete;
  TerminalText& operator=(const TerminalText&) = delete;

 private:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;
  // Passes on what is complete of pending_ and `text`; the begin of a character or colour waits for its rest.
  bool Pass(std::string_view text, bool is_all);

  std::streambuf& to_;
  std::mutex mutex_;
  std::string pending_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_TERMINAL_TEXT_H_
