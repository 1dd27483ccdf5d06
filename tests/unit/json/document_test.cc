#include "json/document.h"

#include <gtest/gtest.h>

namespace rolecall::json {
namespace {

TEST(JsonParse, RemembersWhereEachValueStands) {
  const std::string text = "{ \"a\" : [1, \"x\"],\n \"b\": true }";
  const ParseResult parsed = Parse(text, {});
  ASSERT_EQ(parsed.error, "");
  const Node* a = parsed.root.Find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(text.substr(a->begin, a->end - a->begin), "[1, \"x\"]");
  EXPECT_EQ(text.substr(a->items[0].begin, a->items[0].end - a->items[0].begin), "1");
  EXPECT_EQ(text.substr(a->items[1].begin, a->items[1].end - a->items[1].begin), "\"x\"");
  const Member& b = parsed.root.members[1];
  EXPECT_EQ(text.substr(b.name_begin, b.name_end - b.name_begin), "\"b\"");
  EXPECT_TRUE(b.value.flag);
  EXPECT_EQ(Locate(text, b.name_begin).line, 2);
  EXPECT_EQ(Locate(text, b.name_begin).column, 2);
}

TEST(JsonParse, KeepsNumbersAsWrittenAndDuplicateKeys) {
  const ParseResult parsed = Parse(R"({"n": 1.50e+400, "n": -0})", {});
  ASSERT_EQ(parsed.error, "");
  ASSERT_EQ(parsed.root.members.size(), 2u);
  EXPECT_EQ(parsed.root.members[0].value.text, "1.50e+400");
  EXPECT_EQ(parsed.root.Find("n")->text, "-0");
}

TEST(JsonParse, DecodesEscapes) {
  const ParseResult parsed = Parse(R"("a\u00e9\n\ud83d\ude00")", {});
  ASSERT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.root.text, "a\xC3\xA9\n\xF0\x9F\x98\x80");
}

TEST(JsonParse, RefusesWhatIsNoJson) {
  for (const char* text :
       {"", "{", "{\"a\":}", "[1,]", "{\"a\":1,}", "01", "nul", "\"\\x\"", "1 2", "\"\xFF\"", "'a'"}) {
    EXPECT_NE(Parse(text, {}).error, "") << text;
  }
}

TEST(JsonParse, RefusesDeepAndLargeDocuments) {
  EXPECT_EQ(Parse(std::string(256, '[') + std::string(256, ']'), {}).error, "");
  EXPECT_NE(Parse(std::string(257, '[') + std::string(257, ']'), {}).error, "");
  EXPECT_NE(Parse(std::string(1000000, '['), {}).error, "");
  EXPECT_NE(Parse("[1,2,3]", {.max_bytes = 3}).error, "");
}

TEST(JsonAppendQuoted, EscapesAsGoDoesWhenAsked) {
  std::string plain;
  AppendQuoted(plain, "<a&\"\x01\n", false);
  EXPECT_EQ(plain, "\"<a&\\\"\\u0001\\n\"");
  std::string html;
  AppendQuoted(html, "<a&>\xE2\x80\xA8", true);
  EXPECT_EQ(html, "\"\\u003ca\\u0026\\u003e\\u2028\"");
}

TEST(JsonAppendQuoted, WhatItWritesCanBeRead) {
  EXPECT_EQ(Quoted("te\xff\xfest \xc3\xbc \xe4\xb8"), "\"te\\ufffd\\ufffdst \xc3\xbc \\ufffd\\ufffd\"");
  for (int byte = 0; byte < 256; ++byte) {
    for (const char* behind : {"", "x", "\x80", "\xbf\xbf"}) {
      const std::string text = static_cast<char>(byte) + std::string(behind);
      EXPECT_EQ(Parse(Quoted(text), {}).error, "") << byte;
      EXPECT_EQ(Parse(Quoted(text, true), {}).error, "") << byte;
    }
  }
}

}  // namespace
}  // namespace rolecall::json
