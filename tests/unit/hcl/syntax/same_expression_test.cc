#include "hcl/syntax/same_expression.h"

#include <gtest/gtest.h>

#include "hcl/syntax/parser.h"

namespace rolecall::hcl {
namespace {

bool AreWrittenAlike(const std::string& a, const std::string& b) {
  diag::Diagnostics problems;
  const File file = ParseFile("x", "a = " + a + "\nb = " + b + "\n", problems);
  EXPECT_TRUE(problems.empty()) << a << " " << b;
  return AreSame(file.body.attributes[0]->expression.get(), file.body.attributes[1]->expression.get());
}

TEST(SameExpression, BlanksAndParenthesesDoNotMatter) {
  for (const char* text :
       {"1", "\"x\"", "true", "a.b[0].c", "a[b.c]", "f(a, \"x\").y", "-a", "a + b * 2", "a ? b : c", "[a, 1]",
        "{ a = 1, (b) = c }", "{ for k, v in a : k => v if v != 1 }", "[for v in a : v]", "\"${a}-${b}\""}) {
    EXPECT_TRUE(AreWrittenAlike(text, text)) << text;
    EXPECT_TRUE(AreWrittenAlike("(" + std::string(text) + ")", text)) << text;
    EXPECT_FALSE(AreWrittenAlike(text, "other")) << text;
  }
}

TEST(SameExpression, WhatDiffersMatters) {
  EXPECT_FALSE(AreWrittenAlike("a.b", "a.c"));
  EXPECT_FALSE(AreWrittenAlike("a[0]", "a[1]"));
  EXPECT_FALSE(AreWrittenAlike("a[0]", "a.b"));
  EXPECT_FALSE(AreWrittenAlike("f(a)", "g(a)"));
  EXPECT_FALSE(AreWrittenAlike("f(a)", "f(a, a)"));
  EXPECT_FALSE(AreWrittenAlike("a + b", "a - b"));
  EXPECT_FALSE(AreWrittenAlike("-a", "!a"));
  EXPECT_FALSE(AreWrittenAlike("{ a = 1 }", "{ a = 2 }"));
  EXPECT_FALSE(AreWrittenAlike("{ for v in a : v => v }", "{ for v in a : v => v... }"));
  EXPECT_FALSE(AreWrittenAlike("[for v in a : v]", "[for v in a : v if v]"));
  EXPECT_FALSE(AreWrittenAlike("1", "\"1\""));
}

}  // namespace
}  // namespace rolecall::hcl
