// Test files run against the fake cloud: what runs see, what they keep, what they expect, what is left at the end.
#include "engine/testing/test_runner.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "engine/planning/planner.h"
#include "engine/testing/load_tests.h"
#include "hcl/syntax/parser.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine::testing {
namespace {

struct Seen final : TestView {
  void File(const TestFileResult& file) override {
    for (const TestRunResult& run : file.runs) {
      text += run.run->name + " " + std::string(1, "?-+!E"[static_cast<int>(run.status)]) + "\n";
      for (const diag::Diagnostic& one : run.diagnostics.list()) text += "  " + one.summary + ": " + one.detail + "\n";
    }
  }
  void Destroyed(const TestFile&, const TestRun& run, const diag::Diagnostics& diagnostics,
                 const State& left) override {
    text += "end of " + run.name + ", left " + std::to_string(left.resources().size()) + "\n";
    for (const diag::Diagnostic& one : diagnostics.list()) text += "  " + one.summary + "\n";
  }
  void Broken(const TestFile&, const std::vector<TestLeftovers>& left, const std::vector<std::string>& begun) override {
    text += "broken, left " + std::to_string(left.size()) + "\n";
    for (const TestLeftovers& one : left) text += "  of run " + one.run + "\n";
    for (const std::string& address : begun) text += "  begun " + address + "\n";
  }
  std::string text;
};

const char* const kMain = R"(
variable "name" {
  validation {
    condition     = length(var.name) < 6
    error_message = "Too long."
  }
}
resource "aws_thing" "t" {
  name = var.name
  lifecycle {
    precondition {
      condition     = var.name != "pre"
      error_message = "Not this."
    }
  }
}
data "aws_who" "w" {}
output "name" {
  value = aws_thing.t.name
}
output "arn" {
  value = aws_thing.t.arn
}
check "c" {
  assert {
    condition     = var.name != "chk"
    error_message = "Checked."
  }
}
)";

class TestRunnerTest : public ::testing::Test {
 protected:
  std::string Run(const std::string& test, Workshop::FileTexts more = {}) {
    Workshop::FileTexts texts = std::move(more);
    texts.try_emplace("main.tf", kMain);
    shop_ = std::make_unique<Workshop>(std::move(texts));
    shop_->cloud.undeletable = undeletable_;
    shop_->cloud.failing = failing_;
    shop_->cloud.on_apply = on_apply_;
    diag::Diagnostics diagnostics;
    file_ = ReadTestFile("t.tftest.hcl", test, diagnostics);
    for (const diag::Diagnostic& one : diagnostics.list()) seen_.text += one.summary + ": " + one.detail + "\n";
    if (diagnostics.HasErrors()) return seen_.text;
    TestSetting setting;
    setting.load = [this](const TestFile&, const TestRun& run, diag::Diagnostics& problems) {
      return shop_->MakeEngine()->Load(run.module ? run.module->source.substr(2) : ".", problems);
    };
    setting.make_engine = [this](const value::Value& names) {
      EngineContext context;
      context.files = &shop_->files;
      context.environment = &shop_->environment;
      context.clock = &shop_->clock;
      context.random = &shop_->random;
      context.providers = &shop_->catalogue;
      context.working_directory = "/here";
      context.extra_names = names;
      return std::make_shared<Engine>(context);
    };
    setting.globals = [](const Configuration&, diag::Diagnostics&) { return RootVariables(); };
    setting.interrupt = &interrupt_;
    setting.clock = &shop_->clock;
    TestRunner runner(setting, seen_);
    runner.Run(file_);
    return seen_.text;
  }

  std::unique_ptr<Workshop> shop_;
  std::set<std::string> undeletable_, failing_;
  std::function<void()> on_apply_;
  TestFile file_;
  Seen seen_;
  Interrupt interrupt_;
};

std::string Variables(const std::string& name) { return "variables {\n  name = \"" + name + "\"\n}\n"; }
std::string Assert(const std::string& condition) {
  return "  assert {\n    condition     = " + condition + "\n    error_message = \"bad ${var.name}\"\n  }\n";
}
std::string RunBlock(const std::string& name, const std::string& body) {
  return "run \"" + name + "\" {\n" + body + "}\n";
}

