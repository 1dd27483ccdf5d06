// What happens after the first apply: updates, replacements, drift, failures, moves, targets.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::map<std::string, std::string> Files(const std::string& text) { return {{"main.tf", text}}; }

void Rewrite(Workshop& shop, const std::string& text) {
  ASSERT_TRUE(shop.files.Write("main.tf", text, FileMode::kPublic).ok());
}

TEST(EngineChanges, ChangedArgumentUpdatesInPlace) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = \"1\"\n}\n"));
  shop.PlanAndApply();
  Rewrite(shop, "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = \"2\"\n}\n");
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(plan.changes[0].action, Action::kUpdate);
  EXPECT_EQ(plan.changes[0].before.Get("policy").AsString(), "1");
  EXPECT_EQ(plan.changes[0].after.Get("id").AsString(), "id-a");
  ApplyResult result = shop.Apply(plan);
  EXPECT_EQ(result.changed, 1);
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, NewNameReplacesOldFirst) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n"));
  shop.PlanAndApply();
  Rewrite(shop,
          "resource \"aws_thing\" \"a\" { name = \"a2\" }\n"
          "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n");
  Plan plan = shop.MakePlan();
  const ResourceChange* a = Workshop::Find(plan, "aws_thing.a");
  ASSERT_NE(a, nullptr) << shop.Errors();
  EXPECT_EQ(a->action, Action::kDeleteThenCreate);
  EXPECT_EQ(a->reason, ActionReason::kReplaceBecauseCannotUpdate);
  ASSERT_EQ(a->requires_replace.size(), 1u);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.b")->action, Action::kUpdate);
  ApplyResult result = shop.Apply(plan);
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(result.destroyed, 1);
  EXPECT_EQ(result.changed, 1);
  EXPECT_LT(shop.cloud.Place("delete id-a"), shop.cloud.Place("create a2"));
  EXPECT_LT(shop.cloud.Place("create a2"), shop.cloud.Place("update b"));
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, CreateBeforeDestroyReplacesNewFirst) {
  std::string life = "  lifecycle { create_before_destroy = true }\n}\n";
  Workshop shop(Files("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n" + life +
                      "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n"));
  shop.PlanAndApply();
  Rewrite(shop, "resource \"aws_thing\" \"a\" {\n  name = \"a2\"\n" + life +
                    "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n");
  Plan plan = shop.MakePlan();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.a")->action, Action::kCreateThenDelete);
  ApplyResult result = shop.Apply(plan);
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_LT(shop.cloud.Place("create a2"), shop.cloud.Place("delete id-a"));
  EXPECT_LT(shop.cloud.Place("update b"), shop.cloud.Place("delete id-a"));
  const Resource* a = result.state.Find({"", ResourceMode::kManaged, "aws_thing", "a"});
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->instances.size(), 1u);
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, FailedCreateStopsOnlyDependents) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n"
            "resource \"aws_thing\" \"c\" { name = \"c\" }\n"));
  shop.cloud.failing = {"a"};
  ApplyResult result = shop.PlanAndApply();
  EXPECT_TRUE(shop.diagnostics.HasErrors());
  EXPECT_NE(shop.Errors().find("aws_thing.a The cloud refused"), std::string::npos) << shop.Errors();
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(result.state.resources().size(), 1u);
  EXPECT_EQ(shop.cloud.Count("create b"), 0);
  shop.cloud.failing.clear();
  EXPECT_EQ(shop.PlanAndApply().added, 2);
}

TEST(EngineChanges, HalfMadeObjectIsTaintedAndReplaced) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"half\" }\n"));
  shop.cloud.failing = {"half"};
  shop.PlanAndApply();
  const Instance* half = shop.state.FindInstance({"", ResourceMode::kManaged, "aws_thing", "a"}, {});
  ASSERT_NE(half, nullptr);
  EXPECT_TRUE(half->tainted);
  shop.cloud.failing.clear();
  Plan plan = shop.MakePlan();
  EXPECT_EQ(plan.changes[0].action, Action::kDeleteThenCreate);
  EXPECT_EQ(plan.changes[0].reason, ActionReason::kReplaceBecauseTainted);
  shop.Apply(plan);
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, FailedDeleteKeepsTheObject) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"));
  shop.PlanAndApply();
  shop.cloud.undeletable = {"id-a"};
  PlanOptions options;
  options.mode = PlanMode::kDestroy;
  shop.PlanAndApply(options);
  EXPECT_TRUE(shop.diagnostics.HasErrors());
  EXPECT_EQ(shop.state.resources().size(), 1u);
}

