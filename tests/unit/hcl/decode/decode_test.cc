#include "hcl/decode/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hcl/decode/dynamic.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/type_expression.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

namespace rolecall::hcl {
namespace {

using ::testing::HasSubstr;
using value::Type;
using value::Value;

const BodySchema kSchema{{{"name", true}, {"size", false}}, {{"rule", {"kind"}}, {"tag", {}}}};

std::string Summaries(const diag::Diagnostics& diagnostics) {
  std::string joined;
  for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
    joined += (joined.empty() ? "" : "; ") + diagnostic.summary;
  }
  return joined;
}

TEST(DecodeContent, FindsWhatTheSchemaHas) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("x", "name = 1\nrule \"a\" {\n}\ntag {\n}\ntag {\n}\n", diagnostics);
  const Content content = DecodeContent(file.body, kSchema, diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "");
  EXPECT_NE(content.Find("name"), nullptr);
  EXPECT_EQ(content.Find("size"), nullptr);
  EXPECT_EQ(content.BlocksOf("tag").size(), 2u);
  EXPECT_EQ(content.BlocksOf("rule")[0]->labels[0].text, "a");
}

TEST(DecodeContent, ReportsEverythingElse) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("x", "sise = 1\nrule {\n}\ntag \"x\" {\n}\nother {\n}\n", diagnostics);
  DecodeContent(file.body, kSchema, diagnostics);
  EXPECT_EQ(Summaries(diagnostics),
            "Unsupported argument; Missing kind for rule; Extraneous label for tag; Unsupported block type; Missing "
            "required argument");
  EXPECT_THAT(diagnostics.list()[0].detail, HasSubstr("Did you mean \"size\"?"));
}

TEST(DecodePartial, LeavesTheRestForAnotherSchema) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("x", "name = 1\nother = 2\nthing {\n}\n", diagnostics);
  Body rest;
  DecodePartial(file.body, kSchema, &rest, diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "");
  ASSERT_EQ(rest.attributes.size(), 1u);
  EXPECT_EQ(rest.attributes[0]->name, "other");
  EXPECT_EQ(rest.blocks.size(), 1u);
}

TEST(DecodeAttributes, RefusesBlocks) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("x", "a = 1\nb {\n}\n", diagnostics);
  EXPECT_EQ(DecodeAttributes(file.body, diagnostics).size(), 1u);
  EXPECT_EQ(Summaries(diagnostics), "Unexpected \"b\" block");
}

TEST(Json, BecomesArgumentsAndBlocksByTheSchema) {
  diag::Diagnostics diagnostics;
  const File file = ParseJsonFile(
      "x.tf.json",
      R"({"//": "note", "name": "a-${v}", "rule": {"k1": {"size": 1}, "k2": [{}, {}]}, "tag": [{"x": [1, null]}]})",
      diagnostics);
  const Content content = DecodeContent(file.body, kSchema, diagnostics);
  ASSERT_EQ(Summaries(diagnostics), "");
  EXPECT_EQ(content.BlocksOf("rule").size(), 3u);
  EXPECT_EQ(content.BlocksOf("rule")[1]->labels[0].text, "k2");
  Scope scope;
  scope.Set("v", Value::String("b"));
  EXPECT_EQ(Evaluate(*content.Find("name")->expression, scope, diagnostics).AsString(), "a-b");
  const auto tag = DecodeAttributes(content.BlocksOf("tag")[0]->body, diagnostics);
  EXPECT_EQ(Evaluate(*tag.at("x")->expression, scope, diagnostics).size(), 2u);
  EXPECT_EQ(BodyReferences(file.body).size(), 1u);
  EXPECT_EQ(Summaries(diagnostics), "");
}

