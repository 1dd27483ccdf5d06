// plan, apply, destroy and refresh.
#include <fcntl.h>

#include <boost/json.hpp>
#include <map>
#include <thread>

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ApplyCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf",
          "variable \"in\" {\n  default = \"x\"\n}\nresource \"terraform_data\" \"a\" {\n  input = var.in\n}\n"
          "output \"o\" {\n  value = terraform_data.a.output\n}\n");
  }
  std::string Output() {
    EXPECT_EQ(Run({"output", "-raw", "o"}), kExitOk) << err();
    return out();
  }
};

TEST_F(ApplyCommandTest, ShowsThePlanAsksAndTellsWhatWasDone) {
  EXPECT_EQ(Run({"apply"}, "yes\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("  # terraform_data.a will be created\n"));
  EXPECT_THAT(out(), HasSubstr("Do you want to perform these actions?\n"));
  EXPECT_THAT(out(),
              HasSubstr("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n\nOutputs:\n\no = \"x\"\n"));
  EXPECT_EQ(Output(), "x");
}

TEST_F(ApplyCommandTest, ADestroyThatLeavesSomethingBehindIsNoSuccess) {
  Write("main.tf", "resource \"terraform_data\" \"a\" {\n  lifecycle {\n    destroy = false\n  }\n}\n");
  const auto apply = [&] { ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err(); };
  apply();
  EXPECT_EQ(Run({"destroy", "-auto-approve"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Destroy was successful but left behind forgotten instances"));
  EXPECT_THAT(out(), Not(HasSubstr("Destroy complete!")));
  EXPECT_EQ(Run({"state", "list"}), kExitOk);
  EXPECT_EQ(out(), "") << "it is forgotten all the same";
  apply();
  EXPECT_EQ(Run({"destroy", "-auto-approve", "-suppress-forget-errors"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Destroy complete! Resources: 0 destroyed, 1 forgotten."));
  apply();
  ASSERT_EQ(Run({"plan", "-destroy", "-out=p"}), kExitOk);
  EXPECT_EQ(Run({"apply", "p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("-suppress-forget-errors"));
}

TEST_F(ApplyCommandTest, AnythingButYesCancels) {
  for (const char* answer : {"no\n", "y\n", ""}) {
    EXPECT_EQ(Run({"apply"}, answer), kExitError) << answer;
    EXPECT_THAT(out(), HasSubstr("Apply cancelled.\n")) << answer;
  }
  EXPECT_EQ(Run({"apply", "-input=false"}, ""), kExitError);
  EXPECT_FALSE(Exists("terraform.tfstate"));
  EXPECT_EQ(Run({"apply", "-input=false"}, "yes\n"), kExitOk) << "as in OpenTofu, this is asked all the same";
}

TEST_F(ApplyCommandTest, TheQuestionNamesTheWorkspace) {
  ASSERT_EQ(Run({"workspace", "new", "dev"}), kExitOk);
  EXPECT_EQ(Run({"apply"}, "no\n"), kExitError);
  EXPECT_THAT(out(), HasSubstr("Do you want to perform these actions\n  in workspace \"dev\"?"));
}

TEST_F(ApplyCommandTest, APlanWithoutChangesLeavesAnEmptyState) {
  Write("main.tf", "locals {\n  a = 1\n}\n");
  EXPECT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  EXPECT_FALSE(Exists("terraform.tfstate"));
  EXPECT_EQ(Run({"apply", "p"}), kExitOk) << err();
  const std::string state = Read("terraform.tfstate");
  EXPECT_THAT(state, HasSubstr("\"version\": 4,"));
  EXPECT_THAT(state, HasSubstr("\"serial\": 1,"));
  EXPECT_THAT(state, HasSubstr("\"resources\": []"));
}

TEST_F(ApplyCommandTest, AutomationIsNotToldWhereThePlanIs) {
  environment_.Set("TF_IN_AUTOMATION", "1");
  EXPECT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("Saved the plan")));
  EXPECT_TRUE(Exists("p"));
}

TEST_F(ApplyCommandTest, ASavedPlanIsAppliedAsItWasShown) {
  EXPECT_EQ(Run({"plan", "-out=p", "-var=in=saved", "-detailed-exitcode"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("Saved the plan to: p"));
  EXPECT_EQ(Run({"show", "p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("+ input  = \"saved\""));
  EXPECT_EQ(Run({"apply", "p"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("Do you want")));
  EXPECT_EQ(Output(), "saved");
}

TEST_F(ApplyCommandTest, ASavedPlanIsRefusedWhenItDoesNotFit) {
  ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk);
  EXPECT_EQ(Run({"destroy", "p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Destroy can't be called with a plan file"));
  environment_.Set("TF_WORKSPACE", "dev");
  EXPECT_EQ(Run({"apply", "p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("It was made in workspace \"default\"; selected is \"dev\"."));
  environment_.Set("TF_WORKSPACE", "");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"apply", "p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Saved plan is stale"));
  EXPECT_EQ(Run({"apply", "nowhere"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to load \"nowhere\" as a plan file"));
  EXPECT_EQ(Run({"apply", "p", "q"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Expected at most one positional argument."));
}

TEST_F(ApplyCommandTest, WhatWasGivenForASavedPlanMayOnlyBeGivenAgainAsItWas) {
  ASSERT_EQ(Run({"plan", "-out=p", "-var=in=y"}), kExitOk);
  EXPECT_EQ(Run({"apply", "-var=in=z", "p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Mismatch between input and plan variable value"));
  EXPECT_FALSE(Exists("terraform.tfstate"));
  EXPECT_EQ(Run({"apply", "-destroy", "-var=in=y", "p"}), kExitOk) << err();
  EXPECT_EQ(Output(), "y") << "the plan's mode counts";
}

TEST_F(ApplyCommandTest, ARefreshTellsOnlyTheOutputs) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"refresh"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Outputs:\n\no = \"x\"\n"));
  EXPECT_THAT(out(), Not(HasSubstr("No changes.")));
  EXPECT_THAT(out(), Not(HasSubstr("Apply complete!")));
  ASSERT_EQ(Run({"apply", "-destroy", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Apply complete! Resources: 0 added, 0 changed, 1 destroyed."));
  EXPECT_EQ(Run({"refresh"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Empty or non-existent state"));
}

TEST_F(ApplyCommandTest, ARefreshKeepsWhatTheConfigurationGivesAsFarAsItIsKnown) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  Write("more.tf", "output \"in\" {\n  value = var.in\n}\nresource \"terraform_data\" \"b\" {}\n");
  EXPECT_EQ(Run({"refresh", "-var=in=new"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("in = \"new\"\no = \"x\"\n")) << "o is not known until an apply";
  EXPECT_THAT(Read("terraform.tfstate"), HasSubstr("\"check_results\": null"));
  EXPECT_THAT(Read("terraform.tfstate"), Not(HasSubstr("\"name\": \"b\"")));
  EXPECT_EQ(Run({"refresh", "-auto-approve"}), kExitError);
}

TEST_F(ApplyCommandTest, EphemeralVariablesAreGivenAgain) {
  Write("main.tf", "variable \"pass\" {\n  ephemeral = true\n}\nresource \"terraform_data\" \"a\" {}\n");
  ASSERT_EQ(Run({"plan", "-out=p", "-var=pass=x"}), kExitOk) << err();
  EXPECT_EQ(Run({"apply", "-var=pass=x", "p"}), kExitOk) << err();
}

TEST_F(ApplyCommandTest, PlanSaysByItsExitCodeWhetherThereAreChanges) {
  EXPECT_EQ(Run({"plan"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("Plan: 1 to add, 0 to change, 0 to destroy."));
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("No changes. Your infrastructure matches the configuration."));
  EXPECT_EQ(Run({"plan", "-detailed-exitcode", "-replace=terraform_data.a"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("terraform_data.a will be replaced, as requested"));
  EXPECT_EQ(Run({"plan", "x"}), kExitError);
}

TEST_F(ApplyCommandTest, OptionsThatExcludeEachOtherAreRefused) {
  const std::pair<std::vector<std::string>, const char*> kWrong[] = {
      {{"-target=a", "-exclude=a"}, "Invalid combination of arguments The target and exclude planning options are"},
      {{"-json-into=nowhere/f"}, "-json-into for writing: open nowhere/f: no such file or directory"},
      {{"-destroy", "-refresh-only"}, "Incompatible plan mode options The -destroy and -refresh-only options are"},
      {{"-refresh-only", "-refresh=false"}, "Incompatible refresh options It doesn't make sense to use -refresh-only"},
      {{"-parallelism=-1"}, "The parallelism must be a positive value. Not -1."},
      {{"-target=!", "-target=terraform_data"},
       "Error: Invalid target \"terraform_data\" Resource specification must include a resource type and name."},
      {{"-replace=data.a.b"}, "Invalid force-replace address \"data.a.b\" Only managed resources can be used"},
      {{"-deprecation=some"}, "must be module:all, module:local or module:none"},
      {{"-lock-timeout=soon"}, "invalid value \"soon\" for flag -lock-timeout: parse error"},
      {{"-fail-on=never"}, "is one of error, warning and hint"},
  };
  for (const auto& [flags, message] : kWrong) {
    std::vector<std::string> words = {"plan"};
    words.insert(words.end(), flags.begin(), flags.end());
    EXPECT_EQ(Run(words), kExitError) << message;
    EXPECT_THAT(Errors(), HasSubstr(message));
    EXPECT_THAT(err(), HasSubstr("\n\nFor more help on using this command, run:\n  rolecall plan -help\n"));
  }
}

TEST_F(ApplyCommandTest, TargetsComeFromFlagsAndFiles) {
  Write("more.tf", "resource \"terraform_data\" \"b\" {}\nresource \"terraform_data\" \"c\" {}\n");
  Write("targets", "# only this\n  terraform_data.b  \r\n");
  EXPECT_EQ(Run({"plan", "-target-file=targets", "-target=terraform_data.c"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Plan: 2 to add"));
  EXPECT_THAT(Said(), HasSubstr("Resource targeting is in effect"));
  EXPECT_EQ(Run({"plan", "-exclude-file=targets"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("terraform_data.b will be created")));
  EXPECT_EQ(Run({"apply", "-auto-approve", "-target=terraform_data.b"}), kExitOk) << err();
  EXPECT_THAT(Said(), HasSubstr("Applied changes may be incomplete"));
  Write("targets", "terraform_data.b\n!!\n");
  EXPECT_EQ(Run({"plan", "-target-file=targets"}), kExitError);
  EXPECT_THAT(
      err(),
      HasSubstr("Variable name required\n\n  on targets line 2:\n  (source code not available)\n\nMust begin with"));
  EXPECT_EQ(Run({"plan", "-target-file=nowhere"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("nowhere"));
}

TEST_F(ApplyCommandTest, DestroyAsksAndTakesEverythingAway) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"destroy"}, "no\n"), kExitError);
  EXPECT_THAT(out(), HasSubstr("Do you really want to destroy all resources?"));
  EXPECT_THAT(out(), HasSubstr("Destroy cancelled.\n"));
  EXPECT_EQ(Run({"destroy"}, "yes\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Destroy complete! Resources: 1 destroyed."));
  EXPECT_EQ(Run({"state", "list"}), kExitOk);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"destroy", "x"}), kExitError);
}

TEST_F(ApplyCommandTest, RefreshChangesTheStateOnlyAndAsksNobody) {
  Write("main.tf", "resource \"local_file\" \"f\" {\n  filename = \"f\"\n  content  = \"x\"\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  std::filesystem::remove("f");
  EXPECT_EQ(Run({"apply", "-refresh-only"}, "no\n"), kExitError);
  EXPECT_THAT(out(), HasSubstr("Would you like to update the Rolecall state to reflect these detected changes?"));
  EXPECT_EQ(Run({"refresh"}), kExitOk) << err();
  EXPECT_EQ(Run({"state", "list"}), kExitOk);
  EXPECT_EQ(out(), "");
  EXPECT_FALSE(Exists("f"));
  EXPECT_EQ(Run({"refresh", "x"}), kExitError);
}

TEST_F(ApplyCommandTest, WhatTheProviderMadeIsThere) {
  Write("main.tf",
        "resource \"local_file\" \"f\" {\n  filename = \"made/f\"\n  content  = \"text\"\n}\n"
        "resource \"null_resource\" \"n\" {\n  triggers = { f = local_file.f.id }\n}\n"
        "resource \"random_id\" \"r\" {\n  byte_length = 2\n}\n");
  EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Read("made/f"), "text");
  EXPECT_THAT(out(), HasSubstr("Resources: 3 added"));
}

TEST_F(ApplyCommandTest, MachinesReadLinesOfJson) {
  EXPECT_EQ(Run({"apply", "-json"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("Error: Plan file or auto-approve required"));
  EXPECT_EQ(Run({"apply", "-json", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("{\"@level\":\"info\",\"@message\":\"Rolecall 1.12.6\""));
  EXPECT_THAT(out(), HasSubstr("\"operation\":\"apply\"},\"type\":\"change_summary\""));
  EXPECT_THAT(out(), HasSubstr("\"type\":\"outputs\"}\n"));
  EXPECT_EQ(Run({"plan", "-json-into=lines", "-concise"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("Refreshing state")));
  EXPECT_THAT(Read("lines"), HasSubstr("\"operation\":\"plan\"},\"type\":\"change_summary\""));
  EXPECT_EQ(Run({"plan", "-json-into=no/such/directory"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Unable to open the file \"no/such/directory\" specified by -json-into for writing"));
}

TEST_F(ApplyCommandTest, ErrorsOfTheConfigurationEndBeforeAnythingIsDone) {
  Write("more.tf", "resource \"terraform_data\" \"b\" {\n  nonsense = 1\n}\n");
  EXPECT_EQ(Run({"plan", "-out=p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on more.tf line 2"));
  EXPECT_FALSE(Exists("p")) << "nothing was planned";
  Write("more.tf", "resource \"terraform_data\" \"b\" {\n  input = jsondecode(var.in)\n}\n");
  EXPECT_EQ(Run({"plan", "-out=p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on more.tf line 2"));
  EXPECT_EQ(Run({"apply", "p"}), kExitError) << "what was planned can be shown, not applied";
  EXPECT_THAT(Errors(), HasSubstr("Cannot apply incomplete plan"));
  EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitError);
  EXPECT_FALSE(Exists("terraform.tfstate"));
  EXPECT_EQ(Run({"plan", "-json"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("\"type\":\"diagnostic\""));
  EXPECT_EQ(err(), "");
}

TEST_F(ApplyCommandTest, ADirectoryWithoutConfigurationIsAnError) {
  std::filesystem::remove("main.tf");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("No configuration files"));
  EXPECT_THAT(Errors(), HasSubstr("Plan requires configuration to be present."));
  EXPECT_EQ(Run({"apply"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Apply requires configuration to be present."));
  EXPECT_EQ(Run({"show"}), kExitOk) << err();
  EXPECT_EQ(out(), "No state.\n");
}

TEST_F(ApplyCommandTest, ADataSourceCannotBeReplaced) {
  EXPECT_EQ(Run({"plan", "-replace=data.x.y"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Only managed resources can be used with the -replace=... option"));
}

TEST_F(ApplyCommandTest, WhatTheStateKnowsIsDestroyedWithoutItsFiles) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  std::filesystem::remove("main.tf");
  EXPECT_EQ(Run({"plan", "-destroy"}), kExitOk) << err();
  EXPECT_EQ(Run({"destroy", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Destroy complete! Resources: 1 destroyed."));
}

TEST_F(ApplyCommandTest, VariablesComeFromFlagsFilesAndTheTerminal) {
  Write("main.tf",
        "variable \"v\" {\n  description = \"What is it?\"\n  type = string\n}\noutput \"o\" {\n  value = var.v\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The root module input variable \"v\" is not set"));
  Write("v.tfvars", "v = \"file\"\n");
  EXPECT_EQ(Run({"plan", "-var-file=v.tfvars"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("+ o = \"file\""));
  in_is_terminal_ = true;
  EXPECT_EQ(Run({"plan"}, "typed\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("var.v\n  What is it?\n\n  Enter a value: "));
  EXPECT_THAT(out(), HasSubstr("+ o = \"typed\""));
  environment_.Set("TF_INPUT", "false");
  EXPECT_EQ(Run({"plan"}, "typed\n"), kExitError);
}

TEST_F(ApplyCommandTest, WarningsAreFoldedAsAsked) {
  Write("main.tf",
        "check \"a\" {\n  assert {\n    condition     = path.root == 1\n    error_message = \"no\"\n  }\n}\n"
        "resource \"terraform_data\" \"a\" {}\n");
  EXPECT_EQ(Run({"plan", "-compact-warnings", "-target=terraform_data.a"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("Warnings:\n\n- Resource targeting is in effect"));
}

TEST_F(ApplyCommandTest, ColoursOnTerminalsOnly) {
  EXPECT_EQ(Run({"plan"}), kExitOk);
  EXPECT_THAT(out(), Not(HasSubstr("\033[")));
  out_is_terminal_ = true;
  EXPECT_EQ(Run({"plan"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("\033["));
  EXPECT_EQ(Run({"plan", "-no-color"}), kExitOk);
  EXPECT_THAT(out(), Not(HasSubstr("\033[")));
  environment_.Set("NO_COLOR", "1");
  EXPECT_EQ(Run({"plan"}), kExitOk);
  EXPECT_THAT(out(), Not(HasSubstr("\033[")));
}

TEST_F(ApplyCommandTest, StatesLieWhereTheFlagsSay) {
  EXPECT_EQ(Run({"apply", "-auto-approve", "-state=s"}), kExitOk) << err();
  EXPECT_TRUE(Exists("s"));
  EXPECT_EQ(Run({"apply", "-auto-approve", "-state=s", "-state-out=t", "-var=in=y"}), kExitOk) << err();
  EXPECT_THAT(Read("s"), HasSubstr("\"x\""));
  EXPECT_THAT(Read("t"), HasSubstr("\"y\""));
  Write("backend.tf", "terraform {\n  backend \"http\" {\n    address = \"http://127.0.0.1:1/\"\n  }\n}\n");
  EXPECT_EQ(Run({"plan", "-state=s"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("-state, -state-out and -backup are for the backend \"local\""));
}

TEST_F(ApplyCommandTest, ALockThatIsHeldStopsIt) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  const int file = open("terraform.tfstate", O_RDWR | O_CLOEXEC);
  ASSERT_GE(file, 0);
  struct flock region {};
  region.l_type = F_WRLCK;
  ASSERT_EQ(fcntl(file, F_OFD_SETLK, &region), 0);
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error acquiring the state lock"));
  EXPECT_EQ(Run({"plan", "-lock=false"}), kExitOk) << err();
  close(file);
  EXPECT_EQ(Run({"plan"}), kExitOk) << err();
}

TEST_F(ApplyCommandTest, FindingsOfLintFailAPlanIfAsked) {
  Write("main.tf",
        "provider \"aws\" {\n  region = \"eu-central-1\"\n  access_key = \"a\"\n  secret_key = \"b\"\n"
        "  skip_credentials_validation = true\n  skip_requesting_account_id = true\n}\n"
        "resource \"aws_iam_role\" \"open\" {\n  name = \"open\"\n  assume_role_policy = jsonencode({\n"
        "    Version = \"2012-10-17\"\n    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", "
        "Principal = \"*\" }]\n  })\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitOk) << err();
  EXPECT_EQ(Run({"plan", "-fail-on=error", "-out=p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("In the trust policy of role open"));
  EXPECT_FALSE(Exists("p"));
  Write(".rolecall-lint", "all # we know\n");
  EXPECT_EQ(Run({"plan", "-fail-on=error"}), kExitOk) << err();
  Write(".rolecall-lint", "no-such-code # x\n");
  EXPECT_EQ(Run({"plan", "-fail-on=error"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Cannot read the findings to accept"));
}

constexpr const char* kEncryption =
    "key_provider \"pbkdf2\" \"k\" {\n  passphrase = var.passphrase\n  iterations = 200000\n}\n"
    "method \"aes_gcm\" \"m\" {\n  keys = key_provider.pbkdf2.k\n}\nmethod \"unencrypted\" \"none\" {}\n";

// Encryption that is asked for by the environment and cannot be set up: nothing is read or written.
TEST_F(ApplyCommandTest, StatesAndPlansAreNotWrittenInPlainTextWhereEncryptionIsWanted) {
  Write("main.tf", "resource \"terraform_data\" \"a\" {}\n");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  environment_.Set("TF_ENCRYPTION", "state { enforced = true }");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"init"}, {"plan", "-out=p"}, {"apply", "-auto-approve"}, {"state", "list"}, {"output"}}) {
    EXPECT_EQ(Run(words), kExitError) << words[0];
    EXPECT_THAT(err(), HasSubstr("Invalid encryption method identifier")) << words[0];
  }
  EXPECT_FALSE(std::filesystem::exists("terraform.tfstate"));
  EXPECT_FALSE(std::filesystem::exists("p"));
  environment_.Set("TF_ENCRYPTION", "");
  EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
}

TEST_F(ApplyCommandTest, StatesAndPlansAreEncryptedAsTheConfigurationAndTheEnvironmentSay) {
  Write("main.tf", "variable \"passphrase\" {\n  type = string\n  sensitive = true\n}\nterraform {\n  encryption {\n" +
                       std::string(kEncryption) +
                       "state {\n  method = method.aes_gcm.m\n}\nplan {\n  method = method.aes_gcm.m\n}\n  }\n}\n"
                       "resource \"terraform_data\" \"a\" {\n  input = \"seen nowhere\"\n}\n"
                       "output \"a\" {\n  value = terraform_data.a.input\n}\n");
  environment_.Set("TF_VAR_passphrase", "correct horse battery staple");
  ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  ASSERT_EQ(Run({"show", "p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("seen nowhere"));
  ASSERT_EQ(Run({"apply", "p"}), kExitOk) << err();
  ASSERT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk) << err();
  for (const char* file : {"p", "terraform.tfstate"}) {
    EXPECT_THAT(Read(file), HasSubstr("\"encryption_version\":\"v0\"")) << file;
    EXPECT_THAT(Read(file), Not(HasSubstr("seen nowhere"))) << file;
    EXPECT_THAT(Read(file), Not(HasSubstr("correct horse"))) << file;
  }
  ASSERT_EQ(Run({"output", "-raw", "a"}), kExitOk) << err();
  EXPECT_EQ(out(), "seen nowhere");
  ASSERT_EQ(Run({"state", "pull"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("seen nowhere"));
  // Another passphrase reads nothing, and is told nowhere.
  environment_.Set("TF_VAR_passphrase", "another passphrase of hers");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"plan"}, {"show", "p"}, {"apply", "p"}, {"output"}}) {
    EXPECT_EQ(Run(words), kExitError) << words[0];
    EXPECT_THAT(err(), HasSubstr("decryption failed for all provided methods")) << words[0];
    EXPECT_THAT(err(), Not(HasSubstr("of hers"))) << words[0];
  }
  // Without a passphrase nothing is made up.
  environment_.Set("TF_VAR_passphrase", "short");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("passphrase is too short"));
  EXPECT_THAT(err(), Not(HasSubstr("\"short\"")));
}

// Into encryption, to another key, and back, by an apply without changes each.
TEST_F(ApplyCommandTest, AnApplyWithoutChangesBringsTheStateToTheEncryptionThatIsWantedNow) {
  Write("main.tf",
        "variable \"passphrase\" {\n  default = \"correct horse battery staple\"\n}\n"
        "resource \"terraform_data\" \"a\" {}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  const auto target = [](const std::string& first, const std::string& then) {
    return std::string(kEncryption) + "state {\n  method = method." + first + "\n  fallback {\n    method = method." +
           then + "\n  }\n}\n";
  };
  environment_.Set("TF_ENCRYPTION", target("aes_gcm.m", "unencrypted.none"));
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(Read("terraform.tfstate"), HasSubstr("encryption_version"));
  EXPECT_THAT(Read("terraform.tfstate.backup"), HasSubstr("encryption_version"));
  environment_.Set("TF_ENCRYPTION", target("unencrypted.none", "aes_gcm.m"));
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(Read("terraform.tfstate"), Not(HasSubstr("encryption_version")));
  EXPECT_THAT(Read("terraform.tfstate"), HasSubstr("terraform_data"));
}

TEST_F(ApplyCommandTest, StatesThatOthersEncryptedAreReadAsTheBlockForTheirDataSourceSays) {
  Write("main.tf",
        "variable \"passphrase\" {\n  default = \"correct horse battery staple\"\n}\n"
        "output \"told\" {\n  value = \"by the other\"\n}\n");
  environment_.Set("TF_ENCRYPTION", std::string(kEncryption) + "state {\n  method = method.aes_gcm.m\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  std::filesystem::rename("terraform.tfstate", "other.tfstate");
  Write("main.tf",
        "variable \"passphrase\" {\n  default = \"correct horse battery staple\"\n}\n"
        "data \"terraform_remote_state\" \"other\" {\n  backend = \"local\"\n  config = {\n    path = "
        "\"other.tfstate\"\n  }\n}\noutput \"heard\" {\n  value = data.terraform_remote_state.other.outputs.told\n}\n");
  environment_.Set("TF_ENCRYPTION", "");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("encrypted and can not be read without an encryption configuration"));
  environment_.Set("TF_ENCRYPTION", std::string(kEncryption) +
                                        "remote_state_data_sources {\n  remote_state_data_source \"other\" {\n    "
                                        "method = method.aes_gcm.m\n  }\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("by the other"));
}

class InterruptedApplyTest : public CommandLineTest {
 protected:
  // Ctrl-C, while the first of two objects is made.
  int RunInterrupted(const std::vector<std::string>& words) {
    Write("main.tf",
          "resource \"terraform_data\" \"slow\" {\n  provisioner \"local-exec\" {\n    command = \"touch begun; exec "
          "sleep 60\"\n  }\n}\nresource \"terraform_data\" \"next\" {\n  input = terraform_data.slow.id\n}\n");
    std::thread person([&] {
      for (int i = 0; i < 3000 && !Exists("begun"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      interrupt_.Raise();
    });
    const int code = Run(words);
    person.join();
    return code;
  }
  void ExpectTheFirstObjectIsKept() {
    const std::string state = Read("terraform.tfstate");
    EXPECT_THAT(state, HasSubstr("\"name\": \"slow\""));
    EXPECT_THAT(state, HasSubstr("\"status\": \"tainted\""));
    EXPECT_THAT(state, Not(HasSubstr("\"name\": \"next\"")));
  }
};

TEST_F(InterruptedApplyTest, NothingNewIsBegunAndWhatIsDoneIsKept) {
  EXPECT_EQ(RunInterrupted({"apply", "-auto-approve"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("\nInterrupt received.\nPlease wait for Rolecall to exit or data loss may occur.\n"));
  EXPECT_THAT(Errors(), HasSubstr("The apply was interrupted. What was done is in the state; the rest was not begun."));
  ExpectTheFirstObjectIsKept();
}

TEST_F(InterruptedApplyTest, LinesOfJsonTellIt) {
  EXPECT_EQ(RunInterrupted({"apply", "-auto-approve", "-json"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("\"@message\":\"Interrupt received. Please wait, or data loss may occur.\""));
  EXPECT_THAT(out(), HasSubstr("The apply was interrupted."));
  ExpectTheFirstObjectIsKept();
}

TEST_F(ApplyCommandTest, APlanThatCannotBeSavedIsAnError) {
  EXPECT_EQ(Run({"plan", "-out=no/where"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("Plan: 1 to add"));
  EXPECT_THAT(Errors(), HasSubstr("The plan file could not be written: open no/where: no such file or directory."));
  EXPECT_FALSE(Exists("no/where"));
}

TEST_F(ApplyCommandTest, APartialDestroyTakesWhatWasReadForIt) {
  Write("other.tfstate", R"({"version":4,"terraform_version":"1.12.0","serial":1,"lineage":"l","resources":[]})");
  Write(
      "main.tf",
      "data \"terraform_remote_state\" \"used\" {\n  backend = \"local\"\n  config = { path = \"other.tfstate\" }\n}\n"
      "data \"terraform_remote_state\" \"other\" {\n  backend = \"local\"\n  config = { path = \"other.tfstate\" }\n}\n"
      "resource \"terraform_data\" \"a\" { input = data.terraform_remote_state.used.outputs }\n"
      "resource \"terraform_data\" \"b\" {}\n");
  const std::string used = "data.terraform_remote_state.used\n", other = "data.terraform_remote_state.other\n";
  const auto left = [&](const std::string& flag) {
    EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
    EXPECT_EQ(Run({"destroy", "-auto-approve", flag}), kExitOk) << err();
    EXPECT_EQ(Run({"state", "list"}), kExitOk) << err();
    return out();
  };
  EXPECT_EQ(left("-exclude=terraform_data.a"), used + "terraform_data.a\n");
  EXPECT_EQ(left("-exclude=terraform_data.b"), "terraform_data.b\n");
  EXPECT_EQ(left("-target=terraform_data.a"), other + used + "terraform_data.b\n");
  EXPECT_EQ(left("-target=data.terraform_remote_state.used"), other + "terraform_data.b\n");
}

TEST_F(ApplyCommandTest, NothingIsKnownOfTheConditionsOfInstancesThatAreLeftOut) {
  Write("main.tf",
        "resource \"terraform_data\" \"b\" {\n  for_each = { x = 1, y = 2 }\n  input = each.value\n  lifecycle {\n"
        "    postcondition {\n      condition = self.input < 5\n      error_message = \"x\"\n    }\n  }\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve", "-target=terraform_data.b[\"x\"]"}), kExitOk) << err();
  const boost::json::value state = boost::json::parse(Read("terraform.tfstate"));
  const boost::json::object& result = state.at("check_results").as_array().at(0).as_object();
  EXPECT_EQ(result.at("status"), "unknown");
  std::map<std::string, std::string> objects;
  for (const boost::json::value& object : result.at("objects").as_array()) {
    objects[std::string(object.at("object_addr").as_string())] = std::string(object.at("status").as_string());
  }
  EXPECT_EQ(objects, (std::map<std::string, std::string>{{"terraform_data.b[\"x\"]", "pass"},
                                                         {"terraform_data.b[\"y\"]", "unknown"}}));
}

}  // namespace
}  // namespace rolecall::cli