TEST_F(TestRunnerTest, WhatARunMakesIsThereForTheNextAndGoesAtTheEnd) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", Assert("output.name == \"a\"")) +
                RunBlock("two", "  variables {\n    name = \"${run.one.name}b\"\n  }\n" +
                                    Assert("aws_thing.t.name == \"ab\" && data.aws_who.w.account_id != \"\""))),
            "one +\ntwo +\nend of two, left 0\n");
  EXPECT_TRUE(shop_->cloud.things.empty());
  EXPECT_EQ(shop_->cloud.Count("create"), 2) << "the second run replaces what the first made";
}

TEST_F(TestRunnerTest, APlanMakesNothingAndKnowsNoMoreThanAPlan) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("known", "  command = plan\n" + Assert("aws_thing.t.name == \"a\"")) +
                RunBlock("unknown", "  command = plan\n" + Assert("output.arn == \"x\""))),
            "known +\nunknown E\n  Unknown condition run: Condition expression could not be evaluated at this time.\n");
  EXPECT_EQ(shop_->cloud.Count("create"), 0);
}

TEST_F(TestRunnerTest, AFalseAssertionFailsAndTheNextRunGoesOn) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", Assert("var.name == \"b\"")) + RunBlock("two", "")),
            "one !\n  Test assertion failed: bad a\ntwo +\nend of two, left 0\n");
}

TEST_F(TestRunnerTest, AnErrorSkipsWhatFollows) {
  const std::string text = Run(Variables("a") + RunBlock("one", Assert("var.nowhere == \"b\"")) + RunBlock("two", ""));
  EXPECT_TRUE(text.starts_with("one E\n  Reference to undeclared input variable")) << text;
  EXPECT_NE(text.find("two -\nend of one, left 0\n"), std::string::npos) << text;
}

TEST_F(TestRunnerTest, FailuresAreExpectedOrMissed) {
  const std::string plan = "  command = plan\n";
  const auto expecting = [&](const std::string& run, const std::string& name, const std::string& what) {
    return RunBlock(run, plan + "  " + Variables(name) + "  expect_failures = [" + what + "]\n");
  };
  EXPECT_EQ(Run(expecting("v", "longer", "var.name") + expecting("c", "chk", "check.c") +
                expecting("r", "pre", "aws_thing.t") + expecting("m", "a", "aws_thing.t")),
            "v +\nc +\nr +\nm E\n  Missing expected failure: The checkable object, aws_thing.t, was expected to report "
            "an error but did not.\n");
  seen_.text.clear();
  EXPECT_EQ(Run(RunBlock("c", plan + "  " + Variables("chk"))), "c E\n  Check block assertion failed: Checked.\n");
  seen_.text.clear();
  EXPECT_EQ(Run(RunBlock("l", plan + "  " + Variables("a") + "  expect_failures = [local.x]\n")),
            "l E\n  Invalid `expect_failures` reference: You cannot expect failures from local.x. You can only expect "
            "failures from checkable objects such as input variables, output values, check blocks, managed resources "
            "and data sources.\n");
}

TEST_F(TestRunnerTest, AMockIsNeverAsked) {
  const std::string mock =
      "mock_provider \"aws\" {\n  mock_resource \"aws_thing\" {\n    defaults = {\n      arn = \"arn:x\"\n"
      "    }\n  }\n}\n";
  EXPECT_EQ(Run(mock + Variables("a") + RunBlock("plan", "  command = plan\n" + Assert("output.arn == \"arn:x\"")) +
                RunBlock("apply", Assert("output.arn == \"arn:x\" && aws_thing.t.id != \"\""))),
            "plan +\napply +\nend of apply, left 0\n");
  EXPECT_TRUE(shop_->cloud.log.empty()) << shop_->cloud.log.front();
}