TEST(EngineChanges, DriftIsSeenAndRepaired) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = \"1\"\n}\n"));
  shop.PlanAndApply();
  auto members = shop.cloud.things["id-a"].members();
  members["policy"] = value::Value::String("changed by hand");
  shop.cloud.things["id-a"] = value::Value::Object(members);
  Plan plan = shop.MakePlan();
  ASSERT_EQ(plan.drift.size(), 1u);
  EXPECT_EQ(plan.drift[0].before.Get("policy").AsString(), "1");
  EXPECT_EQ(plan.changes[0].action, Action::kUpdate);
  EXPECT_EQ(plan.changes[0].before.Get("policy").AsString(), "changed by hand");
  PlanOptions trusting;
  trusting.refresh = false;
  EXPECT_FALSE(shop.MakePlan(trusting).HasChanges());
  PlanOptions only;
  only.mode = PlanMode::kRefreshOnly;
  plan = shop.MakePlan(only);
  EXPECT_TRUE(plan.HasChanges());
  EXPECT_FALSE(plan.HasResourceChanges());
  shop.Apply(plan);
  EXPECT_NE(shop.state.FindInstance({"", ResourceMode::kManaged, "aws_thing", "a"}, {})->attributes.find("by hand"),
            std::string::npos);
}

TEST(EngineChanges, APlanToDestroyTellsNoDrift) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = \"x\"\n}\n"));
  shop.PlanAndApply();
  value::Value& thing = shop.cloud.things.begin()->second;
  std::map<std::string, value::Value> members = thing.members();
  members["policy"] = value::Value::String("other");
  thing = value::Value::Object(std::move(members));
  EXPECT_EQ(shop.MakePlan().drift.size(), 1u);
  const Plan plan = shop.MakePlan(PlanOptions{.mode = PlanMode::kDestroy});
  EXPECT_TRUE(plan.drift.empty());
  EXPECT_EQ(Count(plan).destroy, 1);
}

TEST(EngineChanges, VanishedObjectIsMadeAgain) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"));
  shop.PlanAndApply();
  shop.cloud.things.clear();
  Plan plan = shop.MakePlan();
  ASSERT_EQ(plan.drift.size(), 1u);
  EXPECT_EQ(plan.drift[0].action, Action::kDelete);
  EXPECT_EQ(plan.changes[0].action, Action::kCreate);
}

TEST(EngineChanges, RemovedBlockDeletesAndSmallerForEachSaysWhy) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "resource \"aws_thing\" \"b\" {\n  for_each = toset([\"x\", \"y\"])\n  name = each.key\n}\n"));
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  Rewrite(shop, "resource \"aws_thing\" \"b\" {\n  for_each = toset([\"x\"])\n  name = each.key\n}\n");
  Plan plan = shop.MakePlan();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.a")->reason, ActionReason::kDeleteBecauseNoResourceConfig);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.b[\"y\"]")->reason, ActionReason::kDeleteBecauseEachKey);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.b[\"x\"]")->action, Action::kNoOp);
  EXPECT_EQ(shop.Apply(plan).destroyed, 2);
}

TEST(EngineChanges, PreventDestroyRefuses) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  lifecycle { prevent_destroy = true }\n}\n"));
  shop.PlanAndApply();
  PlanOptions options;
  options.mode = PlanMode::kDestroy;
  EXPECT_TRUE(shop.MakePlan(options).errored);
  EXPECT_NE(shop.Errors().find("prevent_destroy"), std::string::npos);
}

TEST(EngineChanges, IgnoreChangesKeepsWhatIsThere) {
  std::string text =
      "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = \"1\"\n  tags = { k = \"1\", m = \"1\" }\n"
      "  lifecycle { ignore_changes = [policy, tags[\"k\"]] }\n}\n";
  Workshop shop(Files(text));
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  text.replace(text.find("policy = \"1\""), 12, "policy = \"2\"");
  text.replace(text.find("k = \"1\""), 7, "k = \"2\"");
  Rewrite(shop, text);
  EXPECT_FALSE(shop.MakePlan().HasChanges()) << shop.Errors();
  text.replace(text.find("m = \"1\""), 7, "m = \"2\"");
  Rewrite(shop, text);
  Plan plan = shop.MakePlan();
  ASSERT_EQ(plan.changes[0].action, Action::kUpdate);
  EXPECT_EQ(plan.changes[0].after.Get("tags").Find("k")->AsString(), "1");
  EXPECT_EQ(plan.changes[0].after.Get("tags").Find("m")->AsString(), "2");
}

