#include "policy/document/glob.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

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

// The rule as it is said, by trying everything: which texts' ends can the pattern's end reach?
bool SlowMatch(PatternView pattern, std::string_view text) {
  std::vector<char> reached(text.size() + 1, 0);
  reached[0] = 1;
  for (PatternUnit unit : pattern) {
    std::vector<char> next(text.size() + 1, 0);
    for (std::size_t t = 0; t <= text.size(); ++t) {
      if (!reached[t]) continue;
      if (unit == kAnyRun) {
        for (std::size_t end = t; end <= text.size(); ++end) next[end] = 1;
      } else if (t < text.size() && (unit == kOneUnit || unit == UnitOf(text[t]))) {
        next[t + 1] = 1;
      }
    }
    reached = next;
  }
  return reached[text.size()] != 0;
}

TEST(Glob, MatchesWhatTheSlowRuleMatches) {
  std::mt19937 random(1);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  int matches = 0;
  for (int round = 0; round < 200000; ++round) {
    Pattern pattern;
    std::string text;
    for (std::size_t i = below(9); i > 0; --i) {
      const std::size_t kind = below(6);
      pattern += kind == 0 ? kAnyRun : kind == 1 ? kOneUnit : static_cast<PatternUnit>("ab*?"[below(4)]);
    }
    for (std::size_t i = below(12); i > 0; --i) text += "ab*?"[below(below(3) == 0 ? 4 : 2)];
    ASSERT_EQ(GlobMatch(pattern, text), SlowMatch(pattern, text)) << round << " " << text;
    matches += GlobMatch(pattern, text) ? 1 : 0;
  }
  EXPECT_GT(matches, 5000);
}

TEST(Glob, NoByteOfATextIsAWildcard) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string literal(1, static_cast<char>(byte));
    Pattern pattern;
    AppendLiteral(literal, pattern);
    EXPECT_TRUE(IsLiteral(pattern)) << byte;
    EXPECT_EQ(LiteralPrefix(pattern), literal);
    EXPECT_TRUE(GlobMatch(pattern, literal)) << byte;
    EXPECT_FALSE(GlobMatch(pattern, "")) << byte;
    EXPECT_FALSE(GlobMatch(pattern, literal + "x")) << byte;
    EXPECT_FALSE(GlobMatch(pattern, std::string(1, static_cast<char>(byte ^ 1)))) << byte;
  }
}

TEST(Glob, AnEndlessPatternOrTextIsDecidedQuickly) {
  // As "*aaa…b" against "aaa…": quadratic if every start is tried to its end.
  const std::string many(2000000, 'a');
  EXPECT_FALSE(Match("*" + many + "b", many.substr(0, 2000)));
  EXPECT_FALSE(Match("*" + many.substr(0, 2000) + "b", many.substr(0, 4000)));
  EXPECT_FALSE(Match("*" + std::string(1000000, '?') + "b", many.substr(0, 4000)));
}

TEST(Glob, LiteralPrefixStopsAtTheFirstWildcard) {
  EXPECT_EQ(LiteralPrefix(ToPattern("abc*d")), "abc");
  EXPECT_EQ(LiteralPrefix(ToPattern("?")), "");
  EXPECT_EQ(LiteralPrefix(ToPattern("abc")), "abc");
  EXPECT_TRUE(HasLiteralPrefixOf(ToPattern("bc*x"), "abcd"));
  EXPECT_TRUE(HasLiteralPrefixOf(ToPattern("*x"), ""));
  EXPECT_FALSE(HasLiteralPrefixOf(ToPattern("bd?"), "abcd"));
}

}  // namespace
}  // namespace rolecall::policy