// The configuration's provider has instances, or those of the test have taken its place: nobody is asked either way.
TEST_F(TestRunnerTest, AMockStandsForInstancesOfAProvider) {
  const Workshop::FileTexts files = {
      {"main.tf",
       "variable \"names\" {\n  type = set(string)\n}\nprovider \"aws\" {\n  alias    = \"by\"\n  for_each = "
       "toset([\"a\", \"x\"])\n  region   = each.key\n}\nresource \"aws_thing\" \"t\" {\n  for_each = "
       "var.names\n  provider = aws.by[each.key]\n  name     = each.key\n}\noutput \"arns\" {\n  value = "
       "[for t in aws_thing.t : t.arn]\n}\n"}};
  const std::string mock =
      "mock_provider \"aws\" {\n  alias    = \"by\"\n  for_each = var.names\n  mock_resource \"aws_thing\" {\n"
      "    defaults = {\n      arn = \"arn:x\"\n    }\n  }\n}\n";
  const std::string names = "variables {\n  names = [\"a\", \"b\"]\n}\n";
  EXPECT_EQ(Run(mock + names +
                    RunBlock("one",
                             "  assert {\n    condition     = output.arns == [\"arn:x\", \"arn:x\"]\n    "
                             "error_message = \"x\"\n  }\n"),
                files),
            "one +\nend of one, left 0\n");
  EXPECT_TRUE(shop_->cloud.log.empty()) << shop_->cloud.log.front();
}

TEST_F(TestRunnerTest, ObjectsAreOverridden) {
  const std::string thing = "override_resource {\n  target = aws_thing.t\n  values = {\n    arn = \"over\"\n  }\n}\n";
  const std::string data = "override_data {\n  target = data.aws_who.w\n  values = {\n    account_id = \"1\"\n  }\n}\n";
  EXPECT_EQ(Run(thing + data + Variables("a") +
                RunBlock("one", Assert("output.arn == \"over\" && data.aws_who.w.account_id == \"1\""))),
            "one +\nend of one, left 0\n");
  EXPECT_EQ(shop_->cloud.Count("create"), 0);
  EXPECT_EQ(shop_->cloud.Count("delete"), 0) << "nor is what was not made destroyed";
  seen_.text.clear();
  EXPECT_EQ(Run("override_resource {\n  target = aws_thing.x\n}\n" + Variables("a") + RunBlock("one", "")),
            "one E\n  Resource not found: aws_thing.x: Target points to undefined resource. Please, ensure resource "
            "exists.\n");
}

TEST_F(TestRunnerTest, AModuleIsOverriddenByItsOutputs) {
  const Workshop::FileTexts files = {
      {"main.tf", "module \"m\" {\n  source = \"./m\"\n}\noutput \"o\" {\n  value = module.m.o\n}\n"},
      {"m/main.tf",
       "resource \"aws_thing\" \"t\" {\n  name = \"m\"\n}\noutput \"o\" {\n  value = aws_thing.t.arn\n}\n"}};
  const std::string over = "override_module {\n  target  = module.m\n  outputs = {\n    o = \"given\"\n  }\n}\n";
  EXPECT_EQ(
      Run(over + RunBlock("one", "  assert {\n    condition = output.o == \"given\"\n    error_message = \"x\"\n  }\n"),
          files),
      "one +\n");
  EXPECT_EQ(shop_->cloud.Count("create"), 0);
}

TEST_F(TestRunnerTest, AnotherModuleHasItsOwnStateAndIsDestroyedInReverse) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("setup", "  module {\n    source = \"./m\"\n  }\n") +
                    RunBlock("main", "  variables {\n    name = run.setup.o\n  }\n" + Assert("output.name == \"m\"")),
                {{"m/main.tf",
                  "resource \"aws_thing\" \"s\" {\n  name = \"m\"\n}\noutput \"o\" {\n  value = "
                  "aws_thing.s.name\n}\n"}}),
            "setup +\nmain +\nend of main, left 0\nend of setup, left 0\n");
}

TEST_F(TestRunnerTest, ProvidersOfTheTestTakeThePlaceOfTheOthers) {
  EXPECT_EQ(Run("provider \"aws\" {\n  region = \"r-${var.name}-${run.one.name}\"\n}\nmock_provider \"aws\" {\n  alias "
                "= \"m\"\n}\n" +
                Variables("a") + RunBlock("one", "  providers = {\n    aws = aws.m\n  }\n") +
                RunBlock("two", "  command = plan\n")),
            "one +\ntwo +\nend of one, left 0\n");
  EXPECT_EQ(shop_->cloud.Count("configure r-a-a"), 1) << shop_->cloud.log.size();
}

