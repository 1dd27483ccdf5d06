// What a lifecycle says of an object's end, and of changes that are about no value: prevent_destroy by a variable,
// destroy = false, sensitivity alone.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::string Thing(const std::string& rest) {
  return "resource \"aws_thing\" \"t\" {\n  name = var.name\n" + rest + "}\nvariable \"name\" { default = \"a\" }\n";
}

void Rewrite(Workshop& shop, const std::string& text) {
  ASSERT_TRUE(shop.files.Write("main.tf", text, FileMode::kPublic).ok());
}

// The object of `before` planned under `after`.
Plan Second(Workshop& shop, const std::string& after, PlanOptions options = {}) {
  shop.PlanAndApply();
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  Rewrite(shop, after);
  return shop.MakePlan(options);
}

TEST(Lifecycle, AVariableMayPreventDestruction) {
  const std::string guarded = Thing("  lifecycle {\n    prevent_destroy = var.keep\n  }\n") + "variable \"keep\" {}\n";
  for (const char* keep : {"true", "false"}) {
    Workshop shop(
        Workshop::FileTexts{{"main.tf", guarded}, {"terraform.tfvars", std::string("keep = ") + keep + "\n"}});
    const Plan plan = Second(shop, guarded, PlanOptions{.mode = PlanMode::kDestroy});
    EXPECT_EQ(plan.errored, std::string(keep) == "true") << shop.Errors();
  }
}

TEST(Lifecycle, LocalsAndVariablesOfModulesPreventDestructionToo) {
  const Workshop::FileTexts files = {
      {"main.tf",
       "variable \"keep\" {}\nlocals {\n  keep = var.keep\n}\nresource \"aws_thing\" \"a\" {\n  name = \"a\"\n"
       "  lifecycle {\n    prevent_destroy = local.keep\n  }\n}\n"
       "module \"m\" {\n  source = \"./m\"\n  for_each = toset([\"k\"])\n  keep = local.keep\n}\n"},
      {"m/m.tf",
       "variable \"keep\" {}\nlocals {\n  kept = var.keep\n}\nresource \"aws_thing\" \"b\" {\n  name = \"b\"\n"
       "  lifecycle {\n    prevent_destroy = local.kept\n  }\n}\n"}};
  for (const bool keep : {true, false}) {
    Workshop shop(files);
    shop.inputs = {{VariableInput::Kind::kAssignment, std::string("keep=") + (keep ? "true" : "false")}};
    shop.PlanAndApply();
    ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
    const Plan plan = shop.MakePlan({.mode = PlanMode::kDestroy});
    EXPECT_EQ(plan.errored, keep) << shop.Errors();
    EXPECT_EQ(shop.Errors().find("will not be known"), std::string::npos) << shop.Errors();
    for (const char* address : {"aws_thing.a", "module.m[\"k\"].aws_thing.b"}) {
      const bool is_refused =
          shop.Errors().find(std::string(address) + " has prevent_destroy set") != std::string::npos;
      EXPECT_EQ(is_refused, keep) << address << "\n" << shop.Errors();
    }
    if (!keep) {
      shop.Apply(plan);
      EXPECT_TRUE(shop.state.empty()) << shop.Errors();
    }
  }
}

TEST(Lifecycle, WhatDoesNotSayClearlyThatAnObjectMayGoKeepsIt) {
  const std::string start = "  lifecycle {\n    prevent_destroy = ";
  for (const auto& [value, told] : {std::pair("null", "prevent_destroy set to null"),
                                    std::pair("sensitive(false)", "has a sensitive value for its prevent_destroy"),
                                    std::pair("\"perhaps\"", "has an invalid value for its prevent_destroy")}) {
    const std::string text = Thing(start + value + "\n  }\n");
    Workshop shop(Workshop::FileTexts{{"main.tf", Thing("")}});
    EXPECT_TRUE(Second(shop, text, PlanOptions{.mode = PlanMode::kDestroy}).errored) << value;
    EXPECT_NE(shop.Errors().find(told), std::string::npos) << shop.Errors();
  }
}

constexpr const char* kForgets = "  lifecycle {\n    destroy = false\n  }\n";

