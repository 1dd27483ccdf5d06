#include "base/printable.h"

#include <gtest/gtest.h>

namespace rolecall {
namespace {

TEST(Printable, LetsTextThrough) {
  for (const char* text :
       {"", "plain", "two\nlines\tand a tab", "Windows'\r\nlines", "Grüße, 世界 👩‍👩‍👧", "e\u0301"}) {
    EXPECT_EQ(Printable(text), text);
    EXPECT_TRUE(IsPrintable(text)) << text;
  }
}

TEST(Printable, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(Printable("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(Printable("\x1b]0;title\a"), "\\x1b]0;title\\a");
  EXPECT_EQ(Printable("over\rwritten\b\x7f"), "over\\rwritten\\b\\x7f");
  EXPECT_EQ(Printable("\u009b2J"), "\\u009b2J") << "C1's form of ESC [";
  EXPECT_FALSE(IsPrintable("\x1b"));
}

TEST(Printable, ShowsWhatReordersOrHidesText) {
  EXPECT_EQ(Printable("a\u202eb\u2066c\u200bd\ufeff"), "a\\u202eb\\u2066c\\u200bd\\ufeff");
  EXPECT_EQ(Printable("\U000e0041"), "\\U000e0041");
}

TEST(Printable, ShowsBytesThatAreNoText) {
  EXPECT_EQ(Printable("te\xff\xfest"), "te\\xff\\xfest");
  EXPECT_EQ(Printable("cut \xe4\xb8"), "cut \\xe4\\xb8");
}

TEST(AppendPrintable, TakesOneCharacterAndEscapesLineEnds) {
  std::string out;
  EXPECT_EQ(AppendPrintable(out, "\nx"), 1u);
  EXPECT_EQ(AppendPrintable(out, "世x"), 3u);
  EXPECT_EQ(out, "\\n世");
}

}  // namespace
}  // namespace rolecall