TEST(Json, ReportsPlaceAndKindOfMistakes) {
  diag::Diagnostics diagnostics;
  const File file =
      ParseJsonFile("x.tf.json", "{\n  \"nam\": 1,\n  \"rule\": 5,\n  \"size\": 1, \"size\": 2\n}", diagnostics);
  DecodeContent(file.body, kSchema, diagnostics);
  EXPECT_EQ(Summaries(diagnostics),
            "Incorrect JSON value type; Missing block label; Duplicate argument; Missing required argument; Extraneous "
            "JSON object property");
  EXPECT_EQ(diagnostics.list()[4].subject.start, (diag::Position{2, 3, 4}));
  diag::Diagnostics syntax;
  ParseJsonFile("x.tf.json", "{\"a\": }", syntax);
  EXPECT_EQ(Summaries(syntax), "Missing JSON value");
  EXPECT_TRUE((ParseJsonFile("x.tf.json", std::string(100000, '['), syntax), syntax.HasErrors()));
}

TEST(Json, StringsStandForReferencesWhereThoseAreWanted) {
  diag::Diagnostics diagnostics;
  const File file =
      ParseJsonFile("x.tf.json", R"json({"depends_on": ["a.b[0]"], "type": "list(string)"})json", diagnostics);
  const auto attributes = DecodeAttributes(file.body, diagnostics);
  const auto items = AsStaticList(*attributes.at("depends_on")->expression, diagnostics);
  ASSERT_TRUE(items);
  EXPECT_EQ(TraversalText(*AsTraversal(*(*items)[0], diagnostics)), "a.b[0]");
  const TypeConstraint type =
      ParseTypeExpression(*attributes.at("type")->expression, TypeMode::kConstraint, true, diagnostics);
  EXPECT_EQ(type.type, Type::List(Type::String()));
  EXPECT_EQ(Summaries(diagnostics), "");
}

class DynamicTest : public ::testing::Test {
 protected:
  ExpandedContent Expand(const std::string& text) {
    diagnostics_ = {};
    file_ = ParseFile("x", text, diagnostics_);
    scope_.Set("items", Value::Tuple({Value::String("p"), Value::String("q")}));
    scope_.Set("later", Value::Unknown(Type::List(Type::String())));
    scope_.Set("hidden", Value::Tuple({Value::String("h")}).Mark(value::kSensitive));
    return DecodeExpanded(file_.body, schema_, scope_, diagnostics_);
  }

  const BodySchema schema_{{}, {{"tag", {}}, {"rule", {"kind"}}}};
  Scope scope_;
  File file_;
  diag::Diagnostics diagnostics_;
};

TEST_F(DynamicTest, MakesABlockForEachElement) {
  const ExpandedContent content = Expand(
      "tag {\n}\ndynamic \"tag\" {\n  for_each = items\n  content {\n    v = \"${tag.key}${tag.value}\"\n  }\n}\n");
  ASSERT_EQ(Summaries(diagnostics_), "");
  ASSERT_EQ(content.blocks.size(), 3u);
  const ExpandedBlock& last = content.blocks[2];
  const auto attributes = DecodeAttributes(last.block->body, diagnostics_);
  EXPECT_EQ(Evaluate(*attributes.at("v")->expression, last.ScopeOr(scope_), diagnostics_).AsString(), "1q");
  const std::vector<const Traversal*> references = BodyReferences(file_.body);
  ASSERT_EQ(references.size(), 1u);
  EXPECT_EQ(references[0]->root, "items");
}

TEST_F(DynamicTest, HasIteratorsAndLabels) {
  const ExpandedContent content = Expand(
      "dynamic \"rule\" {\n  for_each = items\n  iterator = it\n  labels = [\"l-${it.value}\"]\n  content {\n  }\n}\n");
  ASSERT_EQ(Summaries(diagnostics_), "");
  EXPECT_EQ(content.blocks[1].block->labels[0].text, "l-q");
}

TEST_F(DynamicTest, MarksBlocksOfAnUnknownNumber) {
  const ExpandedContent content = Expand("dynamic \"tag\" {\n  for_each = later\n  content {\n  }\n}\n");
  ASSERT_EQ(content.blocks.size(), 1u);
  EXPECT_TRUE(content.blocks[0].unknown);
  const ExpandedContent hidden = Expand("dynamic \"tag\" {\n  for_each = hidden\n  content {\n  }\n}\n");
  ASSERT_EQ(hidden.blocks.size(), 1u);
  EXPECT_EQ(hidden.blocks[0].marks.count(value::kSensitive), 1u);
}