TEST_F(TestRunnerTest, WhatCannotBeDestroyedIsTold) {
  undeletable_ = {"id-a"};
  const std::string text = Run(Variables("a") + RunBlock("one", ""));
  EXPECT_NE(text.find("one +\nend of one, left 2\n  "), std::string::npos) << text;
}

TEST_F(TestRunnerTest, AnInterruptSkipsTheRest) {
  interrupt_.Raise();
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", "")), "one -\n");
}

TEST(TestFiles, AreFoundInBothPlacesAndReadInBothSyntaxes) {
  MemoryFileSystem files({{"a.tftest.hcl", "run \"a\" {}\n"},
                          {"a.tofutest.hcl", "run \"b\" {}\n"},
                          {"tests/c.tftest.json", R"({"run":{"c":{"command":"plan","variables":{"x":"${1 + 1}"}}}})"},
                          {"tests/.d.tftest.hcl", "nonsense"},
                          {"e.hcl", "nonsense"}});
  diag::SourceMap sources;
  diag::Diagnostics diagnostics;
  const std::vector<TestFile> tests = LoadTestFiles(files, ".", "tests", sources, diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.list()[0].detail;
  ASSERT_EQ(tests.size(), 2u);
  EXPECT_EQ(tests[0].name, "a.tofutest.hcl");
  EXPECT_EQ(tests[0].runs.at(0).name, "b");
  EXPECT_EQ(tests[1].name, "tests/c.tftest.json");
  EXPECT_TRUE(tests[1].runs.at(0).plans_only);
  EXPECT_EQ(tests[1].runs.at(0).variables.count("x"), 1u);
  LoadTestFiles(files, ".", "nowhere", sources, diagnostics);
  EXPECT_EQ(diagnostics.list().at(0).summary, "Test directory does not exist");
}

TEST(TestFiles, MistakesAreTold) {
  const auto has = [](const std::string& text, const std::string& part) {
    diag::Diagnostics diagnostics;
    ReadTestFile("t.tftest.hcl", text, diagnostics);
    std::string all;
    for (const diag::Diagnostic& one : diagnostics.list()) all += one.summary + ": " + one.detail + "\n";
    EXPECT_NE(all.find(part), std::string::npos) << text << all;
  };
  has("nonsense {}\n", "Unsupported block type");
  has("run \"1\" {}\n", "Invalid run block name");
  has("run \"a\" {\n  command = destroy\n}\n", "Invalid \"command\" keyword");
  has("run \"a\" {\n  nonsense = 1\n}\n", "Unsupported argument");
  has("run \"a\" {\n  variables {}\n  variables {}\n}\n", "Multiple \"variables\" blocks");
  has("run \"a\" {\n  module {}\n}\n", "Missing \"source\" attribute for module block");
  has("run \"a\" {\n  plan_options {\n    mode = destroy\n  }\n}\n", "Invalid \"mode\" keyword");
  has("run \"a\" {\n  plan_options {\n    mode = refresh-only\n    refresh = false\n  }\n}\n",
      "Incompatible plan options");
  has("run \"a\" {\n  assert {\n    condition = true\n    error_message = \"x\"\n  }\n}\n",
      "Invalid assert expression");
  has("mock_provider \"aws\" {}\nmock_provider \"aws\" {}\n", "Duplicated `mock_provider` block");
  has("mock_provider \"aws\" {\n  mock_data \"a\" {}\n  mock_data \"a\" {}\n}\n", "Duplicated `mock_data` block");
  has("mock_provider \"aws\" {\n  for_each = toset([])\n}\n", "Alias required when using \"for_each\"");
  has("override_resource {\n  target = aws_thing.t\n  values = 1\n}\n", "Object expected");
  has("override_resource {\n}\n", "Missing required argument");
  has("override_module {\n  target = aws_thing.t\n}\n", "Invalid address");
}

TEST_F(TestRunnerTest, ASecondInterruptBreaksOffAndTellsWhatIsLeft) {
  on_apply_ = [this] {
    interrupt_.Raise();
    interrupt_.Raise();
    std::this_thread::sleep_for(std::chrono::milliseconds(150));  // those who watch it see it meanwhile
  };
  const std::string text = Run(Variables("a") + RunBlock("one", "") + RunBlock("two", ""));
  EXPECT_TRUE(text.starts_with("broken, left 1\n  of run one\n  begun aws_thing.t\none ")) << text;
  EXPECT_NE(text.find("\ntwo ?\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("end of"), std::string::npos) << "nothing is begun any more: " << text;
  EXPECT_EQ(shop_->cloud.things.size(), 1u);
}

TEST_F(TestRunnerTest, AnInterruptOfTheEndTellsWhatIsLeft) {
  int applied = 0;
  on_apply_ = [&] {
    if (++applied != 2) return;  // the one that destroys
    interrupt_.Raise();
    interrupt_.Raise();
  };
  undeletable_ = {"id-a"};
  const std::string text = Run(Variables("a") + RunBlock("one", ""));
  EXPECT_TRUE(text.starts_with("one +\nbroken, left 1\n  of run one\nend of one, left ")) << text;
}

TEST_F(TestRunnerTest, OneInterruptLetsTheRunEndAndDestroysWhatItMade) {
  on_apply_ = [&] {
    if (!interrupt_.IsStopping()) interrupt_.Raise();
  };
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", "") + RunBlock("two", "")), "one +\ntwo -\nend of one, left 0\n");
  EXPECT_TRUE(shop_->cloud.things.empty());
}

std::string Options(const std::string& options) { return "  plan_options {\n    " + options + "\n  }\n"; }

TEST_F(TestRunnerTest, PlanOptionsAreThoseOfThePlan) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", "") + RunBlock("two", Options("replace = [aws_thing.t]"))),
            "one +\ntwo +\nend of two, left 0\n");
  EXPECT_EQ(shop_->cloud.Count("create a"), 2);
  seen_.text.clear();
  Run(Variables("a") + RunBlock("one", Options("target = [data.aws_who.w]")));
  EXPECT_TRUE(seen_.text.starts_with("one +\n  Resource targeting is in effect: ")) << seen_.text;
  EXPECT_NE(seen_.text.find("\n  Applied changes may be incomplete: "), std::string::npos) << seen_.text;
  EXPECT_TRUE(seen_.text.ends_with("\nend of one, left 0\n")) << seen_.text;
  EXPECT_EQ(shop_->cloud.Count("create"), 0);
  seen_.text.clear();
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", "") +
                RunBlock("two", Options("mode = refresh-only") + "  variables {\n    name = \"b\"\n  }\n")),
            "one +\ntwo +\nend of two, left 0\n");
  EXPECT_EQ(shop_->cloud.Count("create b"), 0) << "nothing is changed";
  seen_.text.clear();
  Run(Variables("a") + RunBlock("one", "") + RunBlock("two", "  command = plan\n" + Options("refresh = false")));
  const int unread = shop_->cloud.Count("read");
  seen_.text.clear();
  Run(Variables("a") + RunBlock("one", "") + RunBlock("two", "  command = plan\n" + Options("mode = normal")));
  EXPECT_EQ(shop_->cloud.Count("read"), unread + 1);
}

