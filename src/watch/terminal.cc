#include "watch/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace rolecall::watch {
namespace {

// Alternate screen, no cursor, no wrapping; and back.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

void WriteAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string_view StartOf(Style style) {
  switch (style) {
    case Style::kPlain: return "";
    case Style::kTitle: return "\x1b[1m";
    case Style::kDenial: return "\x1b[31m";
    case Style::kSelected: return "\x1b[7m";
    case Style::kDim: return "\x1b[2m";
  }
  return "";
}

winsize SizeOfTerminal() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
    size.ws_row = 24;
    size.ws_col = 80;
  }
  return size;
}

struct Sequence {
  std::string_view bytes;
  Key key;
};
constexpr Sequence kSequences[] = {
    {"\x1b[A", Key::kUp},      {"\x1b[B", Key::kDown},      {"\x1bOA", Key::kUp},    {"\x1bOB", Key::kDown},
    {"\x1b[5~", Key::kPageUp}, {"\x1b[6~", Key::kPageDown}, {"\x1b[H", Key::kHome},  {"\x1b[F", Key::kEnd},
    {"\x1bOH", Key::kHome},    {"\x1bOF", Key::kEnd},       {"\x1b[1~", Key::kHome}, {"\x1b[4~", Key::kEnd},
    {"\x1b", Key::kEscape},    {"\r", Key::kEnter},         {"\n", Key::kEnter},     {"k", Key::kUp},
    {"j", Key::kDown},         {"g", Key::kHome},           {"G", Key::kEnd},        {"f", Key::kFix},
    {"q", Key::kQuit},         {"\x03", Key::kQuit},        {" ", Key::kPageDown},
};

}  // namespace

Terminal::Terminal() {
  if (tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios raw = before_;
    // Ctrl-C stays a signal: it ends the program, which puts everything back.
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL);
    raw.c_cc[VSUSP] = _POSIX_VDISABLE;  // a stopped program would leave the terminal as it is
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    is_raw_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0;
  }
  WriteAll(kEnter);
}

Terminal::~Terminal() {
  WriteAll(kLeave);
  if (is_raw_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

int Terminal::rows() const { return SizeOfTerminal().ws_row; }
int Terminal::columns() const { return SizeOfTerminal().ws_col; }

void Terminal::Draw(const std::vector<Row>& rows) {
  std::string text = "\x1b[H";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) text += "\r\n";
    text += "\x1b[K";  // before the text: after a row as wide as the screen it would take the last character
    text += StartOf(rows[i].style);
    text += rows[i].text;
    text += "\x1b[0m";
  }
  text += "\x1b[J";
  if (text == drawn_) return;
  WriteAll(text);
  drawn_ = std::move(text);
}

Key Terminal::ReadKey(std::chrono::milliseconds wait) {
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  if (poll(&input, 1, static_cast<int>(wait.count())) <= 0) return Key::kNone;
  char bytes[32];
  const ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) return Key::kQuit;
  if (count < 0) return Key::kNone;
  // One key at a time: of what is typed faster the first counts.
  const std::string_view pressed(bytes, static_cast<std::size_t>(count));
  for (const Sequence& sequence : kSequences) {
    if (pressed == sequence.bytes ||
        (sequence.bytes.size() == 1 && sequence.bytes != "\x1b" && pressed.starts_with(sequence.bytes))) {
      return sequence.key;
    }
  }
  for (const Sequence& sequence : kSequences) {
    if (sequence.bytes.size() > 1 && pressed.starts_with(sequence.bytes)) return sequence.key;
  }
  return Key::kNone;
}

}  // namespace rolecall::watch
