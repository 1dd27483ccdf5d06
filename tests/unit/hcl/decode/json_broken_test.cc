#include "hcl/decode/json_broken.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "hcl/decode/decode.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/type_expression.h"

namespace rolecall::hcl {
namespace {

using ::testing::HasSubstr;

// "summary @ line:column" of each mistake that parsing tells.
std::string JsonMistakes(const std::string& text) {
  diag::Diagnostics diagnostics;
  ParseJsonFile("x.tf.json", text, diagnostics);
  std::string joined;
  for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
    joined += (joined.empty() ? "" : "; ") + diagnostic.summary + " @ " +
              std::to_string(diagnostic.subject.start.line) + ":" + std::to_string(diagnostic.subject.start.column);
  }
  return joined;
}

std::string FirstJsonDetail(const std::string& text) {
  diag::Diagnostics diagnostics;
  ParseJsonFile("x.tf.json", text, diagnostics);
  return diagnostics.empty() ? "" : diagnostics.list()[0].detail;
}

TEST(BrokenJson, GoodDocumentsHaveNoMistakes) {
  EXPECT_EQ(JsonMistakes("{}"), "");
  EXPECT_EQ(JsonMistakes("[]"), "");
  EXPECT_EQ(JsonMistakes(R"({"a": [1, -2.5e3, true, null, "x\u00e9\n"]})"), "");
}

TEST(BrokenJson, TheRootIsAnObjectOrAnArray) {
  EXPECT_EQ(JsonMistakes("1"), "Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes("null"), "Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes(""), "Missing value @ 1:1; Root value must be object @ 1:1");
}

TEST(BrokenJson, WhatEndsTooEarlyIsToldAtItsBeginning) {
  EXPECT_EQ(JsonMistakes(R"({"a": [1)"),
            "Unclosed object @ 1:7; Unclosed object @ 1:1; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes("{"),
            "Missing value @ 1:2; Invalid object property name @ 1:2; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes("{\"a\":1}\ntrue"), "Extraneous data after value @ 2:1");
}

TEST(BrokenJson, SeparatorsThatAreMissingOrTooMany) {
  EXPECT_EQ(JsonMistakes(R"({"a":1,})"), "Trailing comma in object @ 1:7; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes(R"({"a" 1})"), "Missing property value colon @ 1:6; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes(R"({"a"})"), "Missing object value @ 1:5; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes(R"({"a":1 "b":2})"),
            "Missing attribute seperator comma @ 1:14; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes(R"({"a":[1:2]})"), "Invalid array value @ 1:11");
  EXPECT_EQ(FirstJsonDetail(R"({"a"=1})"), "JSON uses a colon as its name/value delimiter, not an equals sign.");
}

TEST(BrokenJson, ValuesOfOtherLanguages) {
  EXPECT_EQ(JsonMistakes(R"({"a":True, "b":01, "c":"\q"})"),
            "Invalid JSON keyword @ 1:6; Invalid JSON number @ 1:16; Invalid JSON string @ 1:27");
  EXPECT_THAT(FirstJsonDetail(R"({"a":True})"), HasSubstr("Did you mean \"true\"?"));
  EXPECT_EQ(FirstJsonDetail(R"({"a":NaN})"), "The JavaScript identifier \"NaN\" cannot be used in JSON.");
  EXPECT_EQ(JsonMistakes("// x\n{}"), "Invalid start of value @ 1:1; Root value must be object @ 1:1");
  EXPECT_EQ(JsonMistakes("\xEF\xBB\xBF{}"), "Invalid start of value @ 1:1; Root value must be object @ 1:1");
}

TEST(BrokenJson, TabsCountAsTwoColumnsOutsideOfTexts) {
  EXPECT_EQ(JsonMistakes("{\t\"a\":\t}"), "Missing JSON value @ 1:10");
}

TEST(BrokenJson, WhatStandsAroundAMistakeIsStillChecked) {
  diag::Diagnostics diagnostics;
  const File file = ParseJsonFile("x.tf.json", R"({"name": tru, "sise": 1})", diagnostics);
  const Content content = DecodeContent(file.body, {{{"name", true}, {"size", false}}, {}}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(diagnostics.list()[1].summary, "Extraneous JSON object property");
  ASSERT_NE(content.Find("name"), nullptr);
  EXPECT_EQ(content.Find("name")->expression->kind, Expression::Kind::kInvalid);
}

TEST(BrokenJson, BytesThatAreNoUtf8BecomeReplacements) {
  diag::Diagnostics diagnostics;
  const File file = ParseJsonFile("x.tf.json", "{\"name\": \"a\xFF\"}", diagnostics);
  const Content content = DecodeContent(file.body, {{{"name", true}}, {}}, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  const auto* text = As<StringExpression>(content.Find("name")->expression.get());
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->text, "a\xEF\xBF\xBD");
}

TEST(BrokenJson, DepthAndNumberOfMistakesAreBounded) {
  EXPECT_THAT(FirstJsonDetail(std::string(100000, '[')), HasSubstr("limit of 250 levels"));
  std::string many = "[x";
  for (int i = 0; i < 5000; ++i) many += ",x";
  diag::Diagnostics diagnostics;
  ParseJsonFile("x.tf.json", many + "]", diagnostics);
  EXPECT_LE(diagnostics.size(), 1001u);
}

std::string BlockMistakes(const std::string& text) {
  diag::Diagnostics diagnostics;
  const File file = ParseJsonFile("x.tf.json", text, diagnostics);
  const Content content = DecodeContent(file.body, {{}, {{"rule", {"kind"}}, {"tag", {}}}}, diagnostics);
  for (const BlockPtr& block : content.blocks) DecodeContent(block->body, {{{"x", false}}, {}}, diagnostics);
  std::string joined;
  for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
    joined += (joined.empty() ? "" : "\n") + diagnostic.detail + " @" + std::to_string(diagnostic.subject.start.column);
  }
  return joined;
}

TEST(BrokenJson, BlocksSayWhatTheyWantInPlaceOfOtherTypes) {
  EXPECT_EQ(BlockMistakes(R"({"tag":1})"),
            "Either a JSON object or a JSON array is required, representing the contents of one or more \"tag\" "
            "blocks. @8");
  EXPECT_EQ(
      BlockMistakes(R"({"rule":1})"),
      "Either a JSON object or JSON array of objects is required here, to specify kind labels for this block. @9\n"
      "At least one object property is required, whose name represents the rule block's kind. @9");
  EXPECT_EQ(BlockMistakes(R"({"rule":[2]})"),
            "A JSON object is required here, to specify kind labels for this block. @10\n"
            "At least one object property is required, whose name represents the rule block's kind. @9");
  EXPECT_EQ(BlockMistakes(R"({"tag":[3]})"),
            "Either a JSON object or JSON array of objects is required here, to define arguments and child blocks. @9");
  EXPECT_EQ(BlockMistakes(R"({"tag":null})"), "");
}

TEST(BrokenJson, AnArgumentTwiceIsToldWithAllOfTheFirst) {
  diag::Diagnostics diagnostics;
  const File file = ParseJsonFile("x.tf.json", R"({"name":1,"name":2})", diagnostics);
  DecodeContent(file.body, {{{"name", true}}, {}}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics.list()[0].detail, "The argument \"name\" was already set at x.tf.json:1,2-10.");
}

TEST(BrokenJson, TypesInTextsAreToldWithTheWholeText) {
  const auto refusal = [](const std::string& type) {
    diag::Diagnostics diagnostics;
    const File file = ParseJsonFile("x.tf.json", "{\"name\":\"" + type + "\"}", diagnostics);
    const Content content = DecodeContent(file.body, {{{"name", true}}, {}}, diagnostics);
    ParseTypeExpression(*content.Find("name")->expression, TypeMode::kConstraint, true, diagnostics);
    return diagnostics.empty()
               ? std::string()
               : diagnostics.list()[0].detail + " @" + std::to_string(diagnostics.list()[0].subject.start.column) +
                     " of " + std::to_string(diagnostics.size());
  };
  EXPECT_EQ(refusal("list(string)"), "");
  EXPECT_EQ(refusal("strin"), "The keyword \"strin\" is not a valid type specification. @9 of 1");
  EXPECT_THAT(refusal("list("), HasSubstr("A type specification is either a primitive type keyword"));
}

}  // namespace
}  // namespace rolecall::hcl
