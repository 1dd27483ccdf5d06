// adopt: what becomes of a directory here, and that nothing of it is changed by asking.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AdoptTest : public CommandLineTest {
 protected:
  // As Terraform 1.11 leaves it.
  void LeaveState(const std::string& input) {
    Write("terraform.tfstate",
          R"({"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","outputs":{},"resources":[{"mode":)"
          R"("managed","type":"terraform_data","name":"a","provider":"provider[\"terraform.io/builtin/terraform\"]",)"
          R"("instances":[{"schema_version":0,"attributes":{"id":"i","input":{"value":")" +
              input + R"(","type":"string"},"output":{"value":")" + input +
              R"(","type":"string"},"triggers_replace":null}}]}],"check_results":null})");
  }
};

TEST_F(AdoptTest, ADirectoryThatIsServedWholeAndQuietIsReady) {
  Write("main.tf", "resource \"terraform_data\" \"a\" {\n  input = \"x\"\n}\n");
  LeaveState("x");
  const std::string before = Read("terraform.tfstate");
  EXPECT_EQ(Run({"adopt"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("a state of version 1.11.4 with serial 7"));
  EXPECT_THAT(out(), HasSubstr("terraform_data (builtin/terraform): 1 block, 1 object"));
  EXPECT_THAT(out(), HasSubstr("no changes: the directory can be used as it is"));
  EXPECT_EQ(Read("terraform.tfstate"), before);
  EXPECT_FALSE(Exists(".terraform"));
}

TEST_F(AdoptTest, ChangesAreNamedWithTheirAttributesAndWithoutTheirValues) {
  Write("main.tf",
        "resource \"terraform_data\" \"a\" {\n  input = \"hidden\"\n}\nresource \"terraform_data\" \"b\" {}\n");
  LeaveState("x");
  EXPECT_EQ(Run({"adopt"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("  update terraform_data.a: input, output\n"));
  EXPECT_THAT(out(), HasSubstr("  create terraform_data.b\n"));
  EXPECT_THAT(out(), Not(HasSubstr("hidden")));
  EXPECT_EQ(Run({"adopt", "-json"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("{\"address\":\"terraform_data.a\",\"action\":\"update\",\"reason\":\"\",\"attributes\":"
                               "[\"input\",\"output\"]}"));
  EXPECT_THAT(out(), HasSubstr("\"possible\":true"));
  EXPECT_EQ(Run({"adopt", "-no-plan"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("not made: -no-plan was given"));
}

TEST_F(AdoptTest, TypesThatAProgramServesWaitForInit) {
  Write("main.tf", "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n");
  EXPECT_EQ(Run({"adopt"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("which \"rolecall init\" installs:\n    aws_vpc (hashicorp/aws): 1 block, 0 objects"));
  EXPECT_THAT(out(), HasSubstr("not made: \"rolecall init\" has to install hashicorp/aws first"));
  environment_.Set("ROLECALL_PROVIDERS", "native");
  EXPECT_EQ(Run({"adopt"}), kExitError) << err();
  EXPECT_THAT(out(), HasSubstr("nobody serves the managed type aws_vpc of hashicorp/aws"));
}

TEST_F(AdoptTest, WhatIsInTheWayIsAnError) {
  Write("main.tf", "terraform {\n  backend \"gcs\" {}\n}\nresource \"terraform_data\" \"a\" {}\n");
  EXPECT_EQ(Run({"adopt", "-json"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("\"possible\":false"));
  EXPECT_THAT(out(), HasSubstr("\"backend\":\"gcs\""));
  EXPECT_THAT(out(), HasSubstr("\"problems\":[\"the state cannot be read\"]"));
  EXPECT_THAT(Errors(), HasSubstr("\"gcs\" is not among them"));
  Write("main.tf", "resource \"terraform_data\" {}\n");
  EXPECT_EQ(Run({"adopt"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("the configuration has errors"));
}

TEST_F(AdoptTest, AVariableWithoutAValueIsAskedFor) {
  Write("main.tf", "variable \"v\" {}\nresource \"terraform_data\" \"a\" {\n  input = var.v\n}\n");
  EXPECT_EQ(Run({"adopt"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("the variable \"v\" has no value: give it with -var"));
}

TEST_F(AdoptTest, EveryKindOfChangeHasItsWord) {
  Write("main.tf",
        "resource \"terraform_data\" \"a\" {\n  triggers_replace = \"1\"\n}\nresource \"terraform_data\" \"b\" {}\n"
        "resource \"terraform_data\" \"kept\" {}\nresource \"terraform_data\" \"gone\" {}\n"
        "resource \"terraform_data\" \"first\" {\n  triggers_replace = \"1\"\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  Write(
      "main.tf",
      "resource \"terraform_data\" \"a\" {\n  triggers_replace = \"2\"\n}\nresource \"terraform_data\" \"moved\" {}\n"
      "moved {\n  from = terraform_data.b\n  to   = terraform_data.moved\n}\n"
      "removed {\n  from = terraform_data.kept\n  lifecycle {\n    destroy = false\n  }\n}\n"
      "resource \"terraform_data\" \"first\" {\n  triggers_replace = \"2\"\n  lifecycle {\n    create_before_destroy = "
      "true\n  }\n}\n"
      "data \"terraform_remote_state\" \"r\" {\n  backend = \"local\"\n  config = {\n    path = terraform_data.a.id\n"
      "  }\n}\nresource \"random_id\" \"i\" {\n  byte_length = 2\n}\nimport {\n  to = random_id.i\n  id = \"AQI\"\n}\n"
      "output \"o\" {\n  value = 1\n}\n");
  EXPECT_EQ(Run({"adopt"}), kExitDifferent) << err();
  for (const char* line : {"  read data.terraform_remote_state.r (read_because_config_unknown)\n",
                           "  replace terraform_data.a: id, triggers_replace (replace_because_cannot_update)\n",
                           "  replace terraform_data.first: id, triggers_replace (replace_because_cannot_update)\n",
                           "  delete terraform_data.gone (delete_because_no_resource_config)\n",
                           "  forget terraform_data.kept (delete_because_no_resource_config)\n",
                           "  import random_id.i\n", "  move terraform_data.moved\n"}) {
    EXPECT_THAT(out(), HasSubstr(line));
  }
  EXPECT_EQ(Run({"adopt", "-json"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("\"outputs\":[\"o\"]"));
}

TEST_F(AdoptTest, APlanThatFailsIsInTheWay) {
  Write("main.tf", "resource \"terraform_data\" \"a\" {\n  input = file(\"none\")\n}\n");
  EXPECT_EQ(Run({"adopt"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("Plan\n  not made: it failed\n\nIn the way\n  the plan failed\n"));
  EXPECT_THAT(Errors(), HasSubstr("no file exists at \"none\""));
}

TEST_F(AdoptTest, EncryptionIsTold) {
  const std::string keys =
      "  key_provider \"pbkdf2\" \"k\" {\n    passphrase = \"correct horse battery staple\"\n  }\n"
      "  method \"aes_gcm\" \"m\" {\n    keys = key_provider.pbkdf2.k\n  }\n";
  const std::string state = "  state {\n    method = method.aes_gcm.m\n  }\n";
  const std::string plan = "  plan {\n    method = method.aes_gcm.m\n  }\n";
  for (const auto& [blocks, told, document] :
       {std::tuple(state + plan, "  encrypted: states, plans\n", "\"encryption\":{\"state\":true,\"plan\":true}"),
        std::tuple(state, "  encrypted: states\n", "\"encryption\":{\"state\":true,\"plan\":false}"),
        std::tuple(plan, "  encrypted: plans\n", "\"encryption\":{\"state\":false,\"plan\":true}")}) {
    Write("main.tf",
          "terraform {\n  encryption {\n" + keys + blocks + "  }\n}\nresource \"terraform_data\" \"a\" {}\n");
    EXPECT_EQ(Run({"adopt"}), kExitDifferent) << err();
    EXPECT_THAT(out(), HasSubstr(told));
    EXPECT_THAT(out(), Not(HasSubstr("correct horse")));
    EXPECT_EQ(Run({"adopt", "-json"}), kExitDifferent) << err();
    EXPECT_THAT(out(), HasSubstr(document));
  }
  Write("main.tf", "terraform {\n  encryption {\n" + state + "  }\n}\n");
  EXPECT_EQ(Run({"adopt"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("In the way\n  the encryption cannot be set up\n"));
}

}  // namespace
}  // namespace rolecall::cli
