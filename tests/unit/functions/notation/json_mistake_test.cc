#include "functions/notation/json_mistake.h"

#include <gtest/gtest.h>

namespace rolecall::functions {
namespace {

std::string Mistake(std::string_view text) { return JsonMistake(text).value_or("none"); }

// Each as Go 1.26's decoder says it.
TEST(JsonMistakeTest, IsSaidInGosWords) {
  EXPECT_EQ(Mistake(""), "EOF");
  EXPECT_EQ(Mistake("[1,"), "EOF");
  EXPECT_EQ(Mistake("{\"a\":}"), "invalid character '}' looking for beginning of value");
  EXPECT_EQ(Mistake("{'a':1}"), "invalid character '\\''");
  EXPECT_EQ(Mistake("{\"a\":1,}"), "invalid character '}' looking for beginning of object key string");
  EXPECT_EQ(Mistake("{\"a\" 1}"), "invalid character '1' after object key");
  EXPECT_EQ(Mistake("{\"a\":1 2}"), "invalid character '2' after object key:value pair");
  EXPECT_EQ(Mistake("[1 2]"), "invalid character '2' after array element");
  EXPECT_EQ(Mistake("[1,]"), "invalid character ']' looking for beginning of value");
  EXPECT_EQ(Mistake("tru"), "unexpected EOF");
  EXPECT_EQ(Mistake("trie"), "invalid character 'i' in literal true (expecting 'u')");
  EXPECT_EQ(Mistake("-x"), "invalid character 'x' in numeric literal");
  EXPECT_EQ(Mistake("1.e"), "invalid character 'e' after decimal point in numeric literal");
  EXPECT_EQ(Mistake("1e+]"), "invalid character ']' in exponent of numeric literal");
  EXPECT_EQ(Mistake("\"a\nb\""), "invalid character '\\n' in string literal");
  EXPECT_EQ(Mistake("\"\\q\""), "invalid character 'q' in string escape code");
  EXPECT_EQ(Mistake("\"\\u12g4\""), "invalid character 'g' in \\u hexadecimal character escape");
  EXPECT_EQ(Mistake("\"abc"), "unexpected EOF");
  EXPECT_EQ(Mistake("\xc3\x9f"), "invalid character 'Ã' looking for beginning of value");
  EXPECT_EQ(Mistake("\x01"), "invalid character '\\x01' looking for beginning of value");
  EXPECT_EQ(Mistake("1 2"), "extraneous data after JSON object");
}

TEST(JsonMistakeTest, GoodTextsHaveNone) {
  for (const char* good : {"{}", "[]", " 1 ", "{\"a\":[1,2.5e-3,{\"b\":null}],\"c\":\"\\u00e9\\\"\"}", "-0", "true"}) {
    EXPECT_EQ(Mistake(good), "none") << good;
  }
}

}  // namespace
}  // namespace rolecall::functions
