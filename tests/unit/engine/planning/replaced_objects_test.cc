// Objects that go or come anew: deposed ones, keys that a block no longer has, triggers, and what forbids it.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

class ReplacedObjectsTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) { ASSERT_TRUE(shop_.files.Write("main.tf", text, FileMode::kPublic).ok()); }
  void Applied(const std::string& text) {
    Write(text);
    shop_.PlanAndApply();
    ASSERT_FALSE(shop_.diagnostics.HasErrors()) << shop_.Errors();
  }
  Plan Planned(const std::string& text, PlanOptions options = {}) {
    Write(text);
    return shop_.MakePlan(std::move(options));
  }
  static std::string Thing(const std::string& name, const std::string& more = "") {
    return "resource \"aws_thing\" \"t\" {\n  name = \"" + name + "\"\n" + more + "}\n";
  }
  const std::vector<Instance>& Instances() {
    static const std::vector<Instance> kNone;
    const auto found = shop_.state.resources().find(ParseResourceAddress("aws_thing.t")->StateKey());
    return found == shop_.state.resources().end() ? kNone : found->second.instances;
  }

  static constexpr char kCreateFirst[] = "  lifecycle {\n    create_before_destroy = true\n  }\n";
  Workshop shop_{Workshop::FileTexts{{"main.tf", ""}}};
};

TEST_F(ReplacedObjectsTest, AnOldObjectThatCannotBeDeletedIsDeposedAndDeletedByTheNextApply) {
  Applied(Thing("old", kCreateFirst));
  shop_.cloud.undeletable.insert("id-old");
  Write(Thing("new", kCreateFirst));
  shop_.PlanAndApply();
  EXPECT_NE(shop_.Errors().find("cannot delete id-old"), std::string::npos) << shop_.Errors();
  ASSERT_EQ(Instances().size(), 2u) << "the new one, and the old one deposed";

  shop_.cloud.undeletable.clear();
  const Plan plan = Planned(Thing("new", kCreateFirst));
  ASSERT_EQ(plan.changes.size(), 2u) << shop_.Errors();
  const ResourceChange* deposed = nullptr;
  for (const ResourceChange& change : plan.changes) {
    if (!change.deposed.empty()) deposed = &change;
  }
  ASSERT_NE(deposed, nullptr);
  EXPECT_EQ(deposed->action, Action::kDelete);
  EXPECT_EQ(deposed->before.Get("id").AsString(), "id-old");
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t")->action, Action::kNoOp);
  shop_.Apply(plan);
  EXPECT_EQ(shop_.cloud.Count("delete id-old"), 1);
  EXPECT_EQ(Instances().size(), 1u);
}

TEST_F(ReplacedObjectsTest, ADeposedObjectThatIsGoneIsForgottenAndRefreshingDeletesNone) {
  Applied(Thing("old", kCreateFirst));
  shop_.cloud.undeletable.insert("id-old");
  Write(Thing("new", kCreateFirst));
  shop_.PlanAndApply();
  PlanOptions refresh;
  refresh.mode = PlanMode::kRefreshOnly;
  Plan plan = Planned(Thing("new", kCreateFirst), refresh);
  for (const ResourceChange& change : plan.changes) EXPECT_NE(change.action, Action::kDelete);
  shop_.cloud.things.erase("id-old");
  plan = Planned(Thing("new", kCreateFirst));
  for (const ResourceChange& change : plan.changes) EXPECT_EQ(change.deposed, "");
  shop_.Apply(plan);
  EXPECT_EQ(Instances().size(), 1u);
}

TEST_F(ReplacedObjectsTest, WhereTheNewOneCannotBeMadeTheOldOneStays) {
  Applied(Thing("old", kCreateFirst));
  shop_.cloud.failing.insert("new");
  Write(Thing("new", kCreateFirst));
  shop_.PlanAndApply();
  EXPECT_NE(shop_.Errors().find("no new today"), std::string::npos) << shop_.Errors();
  ASSERT_EQ(Instances().size(), 1u);
  EXPECT_TRUE(Instances()[0].is_current()) << "it is not deposed any more";
  EXPECT_EQ(shop_.cloud.Count("delete"), 0);
}

