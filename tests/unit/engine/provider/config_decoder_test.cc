#include "engine/provider/config_decoder.h"

#include <gtest/gtest.h>

#include "engine/provider/interrupt.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

BlockSchema Schema(Nesting nesting = Nesting::kList, int min_items = 0, int max_items = 0) {
  BlockSchema rule;
  rule.attributes["port"] = {.type = Type::Number(), .required = true};
  BlockSchema schema;
  schema.attributes["name"] = {.type = Type::String(), .required = true};
  schema.attributes["size"] = {.type = Type::Number(), .optional = true};
  schema.attributes["arn"] = {.type = Type::String(), .computed = true};
  schema.attributes["old"] = {.type = Type::String(), .optional = true, .deprecated = "Use name."};
  schema.blocks["rule"] = {nesting, std::make_shared<BlockSchema>(rule), min_items, max_items, false};
  return schema;
}

struct Decoded {
  Value value;
  std::string problems;  // "SUMMARY@LINE;" each
};

Decoded Decode(const BlockSchema& schema, const std::string& text, const std::map<std::string, Value>& names = {}) {
  diag::Diagnostics diagnostics;
  const hcl::File file = hcl::ParseFile("main.tf", text, diagnostics);
  hcl::Scope scope;
  scope.AllowVariables();
  for (const auto& [name, value] : names) scope.Set(name, value);
  Decoded decoded{ConfigDecoder(schema).Decode(file.body, scope, diagnostics), ""};
  for (const diag::Diagnostic& one : diagnostics.list()) {
    decoded.problems += one.summary + "@" + std::to_string(one.subject.start.line) + ";";
  }
  return decoded;
}

TEST(ConfigDecoder, GivesEveryAttributeOfTheImpliedType) {
  const BlockSchema schema = Schema();
  const Decoded decoded = Decode(schema, "name = \"a\"\nsize = \"3\"\nrule { port = 80 }\n");
  EXPECT_EQ(decoded.problems, "");
  EXPECT_TRUE(decoded.value.type() == ImpliedType(schema));
  EXPECT_EQ(decoded.value.Get("size").AsNumber().ToInt64(), 3);
  EXPECT_TRUE(decoded.value.Get("arn").IsNull());
  EXPECT_EQ(decoded.value.Get("rule").elements()[0].Get("port").AsNumber().ToInt64(), 80);
}

TEST(ConfigDecoder, TellsEachWrongArgumentAtItsPlace) {
  const Decoded decoded = Decode(Schema(), "name = null\nsize = \"big\"\narn = \"mine\"\ncolour = 1\n");
  EXPECT_NE(decoded.problems.find("Missing required argument@1;"), std::string::npos) << decoded.problems;
  EXPECT_NE(decoded.problems.find("Incorrect attribute value type@2;"), std::string::npos) << decoded.problems;
  EXPECT_NE(decoded.problems.find("Value for unconfigurable attribute@3;"), std::string::npos) << decoded.problems;
  EXPECT_NE(decoded.problems.find("Unsupported argument@4;"), std::string::npos) << decoded.problems;
  EXPECT_FALSE(decoded.value.Get("size").IsKnown());
}

TEST(ConfigDecoder, AnExpressionThatFailsIsUnknownOfTheRightType) {
  const Decoded decoded = Decode(Schema(), "name = nowhere.to.be.found\n");
  EXPECT_NE(decoded.problems, "");
  EXPECT_FALSE(decoded.value.Get("name").IsKnown());
  EXPECT_TRUE(decoded.value.Get("name").type() == Type::String());
}

TEST(ConfigDecoder, WarnsOfWhatIsDeprecatedOnlyIfItIsSet) {
  EXPECT_EQ(Decode(Schema(), "name = \"a\"\nold = \"b\"\n").problems, "Argument is deprecated@2;");
  EXPECT_EQ(Decode(Schema(), "name = \"a\"\nold = null\n").problems, "");
}

TEST(ConfigDecoder, CountsBlocks) {
  const std::string two = "name = \"a\"\nrule { port = 1 }\nrule { port = 2 }\n";
  EXPECT_EQ(Decode(Schema(Nesting::kList, 0, 1), two).problems, "Too many rule blocks@3;");
  EXPECT_EQ(Decode(Schema(Nesting::kList, 0, 2), two).problems, "");
  const std::string few = Decode(Schema(Nesting::kList, 3), two).problems;
  EXPECT_NE(few.find("Insufficient rule blocks"), std::string::npos) << few;
}

