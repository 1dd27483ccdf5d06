// What a plan promised and an apply must keep; what is saved of providers that break their word.
#include <gtest/gtest.h>

#include "engine/apply/apply_work.h"
#include "engine/provider/schema_value.h"
#include "tests/unit/engine/workshop.h"
#include "value/path.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;
using value::Type;
using value::Value;

std::string Broken(const Value& promised, const Value& actual) {
  const std::optional<value::Path> path = FirstBrokenPromise(promised, actual);
  return !path ? "kept" : path->empty() ? "the value itself" : value::PathText(*path);
}
Value Text(const char* text) { return Value::String(text); }
const Value kUnknown = Value::Unknown(Type::String());

TEST(FirstBrokenPromise, WhatWasUnknownMayBecomeAnything) {
  EXPECT_EQ(Broken(kUnknown, Text("x")), "kept");
  EXPECT_EQ(
      Broken(Value::Object({{"a", kUnknown}, {"b", Text("x")}}), Value::Object({{"a", Text("y")}, {"b", Text("x")}})),
      "kept");
  EXPECT_EQ(Broken(Value::Tuple({kUnknown, Text("x")}), Value::Tuple({Text("y"), Text("x")})), "kept");
  const auto set = [](std::vector<Value> elements) { return Value::Set(Type::String(), std::move(elements)); };
  EXPECT_EQ(Broken(set({kUnknown, Text("x")}), set({Text("y"), Text("x")})), "kept");
  EXPECT_EQ(Broken(set({kUnknown, Text("x")}), set({Text("x")})), "kept") << "two of a set may become one";
  EXPECT_EQ(Broken(set({kUnknown, Text("x")}), set({Text("y")})), "the value itself");
  const auto pair = [](Value a, Value b) { return Value::Object({{"a", std::move(a)}, {"b", std::move(b)}}); };
  const Type type = pair(kUnknown, kUnknown).type();
  EXPECT_EQ(Broken(Value::Set(type, {pair(Text("x"), kUnknown)}), Value::Set(type, {pair(Text("x"), Text("z"))})),
            "kept");
  EXPECT_EQ(Broken(Value::Set(type, {pair(Text("x"), kUnknown)}), Value::Set(type, {pair(Text("y"), Text("z"))})),
            "the value itself");
}

TEST(FirstBrokenPromise, NamesTheFirstPlace) {
  EXPECT_EQ(Broken(Text("x"), Text("y")), "the value itself");
  EXPECT_EQ(Broken(Value::Null(Type::String()), Text("y")), "the value itself");
  EXPECT_EQ(Broken(Text("x"), kUnknown), "the value itself");
  const auto object = [](Value inner) { return Value::Object({{"a", Value::Tuple({Text("x"), std::move(inner)})}}); };
  EXPECT_EQ(Broken(object(Text("x")), object(Text("y"))), ".a[1]");
  const auto map = [](const char* text) { return Value::Map(Type::String(), {{"k", Text(text)}}); };
  EXPECT_EQ(Broken(map("x"), map("y")), "[\"k\"]");
  EXPECT_EQ(Broken(Value::Object({{"a", Text("x")}}), Value::Object({})), ".a");
  EXPECT_EQ(Broken(Value::Object({}), Value::Object({{"a", Text("x")}})), "the value itself") << "more than promised";
  EXPECT_EQ(Broken(Value::Tuple({Text("x")}), Value::Tuple({})), "the value itself");
  EXPECT_EQ(Broken(Value::Set(Type::String(), {Text("x")}), Value::Set(Type::String(), {Text("y")})),
            "the value itself");
}

TEST(UnknownsAsNull, AtEveryDepthAndWithTheTypesKept) {
  const Value null = Value::Null(Type::String());
  EXPECT_TRUE(UnknownsAsNull(kUnknown).Same(null));
  EXPECT_TRUE(UnknownsAsNull(Text("x")).Same(Text("x")));
  const auto nested = [](const Value& leaf) {
    return Value::Object({{"list", Value::List(Type::String(), {Text("x"), leaf})},
                          {"map", Value::Map(Type::String(), {{"k", leaf}})},
                          {"tuple", Value::Tuple({leaf, Value::Int(1)})}});
  };
  EXPECT_TRUE(UnknownsAsNull(nested(kUnknown)).Same(nested(null)));
  EXPECT_TRUE(UnknownsAsNull(Value::Set(Type::String(), {kUnknown, Text("x")}))
                  .Same(Value::Set(Type::String(), {null, Text("x")})));
}

class ApplyPromisesTest : public ::testing::Test {
 protected:
  std::string Apply(const std::string& text) {
    EXPECT_TRUE(shop_.files.Write("main.tf", text, FileMode::kPublic).ok());
    result_ = shop_.PlanAndApply();
    return shop_.Errors();
  }
  std::string Attributes() const {
    const Instance* instance = shop_.state.FindInstance(ParseResourceAddress("aws_thing.t")->StateKey(), {});
    return instance == nullptr ? "nothing" : instance->attributes;
  }
  Workshop shop_{Workshop::FileTexts{{"main.tf", ""}}};
  ApplyResult result_;
};