TEST_F(ReplacedObjectsTest, KeysThatTheBlockDoesNotHaveGoAndSayWhy) {
  const auto reason = [&](const std::string& before, const std::string& after, const std::string& address) {
    shop_.state = State();
    shop_.cloud.things.clear();
    Applied(Thing("${\"x\"}", before));
    const Plan plan = Planned(Thing("${\"x\"}", after));
    const ResourceChange* change = Workshop::Find(plan, address);
    return change == nullptr || change->action != Action::kDelete ? ActionReason::kNone : change->reason;
  };
  EXPECT_EQ(reason("  count = 2\n", "  count = 1\n", "aws_thing.t[1]"), ActionReason::kDeleteBecauseCountIndex);
  EXPECT_EQ(reason("  for_each = { a = 1 }\n", "  count = 1\n", "aws_thing.t[\"a\"]"),
            ActionReason::kDeleteBecauseWrongRepetition);
  EXPECT_EQ(reason("  for_each = { a = 1, b = 1 }\n", "  for_each = { a = 1 }\n", "aws_thing.t[\"b\"]"),
            ActionReason::kDeleteBecauseEachKey);
  EXPECT_EQ(reason("  for_each = { a = 1 }\n", "", "aws_thing.t[\"a\"]"), ActionReason::kDeleteBecauseWrongRepetition);
}

TEST_F(ReplacedObjectsTest, WhatMustNotBeDestroyedIsNotReplaced) {
  const std::string protect = "  lifecycle {\n    prevent_destroy = true\n  }\n";
  Applied(Thing("old", protect));
  const Plan plan = Planned(Thing("new", protect));
  EXPECT_TRUE(plan.errored);
  EXPECT_NE(shop_.Errors().find("has prevent_destroy set, but the plan calls for it to be destroyed"),
            std::string::npos)
      << shop_.Errors();
}

TEST_F(ReplacedObjectsTest, ATriggerReplacesWhenWhatItNamesChanges) {
  for (const char* trigger : {"aws_thing.a[each.key].policy", "aws_thing.a[\"k\"].policy"}) {
    shop_.state = State();
    shop_.cloud.things.clear();
    const auto config = [&](const std::string& policy, const std::string& tag) {
      return "resource \"aws_thing\" \"a\" {\n  for_each = { k = 1, other = 1 }\n  name = each.key\n  policy = \"" +
             policy + "\"\n  tags = { t = \"" + tag + "\" }\n}\n" +
             "resource \"aws_thing\" \"t\" {\n  for_each = { k = 1 }\n  name = \"t\"\n  lifecycle {\n" +
             "    replace_triggered_by = [" + trigger + "]\n  }\n}\n";
    };
    Applied(config("one", "x"));
    Plan plan = Planned(config("one", "y"));
    EXPECT_EQ(Workshop::Find(plan, "aws_thing.a[\"k\"]")->action, Action::kUpdate);
    EXPECT_EQ(Workshop::Find(plan, "aws_thing.t[\"k\"]")->action, Action::kNoOp) << trigger << ": another attribute";
    plan = Planned(config("${each.key == \"k\" ? \"one\" : \"two\"}", "x"));
    EXPECT_EQ(Workshop::Find(plan, "aws_thing.t[\"k\"]")->action, Action::kNoOp) << trigger << ": another instance";
    plan = Planned(config("two", "x"));
    const ResourceChange* triggered = Workshop::Find(plan, "aws_thing.t[\"k\"]");
    EXPECT_TRUE(IsReplace(triggered->action)) << trigger;
    EXPECT_EQ(triggered->reason, ActionReason::kReplaceByTriggers);
  }
}

// As OpenTofu 1.12, and not Terraform: what comes anew is a change, too.
TEST_F(ReplacedObjectsTest, ATriggerReplacesWhenWhatItNamesIsMade) {
  const auto triggered = [](const std::string& by) {
    return Thing("t", "  lifecycle {\n    replace_triggered_by = [aws_thing." + by + "]\n  }\n") +
           "resource \"aws_thing\" \"" + by + "\" {\n  name = \"" + by + "\"\n}\n";
  };
  const Plan first = Planned(triggered("a"));
  EXPECT_EQ(Workshop::Find(first, "aws_thing.t")->action, Action::kCreate);
  EXPECT_EQ(Workshop::Find(first, "aws_thing.t")->reason, ActionReason::kReplaceByTriggers);
  Applied(triggered("a"));
  EXPECT_EQ(Workshop::Find(Planned(triggered("a")), "aws_thing.t")->action, Action::kNoOp);
  const Plan plan = Planned(triggered("b"));
  EXPECT_TRUE(IsReplace(Workshop::Find(plan, "aws_thing.t")->action));
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t")->reason, ActionReason::kReplaceByTriggers);
}

