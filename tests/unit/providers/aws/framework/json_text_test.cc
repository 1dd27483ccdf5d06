#include "providers/aws/framework/json_text.h"

#include <gtest/gtest.h>

namespace rolecall::providers::aws {
namespace {

TEST(JsonText, IsWrittenAsGoWritesIt) {
  EXPECT_EQ(*NormalizeJson(R"({ "b" : [ 1, true , null ], "a": "<x>&" })"),
            R"({"a":"\u003cx\u003e\u0026","b":[1,true,null]})");
  EXPECT_EQ(*NormalizeJson("[1.50, 1e3, -0, 1e21, 123456789012345]"), "[1.5,1000,-0,1e+21,123456789012345]");
  EXPECT_EQ(*NormalizeJson(R"({"a":1,"a":2})"), R"({"a":2})");
  EXPECT_EQ(*NormalizeJson("{}"), "{}");
}

TEST(JsonText, APolicyMayBeginWithItsVersion) {
  const char* text = R"({"Statement":[{"Version":1,"A":2}],"Version":"2012-10-17"})";
  EXPECT_EQ(*NormalizeJson(text, KeyOrder::kVersionFirst),
            R"({"Version":"2012-10-17","Statement":[{"A":2,"Version":1}]})");
}

TEST(JsonText, WhatIsNoJsonIsKeptOrNamedByItsPlace) {
  EXPECT_EQ(NormalizeJsonOrKeep("{"), "{");
  Result<json::Node> parsed = ParseJson("{\n x");
  ASSERT_FALSE(parsed.ok());
  EXPECT_TRUE(parsed.error().message.starts_with("line 2, column 2: ")) << parsed.error().message;
}

TEST(JsonText, MembersKeepTheirOrderWhenPrinted) {
  json::Node node = *ParseJson(R"({"b":[],"a":{"c":[1,{}]}})");
  EXPECT_EQ(CompactJson(node), R"({"b":[],"a":{"c":[1,{}]}})");
  EXPECT_EQ(IndentedJson(node), "{\n  \"b\": [],\n  \"a\": {\n    \"c\": [\n      1,\n      {}\n    ]\n  }\n}");
}

}  // namespace
}  // namespace rolecall::providers::aws
