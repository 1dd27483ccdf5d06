#include "web/review_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace rolecall::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from) + from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

TEST(ReviewPage, WhatAPlanSaysIsNeverMarkup) {
  const std::string page = ReviewPage(R"({"files":[{"file":"</script><script>alert(1)</script>"}]})");
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, HasSubstr("\\u003c/script>\\u003cscript>alert(1)"));
}

TEST(ReviewPage, OnlyItsOwnScriptAndStyleMayRun) {
  const std::string page = ReviewPage(R"({"files":[]})");
  const std::string policy = Between(page, "Content-Security-Policy\" content=\"", "\"");
  const std::string script = Between(page, "<script type=\"module\">", "</script>");
  const std::string style = Between(page, "<style>", "</style>");
  EXPECT_EQ(policy, "default-src 'none'; script-src 'sha256-" + Base64Encode(crypto::Sha256(script)) +
                        "'; style-src 'sha256-" + Base64Encode(crypto::Sha256(style)) + "'");
  EXPECT_THAT(script, Not(HasSubstr("import ")));
  EXPECT_THAT(script, Not(HasSubstr("export ")));
  EXPECT_THAT(script, HasSubstr("\nfunction file(one)"));
}

}  // namespace
}  // namespace rolecall::web
