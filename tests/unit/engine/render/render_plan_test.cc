#include "engine/render/render_plan.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/render/test_schemas.h"

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::Type;
using value::Value;

class RenderPlanTest : public testing::Test {
 protected:
  std::string Show(const ResourceChange& change) { return RenderResourceChange(change, schemas_, RenderStyle()); }
  std::string ShowUpdate(std::map<std::string, Value> before, std::map<std::string, Value> after) {
    return Show(ThingChange(Action::kUpdate, Thing(std::move(before)), Thing(std::move(after))));
  }
  ThingCatalogue catalogue_;
  Schemas schemas_{catalogue_};
};

TEST_F(RenderPlanTest, ACreationShowsWhatIsKnownAndWhatIsNot) {
  EXPECT_EQ(
      Show(ThingChange(Action::kCreate, Value::Null(Type::Dynamic()),
                       Thing({{"id", Value::Unknown(Type::String())},
                              {"name", Str("x\"y")},
                              {"size", Value::Int(3)},
                              {"on", Value::Bool(true)},
                              {"list", Strings({"a", "b"})},
                              {"tags", Tags({{"Name", Str("n")}, {"Longer", Str("m")}})},
                              {"policy", Str("{\"Version\":\"1\",\"Statement\":[{\"Action\":\"*\",\"n\":1}]}")}}))),
      R"(  # test_thing.a will be created
  + resource "test_thing" "a" {
      + id     = (known after apply)
      + list   = [
          + "a",
          + "b",
        ]
      + name   = "x\"y"
      + on     = true
      + policy = jsonencode(
            {
              + Statement = [
                  + {
                      + Action = "*"
                      + n      = 1
                    },
                ]
              + Version   = "1"
            }
        )
      + size   = 3
      + tags   = {
          + "Longer" = "m"
          + "Name"   = "n"
        }
    }
)");
}

