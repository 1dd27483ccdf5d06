// What a provider of today's SDK may plan, and what of it is its bug.
#include "plugin/client/plan_checks.h"

#include <gtest/gtest.h>

namespace rolecall::plugin {
namespace {

using engine::AttributeSchema;
using engine::BlockSchema;
using engine::NestedBlockSchema;
using value::Type;
using value::Value;

BlockSchema Schema() {
  BlockSchema inner;
  inner.attributes["port"] = AttributeSchema{.type = Type::Number(), .required = true};
  inner.attributes["secret"] = AttributeSchema{.optional = true, .write_only = true};
  BlockSchema block;
  block.attributes["name"] = AttributeSchema{.required = true};
  block.attributes["id"] = AttributeSchema{.computed = true};
  block.attributes["password"] = AttributeSchema{.optional = true, .write_only = true};
  block.blocks["rule"] = NestedBlockSchema{.block = std::make_shared<BlockSchema>(inner)};
  return block;
}

Value Object(Value name, Value id, std::vector<Value> rules, Value password = Value::Null(Type::String())) {
  const Type rule = Type::Object({{"port", Type::Number()}, {"secret", Type::String()}});
  return Value::Object(
      {{"name", name}, {"id", id}, {"password", password}, {"rule", Value::List(rule, std::move(rules))}});
}
Value Rule(int port, Value secret = Value::Null(Type::String())) {
  return Value::Object({{"port", Value::Int(port)}, {"secret", secret}});
}

const Value kNone = Value::Null(Type::String());
const Value kUnknown = Value::Unknown(Type::String());

std::vector<std::string> Wrong(const Value& prior, const Value& config, const Value& planned) {
  return WrongInPlan(Schema(), prior, config, planned);
}

TEST(WrongInPlan, WhatIsConfiguredAndWhatIsComputedMayBePlanned) {
  const Value config = Object(Value::String("a"), kNone, {Rule(1)});
  const Value nothing = Value::Null(config.type());
  EXPECT_TRUE(Wrong(nothing, config, Object(Value::String("a"), kUnknown, {Rule(1)})).empty());
}

TEST(WrongInPlan, AnEquivalentPriorValueMayStay) {
  const Value prior = Object(Value::String("A"), Value::String("1"), {});
  const Value config = Object(Value::String("a"), kNone, {});
  EXPECT_TRUE(Wrong(prior, config, prior).empty());
}

TEST(WrongInPlan, InventionsAreNamedByTheirPlace) {
  const Value config = Object(Value::String("a"), kNone, {Rule(1)});
  const Value nothing = Value::Null(config.type());
  EXPECT_EQ(Wrong(nothing, config, Object(Value::String("b"), kUnknown, {Rule(2)})),
            (std::vector<std::string>{".name: planned value does not match config value",
                                      ".rule[0].port: planned value does not match config value"}));
  EXPECT_EQ(Wrong(nothing, config, Object(Value::String("a"), kUnknown, {})),
            (std::vector<std::string>{".rule: block count in plan (0) disagrees with count in config (1)"}));
  EXPECT_EQ(Wrong(nothing, config, Object(Value::String("a"), kUnknown, {Rule(1)}, Value::String("p"))),
            (std::vector<std::string>{".password: planned value for write-only attribute is not null"}));
}

TEST(WrongInPlan, WhatIsNotKnownYetIsNotHeldAgainstIt) {
  const Value config = Object(kUnknown, kNone, {});
  EXPECT_TRUE(Wrong(Value::Null(config.type()), config, Object(Value::String("later"), kUnknown, {})).empty());
}

TEST(WithoutWriteOnly, TakesThemAwayAtAnyDepth) {
  const Value given = Object(Value::String("a"), kNone, {Rule(1, Value::String("deep"))}, Value::String("shallow"));
  EXPECT_TRUE(WithoutWriteOnly(Schema(), given).Same(Object(Value::String("a"), kNone, {Rule(1)})));
}

}  // namespace
}  // namespace rolecall::plugin
