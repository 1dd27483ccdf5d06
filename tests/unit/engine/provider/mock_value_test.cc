// Values that stand for what a provider would have answered.
#include "engine/provider/mock_value.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

BlockSchema MockSchema() {
  BlockSchema rule;
  rule.attributes["port"] = {.type = Type::Number(), .optional = true};
  rule.attributes["id"] = {.type = Type::String(), .computed = true};
  BlockSchema schema;
  schema.attributes["name"] = {.type = Type::String(), .required = true};
  schema.attributes["policy"] = {.type = Type::String(), .optional = true};
  schema.attributes["arn"] = {.type = Type::String(), .computed = true};
  schema.attributes["size"] = {.type = Type::Number(), .optional = true, .computed = true};
  schema.attributes["tags"] = {.type = Type::Map(Type::String()), .computed = true};
  schema.attributes["secret"] = {.type = Type::String(), .optional = true, .write_only = true};
  schema.blocks["rule"] = {Nesting::kList, std::make_shared<BlockSchema>(rule), 0, 0, false};
  return schema;
}

Value Config(std::map<std::string, Value> given = {}) {
  const BlockSchema schema = MockSchema();
  given.try_emplace("name", Value::String("n"));
  for (const auto& [name, attribute] : schema.attributes) given.try_emplace(name, Value::Null(attribute.type));
  const Type rule = ImpliedType(*schema.blocks.at("rule").block);
  given.try_emplace(
      "rule", Value::List(rule, {Value::Object({{"port", Value::Number(1)}, {"id", Value::Null(Type::String())}})}));
  return Value::Object(std::move(given));
}

std::string Problem(const Value& config, const MockValues& given) {
  diag::Diagnostics diagnostics;
  MockValue("t", MockSchema(), config, given, diagnostics);
  return diagnostics.empty() ? "" : diagnostics.list()[0].summary;
}

TEST(MockValue, WhatIsConfiguredStaysAndTheRestIsMadeUp) {
  diag::Diagnostics diagnostics;
  const Value mock = MockValue("t", MockSchema(), Config({{"secret", Value::String("s")}}),
                               {{"arn", Value::String("a")}}, diagnostics);
  ASSERT_TRUE(diagnostics.empty());
  EXPECT_EQ(mock.Get("name").AsString(), "n");
  EXPECT_EQ(mock.Get("arn").AsString(), "a");
  EXPECT_TRUE(mock.Get("policy").IsNull());
  EXPECT_TRUE(mock.Get("size").Same(Value::Number(0)));
  EXPECT_EQ(mock.Get("tags").size(), 0u);
  EXPECT_TRUE(mock.Get("secret").IsNull());
  EXPECT_GE(mock.Get("rule").elements()[0].Get("id").AsString().size(), 4u);
  EXPECT_TRUE(mock.Get("rule").elements()[0].Get("port").Same(Value::Number(1)));
  // A plan and its apply agree.
  EXPECT_TRUE(MockValue("t", MockSchema(), Config(), {{"arn", Value::String("a")}}, diagnostics).Same(mock));
}

TEST(MockValue, WhatCannotBeGivenIsTold) {
  EXPECT_EQ(Problem(Config(), {{"name", Value::String("x")}}), "Invalid mock/override field `name`");
  EXPECT_EQ(Problem(Config(), {{"policy", Value::String("x")}}),
            "Non-computed field `policy` is not allowed to be overridden");
  EXPECT_EQ(Problem(Config(), {{"size", Value::String("x")}}), "Invalid mock/override field `size`");
  EXPECT_EQ(Problem(Config(), {{"nonsense", Value::String("x")}}), "Invalid override for block field `nonsense`");
  EXPECT_EQ(Problem(Config(), {{"rule", Value::String("x")}}), "Invalid override for block field `rule`");
  EXPECT_EQ(Problem(Config(), {{"rule", Value::Object({{"id", Value::String("x")}})}}), "");
}

}  // namespace
}  // namespace rolecall::engine
