// The screen of `watch`: denials first, a selection that stays, an explanation over both.
#include "watch/screen.h"

#include <gmock/gmock.h>

namespace rolecall::watch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

AuditLine Line(const std::string& operation, bool is_denial) {
  AuditLine line{.time = "2026-11-29T03:22:49Z", .service = "iam", .operation = operation, .who = "anonymous"};
  line.is_denial = is_denial;
  if (is_denial) line.error_code = "AccessDenied";
  return line;
}

std::string Text(const Screen& screen, int rows = 12, int columns = 90) {
  std::string text;
  for (const Row& row : screen.Rows(rows, columns)) text += row.text + "\n";
  return text;
}

TEST(WatchScreen, ShowsDenialsAboveRequests) {
  Screen screen("http://plane");
  screen.Add(Line("GetRole", false));
  screen.Add(Line("DeleteRole", true));
  const std::string text = Text(screen);
  EXPECT_THAT(text, StartsWith("DENIALS  1\n> 03:22:49  DENY   iam:DeleteRole"));
  EXPECT_LT(text.find("DeleteRole"), text.find("REQUESTS  2  of http://plane"));
  EXPECT_THAT(text, HasSubstr("ok     iam:GetRole"));
}

TEST(WatchScreen, FitsWhateverSizeThereIs) {
  Screen screen("x");
  for (int i = 0; i < 50; ++i) screen.Add(Line("Op" + std::to_string(i), i % 2 == 0));
  for (int rows : {1, 2, 3, 7, 24, 200}) {
    for (int columns : {0, 1, 10, 300}) {
      const std::vector<Row> shown = screen.Rows(rows, columns);
      EXPECT_EQ(shown.size(), static_cast<std::size_t>(std::max(rows, 2)));
      for (const Row& row : shown) EXPECT_LE(row.text.size(), static_cast<std::size_t>(std::max(columns, 1)));
    }
  }
}

TEST(WatchScreen, TheSelectionStaysWithItsDenial) {
  Screen screen("x");
  for (const char* name : {"First", "Second", "Third"}) screen.Add(Line(name, true));
  EXPECT_EQ(screen.selected()->operation, "Third");
  screen.Press(Key::kDown);
  EXPECT_EQ(screen.selected()->operation, "Second");
  screen.Add(Line("Fourth", true));
  EXPECT_EQ(screen.selected()->operation, "Second");
  screen.Press(Key::kHome);
  screen.Add(Line("Fifth", true));
  EXPECT_EQ(screen.selected()->operation, "Fifth");
  screen.Press(Key::kEnd);
  EXPECT_EQ(screen.selected()->operation, "First");
}

TEST(WatchScreen, EnterExplainsAndEscapeComesBack) {
  Screen screen("x");
  EXPECT_EQ(screen.Press(Key::kEnter), Command::kNone);
  screen.Add(Line("DeleteRole", true));
  EXPECT_EQ(screen.Press(Key::kEnter), Command::kExplain);
  EXPECT_EQ(screen.Press(Key::kFix), Command::kFix);
  screen.Show("Why", "because\n\x1b[2Jof this");
  EXPECT_THAT(Text(screen), StartsWith("Why\nbecause\n\\x1b[2Jof this\n"));
  screen.Press(Key::kDown);
  EXPECT_THAT(Text(screen), Not(HasSubstr("because")));
  screen.Press(Key::kEscape);
  EXPECT_THAT(Text(screen), StartsWith("DENIALS"));
  screen.Show("Why", "x");
  EXPECT_EQ(screen.Press(Key::kQuit), Command::kNone);
  EXPECT_EQ(screen.Press(Key::kQuit), Command::kQuit);
}

TEST(WatchScreen, KeepsSoManyAndNoMore) {
  Screen screen("x");
  for (int i = 0; i < 3000; ++i) screen.Add(Line("Op" + std::to_string(i), true));
  screen.Press(Key::kEnd);
  EXPECT_EQ(screen.selected()->operation, "Op2000");
  EXPECT_THAT(Text(screen), HasSubstr("DENIALS  3000"));
}

}  // namespace
}  // namespace rolecall::watch
