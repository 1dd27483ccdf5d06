// Ephemeral resources: when they are opened, renewed and closed, and where their values go.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "engine/plan/plan_file.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

constexpr char kToken[] = "ephemeral \"aws_token\" \"t\" {\n  seed = \"t\"\n}\n";
constexpr char kProvider[] = "provider \"aws\" {\n  region = \"eu\"\n}\n";
constexpr char kOther[] =
    "provider \"aws\" {\n  alias  = \"other\"\n  region = ephemeral.aws_token.t.secret\n}\n"
    "resource \"aws_thing\" \"o\" {\n  provider = aws.other\n  name = \"o\"\n}\n";

// What the hook hears of ephemeral resources.
class Listener final : public UiHook {
 public:
  void Tell(Progress what, const ResourceEvent& event) override {
    if (event.ephemeral == EphemeralAction::kNone) return;
    const char* action = event.ephemeral == EphemeralAction::kOpen    ? "open"
                         : event.ephemeral == EphemeralAction::kRenew ? "renew"
                                                                      : "close";
    const char* kind = what == Progress::kEphemeralStarted    ? "started"
                       : what == Progress::kEphemeralDeferred ? event.text.c_str()
                       : what == Progress::kEphemeralComplete ? "complete"
                                                              : "failed";
    heard.push_back(event.address.Text() + " " + action + " " + kind);
  }
  std::vector<std::string> heard;
};

class EphemeralResourcesTest : public ::testing::Test {
 protected:
  Plan Planned(const std::string& text, PlanOptions options = {}) {
    EXPECT_TRUE(shop_.files.Write("main.tf", text, FileMode::kPublic).ok());
    shop_.cloud.log.clear();
    shop_.cloud.now = shop_.clock.Now();
    options.hook = &listener_;
    return shop_.MakePlan(std::move(options));
  }
  std::string Refusal(const std::string& text) {
    EXPECT_TRUE(Planned(text).errored) << text;
    return shop_.Errors();
  }
  std::string Validated(const std::string& text) {
    EXPECT_TRUE(shop_.files.Write("main.tf", text, FileMode::kPublic).ok());
    shop_.Load();
    shop_.engine->Validate(*shop_.configuration, shop_.diagnostics);
    return shop_.Errors();
  }
  // The lines of the cloud's log that are about ephemeral resources and provider configurations.
  std::vector<std::string> Log() {
    std::vector<std::string> lines;
    for (const std::string& line : shop_.cloud.log) {
      if (!line.starts_with("read ") && !line.starts_with("configure eu")) lines.push_back(line);
    }
    return lines;
  }
  using Lines = std::vector<std::string>;

  Workshop shop_{Workshop::FileTexts{{"main.tf", ""}}};
  Listener listener_;
};

TEST_F(EphemeralResourcesTest, AreOpenedInThePlanAndAgainInTheApply) {
  const Plan plan = Planned(std::string(kProvider) + kToken + kOther);
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Log(), (Lines{"open t", "configure s3cret-t", "close t"}));
  EXPECT_EQ(listener_.heard, (Lines{"ephemeral.aws_token.t open started", "ephemeral.aws_token.t open complete",
                                    "ephemeral.aws_token.t close started", "ephemeral.aws_token.t close complete"}));
  shop_.cloud.log.clear();
  EXPECT_EQ(shop_.Apply(plan).added, 1);
  EXPECT_EQ(Log(), (Lines{"open t", "configure s3cret-t", "create o", "close t"}));
}

TEST_F(EphemeralResourcesTest, AreInNeitherPlanNorState) {
  SavedPlan saved;
  saved.plan = Planned(std::string(kProvider) + kToken + kOther + "locals {\n  l = ephemeral.aws_token.t.secret\n}\n");
  ASSERT_FALSE(saved.plan.errored) << shop_.Errors();
  EXPECT_EQ(saved.plan.changes.size(), 1u);
  EXPECT_EQ(EncodePlan(saved).find("s3cret"), std::string::npos);
  shop_.Apply(saved.plan);
  for (const auto& [key, resource] : shop_.state.resources()) {
    EXPECT_EQ(key.mode, ResourceMode::kManaged);
    for (const Instance& instance : resource.instances) {
      EXPECT_EQ(instance.attributes.find("s3cret"), std::string::npos);
      EXPECT_TRUE(instance.dependencies.empty());
    }
  }
}