// A default, say: the provider plans it where the configuration, with what is ignored, has nothing.
TEST(EngineChanges, WhatTheProviderMakesOfAnIgnoredArgumentIsIgnoredToo) {
  std::string text = "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  lifecycle { ignore_changes = [policy] }\n}\n";
  Workshop shop(Files(text));
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  shop.cloud.fickle.insert("a");
  EXPECT_FALSE(shop.MakePlan().HasChanges()) << shop.Errors();
  text.replace(text.find("ignore_changes = [policy]"), 25, "ignore_changes = [tags]");
  Rewrite(shop, text);
  EXPECT_TRUE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, MovedBlockAndCountKeepObjects) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\nresource \"aws_thing\" \"c\" { name = \"c\" }\n"));
  shop.PlanAndApply();
  Rewrite(shop,
          "resource \"aws_thing\" \"b\" { name = \"a\" }\nmoved {\n  from = aws_thing.a\n  to = aws_thing.b\n}\n"
          "resource \"aws_thing\" \"c\" {\n  count = 1\n  name = \"c\"\n}\n");
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  const ResourceChange* b = Workshop::Find(plan, "aws_thing.b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->action, Action::kNoOp);
  EXPECT_EQ(b->previous_address->Text(), "aws_thing.a");
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.c[0]")->action, Action::kNoOp);
  EXPECT_TRUE(plan.HasChanges());
  shop.Apply(plan);
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, RemovedBlockForgetsWithoutDestroying) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"));
  shop.PlanAndApply();
  Rewrite(shop, "removed {\n  from = aws_thing.a\n}\n");
  Plan plan = shop.MakePlan();
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kForget);
  shop.Apply(plan);
  EXPECT_TRUE(shop.state.empty());
  EXPECT_EQ(shop.cloud.things.size(), 1u);
}

TEST(EngineChanges, ImportBlockTakesOverWhatExists) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"));
  shop.PlanAndApply();
  shop.state = State();
  Rewrite(shop, "resource \"aws_thing\" \"a\" { name = \"a\" }\nimport {\n  to = aws_thing.a\n  id = \"id-a\"\n}\n");
  Plan plan = shop.MakePlan();
  ASSERT_EQ(plan.changes.size(), 1u) << shop.Errors();
  EXPECT_EQ(plan.changes[0].action, Action::kNoOp);
  EXPECT_EQ(plan.changes[0].importing_id, "id-a");
  EXPECT_EQ(Count(plan).import, 1);
  EXPECT_EQ(shop.Apply(plan).imported, 1);
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, ImportCommandRefusesWhatIsNotDeclared) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"));
  shop.PlanAndApply();
  shop.state = State();
  shop.Load();
  State state = shop.engine->Import(*shop.configuration, shop.variables, shop.state,
                                    *ParseResourceAddress("aws_thing.a"), "id-a", {}, shop.diagnostics);
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(state.resources().size(), 1u);
  shop.engine->Import(*shop.configuration, shop.variables, State(), *ParseResourceAddress("aws_thing.z"), "id-a", {},
                      shop.diagnostics);
  EXPECT_TRUE(shop.diagnostics.HasErrors());
}

TEST(EngineChanges, TargetLeavesTheRestAlone) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n"
            "resource \"aws_thing\" \"c\" { name = \"c\" }\noutput \"c\" { value = aws_thing.c.id }\n"));
  PlanOptions options;
  options.targets = {*ParseTarget("aws_thing.b")};
  Plan plan = shop.MakePlan(options);
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Count(plan).add, 2);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.c"), nullptr);
  EXPECT_EQ(shop.Apply(plan).added, 2);
  options.targets.clear();
  options.excludes = {*ParseTarget("aws_thing.c")};
  EXPECT_EQ(Count(shop.MakePlan(options)).add, 0);
  EXPECT_EQ(Count(shop.MakePlan()).add, 1);
}

