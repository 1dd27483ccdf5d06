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

// A block of one nesting, with one argument.
BlockSchema Around(engine::Nesting nesting) {
  BlockSchema inner, block;
  inner.attributes["port"] = AttributeSchema{.type = Type::Number(), .required = true};
  inner.attributes["secret"] = AttributeSchema{.optional = true, .write_only = true};
  block.blocks["rule"] = NestedBlockSchema{.nesting = nesting, .block = std::make_shared<BlockSchema>(inner)};
  return block;
}
Value With(Value rules) { return Value::Object({{"rule", std::move(rules)}}); }
const Type kRule = Type::Object({{"port", Type::Number()}, {"secret", Type::String()}});

TEST(WrongInPlan, SingleBlocksAreThereOrNotAsConfigured) {
  const BlockSchema schema = Around(engine::Nesting::kSingle);
  const Value none = With(Value::Null(kRule)), one = With(Rule(1));
  const Value nothing = Value::Null(none.type());
  EXPECT_EQ(WrongInPlan(schema, nothing, none, one),
            std::vector<std::string>{".rule: planned for existence, but config wants absence"});
  EXPECT_EQ(WrongInPlan(schema, nothing, one, none),
            std::vector<std::string>{".rule: planned for absence, but config wants existence"});
  EXPECT_EQ(WrongInPlan(schema, nothing, one, With(Rule(2))),
            std::vector<std::string>{".rule.port: planned value does not match config value"});
  EXPECT_TRUE(WrongInPlan(schema, nothing, none, none).empty());
}

TEST(WrongInPlan, WhatIsWantedIsPlannedAsAnObject) {
  const BlockSchema schema = Around(engine::Nesting::kSingle);
  const Value one = With(Rule(1)), nothing = Value::Null(one.type());
  EXPECT_EQ(WrongInPlan(schema, nothing, one, nothing),
            std::vector<std::string>{": planned for absence, but config wants existence"});
  EXPECT_EQ(WrongInPlan(schema, nothing, one, Value::Unknown(one.type())),
            std::vector<std::string>{": planned value is not known"});
}

TEST(WrongInPlan, BlocksByKeyAreComparedByTheirKeys) {
  const BlockSchema schema = Around(engine::Nesting::kMap);
  const Value config = With(Value::Map(kRule, {{"a", Rule(1)}}));
  const Value nothing = Value::Null(config.type());
  EXPECT_TRUE(WrongInPlan(schema, nothing, config, config).empty());
  EXPECT_EQ(WrongInPlan(schema, nothing, config, With(Value::Map(kRule, {{"b", Rule(1)}}))),
            std::vector<std::string>{".rule: block key \"a\" from config is not present in plan"});
  EXPECT_EQ(WrongInPlan(schema, nothing, config, With(Value::Map(kRule, {{"a", Rule(2)}}))),
            std::vector<std::string>{".rule[\"a\"].port: planned value does not match config value"});
}

TEST(WriteOnlyIn, NamesThePlacesThatHaveAValue) {
  const Value given = Object(Value::String("a"), kNone, {Rule(1, Value::String("deep"))}, Value::String("shallow"));
  EXPECT_EQ(WriteOnlyIn(Schema(), given).size(), 2u);
  EXPECT_TRUE(WriteOnlyIn(Schema(), WithoutWriteOnly(Schema(), given)).empty());
}

TEST(WithoutWriteOnly, KnowsEveryNesting) {
  const Value dirty = Rule(1, Value::String("x")), clean = Rule(1);
  EXPECT_TRUE(WithoutWriteOnly(Around(engine::Nesting::kSingle), With(dirty)).Same(With(clean)));
  EXPECT_TRUE(WithoutWriteOnly(Around(engine::Nesting::kMap), With(Value::Map(kRule, {{"a", dirty}})))
                  .Same(With(Value::Map(kRule, {{"a", clean}}))));
  EXPECT_TRUE(WithoutWriteOnly(Around(engine::Nesting::kSet), With(Value::Set(kRule, {dirty})))
                  .Same(With(Value::Set(kRule, {clean}))));
}

TEST(WithoutWriteOnly, TakesThemAwayAtAnyDepth) {
  const Value given = Object(Value::String("a"), kNone, {Rule(1, Value::String("deep"))}, Value::String("shallow"));
  EXPECT_TRUE(WithoutWriteOnly(Schema(), given).Same(Object(Value::String("a"), kNone, {Rule(1)})));
}

}  // namespace
}  // namespace rolecall::plugin