TEST_F(EphemeralResourcesTest, WaitForTheApplyWhereTheirConfigurationIsNotKnown) {
  const std::string text = std::string(kProvider) +
                           "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n}\n"
                           "ephemeral \"aws_token\" \"t\" {\n  seed = aws_thing.a.id\n}\n"
                           "locals {\n  l = ephemeral.aws_token.t.secret\n}\n";
  const Plan plan = Planned(text);
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(shop_.cloud.Count("open"), 0);
  EXPECT_EQ(shop_.cloud.Count("close"), 0);
  EXPECT_EQ(listener_.heard, Lines{"ephemeral.aws_token.t open Configuration unknown"});
  shop_.Apply(plan);
  EXPECT_FALSE(shop_.diagnostics.HasErrors()) << shop_.Errors();
  EXPECT_EQ(Log(), (Lines{"create a", "open id-a", "close id-a"}));
  Planned(text);
  EXPECT_EQ(Log(), (Lines{"open id-a", "close id-a"}));
}

TEST_F(EphemeralResourcesTest, WaitForWhatTheyDependOn) {
  const std::string text = std::string(kProvider) +
                           "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  policy = \"1\"\n}\n"
                           "ephemeral \"aws_token\" \"t\" {\n  seed = \"t\"\n  depends_on = [aws_thing.a]\n}\n";
  const Plan plan = Planned(text);
  EXPECT_EQ(listener_.heard, Lines{"ephemeral.aws_token.t open Dependencies pending"});
  shop_.Apply(plan);
  EXPECT_EQ(Log(), (Lines{"create a", "open t", "close t"}));
  Planned(text);
  EXPECT_EQ(Log(), (Lines{"open t", "close t"})) << "nothing is pending any more";
}

TEST_F(EphemeralResourcesTest, HaveInstances) {
  const std::string keys =
      "ephemeral \"aws_token\" \"t\" {\n  for_each = toset([\"a\", \"b\"])\n  seed = each.key\n}\n";
  const std::string counted = "ephemeral \"aws_token\" \"c\" {\n  count = 2\n  seed = \"c${count.index}\"\n}\n";
  const Plan plan = Planned(std::string(kProvider) + keys + counted +
                            "provider \"aws\" {\n  alias = \"other\"\n  region = "
                            "\"${ephemeral.aws_token.t[\"b\"].secret} ${ephemeral.aws_token.c[1].secret}\"\n}\n"
                            "resource \"aws_thing\" \"o\" {\n  provider = aws.other\n  name = \"o\"\n}\n");
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(shop_.cloud.Count("open "), 4);
  EXPECT_EQ(shop_.cloud.Count("close "), 4);
  EXPECT_EQ(shop_.cloud.Count("configure s3cret-b s3cret-c1"), 1);
}

TEST_F(EphemeralResourcesTest, AreClosedWhenNobodyNeedsThemAnyMore) {
  const Plan plan = Planned(std::string(kProvider) + kToken +
                            "ephemeral \"aws_token\" \"second\" {\n  seed = \"2${ephemeral.aws_token.t.secret}\"\n}\n"
                            "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  lifecycle {\n    precondition {\n"
                            "      condition = ephemeral.aws_token.second.secret != \"\"\n"
                            "      error_message = \"No.\"\n    }\n  }\n}\n"
                            "resource \"aws_thing\" \"b\" {\n  name = \"b ${aws_thing.a.id}\"\n}\n");
  shop_.cloud.log.clear();
  shop_.Apply(plan);
  ASSERT_FALSE(shop_.diagnostics.HasErrors()) << shop_.Errors();
  EXPECT_EQ(Log().front(), "open t");
  EXPECT_LT(shop_.cloud.Place("create a"), shop_.cloud.Place("close 2s3cret-t"));
  EXPECT_LT(shop_.cloud.Place("close 2s3cret-t"), shop_.cloud.Place("close t"));
}

TEST_F(EphemeralResourcesTest, AreClosedAlsoWhenOthersFail) {
  shop_.cloud.failing = {"o"};
  const Plan plan = Planned(std::string(kProvider) + kToken + kOther);
  shop_.cloud.log.clear();
  shop_.Apply(plan);
  EXPECT_SAYS(shop_.Errors(), "no o today");
  EXPECT_EQ(Log(), (Lines{"open t", "configure s3cret-t", "create o", "close t"}));
}