TEST_F(ReplacedObjectsTest, ReplacingWhatIsNotThereMeansNothing) {
  Applied(Thing("t"));
  PlanOptions options;
  options.force_replace = {*ParseResourceAddress("aws_thing.none")};
  const Plan plan = Planned(Thing("t"), options);
  EXPECT_FALSE(plan.errored);
  EXPECT_EQ(shop_.Errors(), "");
}

TEST_F(ReplacedObjectsTest, OnlyANormalPlanReplaces) {
  Applied(Thing("t"));
  for (const PlanMode mode : {PlanMode::kDestroy, PlanMode::kRefreshOnly}) {
    PlanOptions options;
    options.mode = mode;
    options.force_replace = {*ParseResourceAddress("aws_thing.t")};
    EXPECT_TRUE(Planned(Thing("t"), options).errored);
    EXPECT_NE(shop_.Errors().find("Unsupported plan mode"), std::string::npos) << shop_.Errors();
  }
}

TEST_F(ReplacedObjectsTest, ReplacingWithoutAKeyNamesTheInstances) {
  Applied(Thing("t${count.index}", "  count = 2\n"));
  PlanOptions options;
  options.force_replace = {*ParseResourceAddress("aws_thing.t")};
  const Plan plan = Planned(Thing("t${count.index}", "  count = 2\n"), options);
  EXPECT_FALSE(plan.errored);
  EXPECT_NE(shop_.Errors().find("because it lacks an instance key"), std::string::npos) << shop_.Errors();
  EXPECT_NE(shop_.Errors().find("\n  -replace='aws_thing.t[0]'\n  -replace='aws_thing.t[1]'"), std::string::npos);
}

TEST_F(ReplacedObjectsTest, RefreshingOnlyKeepsWhatHasNoBlockAnyMore) {
  Applied(Thing("t"));
  PlanOptions refresh;
  refresh.mode = PlanMode::kRefreshOnly;
  const Plan plan = Planned("", refresh);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t")->action, Action::kNoOp);
  shop_.Apply(plan);
  EXPECT_EQ(Instances().size(), 1u);
}

TEST_F(ReplacedObjectsTest, AnOrphanNeedsTheProviderThatItWasMadeWith) {
  Applied("provider \"aws\" {\n  alias = \"west\"\n}\n" + Thing("t", "  provider = aws.west\n"));
  EXPECT_TRUE(Planned("").errored);
  EXPECT_NE(shop_.Errors().find("To work with aws_thing.t its original provider configuration at"), std::string::npos)
      << shop_.Errors();
  const Plan plan = Planned("provider \"aws\" {\n  alias = \"west\"\n}\n");
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t")->reason, ActionReason::kDeleteBecauseNoResourceConfig);
}

TEST_F(ReplacedObjectsTest, AMoveToATakenAddressLeavesBothWhereTheyAre) {
  const std::string both = "resource \"aws_thing\" \"t\" {\n  count = 2\n  name = \"t${count.index}\"\n}\n";
  Applied(both);
  const Plan plan = Planned(
      "resource \"aws_thing\" \"t\" {\n  count = 1\n  name = \"t0\"\n}\n"
      "moved {\n  from = aws_thing.t[1]\n  to = aws_thing.t[0]\n}\n");
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_NE(shop_.Errors().find("aws_thing.t[1] could not move to aws_thing.t[0]"), std::string::npos)
      << shop_.Errors();
}

TEST_F(ReplacedObjectsTest, MovesThatGoRoundAreRefused) {
  Applied("resource \"aws_thing\" \"a\" { name = \"a\" }\n");
  EXPECT_TRUE(Planned("moved {\n  from = aws_thing.a\n  to = aws_thing.b\n}\n"
                      "moved {\n  from = aws_thing.b\n  to = aws_thing.a\n}\n")
                  .errored);
  EXPECT_NE(shop_.Errors().find("move"), std::string::npos) << shop_.Errors();
}

TEST_F(ReplacedObjectsTest, ACheckThatFailsToReadWarnsAndStopsNothing) {
  shop_.cloud.failing.insert("Not today.");
  Applied(
      "check \"c\" {\n  data \"aws_who\" \"w\" { seed = \"Not today.\" }\n  assert {\n    condition = "
      "data.aws_who.w.id == \"\"\n    error_message = \"No.\"\n  }\n}\n" +
      Thing("t"));
  EXPECT_NE(shop_.Errors().find("Not today."), std::string::npos) << shop_.Errors();
  EXPECT_EQ(Instances().size(), 1u);
}

}  // namespace
}  // namespace rolecall::engine