// An output changes with a part of the objects only where it is made of that part: not of others, and not of none.
TEST(EngineChanges, OutputsOfWhatIsNotTargetedStay) {
  const std::string things =
      "resource \"aws_thing\" \"a\" { name = \"a\" }\nresource \"aws_thing\" \"b\" { name = \"b\" }\n"
      "output \"a\" { value = aws_thing.a.id }\noutput \"b\" { value = aws_thing.b.id }\n";
  const std::string old = "output \"constant\" { value = 1 }\noutput \"gone\" { value = aws_thing.a.id }\n";
  Workshop shop(Workshop::FileTexts{{"main.tf", things + old}});
  const auto names = [](const Plan& plan) {
    std::vector<std::string> changed;
    for (const OutputChange& change : plan.outputs) {
      if (change.action != Action::kNoOp) changed.push_back(change.name);
    }
    return changed;
  };
  const auto a = *ParseTarget("aws_thing.a");
  EXPECT_EQ(names(shop.MakePlan({.targets = {a}})), (std::vector<std::string>{"a", "gone"}));
  EXPECT_EQ(names(shop.MakePlan({.excludes = {a}})), (std::vector<std::string>{"b"}));
  EXPECT_EQ(names(shop.MakePlan()), (std::vector<std::string>{"a", "b", "constant", "gone"}));
  shop.PlanAndApply();
  ASSERT_TRUE(shop.files.Write("main.tf", things + "output \"constant\" { value = 2 }\n", FileMode::kPublic).ok());
  EXPECT_EQ(names(shop.MakePlan()), (std::vector<std::string>{"constant", "gone"}));
  const Plan targeted = shop.MakePlan({.targets = {a}});
  EXPECT_EQ(names(targeted), std::vector<std::string>());
  shop.Apply(targeted);
  EXPECT_EQ(shop.state.outputs.count("gone"), 1u);
  EXPECT_EQ(shop.state.outputs["constant"].value_json, "1");
  EXPECT_EQ(names(shop.MakePlan({.mode = PlanMode::kDestroy, .targets = {a}})), std::vector<std::string>());
  EXPECT_EQ(names(shop.MakePlan({.mode = PlanMode::kDestroy})),
            (std::vector<std::string>{"a", "b", "constant", "gone"}));
}

// What a plan knew of the outputs is in the state, however far its apply came.
TEST(EngineChanges, AFailedApplySavesTheOutputsThatThePlanKnew) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "output \"known\" {\n  value      = \"k\"\n  deprecated = \"old\"\n  depends_on = [aws_thing.a]\n}\n"
            "output \"name\" { value = aws_thing.a.name }\noutput \"id\" { value = aws_thing.a.id }\n"));
  shop.cloud.failing.insert("a");
  shop.PlanAndApply();
  EXPECT_TRUE(shop.diagnostics.HasErrors());
  EXPECT_EQ(shop.state.outputs["known"].value_json, "\"k\"");
  EXPECT_EQ(shop.state.outputs["known"].deprecated, "old");
  EXPECT_EQ(shop.state.outputs["name"].value_json, "\"a\"");
  EXPECT_EQ(shop.state.outputs.count("id"), 0u);
}

// As OpenTofu: a number is no list, whatever it is; that this id is no number is found by nobody.
TEST(EngineChanges, OutputsThatThePlanKnowsAreNotEvaluatedAgain) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "output \"is_list\" { value = tonumber(aws_thing.a.id) == [1] }\n"));
  shop.PlanAndApply();
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(shop.state.outputs["is_list"].value_json, "false");
}

// A condition that the plan could not decide is decided by the apply, also of an object that does not change.
TEST(EngineChanges, ConditionsOfUnchangedObjectsAreDecidedByTheApply) {
  const auto text = [](const std::string& name) {
    return "resource \"aws_thing\" \"a\" { name = \"" + name +
           "\" }\nresource \"aws_thing\" \"b\" {\n  name = \"b\"\n  lifecycle {\n    precondition {\n"
           "      condition     = aws_thing.a.id != \"id-bad\"\n      error_message = \"a is bad\"\n    }\n"
           "    postcondition {\n      condition     = aws_thing.a.id != \"id-worse\"\n"
           "      error_message = \"a is worse\"\n    }\n  }\n}\n";
  };
  Workshop shop(Files(text("a")));
  shop.PlanAndApply();
  for (const auto& [name, told] : {std::pair("bad", "a is bad"), {"worse", "a is worse"}, {"good", ""}}) {
    Rewrite(shop, text("a"));
    shop.PlanAndApply();
    Rewrite(shop, text(name));
    const Plan plan = shop.MakePlan();
    EXPECT_EQ(Workshop::Find(plan, "aws_thing.b")->action, Action::kNoOp);
    EXPECT_FALSE(plan.errored) << shop.Errors();
    shop.Apply(plan);
    EXPECT_EQ(shop.diagnostics.HasErrors(), *told != 0) << name;
    EXPECT_NE(shop.Errors().find(told), std::string::npos) << shop.Errors();
    const bool is_fail = shop.state.check_results.find("\"status\":\"fail\"") != std::string::npos;
    EXPECT_EQ(is_fail, *told != 0) << shop.state.check_results;
  }
}