// Stops the run as soon as something is open.
class Stopper final : public UiHook {
 public:
  explicit Stopper(Interrupt& interrupt) : interrupt_(interrupt) {}
  void Tell(Progress what, const ResourceEvent& event) override {
    if (what == Progress::kEphemeralComplete && event.ephemeral == EphemeralAction::kOpen) interrupt_.Raise();
  }

 private:
  Interrupt& interrupt_;
};

TEST_F(EphemeralResourcesTest, AreClosedAlsoWhenTheRunIsInterrupted) {
  const Plan plan = Planned(std::string(kProvider) + kToken + kOther);
  shop_.cloud.log.clear();
  Interrupt interrupt;
  Stopper stopper(interrupt);
  shop_.engine->Apply(*shop_.configuration, plan, {.parallelism = 1, .hook = &stopper, .interrupt = &interrupt},
                      shop_.diagnostics);
  EXPECT_SAYS(shop_.Errors(), "The apply was interrupted");
  EXPECT_EQ(shop_.cloud.Count("create"), 0);
  EXPECT_EQ(Log(), (Lines{"open t", "close t"}));
}

TEST_F(EphemeralResourcesTest, ThatCannotBeOpenedStopWhatNeedsThem) {
  shop_.cloud.failing = {"t"};
  const std::string errors = Refusal(std::string(kProvider) + kToken + kOther);
  EXPECT_SAYS(errors, "ephemeral.aws_token.t The cloud refused: no token of t");
  EXPECT_EQ(Log(), Lines{"open t"}) << "what is not open is not closed";
  EXPECT_EQ(listener_.heard.back(), "ephemeral.aws_token.t open failed");
}

TEST_F(EphemeralResourcesTest, ThatAreNotKnownWhenOpenAreTheProvidersFault) {
  shop_.cloud.vague = {"t"};
  EXPECT_SAYS(Refusal(std::string(kProvider) + kToken), "Provider produced invalid object");
  EXPECT_EQ(Log(), (Lines{"open t", "close t"}));
}

TEST_F(EphemeralResourcesTest, ThatCannotBeClosedAreAnError) {
  shop_.cloud.unclosable = {"t"};
  EXPECT_SAYS(Refusal(std::string(kProvider) + kToken), "ephemeral.aws_token.t The cloud holds on: to t");
}

