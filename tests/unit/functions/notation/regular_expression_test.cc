#include "functions/notation/regular_expression.h"

#include <gtest/gtest.h>

namespace rolecall::functions {
namespace {

RegularExpression Of(const std::string& pattern) {
  auto compiled = RegularExpression::Compile(pattern);
  EXPECT_TRUE(compiled.ok()) << pattern;
  return *compiled;
}

std::string Replaced(const std::string& pattern, std::string_view text, std::string_view replacement) {
  return Of(pattern).ReplaceAll(text, replacement, 1000).value_or("too long");
}

TEST(RegularExpression, TellsGroupsThatTookNoPart) {
  const auto match = Of("(a)|(b)").FindFirst("xb");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->at(0), "b");
  EXPECT_EQ(match->at(1), std::nullopt);
  EXPECT_EQ(match->at(2), "b");
  EXPECT_FALSE(Of("a").FindFirst("b"));
}

TEST(RegularExpression, TakesBothFormsOfNamedGroups) {
  for (const char* pattern : {"(?P<year>\\d+)", "(?<year>\\d+)"}) {
    const RegularExpression expression = Of(pattern);
    EXPECT_EQ(expression.group_count(), 1);
    EXPECT_EQ(expression.group_names().at(1), "year");
  }
  EXPECT_TRUE(Of("[(?<a]").FindFirst("<"));     // inside a class it is only characters
  EXPECT_TRUE(Of("\\(?<a>").FindFirst("<a>"));  // and so behind a backslash
}

TEST(RegularExpression, FindsWhatGoFindsAroundEmptyMatches) {
  EXPECT_EQ(Of("a*").FindAll("baac").size(), 3u);  // before b, "aa", at the end; none right behind "aa"
  EXPECT_EQ(Of("").FindAll("äb").size(), 3u);      // by characters, not by bytes
  EXPECT_TRUE(Of("x").FindAll("abc").empty());
}

TEST(RegularExpression, ReplacementsNameGroups) {
  EXPECT_EQ(Replaced("(\\w)(\\w)", "ab cd", "$2$1"), "ba dc");
  EXPECT_EQ(Replaced("(?P<x>a)", "a", "<${x}>"), "<a>");
  EXPECT_EQ(Replaced("(a)", "a", "$1x"), "");  // the name is "1x": no such group
  EXPECT_EQ(Replaced("(a)", "a", "${1}x"), "ax");
  EXPECT_EQ(Replaced("a", "a", "$$"), "$");
  EXPECT_EQ(Replaced("a", "a", "$"), "$");
  EXPECT_EQ(Replaced("a", "a", "${"), "${");
  EXPECT_EQ(Replaced("a", "a", "$9"), "");
  EXPECT_EQ(Replaced("a", "a", "$99999999999"), "");
  EXPECT_EQ(Replaced("x*", "abc", "-"), "-a-b-c-");
}

TEST(RegularExpression, ResultsAreBounded) {
  EXPECT_EQ(Of("a").ReplaceAll("aaa", "bb", 6), "bbbbbb");
  EXPECT_FALSE(Of("a").ReplaceAll("aaa", "bb", 5));
  EXPECT_FALSE(Of("a").ReplaceAll("axxxxx", "b", 5));  // what is not replaced counts, too
}

TEST(RegularExpression, RefusesWhatGoRefuses) {
  for (const char* pattern :
       {"(", ")", "[", "a**", "\\", "(?=a)", "(?<=a)", "(?<!a)", "(a)\\1", "\\x{110000}", "a{2,1}"}) {
    EXPECT_FALSE(RegularExpression::Compile(pattern).ok()) << pattern;
  }
  EXPECT_FALSE(RegularExpression::Compile(std::string(65537, 'a')).ok());
}

}  // namespace
}  // namespace rolecall::functions
