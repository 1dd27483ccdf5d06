#include "base/placeholder.h"

#include <gtest/gtest.h>

namespace rolecall {
namespace {

TEST(Placeholder, IsNamedByTheExpressionInWhatArnsMayHave) {
  EXPECT_EQ(Placeholder("data.a.b[0].c"), "@unknown.data.a.b.0.c@");
  EXPECT_EQ(Placeholder("var.x[\"k\"]"), "@unknown.var.x.k@");
  EXPECT_EQ(Placeholder(""), "@unknown.value@");
  EXPECT_EQ(Placeholder("${}"), "@unknown.value@");
  EXPECT_LT(Placeholder(std::string(10'000, 'x')).size(), 100u);
}

TEST(Placeholder, IsFoundAndReplaced) {
  const std::string text = "a-" + Placeholder("x") + "-" + Placeholder("y") + "-" + Placeholder("x");
  EXPECT_TRUE(HasPlaceholder(text));
  EXPECT_FALSE(HasPlaceholder("user@example.com"));
  EXPECT_EQ(ReplacePlaceholders(text, "?"), "a-?-?-?");
  EXPECT_EQ(PlaceholderNames(text), (std::vector<std::string>{"x", "y"}));
  // One that does not end is none to replace.
  EXPECT_EQ(ReplacePlaceholders("a@unknown.x", "?"), "a@unknown.x");
  EXPECT_TRUE(PlaceholderNames("a@unknown.x").empty());
}

}  // namespace
}  // namespace rolecall
