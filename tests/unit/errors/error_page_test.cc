#include "errors/error_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::errors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kPage = R"(---
title: "It was odd"
from: STS (OddToken)
plane: true
texts:
  - "It was odd: …"
  - "It's even"
causes: odd- even
---

# It was odd

## Cause

It is so.

## Check

Look.

## Fix

Do.
)";

std::string With(const std::string& part, const std::string& other) {
  std::string page = kPage;
  return page.replace(page.find(part), part.size(), other);
}

std::string Refusal(const std::string& text) {
  const Result<ErrorPage> page = ParseErrorPage("odd.md", text);
  return page.ok() ? "" : page.error().message;
}

TEST(ErrorPage, IsReadWithAllItsParts) {
  const Result<ErrorPage> page = ParseErrorPage("odd.md", kPage);
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(page->name, "odd");
  EXPECT_EQ(page->title, "It was odd");
  EXPECT_EQ(page->from, "STS (OddToken)");
  EXPECT_TRUE(page->of_plane);
  EXPECT_THAT(page->texts, ElementsAre("It was odd: …", "It's even"));
  EXPECT_THAT(page->causes, ElementsAre("odd-", "even"));
  EXPECT_THAT(std::string(page->body), ::testing::StartsWith("# It was odd\n\n## Cause\n"));
}

TEST(ErrorPage, CausesMayBeLeftOut) {
  const std::string text = With("causes: odd- even\n", "");
  const Result<ErrorPage> page = ParseErrorPage("odd.md", text);
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_THAT(page->causes, IsEmpty());
}

TEST(ErrorPage, WhatIsNotAsExpectedIsRefusedWithItsLine) {
  EXPECT_THAT(Refusal(With("title: \"It was odd\"", "title: It was odd")), HasSubstr("odd.md, line 2"));
  EXPECT_THAT(Refusal(With("plane: true", "plane: maybe")), HasSubstr("true or false"));
  EXPECT_THAT(Refusal(With("  - \"It was odd: …\"\n  - \"It's even\"\n", "")), HasSubstr("a text is expected"));
  EXPECT_THAT(Refusal(With("It's even", "It \\ even")), HasSubstr("no quotes or backslashes"));
  EXPECT_THAT(Refusal(With("# It was odd", "# It is odd")), HasSubstr("\"# It was odd\" is expected"));
  EXPECT_THAT(Refusal(With("## Check", "## Look")), HasSubstr("\"## Check\" is missing"));
  EXPECT_THAT(Refusal(""), HasSubstr("line 1"));
}

TEST(ErrorPage, SectionsInAnotherOrderAreRefused) {
  std::string page = With("## Cause", "## X");
  page.replace(page.find("## Fix"), 6, "## Cause");
  EXPECT_THAT(Refusal(page.replace(page.find("## X"), 4, "## Fix")), HasSubstr("is missing"));
}

TEST(Likeness, IsTheLengthOfThePartsThatAreThereInOrder) {
  EXPECT_EQ(Likeness("one … two", "and one then two."), 8U);
  EXPECT_EQ(Likeness("one … two", "two, one"), 0U);
  EXPECT_EQ(Likeness("Access Denied", "An error (AccessDenied): access denied"), 13U);
  EXPECT_EQ(Likeness("for …", "for "), 4U);
  EXPECT_EQ(Likeness("word", ""), 0U);
}

}  // namespace
}  // namespace rolecall::errors
