#include "providers/framework/plan_rules.h"

#include <gtest/gtest.h>

#include "providers/framework/schema_build.h"

namespace rolecall::providers {
namespace {

using value::Type;
using value::Value;

engine::BlockSchema Schema() {
  engine::BlockSchema inner;
  inner.attributes["flag"] = FlagAttribute(Use::kOptional);
  inner.attributes["made"] = TextAttribute(Use::kOptionalComputed);
  inner.attributes["text"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  block.attributes["labels"] = TextMapAttribute(Use::kOptional);
  block.attributes["note"] = TextAttribute(Use::kOptional);
  block.attributes["size"] = NumberAttribute(Use::kOptional);
  block.blocks["part"] = Block(engine::Nesting::kList, inner);
  block.blocks["unit"] = Block(engine::Nesting::kSet, inner);
  return block;
}

class PlanRules : public testing::Test {
 protected:
  Object Empty() const { return Object(type_.type(), Value::Null(type_.type())); }
  Value Part(Value flag, Value made, Value text) const {
    return Value::Object({{"flag", std::move(flag)}, {"made", std::move(made)}, {"text", std::move(text)}});
  }
  Value NoText() const { return Value::Null(Type::String()); }
  Value NoFlag() const { return Value::Null(Type::Bool()); }
  ResourceType type_{Schema(), {{"size", Default(Value::Int(3), /*force_new=*/true)}}};
};

TEST_F(PlanRules, NullElementsOfMapsAreNotThere) {
  Object config = Empty();
  config.Set("labels", Value::Map(Type::String(), {{"a", Value::String("1")}, {"b", NoText()}}));
  EXPECT_EQ(PlanCreate(type_, config).Get("labels").size(), 1u);
  Object prior = Empty();
  prior.SetTextMap("labels", {{"a", "1"}});
  EXPECT_TRUE(PlanUpdate(type_, prior, config).Get("labels").Same(prior.Get("labels")));
}

TEST_F(PlanRules, NullAndEmptyAreTheSameInBothDirections) {
  Object prior = Empty();
  prior.SetText("note", "");
  EXPECT_TRUE(PlanUpdate(type_, prior, Empty()).Get("note").Same(prior.Get("note")));
  Object config = Empty();
  config.SetText("note", "");
  EXPECT_TRUE(PlanUpdate(type_, Empty(), config).Get("note").IsNull());
}

// Source: plans of the AWS provider 6.47.1 and the Kubernetes provider 3.2.1.
TEST(WithWholeCollections, ACollectionOfPlainValuesIsKnownAsAWholeOrNotAtAll) {
  const Value known = Value::String("a"), open = Value::Unknown(Type::String());
  const Value block =
      Value::Object({{"name", known}, {"open", open}, {"texts", Value::Set(Type::String(), {known, open})}});
  const Value whole =
      WithWholeCollections(Value::Object({{"blocks", Value::List(block.type(), {block})},
                                          {"list", Value::List(Type::String(), {known, open})},
                                          {"map", Value::Map(Type::String(), {{"k", known}, {"o", open}})},
                                          {"same", Value::List(Type::String(), {known})},
                                          {"text", open}}));
  EXPECT_FALSE(whole.Get("list").IsKnown());
  EXPECT_TRUE(whole.Get("list").type().IsList());
  EXPECT_FALSE(whole.Get("map").IsKnown());
  EXPECT_TRUE(whole.Get("same").IsWhollyKnown());
  EXPECT_FALSE(whole.Get("text").IsKnown());
  const Value inner = whole.Get("blocks").elements().front();
  EXPECT_EQ(inner.Get("name").AsString(), "a") << "what stands beside is known";
  EXPECT_FALSE(inner.Get("texts").IsKnown());
}

TEST_F(PlanRules, ADefaultThatChangesReplaces) {
  Object prior = Empty();
  prior.SetInteger("size", 4);
  EXPECT_EQ(ReplacingAttributes(type_, prior, PlanUpdate(type_, prior, Empty())), std::vector<std::string>{"size"});
}

TEST_F(PlanRules, SomeChangesOfAnAttributeReplaceAndOthersDoNot) {
  Rule rule;
  rule.replaces = [](const std::string& old, const std::string& wanted) { return old == "big" && wanted == "small"; };
  const ResourceType type{Schema(), {{"note", rule}}};
  Object big = Empty(), small = Empty();
  big.SetText("note", "big");
  small.SetText("note", "small");
  EXPECT_EQ(ReplacingAttributes(type, big, small), std::vector<std::string>{"note"});
  EXPECT_TRUE(ReplacingAttributes(type, small, big).empty());
}

TEST_F(PlanRules, ABlockKeepsWhatOnlyDiffersByNull) {
  Object prior = Empty();
  Value kept = Part(Value::Bool(false), Value::String("x"), Value::String(""));
  prior.Set("part", Value::List(kept.type(), {kept}));
  Object config = Empty();
  Value wanted = Part(NoFlag(), NoText(), NoText());
  config.Set("part", Value::List(wanted.type(), {wanted}));
  EXPECT_TRUE(PlanUpdate(type_, prior, config).Get("part").Same(prior.Get("part")));
  Value changed = Part(Value::Bool(true), NoText(), NoText());
  config.Set("part", Value::List(changed.type(), {changed}));
  Value planned = PlanUpdate(type_, prior, config).Get("part").elements()[0];
  EXPECT_TRUE(planned.Get("flag").AsBool());
  EXPECT_EQ(planned.Get("made").AsString(), "x");
}

TEST_F(PlanRules, ASetsBlocksAreComparedWithoutOrder) {
  Object prior = Empty();
  Value a = Part(Value::Bool(false), Value::String(""), Value::String("a"));
  Value b = Part(Value::Bool(true), Value::String(""), Value::String("b"));
  prior.Set("unit", Value::Set(a.type(), {a, b}));
  Object config = Empty();
  config.Set("unit", Value::Set(a.type(), {Part(Value::Bool(true), NoText(), Value::String("b")),
                                           Part(NoFlag(), NoText(), Value::String("a"))}));
  EXPECT_TRUE(PlanUpdate(type_, prior, config).Get("unit").Same(prior.Get("unit")));
  config.Set("unit", Value::Set(a.type(), {Part(NoFlag(), NoText(), Value::String("a"))}));
  EXPECT_EQ(PlanUpdate(type_, prior, config).Get("unit").size(), 1u);
}

TEST_F(PlanRules, BlocksThatAreTakenAwayGo) {
  Object prior = Empty();
  Value part = Part(Value::Bool(true), NoText(), NoText());
  prior.Set("part", Value::List(part.type(), {part}));
  EXPECT_EQ(PlanUpdate(type_, prior, Empty()).Get("part").size(), 0u);
}

}  // namespace
}  // namespace rolecall::providers