TEST_F(DynamicTest, RefusesWhatCannotBeExpanded) {
  Expand("dynamic \"other\" {\n  for_each = items\n  content {\n  }\n}\n");
  EXPECT_EQ(Summaries(diagnostics_), "Unsupported block type");
  Expand("dynamic \"tag\" {\n  for_each = items\n}\n");
  EXPECT_EQ(Summaries(diagnostics_), "Missing dynamic content block");
  Expand("dynamic \"tag\" {\n  for_each = null\n  content {\n  }\n}\n");
  EXPECT_EQ(Summaries(diagnostics_), "Invalid dynamic for_each value");
  Expand("dynamic \"tag\" {\n  for_each = \"x\"\n  content {\n  }\n}\n");
  EXPECT_EQ(Summaries(diagnostics_), "Invalid dynamic for_each value");
  Expand("dynamic \"tag\" {\n  content {\n  }\n}\n");
  EXPECT_EQ(Summaries(diagnostics_), "Missing required argument");
}

TypeConstraint TypeOf(const std::string& text, diag::Diagnostics& diagnostics) {
  const ParsedExpression parsed = ParseExpression("x", text, diagnostics);
  return ParseTypeExpression(*parsed.root, TypeMode::kConstraint, true, diagnostics);
}

TEST(TypeExpression, ReadsNestedTypes) {
  diag::Diagnostics diagnostics;
  EXPECT_EQ(TypeOf("map(list(object({ a = string, b = tuple([bool, any]) })))", diagnostics).type,
            Type::Map(Type::List(
                Type::Object({{"a", Type::String()}, {"b", Type::Tuple({Type::Bool(), Type::Dynamic()})}}))));
  EXPECT_EQ(TypeOf("list", diagnostics).type, Type::List(Type::Dynamic()));
  EXPECT_EQ(Summaries(diagnostics), "");
  TypeOf("\"string\"", diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "Invalid quoted type constraints");
}

TEST(TypeExpression, RefusesWhatIsNoType) {
  for (const char* text :
       {"strin", "list()", "list(string, string)", "object(string)", "tuple(string)", "optional(string)", "1",
        "string()", "object({ a = string, a = string })", "object({ a = optional() })",
        "object({ a = optional(number, \"x\") })", "object({ a = optional(number, var.x) })"}) {
    diag::Diagnostics diagnostics;
    TypeOf(text, diagnostics);
    EXPECT_TRUE(diagnostics.HasErrors()) << text;
  }
}

TEST(ApplyDefaults, FillsMissingAndNullAttributesAtAnyDepth) {
  diag::Diagnostics diagnostics;
  const TypeConstraint type = TypeOf(
      "list(object({ a = string, b = optional(number, 5), c = optional(object({ d = optional(bool, true) }), {}) }))",
      diagnostics);
  ASSERT_TRUE(type.defaults);
  const ParsedExpression given =
      ParseExpression("x", "[{ a = \"1\" }, { a = \"2\", b = null, c = { d = false } }]", diagnostics);
  const Value value = Evaluate(*given.root, Scope(), diagnostics);
  const value::Conversion converted = value::Convert(ApplyDefaults(value, *type.defaults), type.type);
  ASSERT_TRUE(converted.ok());
  const Value& first = converted->elements()[0];
  const Value& second = converted->elements()[1];
  EXPECT_TRUE(first.Get("b").Same(Value::Int(5)));
  EXPECT_TRUE(first.Get("c").Get("d").Same(Value::Bool(true)));
  EXPECT_TRUE(second.Get("b").Same(Value::Int(5)));
  EXPECT_TRUE(second.Get("c").Get("d").Same(Value::Bool(false)));
  EXPECT_EQ(Summaries(diagnostics), "");
}

