// The terminal of `watch`, on a pseudo-terminal in the place of standard input and output.
#include "watch/terminal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace rolecall::watch {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Standard input and output are a pseudo-terminal's while it lives.
class WatchTerminal : public ::testing::Test {
 protected:
  void SetUp() override {
    ours_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(ours_, 0);
    ASSERT_EQ(grantpt(ours_), 0);
    ASSERT_EQ(unlockpt(ours_), 0);
    theirs_ = open(ptsname(ours_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(theirs_, 0);
    input_ = dup(STDIN_FILENO);
    output_ = dup(STDOUT_FILENO);
    ASSERT_GE(dup2(theirs_, STDIN_FILENO), 0);
    ASSERT_GE(dup2(theirs_, STDOUT_FILENO), 0);
  }
  void TearDown() override {
    dup2(input_, STDIN_FILENO);
    dup2(output_, STDOUT_FILENO);
    for (const int file : {ours_, theirs_, input_, output_}) close(file);
  }

  void Press(std::string_view bytes) {
    ASSERT_EQ(write(ours_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  // What was drawn since the last call.
  std::string Drawn() {
    std::string text;
    pollfd readable{.fd = ours_, .events = POLLIN, .revents = 0};
    char bytes[4096];
    while (poll(&readable, 1, 50) > 0 && (readable.revents & POLLIN) != 0) {
      const ssize_t count = read(ours_, bytes, sizeof(bytes));
      if (count <= 0) break;
      text.append(bytes, static_cast<std::size_t>(count));
    }
    return text;
  }
  tcflag_t Modes() {
    termios now{};
    tcgetattr(theirs_, &now);
    return now.c_lflag;
  }

  int ours_ = -1, theirs_ = -1, input_ = -1, output_ = -1;
};

TEST_F(WatchTerminal, EntersTheAlternateScreenAndPutsEverythingBack) {
  const tcflag_t before = Modes();
  {
    Terminal terminal;
    EXPECT_THAT(Drawn(), StartsWith("\x1b[?1049h"));
    EXPECT_EQ(Modes() & (ICANON | ECHO), 0u);
    EXPECT_NE(Modes() & ISIG, 0u);  // Ctrl-C stays a signal
  }
  EXPECT_THAT(Drawn(), EndsWith("\x1b[?25h\x1b[?1049l"));
  EXPECT_EQ(Modes(), before);
}

TEST_F(WatchTerminal, KnowsItsSizeAsItChanges) {
  Terminal terminal;
  winsize size{};
  size.ws_row = 31;
  size.ws_col = 97;
  ioctl(ours_, TIOCSWINSZ, &size);
  EXPECT_EQ(terminal.rows(), 31);
  EXPECT_EQ(terminal.columns(), 97);
  size.ws_row = size.ws_col = 0;  // not known
  ioctl(ours_, TIOCSWINSZ, &size);
  EXPECT_EQ(terminal.rows(), 24);
  EXPECT_EQ(terminal.columns(), 80);
}

TEST_F(WatchTerminal, DrawsRowsInTheirStylesAndNothingTwice) {
  Terminal terminal;
  Drawn();
  const std::vector<Row> rows = {{"title", Style::kTitle},
                                 {"denied", Style::kDenial},
                                 {"here", Style::kSelected},
                                 {"old", Style::kDim},
                                 {"plain", Style::kPlain}};
  terminal.Draw(rows);
  const std::string text = Drawn();
  for (const char* shown : {"\x1b[1mtitle\x1b[0m", "\x1b[31mdenied\x1b[0m", "\x1b[7mhere\x1b[0m", "\x1b[2mold\x1b[0m",
                            "\n\x1b[Kplain\x1b[0m"}) {
    EXPECT_THAT(text, HasSubstr(shown));
  }
  terminal.Draw(rows);
  EXPECT_EQ(Drawn(), "");
  terminal.Draw({{"another", Style::kPlain}});
  EXPECT_THAT(Drawn(), HasSubstr("another"));
}

TEST_F(WatchTerminal, ReadsKeysAndTheirOtherNames) {
  Terminal terminal;
  const std::pair<std::string_view, Key> pressed[] = {
      {"\x1b[A", Key::kUp},   {"k", Key::kUp},           {"\x1bOB", Key::kDown},
      {"j", Key::kDown},      {"\x1b[5~", Key::kPageUp}, {"\x1b[6~", Key::kPageDown},
      {"g", Key::kHome},      {"G", Key::kEnd},          {"\r", Key::kEnter},
      {"\x1b", Key::kEscape}, {"f", Key::kFix},          {"q", Key::kQuit},
      {"x", Key::kNone},      {"jjjj", Key::kDown},      {"\x1b[A\x1b[A", Key::kUp}};
  for (const auto& [bytes, key] : pressed) {
    Press(bytes);
    EXPECT_EQ(terminal.ReadKey(milliseconds(5000)), key) << bytes;
  }
  EXPECT_EQ(terminal.ReadKey(milliseconds(1)), Key::kNone);
}

TEST_F(WatchTerminal, EndsWithItsInput) {
  Terminal terminal;
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  close(nothing);
  EXPECT_EQ(terminal.ReadKey(milliseconds(5000)), Key::kQuit);
}

}  // namespace
}  // namespace rolecall::watch
