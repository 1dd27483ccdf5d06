#include "policy/document/glob.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

bool Match(std::string_view pattern, std::string_view text) { return GlobMatch(ToPattern(pattern), text); }

TEST(Glob, StarMatchesAnyRunAndNothing) {
  EXPECT_TRUE(Match("a*c", "abbbc"));
  EXPECT_TRUE(Match("a*c", "ac"));
  EXPECT_FALSE(Match("a*c", "abbb"));
  EXPECT_TRUE(Match("*", ""));
  EXPECT_FALSE(Match("", "a"));
}

TEST(Glob, QuestionMarkMatchesExactlyOneCharacter) {
  EXPECT_TRUE(Match("a?c", "abc"));
  EXPECT_FALSE(Match("a?c", "ac"));
  EXPECT_TRUE(Match("a?c",
                    "a\xC3\xA9"
                    "c"));
  EXPECT_TRUE(Match("a?c",
                    "a\xE2\x82\xAC"
                    "c"));
}

TEST(Glob, QuestionMarkCountsUtf16Units) {
  EXPECT_FALSE(Match("a?c",
                     "a\xF0\x9F\x98\x80"
                     "c"));
  EXPECT_TRUE(Match("a??c",
                    "a\xF0\x9F\x98\x80"
                    "c"));
  EXPECT_FALSE(Match("a???c",
                     "a\xF0\x9F\x98\x80"
                     "c"));
  EXPECT_TRUE(Match("*??c",
                    "aa\xF0\x9F\x98\x80"
                    "c"));
}

TEST(Glob, BracketsAndBackslashesAreLiteral) {
  EXPECT_FALSE(Match("[ab]", "a"));
  EXPECT_TRUE(Match("[ab]", "[ab]"));
  EXPECT_FALSE(Match("\\*", "*"));
  EXPECT_TRUE(Match("\\*", "\\x"));
}

TEST(Glob, HostilePatternsStayFast) {
  std::string pattern, text(100000, 'a');
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(Match(pattern + "*b", text));
  EXPECT_TRUE(Match(pattern + "*", text));
}

TEST(Glob, LiteralPrefixStopsAtTheFirstWildcard) {
  EXPECT_EQ(LiteralPrefix(ToPattern("abc*d")), "abc");
  EXPECT_EQ(LiteralPrefix(ToPattern("?")), "");
  EXPECT_EQ(LiteralPrefix(ToPattern("abc")), "abc");
}

}  // namespace
}  // namespace rolecall::policy
