#include "kube/json_patch.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::kube {
namespace {

using boost::json::parse;

TEST(JsonPatch, AddsToObjectsAndArrays) {
  auto document = parse(R"({"a":[1,2],"b":{}})");
  ASSERT_TRUE(Apply({{"/a/0", "0"}, {"/a/-", "3"}, {"/b/x~1y", "\"z\""}}, document).ok());
  EXPECT_EQ(document, parse(R"({"a":[0,1,2,3],"b":{"x/y":"z"}})"));
  EXPECT_FALSE(Apply({{"/c/d", "1"}}, document).ok());
  EXPECT_FALSE(Apply({{"/a/9", "1"}}, document).ok());
  EXPECT_FALSE(Apply({{"/a/-", "{"}}, document).ok());
}

// What is written reads back as the same text.
TEST(JsonPatch, QuotesTextsAsJson) {
  for (const std::string text : {"plain", "a \"b\" \\ c", "line\nbreak\ttab", "\x01\x1f", "\xc3\xa4\xe2\x80\xa8", ""}) {
    std::string json;
    AppendJsonText(json, text);
    EXPECT_EQ(parse(json).as_string(), text) << json;
  }
  EXPECT_EQ(FormatPatch({{"/a", "1"}, {"/b/-", "{}"}}),
            R"([{"op":"add","path":"/a","value":1},{"op":"add","path":"/b/-","value":{}}])");
  EXPECT_EQ(FormatPatch({}), "[]");
}

}  // namespace
}  // namespace rolecall::kube