TEST(ConfigDecoder, CollectsBlocksAsTheSchemaNestsThem) {
  const std::string two = "name = \"a\"\nrule { port = 2 }\nrule { port = 2 }\n";
  EXPECT_EQ(Decode(Schema(Nesting::kList), two).value.Get("rule").size(), 2U);
  EXPECT_EQ(Decode(Schema(Nesting::kSet), two).value.Get("rule").size(), 1U);
  const Decoded single = Decode(Schema(Nesting::kSingle), "name = \"a\"\nrule { port = 2 }\n");
  EXPECT_EQ(single.value.Get("rule").Get("port").AsNumber().ToInt64(), 2);
  EXPECT_TRUE(Decode(Schema(Nesting::kSingle), "name = \"a\"\n").value.Get("rule").IsNull());
  const Decoded map = Decode(Schema(Nesting::kMap), "name = \"a\"\nrule \"k\" { port = 5 }\n");
  EXPECT_EQ(map.problems, "");
  EXPECT_EQ(map.value.Get("rule").Get("k").Get("port").AsNumber().ToInt64(), 5);
}

constexpr const char* kDynamic =
    "name = \"a\"\ndynamic \"rule\" {\n  for_each = ports\n  content { port = rule.value }\n}\n";

TEST(ConfigDecoder, ExpandsDynamicBlocks) {
  const Decoded decoded = Decode(Schema(), kDynamic, {{"ports", Value::Tuple({Value::Int(1), Value::Int(2)})}});
  EXPECT_EQ(decoded.problems, "");
  ASSERT_EQ(decoded.value.Get("rule").size(), 2U);
  EXPECT_EQ(decoded.value.Get("rule").elements()[1].Get("port").AsNumber().ToInt64(), 2);
}

TEST(ConfigDecoder, BlocksOfAnUnknownNumberAreUnknownAndNotCounted) {
  const Decoded decoded =
      Decode(Schema(Nesting::kList, 5), kDynamic, {{"ports", Value::Unknown(Type::List(Type::Number()))}});
  EXPECT_EQ(decoded.problems, "");
  EXPECT_FALSE(decoded.value.Get("rule").IsKnown());
}

TEST(ConfigDecoder, OfTheNestingThatHasOneBlockASecondOneIsAMistake) {
  const std::string two = "name = \"a\"\nrule { port = 1 }\nrule { port = 2 }\n";
  EXPECT_EQ(Decode(Schema(Nesting::kSingle), two).problems, "Duplicate rule block@3;");
  EXPECT_EQ(Decode(Schema(Nesting::kSingle, 1, 1), "name = \"a\"\n").problems, "Missing rule block@2;");
  const Decoded made =
      Decode(Schema(Nesting::kSingle), kDynamic, {{"ports", Value::Tuple({Value::Int(1), Value::Int(2)})}});
  EXPECT_EQ(made.problems, "Duplicate rule block@2;");
}

TEST(ConfigDecoder, BlocksWithOneLabelAreAMistake) {
  const Decoded map = Decode(Schema(Nesting::kMap), "name = \"a\"\nrule \"k\" { port = 5 }\nrule \"k\" { port = 6 }\n");
  EXPECT_EQ(map.problems, "Duplicate rule block@3;");
  EXPECT_EQ(map.value.Get("rule").Get("k").Get("port").AsNumber().ToInt64(), 5);
}

// Of the one block that there may be it is known what it has, and nothing of what that is.
TEST(ConfigDecoder, OneBlockOfAnUnknownNumberIsThereWithNothingKnownInIt) {
  BlockSchema schema = Schema(Nesting::kSingle);
  BlockSchema rule = *schema.blocks["rule"].block;
  rule.attributes["note"] = {.type = Type::String(), .optional = true};
  schema.blocks["rule"].block = std::make_shared<BlockSchema>(rule);
  const Decoded decoded = Decode(schema, kDynamic, {{"ports", Value::Unknown(Type::List(Type::Number()))}});
  EXPECT_EQ(decoded.problems, "");
  const Value& block = decoded.value.Get("rule");
  ASSERT_TRUE(block.IsKnown());
  EXPECT_FALSE(block.Get("port").IsKnown());
  EXPECT_TRUE(block.Get("note").IsNull());
}

TEST(ConfigDecoder, WhatIsWrittenInBlocksOfAnUnknownNumberIsNotHeldAgainstTypes) {
  const std::string text =
      "name = \"a\"\ndynamic \"rule\" {\n  for_each = ports\n  content {\n    port = \"none\"\n    colour = 1\n  "
      "}\n}\n";
  EXPECT_EQ(Decode(Schema(), text, {{"ports", Value::Unknown(Type::List(Type::Number()))}}).problems,
            "Unsupported argument@6;");
}

