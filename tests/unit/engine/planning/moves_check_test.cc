#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::string MoveErrors(std::map<std::string, std::string> files) {
  Workshop shop(std::move(files));
  shop.MakePlan();
  return shop.Errors();
}

std::string Move(const std::string& from, const std::string& to) {
  return "moved {\n  from = " + from + "\n  to = " + to + "\n}\n";
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(CheckMoves, TwoSourcesForOneTargetAreAmbiguousWhateverTheStateHas) {
  std::string errors =
      MoveErrors({{"main.tf", "module \"m\" {\n  source = \"./m\"\n  for_each = toset([\"k\"])\n}\n"},
                  {"m/m.tf", "resource \"aws_thing\" \"new\" { name = \"n\" }\n" +
                                 Move("aws_thing.a", "aws_thing.new") + Move("aws_thing.b", "aws_thing.new")}});
  EXPECT_SAYS(errors, "m/m.tf:6  Ambiguous move statements: A statement at m/m.tf:2,1 declared that");
  EXPECT_SAYS(errors,
              "module.m[\"k\"].aws_thing.a moved to module.m[\"k\"].aws_thing.new, but this statement instead declares "
              "that module.m[\"k\"].aws_thing.b moved there.\n\nEach resource can have moved from only one source "
              "resource.");
}

TEST(CheckMoves, AModuleWithoutInstancesMovesNothing) {
  EXPECT_EQ(MoveErrors({{"main.tf", "module \"m\" {\n  source = \"./m\"\n  count = 0\n}\n"},
                        {"m/m.tf", Move("aws_thing.a", "aws_thing.c") + Move("aws_thing.b", "aws_thing.c")}}),
            "");
}

TEST(CheckMoves, OneSourceCannotGoToTwoPlaces) {
  EXPECT_SAYS(
      MoveErrors({{"main.tf", Move("aws_thing.a[0]", "aws_thing.b[0]") + Move("aws_thing.a[0]", "aws_thing.c")}}),
      "Each instance can move to only one destination instance.");
}

TEST(CheckMoves, WhatIsStillDeclaredHasNotMoved) {
  const std::string thing = "resource \"aws_thing\" \"a\" {\n  count = 2\n  name = count.index\n}\n";
  EXPECT_SAYS(MoveErrors({{"main.tf", thing + Move("aws_thing.a", "aws_thing.b")}}),
              "but that resource is still declared at main.tf:1,1.");
  EXPECT_SAYS(MoveErrors({{"main.tf", thing + Move("aws_thing.a[1]", "aws_thing.b")}}),
              "but that resource instance is still declared");
  EXPECT_EQ(MoveErrors({{"main.tf", thing + Move("aws_thing.a[2]", "aws_thing.a[0]")}}), "");
  EXPECT_SAYS(
      MoveErrors({{"main.tf", "module \"m\" { source = \"./m\" }\n" + Move("module.m", "module.n")}, {"m/m.tf", ""}}),
      "but that module call is still declared at main.tf:1,1.");
}

// As OpenTofu: `count` comes and goes under one name. What is moved keeps its key, and goes with it.
TEST(CheckMoves, WhatIsMovedIsNotMovedAgainForItsCount) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"a\" {\n  count = 1\n  name = \"n\"\n}\n"}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  const auto plan_of = [&](const std::string& text) {
    EXPECT_TRUE(shop.files.Write("main.tf", text, FileMode::kPublic).ok());
    return shop.MakePlan();
  };
  const Plan same = plan_of("resource \"aws_thing\" \"a\" { name = \"n\" }\n");
  EXPECT_EQ(Workshop::Find(same, "aws_thing.a")->action, Action::kNoOp);
  const Plan moved = plan_of("resource \"aws_thing\" \"b\" { name = \"n\" }\n" + Move("aws_thing.a", "aws_thing.b"));
  EXPECT_EQ(Workshop::Find(moved, "aws_thing.b")->action, Action::kCreate);
  EXPECT_EQ(Workshop::Find(moved, "aws_thing.b[0]")->action, Action::kDelete);
}

TEST(CheckMoves, WhatIsMovedToNothingGoesForThat) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"a\" { name = \"n\" }\n"}});
  shop.PlanAndApply();
  EXPECT_TRUE(shop.files.Write("main.tf", Move("aws_thing.a", "aws_thing.b"), FileMode::kPublic).ok());
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.b")->reason, ActionReason::kDeleteBecauseNoMoveTarget);
}

TEST(CheckMoves, AMoveToItselfIsRedundant) {
  EXPECT_SAYS(MoveErrors({{"main.tf", Move("aws_thing.a", "aws_thing.a")}}), "Redundant move statement");
}

TEST(CheckMoves, ObjectsNeverChangeTheirType) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"a\" { name = \"a\" }\n"}});
  shop.PlanAndApply();
  ASSERT_TRUE(shop.files.Write("main.tf", Move("aws_thing.a", "aws_other.a"), FileMode::kPublic).ok());
  Plan plan = shop.MakePlan();
  EXPECT_SAYS(shop.Errors(), "The \"aws_other\" resource type does not support moving resource state across resource");
  EXPECT_TRUE(plan.errored);
}

}  // namespace
}  // namespace rolecall::engine