TEST_F(TestRunnerTest, AddressesOfPlanOptionsAreChecked) {
  const auto says = [&](const std::string& options) {
    seen_.text.clear();
    return Run(Variables("a") + RunBlock("one", Options(options)));
  };
  EXPECT_EQ(says("replace = [data.aws_who.w]"),
            "one E\n  Can only target managed resources for forced replacements.: data.aws_who.w\n");
  EXPECT_TRUE(says("replace = [aws_thing]").starts_with("one E\n  Invalid address: ")) << seen_.text;
  EXPECT_TRUE(says("target = [aws_thing]").starts_with("one E\n  Invalid address: ")) << seen_.text;
  EXPECT_EQ(shop_->cloud.Count("create"), 0);
}

TEST_F(TestRunnerTest, FailuresOfChecksAndOutputsAreExpected) {
  const Workshop::FileTexts files = {
      {"main.tf",
       "variable \"seed\" {}\ncheck \"c\" {\n  data \"aws_who\" \"w\" {\n    seed = var.seed\n  }\n  assert {\n"
       "    condition     = data.aws_who.w.account_id != \"\"\n    error_message = \"None.\"\n  }\n}\n"
       "output \"o\" {\n  value = var.seed\n  precondition {\n    condition     = var.seed != \"out\"\n"
       "    error_message = \"Not out.\"\n  }\n}\n"}};
  failing_ = {"bad"};
  const auto run = [&](const std::string& seed, const std::string& expected) {
    seen_.text.clear();
    return Run(RunBlock("one", "  command = plan\n  variables {\n    seed = \"" + seed + "\"\n  }\n" +
                                   (expected.empty() ? "" : "  expect_failures = [" + expected + "]\n")),
               files);
  };
  EXPECT_EQ(run("good", ""), "one +\n");
  EXPECT_TRUE(run("bad", "").starts_with("one E\n  Read failed: bad\n")) << seen_.text;
  EXPECT_TRUE(run("bad", "check.c").starts_with("one +\n")) << seen_.text;
  EXPECT_EQ(seen_.text.find("Read failed"), std::string::npos) << seen_.text;
  EXPECT_EQ(run("out", "output.o"), "one +\n");
  EXPECT_TRUE(run("out", "").starts_with("one E\n  Module output value precondition failed: Not out.")) << seen_.text;
}