// With a part of the objects nothing is checked that this part does not need, and the state says that nobody knows.
TEST(EngineChanges, ChecksAndVariablesThatNoTargetNeedsAreLeftOut) {
  Workshop shop(
      Files("variable \"bad\" {\n  default = 1\n  validation {\n    condition     = var.bad > 1\n"
            "    error_message = \"small\"\n  }\n}\nresource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "resource \"aws_thing\" \"b\" { name = \"b${var.bad}\" }\n"
            "check \"c\" {\n  assert {\n    condition     = aws_thing.a.name == \"x\"\n    error_message = \"no x\"\n"
            "  }\n}\n"));
  const TargetAddress a = *ParseTarget("aws_thing.a"), b = *ParseTarget("aws_thing.b");
  for (const PlanOptions& options : {PlanOptions{.targets = {a}}, PlanOptions{.excludes = {b}}}) {
    shop.PlanAndApply(options);
    EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
    EXPECT_EQ(shop.Errors().find("no x"), std::string::npos) << shop.Errors();
    EXPECT_EQ(shop.state.check_results,
              "[{\"object_kind\":\"check\",\"config_addr\":\"check.c\",\"status\":\"unknown\",\"objects\":null},"
              "{\"object_kind\":\"var\",\"config_addr\":\"var.bad\",\"status\":\"unknown\",\"objects\":null}]");
  }
  EXPECT_TRUE(shop.MakePlan({.targets = {b}}).errored);
}

// What is left needs what it was made of.
TEST(EngineChanges, ADestroyWithExcludesLeavesWhatThoseDependOn) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n"
            "resource \"aws_thing\" \"c\" {\n  name = \"c\"\n  policy = aws_thing.b.id\n}\n"
            "resource \"aws_thing\" \"d\" { name = \"d\" }\noutput \"d\" { value = aws_thing.d.name }\n"));
  shop.PlanAndApply();
  const ApplyResult result = shop.PlanAndApply({.mode = PlanMode::kDestroy, .excludes = {*ParseTarget("aws_thing.b")}});
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.destroyed, 2);
  EXPECT_EQ(shop.cloud.Place("delete id-a"), -1);
  EXPECT_EQ(shop.cloud.Place("delete id-b"), -1);
  EXPECT_EQ(shop.state.outputs.count("d"), 1u);
}

TEST(EngineChanges, AWholeDestroyDropsTheOutputsAlsoWhereItFails) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\noutput \"a\" { value = aws_thing.a.id }\n"));
  shop.PlanAndApply();
  shop.cloud.undeletable.insert("id-a");
  shop.PlanAndApply({.mode = PlanMode::kDestroy});
  EXPECT_TRUE(shop.diagnostics.HasErrors());
  EXPECT_EQ(shop.state.resources().size(), 1u);
  EXPECT_TRUE(shop.state.outputs.empty());
}

TEST(EngineChanges, DataWithoutABlockStaysWhereItIsNotTargeted) {
  const std::string thing = "resource \"aws_thing\" \"a\" { name = \"a\" }\n";
  Workshop shop(Files(thing + "data \"aws_who\" \"me\" {}\n"));
  shop.PlanAndApply();
  Rewrite(shop, thing);
  shop.PlanAndApply({.targets = {*ParseTarget("aws_thing.a")}});
  EXPECT_EQ(shop.state.resources().size(), 2u);
  shop.PlanAndApply();
  EXPECT_EQ(shop.state.resources().size(), 1u);
}

