#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace rolecall {
namespace {

using testing::ElementsAre;

TEST(Ascii, ClassesEndWhereTheAlphabetDoes) {
  for (const char c : {'@', '[', '`', '{', '/', ':', '_', '\xC0', '\xFF', '\0'}) {
    EXPECT_FALSE(IsAsciiAlphanumeric(c)) << static_cast<int>(c);
  }
  for (const char c : {'A', 'Z', 'a', 'z'}) EXPECT_TRUE(IsAsciiLetter(c) && IsAsciiAlphanumeric(c)) << c;
  for (const char c : {'0', '9'}) EXPECT_TRUE(IsAsciiDigit(c) && IsAsciiAlphanumeric(c) && !IsAsciiLetter(c)) << c;
  EXPECT_TRUE(IsAsciiUpper('Q') && !IsAsciiLower('Q'));
  EXPECT_TRUE(IsAsciiLower('q') && !IsAsciiUpper('q'));
}

TEST(Ascii, CaseChangesLettersOnly) {
  EXPECT_EQ(LowerAscii("AZ@[\xC3\x89 az09"), "az@[\xC3\x89 az09");
  EXPECT_EQ(UpperAscii("az`{\xC3\xA9 AZ09"), "AZ`{\xC3\xA9 AZ09");
  EXPECT_EQ(LowerAscii(""), "");
}

TEST(Ascii, EqualityIgnoresTheCaseOfLettersOnly) {
  EXPECT_TRUE(EqualsIgnoringAsciiCase("Content-Type", "cONTENT-tYPE"));
  EXPECT_TRUE(EqualsIgnoringAsciiCase("", ""));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("@", "`"));                // 0x40 and 0x60 differ as letters do
  EXPECT_FALSE(EqualsIgnoringAsciiCase("\xC3\x89", "\xC3\xA9"));  // É é
}

// Eight bytes are folded at once, the rest one by one: every byte at every place.
TEST(Ascii, FoldsEveryByteAtEveryPlaceAlike) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    for (std::size_t place = 0; place < 11; ++place) {
      std::string text = "@aZ[`z{AZa\x80", lower = "@az[`z{aza\x80";
      text[place] = c;
      lower[place] = LowerAscii(c);
      ASSERT_EQ(LowerAscii(text), lower) << byte << " at " << place;
      ASSERT_TRUE(EqualsIgnoringAsciiCase(text, lower)) << byte << " at " << place;
      std::string other = text;
      other[place] = static_cast<char>(c ^ 0x20);
      ASSERT_EQ(EqualsIgnoringAsciiCase(text, other), IsAsciiLetter(c)) << byte << " at " << place;
    }
  }
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_THAT(Split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(Split(",", ','), ElementsAre("", ""));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
  EXPECT_THAT(Split("a", ','), ElementsAre("a"));
}

TEST(Split, StringsOutliveTheText) {
  std::string text = "a;b";
  const std::vector<std::string> parts = SplitStrings(text, ';');
  text = "xxx";
  EXPECT_THAT(parts, ElementsAre("a", "b"));
}

TEST(Join, IsTheInverseOfSplit) {
  EXPECT_EQ(Join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(Join({}, ","), "");
  EXPECT_EQ(Join({"a"}, ","), "a");
  EXPECT_EQ(Join(SplitStrings(",x,,", ','), ","), ",x,,");
}

TEST(Trim, TakesAwayAtTheEndsOnly) {
  EXPECT_EQ(Trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(Trim("a\n", " "), "a\n");
  EXPECT_EQ(Trim(" \n\t"), "");
  EXPECT_EQ(Trim(""), "");
}

TEST(ParseInt, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(ParseInt<int>("-12"), -12);
  EXPECT_EQ(ParseInt<int>("007"), 7);
  EXPECT_EQ(ParseInt<std::size_t>("fF", 16), 255u);
  EXPECT_EQ(ParseInt<std::int64_t>("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "-", "--1", "2147483648", "-2147483649"}) {
    EXPECT_FALSE(ParseInt<int>(text)) << text;
  }
  for (const char* text : {"-1", "65536"}) EXPECT_FALSE(ParseInt<std::uint16_t>(text)) << text;
}

TEST(ParseBool, KnowsGosWordsOnly) {
  for (const char* text : {"1", "t", "T", "TRUE", "true", "True"}) EXPECT_EQ(ParseBool(text), true) << text;
  for (const char* text : {"0", "f", "F", "FALSE", "false", "False"}) EXPECT_EQ(ParseBool(text), false) << text;
  for (const char* text : {"", "yes", "no", "tRUE", " true", "2", "on"})
    EXPECT_EQ(ParseBool(text), std::nullopt) << text;
}

}  // namespace
}  // namespace rolecall
