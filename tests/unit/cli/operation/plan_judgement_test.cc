// What a plan is held against before it may be applied: contracts, lint; how it is told and kept.
#include "json/document.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PlanJudgementTest : public SoundDirectory {
 protected:
  void SetUp() override {
    SoundDirectory::SetUp();
    StartPlane();
  }
  void Contract(const std::string& text) { Write("access.rolecall.hcl", text); }
};

TEST_F(PlanJudgementTest, APlanThatViolatesAContractFailsAndIsNotSaved) {
  Contract("deny \"nobody\" {\n  actions = [\"secretsmanager:*\"]\n  resources = [\"*\"]\n}\n");
  EXPECT_EQ(Run({"plan", "-out=p"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Error: Access contract violated"), HasSubstr("on access.rolecall.hcl line 1"),
                              HasSubstr("shop/app is allowed secretsmanager:GetSecretValue")));
  EXPECT_FALSE(Exists("p"));
  Contract(
      "deny \"shop\" {\n  actions = [\"secretsmanager:*\"]\n  resources = [\"*\"]\n  except = [\"shop/app\"]\n}\n");
  EXPECT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  EXPECT_THAT(err(), Not(HasSubstr("contract")));
  EXPECT_TRUE(Exists("p"));
}

TEST_F(PlanJudgementTest, ContractsThatCannotBeReadFailThePlan) {
  Contract("deny \"nobody\" {\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Missing required argument"), HasSubstr("on access.rolecall.hcl line 1")));
  std::filesystem::remove("access.rolecall.hcl");
  std::filesystem::create_directory("access.rolecall.hcl");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Cannot read the access contracts"));
}

TEST_F(PlanJudgementTest, WhatAContractCannotSayIsAWarning) {
  Contract("deny \"iam\" {\n  actions = [\"iam:*\"]\n  resources = [\"*\"]\n}\n");
  Write("open.tf",
        "resource \"terraform_data\" \"later\" {}\n"
        "resource \"aws_iam_role_policy\" \"more\" {\n  name   = \"more\"\n  role   = aws_iam_role.app.name\n"
        "  policy = terraform_data.later.id\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitOk) << err();
  EXPECT_THAT(Said(), AllOf(HasSubstr("Warning: Access contract"), Not(HasSubstr("Access contract violated"))));
}

TEST_F(PlanJudgementTest, WhatLintCannotKnowIsToldOrFails) {
  Write("open.tf",
        "resource \"terraform_data\" \"later\" {}\n"
        "resource \"aws_iam_policy\" \"p\" {\n  name   = \"p\"\n  policy = terraform_data.later.id\n}\n");
  EXPECT_EQ(Run({"plan", "-fail-on=error"}), kExitOk) << err();
  EXPECT_THAT(Said(), AllOf(HasSubstr("Warning: Not judged: "), HasSubstr("so -fail-on cannot decide")));
  EXPECT_EQ(Run({"plan", "-fail-on=error", "-unknown=fail"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error: Not judged: "));
}

TEST_F(PlanJudgementTest, CheckReadsEncryptedPlansByTheConfigurationOfTheDirectory) {
  Write("encryption.tf",
        "variable \"passphrase\" {\n  type = string\n  sensitive = true\n}\nterraform {\n  encryption {\n"
        "    key_provider \"pbkdf2\" \"k\" {\n      passphrase = var.passphrase\n      iterations = 200000\n    }\n"
        "    method \"aes_gcm\" \"m\" {\n      keys = key_provider.pbkdf2.k\n    }\n"
        "    plan {\n      method = method.aes_gcm.m\n    }\n  }\n}\n");
  const std::string given = "-var=passphrase=correct horse battery staple";
  ASSERT_EQ(Run({"plan", "-out=p", given}), kExitOk) << err();
  EXPECT_THAT(Read("p"), Not(HasSubstr("GetSecretValue")));
  EXPECT_EQ(Run({"check", "no-new-access", given, "p"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("secretsmanager:GetSecretValue"));
  EXPECT_EQ(Run({"check", "no-new-access", "p"}), kExitError) << out();
  EXPECT_THAT(err(), HasSubstr("p: it is encrypted, and its encryption cannot be set up"));
  EXPECT_EQ(Run({"check", "no-new-access", "-var=passphrase=another one of some length", "p"}), kExitError) << out();
  EXPECT_THAT(err(), HasSubstr("rolecall: p: "));
}

TEST_F(PlanJudgementTest, InitTellsALineOfJsonForEachParagraph) {
  Write("inner/main.tf", "output \"a\" { value = 1 }\n");
  Write("module.tf", "module \"inner\" { source = \"./inner\" }\n");
  ASSERT_EQ(Run({"init", "-json"}), kExitOk) << err();
  std::istringstream lines(out());
  std::string told;
  for (std::string line; std::getline(lines, line);) {
    const json::ParseResult parsed = json::Parse(line, {});
    ASSERT_EQ(parsed.error, "") << line;
    told += std::string(parsed.root.TextOf("@message")) + "\n";
  }
  EXPECT_THAT(told, AllOf(HasSubstr("Initializing modules...\n"),
                          HasSubstr("Rolecall has been successfully initialized!\n"), Not(HasSubstr("\n\n"))));
}

TEST_F(PlanJudgementTest, ConfigurationIsGeneratedOnlyIntoANewFileOfTheDirectory) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"state", "rm", "aws_iam_role_policy.app"}), kExitOk) << err();
  Write("import.tf", "import {\n  to = aws_iam_role_policy.found\n  id = \"app:read\"\n}\n");
  EXPECT_EQ(Run({"plan", "-generate-config-out=main.tf"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Target generated file already exists"));
  for (const char* name : {"found.txt", "sub/found.tf"}) {
    EXPECT_EQ(Run({"plan", std::string("-generate-config-out=") + name}), kExitError);
    EXPECT_THAT(Errors(), HasSubstr("must name a new file of this directory")) << name;
  }
  Write("import.tf", "import {\n  to = aws_iam_role_policy.found\n  id = \"app:nothing\"\n}\n");
  EXPECT_EQ(Run({"plan", "-generate-config-out=found.tf"}), kExitError);
  EXPECT_FALSE(Exists("found.tf")) << "nothing stays of what could not be imported";
  Write("import.tf", "import {\n  to = aws_iam_role_policy.found\n  id = \"app:read\"\n}\n");
  EXPECT_EQ(Run({"plan", "-generate-config-out=./found.tf"}), kExitOk) << err();
  EXPECT_THAT(Read("found.tf"), AllOf(HasSubstr("resource \"aws_iam_role_policy\" \"found\" {"),
                                      HasSubstr("secretsmanager:GetSecretValue")));
  EXPECT_THAT(out(), HasSubstr("1 to import"));
}

}  // namespace
}  // namespace rolecall::cli