TEST(EngineChanges, DataSourceWaitsForAPendingChange) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"
            "data \"aws_who\" \"u\" { seed = aws_thing.a.id }\n"
            "data \"aws_who\" \"d\" { depends_on = [aws_thing.a] }\n"
            "output \"seed\" { value = data.aws_who.u.seed }\n"));
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Workshop::Find(plan, "data.aws_who.u")->reason, ActionReason::kReadBecauseConfigUnknown);
  EXPECT_EQ(Workshop::Find(plan, "data.aws_who.d")->reason, ActionReason::kReadBecauseDependencyPending);
  EXPECT_EQ(shop.cloud.Count("data"), 0);
  ApplyResult result = shop.Apply(plan);
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.state.outputs["seed"].value_json, "\"id-a\"");
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

// Names in a module mean the objects of the same instance: a new instance beside it is nothing to wait for.
TEST(EngineChanges, ADataSourceDoesNotWaitForAnotherInstanceOfItsModule) {
  const std::string call = "module \"m\" {\n  source = \"./m\"\n  for_each = toset(var.keys)\n  key = each.key\n}\n";
  const std::string keys = "variable \"keys\" { default = ";
  Workshop shop(Workshop::FileTexts{
      {"main.tf", call + keys + "[\"a\"] }\n"},
      {"m/m.tf",
       "variable \"key\" {}\nresource \"aws_thing\" \"t\" { name = var.key }\n"
       "data \"aws_who\" \"w\" { seed = aws_thing.t.id }\n"
       "resource \"aws_thing\" \"u\" {\n  name = \"u${var.key}\"\n  policy = data.aws_who.w.seed\n}\n"}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  ASSERT_TRUE(shop.files.Write("main.tf", call + keys + "[\"a\", \"b\"] }\n", FileMode::kPublic).ok());
  const Plan plan = shop.MakePlan();
  EXPECT_EQ(Count(plan).add, 2) << shop.Errors();
  EXPECT_EQ(Count(plan).change, 0);
  EXPECT_EQ(Workshop::Find(plan, "module.m[\"a\"].data.aws_who.w"), nullptr) << "it was read already";
}

TEST(EngineChanges, AnUpdateThatTurnsOutToBeNoneIsNotMade) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = var.p\n}\nvariable \"p\" { default = \"1\" }\n"
            "data \"aws_who\" \"w\" {\n  seed = \"same\"\n  depends_on = [aws_thing.a]\n}\n"
            "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = data.aws_who.w.seed\n}\n"));
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  shop.inputs = {{VariableInput::Kind::kAssignment, "p=2"}};
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  const int updates = shop.cloud.Count("update b");
  const ApplyResult result = shop.Apply(plan);
  EXPECT_EQ(result.changed, 1) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("update b"), updates);
}

// Moving only one end, or an object that is not shown, would change the state in silence.
TEST(EngineChanges, AMoveIsTargetedWholeOrNotAtAll) {
  Workshop shop(
      Files("resource \"aws_thing\" \"a\" { name = \"a\" }\nresource \"aws_thing\" \"o\" { name = \"o\" }\n"));
  shop.PlanAndApply();
  ASSERT_TRUE(
      shop.files
          .Write("main.tf",
                 "resource \"aws_thing\" \"b\" { name = \"a\" }\nresource \"aws_thing\" \"o\" { name = \"o\" }\n"
                 "moved {\n  from = aws_thing.a\n  to = aws_thing.b\n}\n",
                 FileMode::kPublic)
          .ok());
  const auto says = [&](PlanOptions options) {
    const Plan plan = shop.MakePlan(options);
    return plan.errored ? shop.Errors() : "";
  };
  const auto target = [](const std::string& text) { return *ParseTarget(text); };
  const std::string missing = says({.targets = {target("aws_thing.o")}});
  EXPECT_NE(missing.find("Moved resource instances excluded by targeting"), std::string::npos) << missing;
  EXPECT_NE(missing.find("-target=\"aws_thing.a\"\n  -target=\"aws_thing.b\""), std::string::npos) << missing;
  EXPECT_NE(says({.targets = {target("aws_thing.b")}}).find("-target=\"aws_thing.a\""), std::string::npos);
  EXPECT_NE(says({.excludes = {target("aws_thing.b")}}).find("-exclude=\"aws_thing.b\""), std::string::npos);
  EXPECT_EQ(says({.targets = {target("aws_thing.a"), target("aws_thing.b")}}), "");
  EXPECT_EQ(says({.excludes = {target("aws_thing.o")}}), "");
}