TEST(ApplyDefaults, LeavesNullAndUnknownValuesAlone) {
  diag::Diagnostics diagnostics;
  const TypeConstraint type = TypeOf("object({ a = optional(string, \"x\") })", diagnostics);
  EXPECT_TRUE(ApplyDefaults(Value::Null(type.type), *type.defaults).IsNull());
  EXPECT_FALSE(ApplyDefaults(Value::Unknown(type.type), *type.defaults).IsKnown());
}

TEST(DecodeContent, SaysWhatWasMeant) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"name = 1\nsise = 2\n", "Did you mean \"size\"?"},
      {"name = 1\ntag = 2\n", "Did you mean to define a block of type \"tag\"?"},
      {"name = 1\ntags {\n}\n", "Did you mean \"tag\"?"},
      {"name = 1\nsize {\n}\n", "Did you mean to define argument \"size\"?"}};
  for (const auto& [text, what] : mistakes) {
    diag::Diagnostics diagnostics;
    const File file = ParseFile("x", text, diagnostics);
    DecodeContent(file.body, kSchema, diagnostics);
    ASSERT_EQ(diagnostics.size(), 1u) << text;
    EXPECT_THAT(diagnostics.list()[0].detail, HasSubstr(what)) << text;
  }
}

TEST(Overlaid, ChangesReplaceArgumentsAndAllBlocksOfTheirTypes) {
  diag::Diagnostics diagnostics;
  const File base = ParseFile("x", "name = 1\nsize = 1\ntag {\n}\ntag {\n}\nrule \"a\" {\n}\n", diagnostics);
  const File changes = ParseFile("y", "size = 2\ntag {\n}\n", diagnostics);
  const Content content = DecodeContent(Overlaid(base.body, changes.body), kSchema, diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "");
  EXPECT_NE(content.Find("name"), nullptr);
  EXPECT_EQ(content.Find("size")->name_range.ToRange().file_name(), "y");
  EXPECT_EQ(content.BlocksOf("tag").size(), 1u);
  EXPECT_EQ(content.BlocksOf("rule").size(), 1u);
}

TEST(Overlaid, ADynamicBlockReplacesTheBlocksThatItMakes) {
  diag::Diagnostics diagnostics;
  const BodySchema schema{{}, {{"tag", {}}, {"dynamic", {"type"}}}};
  const File base = ParseFile("x", "tag {\n}\n", diagnostics);
  const File changes = ParseFile("y", "dynamic \"tag\" {\n}\n", diagnostics);
  const Content content = DecodeContent(Overlaid(base.body, changes.body), schema, diagnostics);
  EXPECT_TRUE(content.BlocksOf("tag").empty());
  EXPECT_EQ(content.BlocksOf("dynamic").size(), 1u);
}

TEST(Overlaid, WhatIsRequiredMayStandInEitherHalfButMustInOne) {
  diag::Diagnostics diagnostics;
  const File empty = ParseFile("x", "", diagnostics);
  const File named = ParseFile("y", "name = 1\nother = 2\n", diagnostics);
  Body rest;
  DecodePartial(Overlaid(empty.body, named.body), kSchema, &rest, diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "");
  EXPECT_EQ(DecodeAttributes(rest, diagnostics).count("other"), 1u);
  DecodeContent(Overlaid(empty.body, empty.body), kSchema, diagnostics);
  EXPECT_EQ(diagnostics.size(), 1u);
}

TEST(Overlaid, JsonIsABodyAsAnyOther) {
  diag::Diagnostics diagnostics;
  const File base = ParseFile("x", "name = 1\nsize = var.a\n", diagnostics);
  const File changes = ParseJsonFile("y", R"({"size": "${var.b}", "other": 3})", diagnostics);
  Body rest;
  const Content content = DecodePartial(Overlaid(base.body, changes.body), kSchema, &rest, diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "");
  EXPECT_EQ(content.Find("size")->name_range.ToRange().file_name(), "y");
  EXPECT_EQ(DecodeAttributes(rest, diagnostics).count("other"), 1u);
  EXPECT_EQ(BodyReferences(Overlaid(base.body, changes.body)).size(), 2u);
}

}  // namespace
}  // namespace rolecall::hcl