TEST_F(TestRunnerTest, WhatACheckWillOnlyKnowLaterFailsAPlan) {
  const Workshop::FileTexts files = {
      {"main.tf",
       "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n}\ncheck \"c\" {\n  assert {\n    condition     = "
       "aws_thing.t.id != \"\"\n    error_message = \"None.\"\n  }\n}\n"}};
  const auto run = [&](const std::string& body) {
    seen_.text.clear();
    return Run(RunBlock("one", body), files);
  };
  EXPECT_TRUE(run("  command = plan\n").starts_with("one E\n  Check block assertion known after apply: "))
      << seen_.text;
  EXPECT_EQ(run("  command = plan\n  expect_failures = [check.c]\n"), "one +\n");
  EXPECT_TRUE(run("").starts_with("one +\n")) << seen_.text;
}

TEST_F(TestRunnerTest, AnExpectedFailureOfAVariableStopsAnApply) {
  const std::string text = Run(RunBlock("one", "  " + Variables("longer") + "  expect_failures = [var.name]\n"));
  EXPECT_TRUE(text.starts_with("one E\n  Invalid value for variable: ")) << text;
  EXPECT_NE(text.find("  Invalid Variable in test file: Variable var.name, has an invalid value within the test. "
                      "Although this was an expected failure"),
            std::string::npos)
      << text;
  EXPECT_EQ(shop_->cloud.Count("create"), 0);
}

TEST_F(TestRunnerTest, AConditionMustBeAQuestion) {
  const std::string text = Run(Variables("a") + RunBlock("one", "  command = plan\n" + Assert("var.name")));
  EXPECT_TRUE(text.starts_with("one E\n  Invalid condition run: ")) << text;
  EXPECT_NE(text.find("condition run value"), std::string::npos) << text;
}

TEST_F(TestRunnerTest, ARunsOwnOverrideGoesBeforeTheFiles) {
  const auto thing = [](const std::string& arn) {
    return "override_resource {\n  target = aws_thing.t\n  values = {\n    arn = \"" + arn + "\"\n  }\n}\n";
  };
  Run(thing("file") + Variables("a") + RunBlock("one", thing("run") + Assert("output.arn == \"run\"")) +
      RunBlock("two", "  command = plan\n" + Assert("output.name == \"a\"")));
  EXPECT_TRUE(seen_.text.starts_with(
      "one +\n  Multiple `override_resource` blocks for the same address: `aws_thing.t` is overridden in both "
      "global file and local run blocks. The declaration in global file block will be ignored.\ntwo +\n"
      "end of one, left 0\n"))
      << seen_.text;
  seen_.text.clear();
  EXPECT_EQ(Run(thing("a") + thing("b") + Variables("a") + RunBlock("one", "")),
            "one E\n  Duplicated `override_resource` block: It is not allowed to have multiple `override_resource` "
            "blocks with the same target: `aws_thing.t`.\n");
}

