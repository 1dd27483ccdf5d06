// Text as the language counts and compares it.
#include "value/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::value {
namespace {

using ::testing::ElementsAre;

constexpr char kNotUtf8[] = "a\xff\xfe";

TEST(Text, IsComposedAndStaysWhatItIsWhereItIsNoUtf8) {
  EXPECT_EQ(Normalised("plain"), "plain");
  EXPECT_EQ(Normalised("e\xCC\x81t\xC3\xA9"), "\xC3\xA9t\xC3\xA9");
  EXPECT_EQ(Normalised(kNotUtf8), kNotUtf8);
}

TEST(Text, IsCutIntoWhatAReaderSeesAsOneCharacter) {
  EXPECT_TRUE(Graphemes("").empty());
  EXPECT_THAT(Graphemes("ab"), ElementsAre("a", "b"));
  EXPECT_THAT(Graphemes("e\xCC\x81x"), ElementsAre("e\xCC\x81", "x"));
  // Two regional indicators are one flag; a third begins the next.
  EXPECT_THAT(Graphemes("\U0001F1E9\U0001F1EA\U0001F1EB"), ElementsAre("\U0001F1E9\U0001F1EA", "\U0001F1EB"));
  EXPECT_THAT(Graphemes("\r\n"), ElementsAre("\r\n"));
}

TEST(Text, BytesThatAreNoUtf8StandAlone) {
  EXPECT_THAT(Graphemes(kNotUtf8), ElementsAre("a", "\xff", "\xfe"));
  EXPECT_THAT(Graphemes("\xffz"), ElementsAre("\xff", "z"));
}

TEST(Text, APrefixEndsBeforeWhatCouldStillCombine) {
  EXPECT_EQ(SafePrefix(""), "");
  EXPECT_EQ(SafePrefix("arn:"), "arn:");
  EXPECT_EQ(SafePrefix("arn"), "ar");
  EXPECT_EQ(SafePrefix("x9"), "x");
  EXPECT_EQ(SafePrefix("-e\xCC\x81"), "-");
}

TEST(Text, IsUtf8OrNot) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("a\xC3\xA9\U0001F1E9"));
  EXPECT_FALSE(IsUtf8(kNotUtf8));
  EXPECT_FALSE(IsUtf8("\xC3")) << "half a character";
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80")) << "half of a surrogate pair";
}

}  // namespace
}  // namespace rolecall::value