TEST_F(RenderPlanTest, AnUpdateHidesWhatStaysButForTheNames) {
  EXPECT_EQ(ShowUpdate({{"id", Str("i")},
                        {"name", Str("n")},
                        {"note", Str("a")},
                        {"size", Value::Int(1)},
                        {"on", Value::Bool(true)}},
                       {{"id", Str("i")},
                        {"name", Str("n")},
                        {"note", Str("b")},
                        {"size", Value::Int(1)},
                        {"on", Value::Bool(true)}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
        id   = "i"
        name = "n"
      ~ note = "a" -> "b"
        # (2 unchanged attributes hidden)
    }
)");
}

TEST_F(RenderPlanTest, ADestructionShowsEverythingGoing) {
  ResourceChange change = ThingChange(
      Action::kDelete,
      Thing({{"id", Str("i")}, {"size", Value::Int(1)}, {"list", Strings({"a"})}, {"tags", Tags({{"k", Str("v")}})}}),
      Value::Null(Type::Dynamic()));
  change.reason = ActionReason::kDeleteBecauseNoResourceConfig;
  EXPECT_EQ(Show(change),
            R"(  # test_thing.a will be destroyed
  # (because test_thing.a is not in configuration)
  - resource "test_thing" "a" {
      - id   = "i" -> null
      - list = [
          - "a",
        ] -> null
      - size = 1 -> null
      - tags = {
          - "k" = "v"
        } -> null
    }
)");
}

TEST_F(RenderPlanTest, AReplacementNamesWhatForcesIt) {
  ResourceChange change = ThingChange(Action::kDeleteThenCreate, Thing({{"id", Str("i")}, {"name", Str("n")}}),
                                      Thing({{"id", Value::Unknown(Type::String())}, {"name", Str("m")}}));
  change.requires_replace = {{AttributeStep{"name"}}};
  EXPECT_EQ(Show(change),
            R"(  # test_thing.a must be replaced
-/+ resource "test_thing" "a" {
      ~ id   = "i" -> (known after apply)
      ~ name = "n" -> "m" # forces replacement
    }
)");
  change.action = Action::kCreateThenDelete;
  change.reason = ActionReason::kReplaceBecauseTainted;
  EXPECT_TRUE(Show(change).starts_with("  # test_thing.a is tainted, so it must be replaced\n+/- resource"));
  change.reason = ActionReason::kReplaceByRequest;
  EXPECT_TRUE(Show(change).starts_with("  # test_thing.a will be replaced, as requested\n"));
  change.reason = ActionReason::kReplaceByTriggers;
  EXPECT_TRUE(Show(change).starts_with("  # test_thing.a will be replaced due to changes in replace_triggered_by\n"));
}

TEST_F(RenderPlanTest, APolicyIsComparedAsWhatItSays) {
  EXPECT_EQ(ShowUpdate({{"policy", Str(R"({"Version":"1","Statement":[{"Effect":"Allow","Action":["a","b","c"]}]})")}},
                       {{"policy", Str(R"({"Version":"1","Statement":[{"Effect":"Allow","Action":["a","c","d"]}]})")}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
      ~ policy = jsonencode(
          ~ {
              ~ Statement = [
                  ~ {
                      ~ Action = [
                            "a",
                          - "b",
                            "c",
                          + "d",
                        ]
                        # (1 unchanged attribute hidden)
                    },
                ]
                # (1 unchanged attribute hidden)
            }
        )
    }
)");
}

TEST_F(RenderPlanTest, WhiteSpaceAloneIsSaidToBeAll) {
  const std::string text = ShowUpdate({{"policy", Str("{\"a\":1}")}}, {{"policy", Str("{ \"a\": 1 }")}});
  EXPECT_NE(text.find("~ policy = jsonencode( # whitespace changes\n            {\n                a = 1\n"),
            std::string::npos)
      << text;
}

TEST_F(RenderPlanTest, TextsOfSeveralLinesAreComparedByLine) {
  EXPECT_EQ(ShowUpdate({{"note", Str("one\ntwo\nthree\n")}}, {{"note", Str("one\n2\nthree\n")}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
      ~ note = <<-EOT
            one
          - two
          + 2
            three
        EOT
    }
)");
}

TEST_F(RenderPlanTest, ListsShowTheNeighboursOfAChange) {
  EXPECT_EQ(ShowUpdate({{"list", Strings({"a", "b", "c", "d", "e", "f"})}},
                       {{"list", Strings({"a", "b", "c", "x", "e", "f"})}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
      ~ list = [
            # (2 unchanged elements hidden)
            "c",
          - "d",
          + "x",
            "e",
            # (1 unchanged element hidden)
        ]
    }
)");
}

TEST_F(RenderPlanTest, SetsShowWhatGoesAndWhatComes) {
  EXPECT_EQ(ShowUpdate({{"set", StringSet({"a", "b"})}}, {{"set", StringSet({"b", "c"})}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
      ~ set = [
          - "a",
          + "c",
            # (1 unchanged element hidden)
        ]
    }
)");
}

TEST_F(RenderPlanTest, MapsShowTheirKeysQuoted) {
  EXPECT_EQ(ShowUpdate({{"tags", Tags({{"a", Str("1")}, {"bb", Str("2")}, {"c", Str("3")}})}},
                       {{"tags", Tags({{"a", Str("1")}, {"bb", Str("x")}, {"d", Str("4")}})}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
      ~ tags = {
            "a"  = "1"
          ~ "bb" = "2" -> "x"
          - "c"  = "3" -> null
          + "d"  = "4"
        }
    }
)");
}

TEST_F(RenderPlanTest, BlocksAreSetOffAndCounted) {
  const Type rule = ImpliedType(*RuleBlock());
  EXPECT_EQ(ShowUpdate({{"id", Str("i")}, {"rule", Value::List(rule, {Rule(1, "a"), Rule(2, "b")})}},
                       {{"id", Str("i")}, {"rule", Value::List(rule, {Rule(1, "a"), Rule(3, "b")})}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
        id = "i"

      ~ rule {
          ~ port = 2 -> 3
            # (1 unchanged attribute hidden)
        }

        # (1 unchanged block hidden)
    }
)");
  EXPECT_EQ(ShowUpdate({{"id", Str("i")}, {"entry", Value::Set(rule, {Rule(1, "a")})}},
                       {{"id", Str("i")}, {"entry", Value::Set(rule, {Rule(2, "a")})}}),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
        id = "i"

      - entry {
          - port = 1 -> null
          - text = "a" -> null
        }
      + entry {
          + port = 2
          + text = "a"
        }
    }
)");
}

TEST_F(RenderPlanTest, SensitiveValuesNeverAppear) {
  ResourceChange change =
      ThingChange(Action::kUpdate, Thing({{"secret", Str("tell-no-one")}, {"note", Str("hide-me")}}),
                  Thing({{"secret", Str("tell-nobody")}, {"note", Str("hide-me")}}));
  change.before_sensitive = {{AttributeStep{"secret"}}};
  change.after_sensitive = {{AttributeStep{"note"}}, {AttributeStep{"secret"}}};
  EXPECT_EQ(Show(change),
            R"(  # test_thing.a will be updated in-place
  ~ resource "test_thing" "a" {
      # Warning: this attribute value will be marked as sensitive and will not
      # display in UI output after applying this change. The value is unchanged.
      ~ note   = (sensitive value)
      ~ secret = (sensitive value)
    }
)");
  RenderStyle open;
  open.show_sensitive = true;
  EXPECT_NE(RenderResourceChange(change, schemas_, open).find("\"tell-no-one\" -> \"tell-nobody\""), std::string::npos);
}

TEST_F(RenderPlanTest, MovesImportsAndForeignReasonsHaveTheirHeadlines) {
  ResourceChange change = ThingChange(Action::kNoOp, Thing({{"id", Str("i")}}), Thing({{"id", Str("i")}}));
  EXPECT_EQ(Show(change), "");
  change.previous_address = change.address;
  change.previous_address->name = "old";
  EXPECT_EQ(
      Show(change),
      "  # test_thing.old has moved to test_thing.a\n    resource \"test_thing\" \"a\" {\n        id = \"i\"\n    }\n");
  change.action = Action::kUpdate;
  EXPECT_NE(Show(change).find("will be updated in-place\n  # (moved from test_thing.old)\n  ~ "), std::string::npos);
  change.previous_address.reset();
  change.action = Action::kNoOp;
  change.importing_id = "i-1";
  EXPECT_TRUE(Show(change).starts_with("  # test_thing.a will be imported\n  # (imported from \"i-1\")\n"));
  change.importing_identity = "{\"name\":\"a\",\"region\":null}";
  EXPECT_TRUE(
      Show(change).starts_with("  # test_thing.a will be imported\n  # imported using resource identity: {\n"
                               "  #   \"name\": \"a\",\n  #   \"region\": null\n  # }\n"))
      << Show(change);
}

TEST_F(RenderPlanTest, DeletionsSayWhy) {
  ResourceChange change = ThingChange(Action::kDelete, Thing({{"id", Str("i")}}), Value::Null(Type::Dynamic()));
  change.address.key = 2LL;
  change.reason = ActionReason::kDeleteBecauseCountIndex;
  EXPECT_NE(Show(change).find("# (because index [2] is out of range for count)"), std::string::npos);
  change.address.key = std::string("x");
  change.reason = ActionReason::kDeleteBecauseEachKey;
  EXPECT_NE(Show(change).find("# (because key [\"x\"] is not in for_each map)"), std::string::npos);
  change.reason = ActionReason::kDeleteBecauseWrongRepetition;
  EXPECT_NE(Show(change).find("# (because resource does not use for_each)"), std::string::npos);
  change.reason = ActionReason::kDeleteBecauseNoModule;
  change.address.module.steps = {{"m", IndexKey()}};
  EXPECT_NE(Show(change).find("# (because module.m is not in configuration)"), std::string::npos);
  change.deposed = "0011aabb";
  EXPECT_NE(Show(change).find("(deposed object 0011aabb) will be destroyed"), std::string::npos);
}

TEST_F(RenderPlanTest, AWholePlanReadsAsItsReadersKnowIt) {
  Plan plan;
  plan.changes.push_back(ThingChange(Action::kCreate, Value::Null(Type::Dynamic()), Thing({{"name", Str("n")}})));
  plan.outputs.push_back({"role", Action::kCreate, Value(),
                          Value::Object({{"arn", Value::Unknown(Type::String())}, {"name", Str("n")}}), false, false,
                          false});
  EXPECT_EQ(RenderPlan(plan, schemas_, RenderStyle()), R"(
Rolecall used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  + create

Rolecall will perform the following actions:

  # test_thing.a will be created
  + resource "test_thing" "a" {
      + name = "n"
    }

Plan: 1 to add, 0 to change, 0 to destroy.

Changes to Outputs:
  + role = {
      + arn  = (known after apply)
      + name = "n"
    }
)");
}

TEST_F(RenderPlanTest, NothingToDoIsSaidInOneLineThatMachinesKnow) {
  Plan plan;
  plan.changes.push_back(ThingChange(Action::kNoOp, Thing({}), Thing({})));
  EXPECT_TRUE(RenderPlan(plan, schemas_, RenderStyle())
                  .starts_with("\nNo changes. Your infrastructure matches the configuration.\n\n"));
  plan.mode = PlanMode::kDestroy;
  EXPECT_NE(RenderPlan(plan, schemas_, RenderStyle()).find("No changes. No objects need to be destroyed."),
            std::string::npos);
  plan.errored = true;
  EXPECT_NE(RenderPlan(plan, schemas_, RenderStyle()).find("Planning failed."), std::string::npos);
}

TEST_F(RenderPlanTest, OutputsAloneAreExplained) {
  Plan plan;
  plan.outputs.push_back({"a", Action::kUpdate, Str("x"), Str("y"), false, false, false});
  plan.outputs.push_back({"bb", Action::kDelete, Str("gone"), Value(), true, true, false});
  const std::string text = RenderPlan(plan, schemas_, RenderStyle());
  EXPECT_TRUE(text.starts_with("\nChanges to Outputs:\n  ~ a  = \"x\" -> \"y\"\n  - bb = (sensitive value) -> null\n"))
      << text;
  EXPECT_NE(text.find("You can apply this plan to save these new output values"), std::string::npos);
}

TEST_F(RenderPlanTest, DriftIsToldWhereTheChangesComeFromIt) {
  Plan plan;
  plan.changes.push_back(
      ThingChange(Action::kUpdate, Thing({{"note", Str("theirs")}}), Thing({{"note", Str("ours")}})));
  DriftChange drift;
  drift.address = plan.changes[0].address;
  drift.provider = plan.changes[0].provider;
  drift.before = Thing({{"id", Str("i")}, {"note", Str("ours")}, {"size", Value::Int(1)}});
  drift.after = Thing({{"id", Str("i")}, {"note", Str("theirs")}, {"size", Value::Int(2)}});
  plan.drift.push_back(drift);
  // Nothing refers to what has changed: the plan itself tells enough.
  EXPECT_EQ(RenderPlan(plan, schemas_, RenderStyle()).find("Objects have changed"), std::string::npos);
  plan.relevant = {{drift.address, {AttributeStep{"note"}}}};
  const std::string text = RenderPlan(plan, schemas_, RenderStyle());
  EXPECT_TRUE(text.starts_with(R"(
Note: Objects have changed outside of Rolecall

Rolecall detected the following changes made outside of Rolecall since the
last "rolecall apply" which may have affected this plan:

  # test_thing.a has changed
  ~ resource "test_thing" "a" {
        id   = "i"
      ~ note = "ours" -> "theirs"
        # (1 unchanged attribute hidden)
    }


Unless you have made equivalent changes to your configuration, or ignored the
relevant attributes using ignore_changes, the following plan may include
actions to undo or respond to these changes.
)")) << text;
  EXPECT_NE(text.find("Plan: 0 to add, 1 to change, 0 to destroy."), std::string::npos);
}

TEST_F(RenderPlanTest, ARefreshOnlyPlanTellsAllDrift) {
  Plan plan;
  plan.mode = PlanMode::kRefreshOnly;
  DriftChange drift;
  drift.address = ThingChange(Action::kNoOp, Value(), Value()).address;
  drift.provider.source = "acme/test";
  drift.before = Thing({{"note", Str("ours")}});
  drift.after = Thing({{"note", Str("theirs")}});
  plan.drift.push_back(drift);
  const std::string text = RenderPlan(plan, schemas_, RenderStyle());
  EXPECT_NE(text.find("      ~ note = \"ours\" -> \"theirs\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("This is a refresh-only plan, so Rolecall will not take any actions"), std::string::npos);
  plan.drift.clear();
  EXPECT_NE(RenderPlan(plan, schemas_, RenderStyle()).find("Your infrastructure still matches the configuration."),
            std::string::npos);
}

TEST_F(RenderPlanTest, WhatIsGoneIsAlwaysTold) {
  Plan plan;
  plan.changes.push_back(ThingChange(Action::kCreate, Value::Null(Type::Dynamic()), Thing({{"name", Str("n")}})));
  DriftChange drift;
  drift.address = plan.changes[0].address;
  drift.provider = plan.changes[0].provider;
  drift.action = Action::kDelete;
  drift.before = Thing({{"id", Str("i")}, {"note", Str("ours")}});
  drift.after = Value::Null(drift.before.type());
  plan.drift.push_back(drift);
  EXPECT_NE(RenderPlan(plan, schemas_, RenderStyle()).find(R"(
  # test_thing.a has been deleted
  - resource "test_thing" "a" {
        id   = "i"
        # (1 unchanged attribute hidden)
    }
)"),
            std::string::npos);
}

TEST_F(RenderPlanTest, ColoursAreThereOnlyWhenAsked) {
  const ResourceChange change = ThingChange(Action::kCreate, Value::Null(Type::Dynamic()), Thing({{"name", Str("n")}}));
  RenderStyle colored;
  colored.color = true;
  EXPECT_NE(RenderResourceChange(change, schemas_, colored).find("\033[32m+\033[0m"), std::string::npos);
  EXPECT_EQ(Show(change).find('\033'), std::string::npos);
}

TEST(PlanCountsLine, IsWhatMachinesParse) {
  EXPECT_EQ(PlanCountsLine({0, 9, 0, 0, 0}), "Plan: 9 to add, 0 to change, 0 to destroy.");
  EXPECT_EQ(PlanCountsLine({1, 2, 3, 4, 5}), "Plan: 1 to import, 2 to add, 3 to change, 4 to destroy, 5 to forget.");
}

TEST(RenderPlanFooter, SaysWhereThePlanIs) {
  EXPECT_NE(RenderPlanFooter("tf.plan", {}).find("    rolecall apply \"tf.plan\"\n"), std::string::npos);
  EXPECT_NE(RenderPlanFooter("", {}).find("You didn't use the -out option"), std::string::npos);
  RenderStyle automation;
  automation.in_automation = true;
  EXPECT_EQ(RenderPlanFooter("", automation), "");
}

}  // namespace
}  // namespace rolecall::engine