TEST_F(TestRunnerTest, AMockOverridesObjectsOfItsProvider) {
  const auto mock = [](const std::string& block, const std::string& target) {
    return "mock_provider \"aws\" {\n  " + block + " {\n    target = " + target +
           "\n    values = {\n      arn = \"mine\"\n    }\n  }\n}\n";
  };
  EXPECT_EQ(Run(mock("override_resource", "aws_thing.t") + Variables("a") +
                RunBlock("one", Assert("output.arn == \"mine\""))),
            "one +\nend of one, left 0\n");
  // What is not there is passed over: a mock may serve several configurations.
  seen_.text.clear();
  EXPECT_EQ(Run(mock("override_resource", "aws_thing.x") + Variables("a") +
                RunBlock("one", Assert("output.arn != \"mine\""))),
            "one +\nend of one, left 0\n");
  EXPECT_TRUE(shop_->cloud.log.empty());
}

TEST_F(TestRunnerTest, WhatIsOverriddenMustBeThere) {
  const auto says = [&](const std::string& block) {
    seen_.text.clear();
    return Run(block + Variables("a") + RunBlock("one", "  command = plan\n"));
  };
  EXPECT_EQ(says("override_resource {\n  target = module.x.aws_thing.t\n}\n"),
            "one E\n  Module not found: module.x: Target points to resource in undefined module. Please, ensure module "
            "exists.\n");
  EXPECT_EQ(says("override_module {\n  target = module.x\n}\n"),
            "one E\n  Module not found: module.x: Target points to an undefined module. Please, ensure module "
            "exists.\n");
  EXPECT_EQ(says("override_data {\n  target = aws_thing.t\n}\n"),
            "one E\n  Unsupported `resource` target in `override_data` block: Target `aws_thing.t` is `resource` block "
            "itself and cannot be overridden with `override_data`.\n");
  EXPECT_EQ(says("override_resource {\n  target = data.aws_who.w\n}\n"),
            "one E\n  Unsupported `data` target in `override_resource` block: Target `data.aws_who.w` is `data` block "
            "itself and cannot be overridden with `override_resource`.\n");
}

TEST_F(TestRunnerTest, OutputsThatAModuleDoesNotHaveAreTold) {
  const Workshop::FileTexts files = {
      {"main.tf", "module \"m\" {\n  source = \"./m\"\n}\noutput \"o\" {\n  value = module.m.o\n}\n"},
      {"m/main.tf", "output \"o\" {\n  value = \"real\"\n}\n"}};
  EXPECT_EQ(Run("override_module {\n  target  = module.m\n  outputs = {\n    p = 1\n  }\n}\n" +
                    RunBlock("one",
                             "  command = plan\n  assert {\n    condition = output.o == null\n    error_message "
                             "= \"x\"\n  }\n"),
                files),
            "one +\n  Output not found: p: Specified output to override is not present in the module and will be "
            "ignored.\n");
}

TEST_F(TestRunnerTest, AnAssertionNamesOutputsThatAreThere) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", "  command = plan\n" + Assert("output.nam == \"a\""))).substr(0, 150),
            std::string("one E\n  Reference to undeclared output value: An output value with the name \"nam\" has not "
                        "been declared. Did you mean \"name\"?\n")
                .substr(0, 150));
}

TEST_F(TestRunnerTest, ARunNamesProvidersThatTheTestHas) {
  EXPECT_EQ(Run(Variables("a") + RunBlock("one", "  providers = {\n    aws = aws.nowhere\n  }\n")),
            "one E\n  Missing provider definition for aws.nowhere: This provider block references a provider "
            "definition that does not exist.\n");
}