TEST_F(ApplyPromisesTest, AnObjectWithUnknownsLeftIsAnErrorAndSavedWithoutThem) {
  shop_.cloud.vague.insert("t");
  EXPECT_NE(Apply("resource \"aws_thing\" \"t\" { name = \"t\" }\n")
                .find("After the apply there are still unknown values in aws_thing.t"),
            std::string::npos);
  EXPECT_NE(Attributes().find("\"arn\":null"), std::string::npos) << Attributes();
  EXPECT_NE(Attributes().find("\"id\":\"id-t\""), std::string::npos) << Attributes();
}

TEST_F(ApplyPromisesTest, AProviderThatMakesNothingWithoutAReasonIsAnError) {
  shop_.cloud.vanishing.insert("t");
  EXPECT_NE(Apply("resource \"aws_thing\" \"t\" { name = \"t\" }\n")
                .find("After the apply there is no object for aws_thing.t"),
            std::string::npos);
  EXPECT_EQ(Attributes(), "nothing");
}

TEST_F(ApplyPromisesTest, APlanThatTurnsOutDifferentIsNotCarriedOut) {
  shop_.cloud.fickle.insert("t");
  const std::string problems = Apply(
      "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
      "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n  secret = aws_thing.a.arn\n}\n");
  EXPECT_NE(problems.find("the value of .policy turned out different from what was planned"), std::string::npos)
      << problems;
  EXPECT_EQ(shop_.cloud.Count("create t"), 0);
  EXPECT_EQ(shop_.cloud.Count("create a"), 1);
}

TEST_F(ApplyPromisesTest, WhatAHalfDeletionLeavesIsKept) {
  Apply("resource \"aws_thing\" \"t\" {\n  name = \"t\"\n  policy = \"p\"\n}\n");
  shop_.cloud.half_deletable.insert("id-t");
  EXPECT_NE(Apply("").find("half of id-t is left"), std::string::npos);
  EXPECT_NE(Attributes().find("\"policy\":null"), std::string::npos) << Attributes();
  EXPECT_NE(Attributes().find("\"id\":\"id-t\""), std::string::npos) << Attributes();
}

TEST_F(ApplyPromisesTest, AConditionThatBecomesFalseWhileApplyingStopsItsResource) {
  const std::string problems = Apply(
      "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
      "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n  lifecycle {\n    precondition {\n"
      "      condition = aws_thing.a.arn == \"other\"\n      error_message = \"Not that one.\"\n    }\n  }\n}\n"
      "data \"aws_who\" \"w\" {\n  seed = aws_thing.a.id\n  lifecycle {\n    precondition {\n"
      "      condition = aws_thing.a.arn == \"other\"\n      error_message = \"Nor here.\"\n    }\n  }\n}\n");
  EXPECT_NE(problems.find("Not that one."), std::string::npos) << problems;
  EXPECT_NE(problems.find("Nor here."), std::string::npos) << problems;
  EXPECT_EQ(shop_.cloud.Count("create t"), 0);
  EXPECT_EQ(shop_.cloud.Count("data"), 0);
}

TEST_F(ApplyPromisesTest, APlanWithErrorsIsNotApplied) {
  shop_.Load();
  Plan plan;
  plan.errored = true;
  result_ = shop_.Apply(plan);
  EXPECT_NE(shop_.Errors().find("The plan was made with errors and can only be shown, not applied."),
            std::string::npos);
}

TEST_F(ApplyPromisesTest, AnOutputThatBecomesNullLeavesTheState) {
  Apply("output \"o\" { value = \"x\" }\n");
  EXPECT_EQ(shop_.state.outputs.count("o"), 1u);
  EXPECT_EQ(Apply("output \"o\" { value = null }\n"), "");
  EXPECT_EQ(shop_.state.outputs.count("o"), 0u);
}

// Hands the state over when it is told to: what an interrupted command does.
class Follower final : public StateSink {
 public:
  Result<void> StateChanged(const State& state) override {
    last_ = state;
    ++changes;
    return {};
  }
  void Follow(std::function<void()> hand_over) override {
    if (hand_over) hand_over();
    following = static_cast<bool>(hand_over);
  }
  State last_;
  int changes = 0;
  bool following = false;
};

TEST_F(ApplyPromisesTest, TheStateCanBeAskedForBetweenChanges) {
  Follower follower;
  shop_.sink = &follower;
  Apply("resource \"aws_thing\" \"t\" { name = \"t\" }\n");
  EXPECT_GE(follower.changes, 2) << "at the beginning, and after the change";
  EXPECT_FALSE(follower.following) << "it ends with the apply";
  EXPECT_EQ(follower.last_.resources().size(), 1u);
}

}  // namespace
}  // namespace rolecall::engine