// Twice ten minutes go by while an object is made; each time until there is a renewal, or none comes.
void LetTimePass(testing::FakeCloud& cloud, FakeClock& clock) {
  for (int i = 0; i < 2; ++i) {
    clock.Advance(std::chrono::minutes(10));
    {
      const std::lock_guard<std::mutex> lock(cloud.mutex);
      cloud.now = clock.Now();
    }
    for (int tries = 0; tries < 40 && cloud.Count("renew") <= i; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}

TEST_F(EphemeralResourcesTest, AreRenewedWhileTheyAreNeeded) {
  shop_.cloud.good_for["t"] = std::chrono::minutes(10);
  const Plan plan = Planned(std::string(kProvider) + kToken + kOther);
  EXPECT_EQ(shop_.cloud.Count("renew"), 0);
  shop_.cloud.on_apply = [this] { LetTimePass(shop_.cloud, shop_.clock); };
  shop_.engine->Apply(*shop_.configuration, plan, {.hook = &listener_}, shop_.diagnostics);
  EXPECT_FALSE(shop_.diagnostics.HasErrors()) << shop_.Errors();
  EXPECT_EQ(shop_.cloud.Count("renew t"), 2);
  EXPECT_EQ(std::count(listener_.heard.begin(), listener_.heard.end(), "ephemeral.aws_token.t renew complete"), 2);
}

TEST_F(EphemeralResourcesTest, ARenewalThatFailsIsToldAtTheEnd) {
  shop_.cloud.good_for["t"] = std::chrono::minutes(10);
  shop_.cloud.unrenewable = {"t"};
  const Plan plan = Planned(std::string(kProvider) + kToken + kOther);
  shop_.cloud.on_apply = [this] { LetTimePass(shop_.cloud, shop_.clock); };
  const ApplyResult result = shop_.engine->Apply(*shop_.configuration, plan, {}, shop_.diagnostics);
  EXPECT_EQ(result.added, 1);
  EXPECT_SAYS(shop_.Errors(), "ephemeral.aws_token.t The cloud forgot: nothing of t");
  EXPECT_EQ(shop_.cloud.Count("renew t"), 1);
  EXPECT_EQ(shop_.cloud.Count("close t"), 2) << "once in the plan, once in the apply";
}

TEST_F(EphemeralResourcesTest, HaveConditions) {
  const auto rule = [](const char* kind, const char* condition) {
    return std::string(kProvider) + "variable \"v\" {\n  default = 1\n}\nephemeral \"aws_token\" \"t\" {\n" +
           "  seed = \"t\"\n  lifecycle {\n    " + kind + " {\n      condition = " + condition +
           "\n      error_message = \"Not so.\"\n    }\n  }\n}\n";
  };
  EXPECT_SAYS(Refusal(rule("precondition", "var.v == 2")), "Resource precondition failed: Not so.");
  EXPECT_EQ(Log(), Lines{});
  EXPECT_SAYS(Refusal(rule("postcondition", "self.secret == \"\"")), "Resource postcondition failed: Not so.");
  EXPECT_EQ(Log(), (Lines{"open t", "close t"}));
  EXPECT_FALSE(Planned(rule("postcondition", "self.secret == \"s3cret-t\"")).errored) << shop_.Errors();
}

TEST_F(EphemeralResourcesTest, StayOutOfWhatIsKept) {
  EXPECT_SAYS(Refusal(std::string(kProvider) + kToken +
                      "resource \"aws_thing\" \"a\" {\n  name = ephemeral.aws_token.t.secret\n}\n"),
              "Attribute \".name\" is referencing an ephemeral value");
  EXPECT_SAYS(
      Refusal(std::string(kProvider) + kToken + "data \"aws_who\" \"a\" {\n  seed = ephemeral.aws_token.t.secret\n}\n"),
      "Attribute \".seed\" is referencing an ephemeral value");
  EXPECT_SAYS(Refusal(std::string(kProvider) + kToken + "output \"o\" {\n  value = ephemeral.aws_token.t\n}\n"),
              "Output does not allow ephemeral value");
  EXPECT_SAYS(
      Refusal(std::string(kProvider) + kToken +
              "resource \"aws_thing\" \"a\" {\n  count = length(ephemeral.aws_token.t.seed)\n  name = \"a\"\n}\n"),
      "derived from ephemeral values");
  EXPECT_EQ(shop_.Errors().find("s3cret"), std::string::npos);
}

TEST_F(EphemeralResourcesTest, AreCheckedByValidateWithoutBeingOpened) {
  shop_.cloud.log.clear();
  EXPECT_EQ(Validated(std::string(kToken) + kOther), "");
  EXPECT_SAYS(Validated("ephemeral \"aws_token\" \"t\" {\n  seed = \"\"\n}\n"), "Invalid seed");
  EXPECT_SAYS(Validated("ephemeral \"aws_token\" \"t\" {\n  nope = 1\n}\n"), "Unsupported argument");
  EXPECT_SAYS(Validated(std::string(kToken) + "output \"o\" {\n  value = ephemeral.aws_token.t.secret\n}\n"),
              "Output does not allow ephemeral value");
  EXPECT_SAYS(Validated(std::string(kToken) + "output \"o\" {\n  value = ephemeral.aws_token.x.secret\n}\n"),
              "There is no ephemeral resource \"aws_token\" \"x\" definition in the root module");
  EXPECT_SAYS(
      Validated("ephemeral \"aws_tokn\" \"t\" {}\n"),
      "Invalid ephemeral resource: This program does not have the ephemeral resource \"aws_tokn\". Did you mean "
      "\"aws_token\"?");
  EXPECT_EQ(shop_.cloud.Count("open"), 0);
}

TEST_F(EphemeralResourcesTest, BlocksAreReadAsTheLanguageHasThem) {
  EXPECT_SAYS(Validated(std::string(kToken) + kToken), "Duplicate ephemeral \"aws_token\" configuration");
  EXPECT_SAYS(
      Validated("ephemeral \"aws_token\" \"t\" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n"),
      "Invalid lifecycle configuration for ephemeral resource: The lifecycle argument \"prevent_destroy\" cannot be");
  EXPECT_SAYS(Validated("ephemeral \"aws_token\" \"t\" {\n  provisioner \"local-exec\" {}\n}\n"),
              "The block type \"provisioner\" cannot be used in ephemeral resources.");
  EXPECT_SAYS(Validated("ephemeral \"aws_token\" \"t\" {\n  locals {}\n}\n"),
              "Reserved block type name in ephemeral block");
  EXPECT_SAYS(Validated("removed {\n  from = ephemeral.aws_token.t\n}\n"), "Ephemeral resource address is not allowed");
  EXPECT_SAYS(Validated(std::string(kToken) + "import {\n  to = ephemeral.aws_token.t\n  id = \"x\"\n}\n"),
              "Importing into an ephemeral resource is not allowed");
  EXPECT_SAYS(Validated("moved {\n  from = ephemeral.aws_token.t\n  to = ephemeral.aws_token.u\n}\n"),
              "Ephemeral resources are not in the state");
  EXPECT_SAYS(Validated(std::string(kToken) + "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  lifecycle {\n"
                                              "    replace_triggered_by = [ephemeral.aws_token.t]\n  }\n}\n"),
              "Ephemeral resources cannot be used in replace_triggered_by");
  EXPECT_EQ(Validated("ephemeral \"aws_token\" \"t\" {\n  seed = ephemeral.aws_token.t.secret\n}\n"), "");
}

TEST_F(EphemeralResourcesTest, AreReadInJsonToo) {
  ASSERT_TRUE(shop_.files
                  .Write("more.tf.json",
                         R"({"ephemeral": {"aws_token": {"t": {"seed": "j"}}},
 "locals": {"l": "${ephemeral.aws_token.t.secret}"}})",
                         FileMode::kPublic)
                  .ok());
  ASSERT_FALSE(Planned(kProvider).errored) << shop_.Errors();
  EXPECT_EQ(Log(), (Lines{"open j", "close j"}));
}

