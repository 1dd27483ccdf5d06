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

class SdkType final : public ResourceType {
 public:
  explicit SdkType(engine::BlockSchema block) : ResourceType(std::move(block), {}) {}
  bool plans_as_sdk() const override { return true; }
};

engine::BlockSchema SchemaOfCollections() {
  engine::BlockSchema block = Schema();
  block.attributes["list"] = TextListAttribute(Use::kOptional);
  block.attributes["set"] = TextSetAttribute(Use::kOptional);
  block.attributes["filled_set"] = TextSetAttribute(Use::kOptionalComputed);
  block.attributes["filled_text"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

Object Empties(const ResourceType& type) {
  Object config(type.type(), Value::Null(type.type()));
  config.SetTextMap("labels", {});
  for (const char* name : {"list", "set", "filled_set"}) config.SetTexts(name, {});
  for (const char* name : {"note", "filled_text"}) config.SetText(name, "");
  return config;
}

// Source: plans of the AWS provider 6.47.1.
TEST(PlanRulesOfTheSdk, WhatIsMadeHasNoEmptyMapsAndSetsAndTheProviderFillsInWhatIsEmpty) {
  const SdkType type(SchemaOfCollections());
  const Object planned = PlanCreate(type, Empties(type));
  EXPECT_TRUE(planned.Get("labels").IsNull());
  EXPECT_TRUE(planned.Get("set").IsNull());
  EXPECT_TRUE(planned.IsSet("list")) << "an empty list stays";
  EXPECT_TRUE(planned.IsSet("note"));
  EXPECT_TRUE(planned.IsUnknown("filled_set"));
  EXPECT_TRUE(planned.IsUnknown("filled_text"));
  // What is not of the SDK is as it is configured.
  const ResourceType other(SchemaOfCollections(), {});
  EXPECT_TRUE(PlanCreate(other, Empties(other)).ToValue().Same(Empties(other).ToValue()));
}

TEST(PlanRulesOfTheSdk, WhatIsLeftOutIsEmptyAfterwardsAndAnEmptyTextLeavesWhatTheProviderFillsIn) {
  const SdkType type(SchemaOfCollections());
  Object prior(type.type(), Value::Null(type.type()));
  prior.SetTextMap("labels", {{"a", "1"}});
  for (const char* name : {"list", "set", "filled_set"}) prior.SetTexts(name, {"a"});
  for (const char* name : {"note", "filled_text"}) prior.SetText(name, "a");
  const Object left_out = PlanUpdate(type, prior, Object(type.type(), Value::Null(type.type())));
  for (const char* name : {"labels", "list", "set"}) {
    EXPECT_TRUE(left_out.IsSet(name) && left_out.Get(name).size() == 0) << name;
  }
  EXPECT_EQ(left_out.Texts("filled_set"), std::vector<std::string>{"a"});
  EXPECT_TRUE(left_out.Get("note").IsNull());
  const Object emptied = PlanUpdate(type, prior, Empties(type));
  EXPECT_EQ(emptied.Text("filled_text"), "a");
  EXPECT_EQ(emptied.Text("note"), "");
  EXPECT_TRUE(emptied.Texts("filled_set").empty()) << "all can be taken away";
  const ResourceType other(SchemaOfCollections(), {});
  EXPECT_TRUE(PlanUpdate(other, prior, Object(type.type(), Value::Null(type.type()))).Get("labels").IsNull());
}

TEST(PlanRulesOfTheSdk, WhatIsComputedInNewBlocksIsNotKnown) {
  const SdkType type(SchemaOfCollections());
  const auto block = [](Value made, const char* text) {
    return Value::Object(
        {{"flag", Value::Null(Type::Bool())}, {"made", std::move(made)}, {"text", Value::String(text)}});
  };
  const Value none = Value::Null(Type::String()), unknown = Value::Unknown(Type::String());
  Object config(type.type(), Value::Null(type.type()));
  const Type of = type.type().attributes().at("unit").element();
  config.Set("unit", Value::Set(of, {block(none, "a")}));
  config.Set("part", Value::List(of, {block(none, "a"), block(Value::String("mine"), "b")}));
  const Object made = PlanCreate(type, config);
  EXPECT_TRUE(made.Get("unit").Same(Value::Set(of, {block(unknown, "a")})));
  EXPECT_TRUE(made.Get("part").Same(Value::List(of, {block(unknown, "a"), block(Value::String("mine"), "b")})));
  Object prior = made;
  prior.Set("unit", Value::Set(of, {block(Value::String("id"), "a")}));
  prior.Set("part", Value::List(of, {block(Value::String("id"), "a"), block(Value::String("mine"), "b")}));
  config.Set("unit", Value::Set(of, {block(none, "a"), block(none, "c")}));
  const Object changed = PlanUpdate(type, prior, config);
  EXPECT_TRUE(changed.Get("unit").Same(Value::Set(of, {block(Value::String("id"), "a"), block(unknown, "c")})));
  EXPECT_TRUE(changed.Get("part").Same(prior.Get("part")));
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