TEST(Lifecycle, AnObjectWithoutDestroyIsForgotten) {
  Workshop shop(Workshop::FileTexts{{"main.tf", Thing(kForgets)}});
  const Plan plan = Second(shop, Thing(kForgets), PlanOptions{.mode = PlanMode::kDestroy});
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kForget);
  EXPECT_EQ(plan.changes[0].reason, ActionReason::kForgotBecauseConfig);
  shop.Apply(plan);
  EXPECT_TRUE(shop.state.resources().empty());
  EXPECT_EQ(shop.cloud.Count("delete"), 0);
}

TEST(Lifecycle, TheStateRemembersThatAnObjectIsNotToBeDestroyed) {
  Workshop shop(Workshop::FileTexts{{"main.tf", Thing(kForgets)}});
  const Plan plan = Second(shop, "");
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kForget);
  EXPECT_EQ(plan.changes[0].reason, ActionReason::kForgotBecauseState);
}

TEST(Lifecycle, ARemovedBlockIsANewerWordThanTheState) {
  Workshop shop(Workshop::FileTexts{{"main.tf", Thing(kForgets)}});
  const Plan plan = Second(shop, "removed {\n  from = aws_thing.t\n  lifecycle {\n    destroy = true\n  }\n}\n");
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kDelete);
}

TEST(Lifecycle, AReplacementForgetsTheOldObject) {
  Workshop shop(Workshop::FileTexts{{"main.tf", Thing(kForgets)}});
  shop.PlanAndApply();
  PlanOptions options;
  options.force_replace = {*ParseResourceAddress("aws_thing.t")};
  const Plan plan = shop.MakePlan(options);
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kForgetThenCreate);
  EXPECT_EQ(Count(plan).forget, 1);
  EXPECT_EQ(Count(plan).destroy, 0);
  const ApplyResult result = shop.Apply(plan);
  EXPECT_EQ(result.added, 1) << shop.Errors();
  EXPECT_EQ(result.forgotten, 1);
  EXPECT_EQ(result.destroyed, 0);
}

TEST(Lifecycle, AChangeOfSensitivityAloneIsAnUpdateThatAsksNobody) {
  Workshop shop(Workshop::FileTexts{{"main.tf", Thing("")}});
  const std::string secret =
      "resource \"aws_thing\" \"t\" {\n  name = sensitive(var.name)\n}\nvariable \"name\" { default = \"a\" }\n";
  const Plan plan = Second(shop, secret);
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kUpdate);
  const int calls = shop.cloud.Count("update");
  const ApplyResult result = shop.Apply(plan);
  EXPECT_EQ(result.changed, 1) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("update"), calls);
  EXPECT_EQ(shop.MakePlan().changes[0].action, Action::kNoOp);
}

// What the block said when the object was made counts, though it says something else for those that are still wanted.
TEST(Lifecycle, AnObjectThatWasToStayIsForgottenAlsoWhileItsBlockIsThere) {
  const auto things = [](int count, const std::string& destroy) {
    return "resource \"aws_thing\" \"t\" {\n  count = " + std::to_string(count) +
           "\n  name = \"t${count.index}\"\n  lifecycle {\n    destroy = " + destroy + "\n  }\n}\n";
  };
  Workshop shop(Workshop::FileTexts{{"main.tf", things(2, "false")}});
  const Plan plan = Second(shop, things(1, "true"));
  const ResourceChange* change = Workshop::Find(plan, "aws_thing.t[1]");
  ASSERT_NE(change, nullptr) << shop.Errors();
  EXPECT_EQ(change->action, Action::kForget);
  EXPECT_EQ(change->reason, ActionReason::kForgotBecauseState);
}

TEST(Lifecycle, ADeposedObjectThatIsToStayIsForgotten) {
  Workshop shop(Workshop::FileTexts{{"main.tf", Thing("  lifecycle {\n    destroy = false\n  }\n")}});
  shop.PlanAndApply();
  ASSERT_TRUE(shop.state.Depose({"", ResourceMode::kManaged, "aws_thing", "t"}, {}, "0a0b0c0d"));
  shop.PlanAndApply();
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(shop.cloud.Place("delete id-a"), -1);
  EXPECT_EQ(shop.state.FindDeposed({"", ResourceMode::kManaged, "aws_thing", "t"}, {}, "0a0b0c0d"), nullptr);
}

}  // namespace
}  // namespace rolecall::engine