TEST(TestFiles, WhatCannotBeReadIsTold) {
  diag::SourceMap sources;
  const auto says = [&](Workshop::FileTexts texts, const std::string& directory, const std::string& tests) {
    diag::Diagnostics diagnostics;
    const MemoryFileSystem files(std::move(texts));
    const std::vector<TestFile> loaded = LoadTestFiles(files, directory, tests, sources, diagnostics);
    std::string text = std::to_string(loaded.size()) + " ";
    for (const diag::Diagnostic& one : diagnostics.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  };
  const std::string gone = says({{"a.tftest.hcl", ""}}, "gone", "tests");
  EXPECT_TRUE(gone.starts_with("0 Failed to read test directory: Test directory gone could not be read: ")) << gone;
  const std::string large =
      says({{"a.tftest.hcl", std::string(hcl::kMaxSourceBytes + 1, ' ')}, {"b.tftest.hcl", ""}}, ".", "tests");
  EXPECT_TRUE(large.starts_with("1 Failed to read file: The file a.tftest.hcl cannot be read: ")) << large;
  // The folder of the tests may be that of the configuration: each file is read once.
  EXPECT_EQ(says({{"a.tftest.hcl", ""}}, ".", "."), "1 ");
}

TEST(TestFiles, AreCheckedBeforeAnyRun) {
  diag::Diagnostics diagnostics;
  const std::string twice = "override_module {\n  target = module.m\n}\noverride_module {\n  target = module.m\n}\n";
  const TestFile file = ReadTestFile(
      "t.tftest.hcl", twice + RunBlock("one", twice + "  expect_failures = [output.o.x, output.o, check.c]\n"),
      diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.list()[0].detail;
  CheckTestFile(file, diagnostics);
  ASSERT_EQ(diagnostics.list().size(), 3u);
  EXPECT_EQ(diagnostics.list()[0].summary, "Duplicated `override_module` block");
  EXPECT_EQ(diagnostics.list()[1].summary, "Duplicated `override_module` block");
  EXPECT_EQ(diagnostics.list()[2].summary, "Invalid `expect_failures` reference");
}

TEST(TestFiles, MistakesOfArgumentsAreTold) {
  const auto has = [](const std::string& text, const std::string& part) {
    diag::Diagnostics diagnostics;
    ReadTestFile("t.tftest.hcl", text, diagnostics);
    std::string all;
    for (const diag::Diagnostic& one : diagnostics.list()) all += one.summary + ": " + one.detail + "\n";
    EXPECT_NE(all.find(part), std::string::npos) << text << all;
  };
  has(RunBlock("a", "  providers = {\n    aws = aws.a.b\n  }\n"),
      "Invalid provider configuration reference: Provider name must");
  has(RunBlock("a", Options("refresh = \"maybe\"")), "Unsuitable value: bool required");
  has(RunBlock("a", Options("refresh = null")), "Unsuitable value: bool required");
  has(RunBlock("a", "  module {\n    source = [\"x\"]\n  }\n"), "Unsuitable value: string required");
  has(RunBlock("a", "  module {\n    source = null\n  }\n"), "Unsuitable value: string required");
  has("override_resource {\n  target = aws_thing.t[0]\n}\n", "A resource block is named, without keys of instances");
  has("override_data {\n  target = module.m\n}\n", "A resource block is named, without keys of instances");
  has("override_module {\n  target = module.m[0]\n}\n", "A module is named, without keys of instances.");
  has("override_resource {\n  target = aws_thing\n}\n", "Invalid address");
  has("override_module {\n  outputs = []\n  target = module.m\n}\n", "The attribute `outputs` must be an object.");
  has("mock_provider \"aws\" {\n  alias = \"1 x\"\n}\n", "Invalid mock provider configuration alias");
  const std::string over = "  override_resource {\n    target = aws_thing.t\n  }\n";
  has("mock_provider \"aws\" {\n" + over + over + "}\n",
      "Duplicated `override_resource` block: `override_resource` with target `aws_thing.t` is already defined in "
      "`mock_provider` block.");
}

}  // namespace
}  // namespace rolecall::engine::testing
