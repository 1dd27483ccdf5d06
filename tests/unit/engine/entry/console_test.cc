#include "engine/entry/console.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;
using value::Value;

// A directory whose things are applied, with a console on it.
class ConsoleTest : public ::testing::Test {
 protected:
  void Open(const std::string& text, Value extra = Value::Object({})) {
    shop_ = std::make_unique<Workshop>(Workshop::FileTexts{{"main.tf", text}});
    shop_->PlanAndApply();
    ASSERT_FALSE(shop_->diagnostics.HasErrors()) << shop_->Errors();
    shop_->Load();
    configured_ = shop_->cloud.Count("configure");
    console_ =
        shop_->engine->OpenConsole(*shop_->configuration, shop_->variables, shop_->state, extra, shop_->diagnostics);
  }
  Value Ask(const std::string& expression) {
    problems_ = diag::Diagnostics();
    return console_->Evaluate(expression, problems_).value;
  }
  std::string Problem() const { return problems_.empty() ? "" : problems_.list().front().summary; }

  std::unique_ptr<Workshop> shop_;
  std::unique_ptr<Console> console_;
  diag::Diagnostics problems_;
  int configured_ = 0;
};

constexpr const char* kThings =
    "resource \"aws_thing\" \"one\" {\n  name = \"one\"\n  secret = \"s\"\n}\n"
    "resource \"aws_thing\" \"many\" {\n  count = 2\n  name = \"m${count.index}\"\n}\n"
    "resource \"aws_thing\" \"each\" {\n  for_each = toset([\"x\"])\n  name = each.key\n}\n"
    "locals { id = aws_thing.one.id }\n";

TEST_F(ConsoleTest, ResourcesAreAsTheStateHasThem) {
  Open(kThings);
  EXPECT_EQ(Ask("aws_thing.one.id").AsString(), "id-one");
  EXPECT_EQ(Ask("aws_thing.many[1].name").AsString(), "m1");
  EXPECT_EQ(Ask("aws_thing.each[\"x\"].arn").AsString(), "arn:id-x");
  EXPECT_EQ(Ask("upper(local.id)").AsString(), "ID-ONE");
  EXPECT_EQ(Problem(), "");
}

TEST_F(ConsoleTest, SecretsStayMarked) {
  Open(kThings);
  EXPECT_TRUE(Ask("aws_thing.one.secret").HasMark(value::kSensitive));
  EXPECT_FALSE(Ask("aws_thing.one.name").IsMarked());
}

TEST_F(ConsoleTest, NoProviderIsConfiguredOrAsked) {
  Open(kThings);
  const std::size_t before = shop_->cloud.log.size();
  Ask("aws_thing.one");
  EXPECT_EQ(shop_->cloud.log.size(), before);
  EXPECT_EQ(shop_->cloud.Count("configure"), configured_);
}

TEST_F(ConsoleTest, WhatTheStateDoesNotHaveIsUnknown) {
  Open(kThings);
  shop_->state = State();
  console_ = shop_->engine->OpenConsole(*shop_->configuration, shop_->variables, shop_->state, Value::Object({}),
                                        shop_->diagnostics);
  EXPECT_FALSE(Ask("aws_thing.one.id").IsKnown());
}

TEST_F(ConsoleTest, NamesThatAreNotDeclaredAndWrongSyntaxAreErrors) {
  Open(kThings);
  Ask("local.nope");
  EXPECT_EQ(Problem(), "Reference to undeclared local value");
  EXPECT_FALSE(Ask("1 +").IsKnown());
  EXPECT_NE(Problem(), "");
}

TEST_F(ConsoleTest, ExtraNamesAreRoots) {
  Open("", Value::Object({{"access", Value::Object({{"allowed", Value::Bool(true)}})}}));
  EXPECT_TRUE(Ask("access.allowed").AsBool());
  Ask("other.allowed");
  EXPECT_TRUE(problems_.HasErrors());
}

TEST_F(ConsoleTest, AnswersTheTypeOnlyIfThatIsTheWholeQuestion) {
  Open(kThings);
  diag::Diagnostics problems;
  const Console::Answer answer = console_->Evaluate("type([1])", problems);
  EXPECT_TRUE(answer.is_type_question);
  EXPECT_EQ(answer.value.type().kind(), value::Type::Kind::kTuple);
  EXPECT_FALSE(console_->Evaluate("[1]", problems).is_type_question);
  Ask("[type(1)]");
  EXPECT_EQ(Problem(), "Invalid use of type function");
}

TEST_F(ConsoleTest, ACycleIsToldWhenItIsOpened) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "locals {\n  a = local.b\n  b = local.a\n}\n"}});
  shop.Load();
  console_ = shop.engine->OpenConsole(*shop.configuration, {}, shop.state, Value::Object({}), shop.diagnostics);
  EXPECT_TRUE(shop.diagnostics.HasErrors());
  EXPECT_EQ(Ask("1 + 1").AsNumber().ToInt64(), 2);
}

}  // namespace
}  // namespace rolecall::engine