TEST(EngineChanges, SensitiveValuesStayMarked) {
  Workshop shop(
      Files("variable \"s\" {\n  sensitive = true\n  default = \"x\"\n}\n"
            "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = var.s\n  secret = \"y\"\n}\n"
            "output \"o\" { value = aws_thing.a.secret }\n"));
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_NE(shop.Errors().find("Output refers to sensitive values"), std::string::npos) << shop.Errors();
  Rewrite(shop,
          "variable \"s\" {\n  sensitive = true\n  default = \"x\"\n}\n"
          "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = var.s\n  secret = \"y\"\n}\n"
          "output \"o\" {\n  value = aws_thing.a.secret\n  sensitive = true\n}\n");
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(plan.changes[0].after_sensitive.size(), 2u);
  EXPECT_TRUE(plan.outputs[0].sensitive);
  shop.Apply(plan);
  const Instance* a = shop.state.FindInstance({"", ResourceMode::kManaged, "aws_thing", "a"}, {});
  EXPECT_EQ(a->sensitive_paths.size(), 2u);  // by its expression, and by the schema
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(EngineChanges, ReplaceOptionAndTriggers) {
  Workshop shop(Files(
      "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
      "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  lifecycle { replace_triggered_by = [aws_thing.a] }\n}\n"));
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  PlanOptions options;
  options.force_replace = {*ParseResourceAddress("aws_thing.a")};
  Plan plan = shop.MakePlan(options);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.a")->reason, ActionReason::kReplaceByRequest);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.b")->reason, ActionReason::kReplaceByTriggers);
}

TEST(EngineChanges, ConditionsAreChecked) {
  Workshop shop(
      Files("variable \"n\" {\n  default = \"a\"\n  validation {\n    condition = var.n != \"bad\"\n"
            "    error_message = \"n is bad\"\n  }\n}\n"
            "resource \"aws_thing\" \"a\" {\n  name = var.n\n  lifecycle {\n    precondition {\n"
            "      condition = var.n != \"pre\"\n      error_message = \"pre failed\"\n    }\n"
            "    postcondition {\n      condition = self.name != \"post\"\n      error_message = \"post failed\"\n"
            "    }\n  }\n}\n"
            "check \"c\" {\n  assert {\n    condition = var.n != \"warn\"\n    error_message = \"warned\"\n  }\n}\n"));
  auto with = [&](const char* name) {
    shop.inputs = {{VariableInput::Kind::kAssignment, std::string("n=") + name}};
    return shop.MakePlan();
  };
  EXPECT_FALSE(with("good").errored) << shop.Errors();
  EXPECT_TRUE(with("bad").errored);
  EXPECT_NE(shop.Errors().find("n is bad"), std::string::npos) << shop.Errors();
  EXPECT_TRUE(with("pre").errored);
  EXPECT_NE(shop.Errors().find("pre failed"), std::string::npos) << shop.Errors();
  EXPECT_TRUE(with("post").errored);
  EXPECT_NE(shop.Errors().find("post failed"), std::string::npos) << shop.Errors();
  Plan warned = with("warn");
  EXPECT_FALSE(warned.errored);
  EXPECT_NE(shop.Errors().find("warned"), std::string::npos) << shop.Errors();
  ASSERT_FALSE(warned.checks.empty());
}

TEST(EngineChanges, ForeignTypesAreRefusedByAddress) {
  Workshop shop(Files("resource \"aws_thing\" \"a\" { name = \"a\" }\n"));
  Instance instance;
  instance.attributes = "{}";
  shop.state.PutInstance({"", ResourceMode::kManaged, "aws_vpc", "v"},
                         "provider[\"registry.opentofu.org/hashicorp/aws\"]", instance);
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_NE(shop.Errors().find("aws_vpc.v"), std::string::npos) << shop.Errors();
  Rewrite(shop, "resource \"aws_vpcs\" \"a\" { name = \"a\" }\nresource \"aws_thin\" \"b\" {}\n");
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_NE(shop.Errors().find("Did you mean \"aws_thing\""), std::string::npos) << shop.Errors();
  EXPECT_NE(shop.Errors().find("aws_vpcs"), std::string::npos) << shop.Errors();
}

}  // namespace
}  // namespace rolecall::engine