TEST(ConfigDecoder, AProviderThatTellsOfWhatIsDeprecatedIsNotSpokenFor) {
  BlockSchema schema;
  schema.attributes["old"] = {
      .type = Type::String(), .optional = true, .tells_deprecation = true, .deprecated = "Use name."};
  EXPECT_EQ(Decode(schema, "old = \"x\"\n").problems, "");
  EXPECT_TRUE(schema.attributes["old"].IsDeprecated());
}

TEST(ConfigDecoder, ASecretNumberOfBlocksMarksTheOneThatThereMayBeByWhatIsWrittenInIt) {
  const Value secret = Value::Tuple({Value::Int(1)}).Mark(value::kSensitive);
  const Value single = Decode(Schema(Nesting::kSingle), kDynamic, {{"ports", secret}}).value.Get("rule");
  EXPECT_FALSE(single.HasMark(value::kSensitive));
  EXPECT_TRUE(single.Get("port").HasMark(value::kSensitive));
  const Value list = Decode(Schema(Nesting::kList), kDynamic, {{"ports", secret}}).value.Get("rule");
  EXPECT_TRUE(list.elements()[0].HasMark(value::kSensitive));
}

TEST(ConfigDecoder, KeepsMarks) {
  const Decoded decoded = Decode(Schema(), "name = secret\n", {{"secret", Value::String("s").Mark(value::kSensitive)}});
  EXPECT_TRUE(decoded.value.Get("name").HasMark(value::kSensitive));
}

TEST(Interrupt, EachTimeItIsRaisedMoreIsGivenUp) {
  Interrupt interrupt;
  EXPECT_FALSE(interrupt.IsStopping());
  interrupt.Raise();
  EXPECT_TRUE(interrupt.IsStopping());
  EXPECT_FALSE(interrupt.IsCancelled());
  interrupt.Raise();
  EXPECT_TRUE(interrupt.IsCancelled());
  EXPECT_FALSE(interrupt.IsImpatient());
  interrupt.Raise();
  EXPECT_TRUE(interrupt.IsImpatient());
}

// An attribute that has attributes takes an object of which only the required ones must be there.
TEST(ConfigDecoder, NestedAttributesMayBeLeftOutWhereTheyAreOptional) {
  BlockSchema inner;
  inner.attributes["key"] = {.type = Type::String(), .required = true};
  inner.attributes["value"] = {.type = Type::String(), .optional = true, .computed = true};
  auto nested =
      std::make_shared<NestedBlockSchema>(NestedBlockSchema{Nesting::kList, std::make_shared<BlockSchema>(inner)});
  BlockSchema schema;
  schema.attributes["pairs"] = {.type = ImpliedType(*nested), .nested = nested, .optional = true};
  const Decoded good = Decode(schema, "pairs = [{ key = \"k\" }]\n");
  EXPECT_EQ(good.problems, "");
  EXPECT_TRUE(good.value.type() == ImpliedType(schema));
  EXPECT_TRUE(good.value.Get("pairs").elements()[0].Get("value").IsNull());
  EXPECT_EQ(Decode(schema, "pairs = [{ value = \"v\" }]\n").problems, "Incorrect attribute value type@1;");
}

// What the old SDK calls attributes as blocks.
TEST(ConfigDecoder, AListOfObjectsMayBeWrittenAsBlocks) {
  const Type rule = Type::Object({{"port", Type::Number()}, {"note", Type::String()}});
  BlockSchema schema;
  schema.attributes["rule"] = {.type = Type::Set(rule), .optional = true, .computed = true};
  const Decoded blocks = Decode(schema, "rule {\n  port = 1\n}\nrule {\n  port = 2\n  note = \"n\"\n}\n");
  EXPECT_EQ(blocks.problems, "");
  EXPECT_TRUE(blocks.value.type() == ImpliedType(schema));
  EXPECT_EQ(blocks.value.Get("rule").size(), 2u);
  const Decoded attribute = Decode(schema, "rule = []\n");
  EXPECT_EQ(attribute.problems, "");
  EXPECT_EQ(attribute.value.Get("rule").size(), 0u);
  EXPECT_TRUE(Decode(schema, "").value.Get("rule").IsNull());
  EXPECT_EQ(Decode(schema, "rule {\n  colour = 1\n}\n").problems, "Unsupported argument@2;");
}

}  // namespace
}  // namespace rolecall::engine
