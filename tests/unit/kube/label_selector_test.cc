#include "kube/label_selector.h"

#include <gtest/gtest.h>

#include <map>

namespace rolecall::kube {
namespace {

bool Selects(std::string_view selector, const std::map<std::string, std::string_view, std::less<>>& labels) {
  const Result<LabelSelector> parsed = LabelSelector::Parse(selector);
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  return parsed->Selects([&](std::string_view key) {
    const auto found = labels.find(key);
    return found == labels.end() ? nullptr : &found->second;
  });
}

TEST(LabelSelector, SelectsAsKubectlDoes) {
  EXPECT_TRUE(Selects("", {}));
  EXPECT_TRUE(Selects("a=1", {{"a", "1"}}));
  EXPECT_TRUE(Selects("a==1", {{"a", "1"}}));
  EXPECT_FALSE(Selects("a=1", {{"a", "2"}}));
  EXPECT_FALSE(Selects("a=1", {}));
  EXPECT_TRUE(Selects("a!=1", {{"a", "2"}}));
  EXPECT_TRUE(Selects("a!=1", {}));
  EXPECT_TRUE(Selects("a", {{"a", ""}}));
  EXPECT_FALSE(Selects("!a", {{"a", ""}}));
  EXPECT_TRUE(Selects("x.io/tier in (front, back),!legacy", {{"x.io/tier", "back"}}));
  EXPECT_FALSE(Selects("x.io/tier in (front, back),!legacy", {{"x.io/tier", "back"}, {"legacy", "1"}}));
  EXPECT_TRUE(Selects("tier notin (front)", {}));
  EXPECT_FALSE(Selects("tier notin (front)", {{"tier", "front"}}));
  EXPECT_TRUE(Selects("a=", {{"a", ""}}));
}

TEST(LabelSelector, RefusesWhatIsNone) {
  for (const char* text : {",", "a,,b", "=1", "!=1", "a=b c", "a in b", "a in (b", "-a", "a/b/c", "/a", "a b", "in (x)",
                           "a=-x", "a in (-x)"}) {
    EXPECT_FALSE(LabelSelector::Parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace rolecall::kube