TEST_F(EphemeralResourcesTest, CrossModulesMarked) {
  const std::string call = "module \"m\" {\n  source = \"./m\"\n  in = ephemeral.aws_token.t.secret\n}\n";
  ASSERT_TRUE(shop_.files
                  .Write("m/m.tf",
                         "variable \"in\" {\n  ephemeral = true\n}\nephemeral \"aws_token\" \"inner\" {\n  seed = "
                         "var.in\n}\noutput \"out\" {\n  value = ephemeral.aws_token.inner.secret\n  ephemeral = "
                         "true\n}\n",
                         FileMode::kPublic)
                  .ok());
  ASSERT_FALSE(Planned(std::string(kProvider) + kToken + call + "locals {\n  l = module.m.out\n}\n").errored)
      << shop_.Errors();
  EXPECT_EQ(Log(), (Lines{"open t", "open s3cret-t", "close s3cret-t", "close t"}));
  EXPECT_EQ(
      std::count(listener_.heard.begin(), listener_.heard.end(), "module.m.ephemeral.aws_token.inner open complete"),
      1);
}

TEST_F(EphemeralResourcesTest, AreOpenForADestroyThatNeedsThem) {
  const std::string text =
      std::string(kProvider) + kToken + kOther + "ephemeral \"aws_token\" \"unused\" {\n  seed = \"unused\"\n}\n";
  shop_.Apply(Planned(text));
  const Plan plan = Planned(text, {.mode = PlanMode::kDestroy, .refresh = false});
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Log(), (Lines{"open t", "configure s3cret-t", "close t"}));
  shop_.cloud.log.clear();
  EXPECT_EQ(shop_.Apply(plan).destroyed, 1);
  EXPECT_EQ(Log(), (Lines{"open t", "configure s3cret-t", "delete id-o", "close t"}));
}

TEST_F(EphemeralResourcesTest, OfOtherTargetsAreNotOpened) {
  const std::string text =
      std::string(kProvider) + kToken + kOther + "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n}\n";
  const Plan plan = Planned(text, {.targets = {*ParseTarget("aws_thing.a")}});
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Log(), Lines{});
  EXPECT_EQ(ParseTarget("ephemeral.aws_token.t[0]")->Text(), "ephemeral.aws_token.t[0]");
}

TEST_F(EphemeralResourcesTest, StandInTheGraphWithTheirEnds) {
  EXPECT_TRUE(shop_.files.Write("main.tf", std::string(kToken) + kOther, FileMode::kPublic).ok());
  shop_.Load();
  const std::string dot = shop_.engine->DescribeGraph(*shop_.configuration, shop_.diagnostics);
  EXPECT_SAYS(dot, "\"[root] ephemeral.aws_token.t (expand)\" [label = \"ephemeral.aws_token.t\", shape = \"box\"]");
  EXPECT_SAYS(dot, "\"[root] ephemeral.aws_token.t (close)\" -> \"[root] aws_thing.o (expand)\"");
}

}  // namespace
}  // namespace rolecall::engine
