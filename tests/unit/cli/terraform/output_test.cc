// output, show and version: what is there, for people and for machines.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class OutputCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf",
          "resource \"terraform_data\" \"a\" {\n  input = \"x\"\n}\n"
          "output \"text\" {\n  value = \"hello\"\n}\noutput \"list\" {\n  value = [\"a\", 1]\n}\n"
          "output \"secret\" {\n  value     = \"hidden\"\n  sensitive = true\n}\n");
    ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  }
};

TEST_F(OutputCommandTest, AllOfThemHideWhatIsSensitive) {
  EXPECT_EQ(Run({"output"}), kExitOk);
  EXPECT_EQ(out(), "list = [\n  \"a\",\n  1,\n]\nsecret = <sensitive>\ntext = \"hello\"\n");
  EXPECT_EQ(Run({"output", "-show-sensitive"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("secret = \"hidden\"\n"));
  EXPECT_EQ(Run({"output", "-json"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("\"value\": \"hidden\""));
}

TEST_F(OutputCommandTest, OneOfThemIsPrintedWhole) {
  EXPECT_EQ(Run({"output", "text"}), kExitOk);
  EXPECT_EQ(out(), "\"hello\"\n");
  EXPECT_EQ(Run({"output", "-json", "list"}), kExitOk);
  EXPECT_EQ(out(), "[\"a\",1]\n");
  EXPECT_EQ(Run({"output", "-raw", "secret"}), kExitOk);
  EXPECT_EQ(out(), "hidden");
}

TEST_F(OutputCommandTest, RawIsForOneTextOnly) {
  EXPECT_EQ(Run({"output", "-raw", "list"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Unsupported value for raw output"));
}

TEST_F(OutputCommandTest, WhatIsNotThereIsAnError) {
  EXPECT_EQ(Run({"output", "none"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Output \"none\" not found"));
  EXPECT_EQ(Run({"output", "a", "b"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("The output command expects exactly one argument"));
  std::filesystem::remove("terraform.tfstate");
  EXPECT_EQ(Run({"output"}), kExitOk);
  EXPECT_THAT(Said(), HasSubstr("No outputs found"));
}

TEST_F(OutputCommandTest, ShowPrintsTheStateAStateFileOrAPlan) {
  EXPECT_EQ(Run({"show"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("# terraform_data.a:\nresource \"terraform_data\" \"a\" {\n"));
  const std::string shown = out();
  std::filesystem::copy("terraform.tfstate", "copy");
  EXPECT_EQ(Run({"show", "copy"}), kExitOk) << err();
  EXPECT_EQ(out(), shown);
  EXPECT_EQ(Run({"show", "-json"}), kExitOk) << err();
  EXPECT_THAT(out(),
              StartsWith("{\"format_version\":\"1.0\",\"terraform_version\":\"1.12.6\",\"values\":{\"outputs\":"));
  ASSERT_EQ(Run({"plan", "-destroy", "-out=p"}), kExitOk) << err();
  EXPECT_EQ(Run({"show", "p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("# terraform_data.a will be destroyed"));
  EXPECT_EQ(Run({"show", "-json", "p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("\"actions\":[\"delete\"]"));
}

TEST_F(OutputCommandTest, ShowSaysWhatIsNoStateAndNoPlan) {
  EXPECT_EQ(Run({"show", "nowhere"}), kExitError);
  EXPECT_THAT(Errors(),
              HasSubstr("State read error: Error loading statefile: open nowhere: no such file or directory Plan"));
  EXPECT_EQ(Run({"show", "main.tf"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to read the given file as a state or plan file"));
  ASSERT_EQ(Run({"plan", "-destroy", "-out=p"}), kExitOk);
  std::filesystem::resize_file("p", std::filesystem::file_size("p") / 2);
  EXPECT_EQ(Run({"show", "p"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to read \"p\" as a plan file"));
  EXPECT_EQ(Run({"show", "a", "b"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Expected at most one positional argument for the legacy positional argument mode."));
}

TEST_F(OutputCommandTest, ShowPrintsTheConfigurationOrAModuleAsJson) {
  Write("m/main.tf", "variable \"in\" {\n  type = string\n}\noutput \"x\" {\n  value = 1\n}\n");
  EXPECT_EQ(Run({"show", "-config", "-json"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("{\"provider_config\":{\"terraform\":"));
  EXPECT_THAT(out(), HasSubstr("\"expressions\":{\"input\":{\"constant_value\":\"x\"}}"));
  EXPECT_EQ(Run({"show", "-module=m", "-json"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("{\"root_module\":{\"outputs\":{\"x\":{\"expression\":"
                                "{\"constant_value\":1}}},\"variables\":{\"in\":"));
  EXPECT_THAT(out(), Not(HasSubstr("terraform_data")));
  Write("broken/main.tf", "output \"x\" {\n");
  EXPECT_EQ(Run({"show", "-module=broken", "-json"}), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(Errors(), HasSubstr("broken/main.tf line 1"));
  for (const auto& [words, told] :
       {std::pair(std::vector<std::string>{"show", "-config"}, "The -config option requires -json to be specified."),
        std::pair(std::vector<std::string>{"show", "-module=m"},
                  "The -module=DIR option requires -json to be specified."),
        std::pair(std::vector<std::string>{"show", "-json", "-config", "-module=m"},
                  "Conflicting object types to show")}) {
    EXPECT_EQ(Run(words), kExitError);
    EXPECT_THAT(err(), HasSubstr(told));
  }
}

TEST_F(OutputCommandTest, VersionNamesTheProvidersOfTheLockFile) {
  Write(".terraform.lock.hcl", "provider \"registry.opentofu.org/hashicorp/aws\" {\n  version = \"5.98.0\"\n}\n");
  EXPECT_EQ(Run({"version"}), kExitOk);
  EXPECT_THAT(out(),
              HasSubstr("+ provider registry.opentofu.org/hashicorp/aws v5.98.0\nLanguage and state of OpenTofu v"));
  EXPECT_EQ(Run({"version", "-json"}), kExitOk);
  EXPECT_THAT(out(),
              HasSubstr("\"provider_selections\": {\n    \"registry.opentofu.org/hashicorp/aws\": \"5.98.0\"\n  }"));
  EXPECT_EQ(Run({"version", "x"}), kExitOk);  // arguments mean nothing
}

TEST_F(OutputCommandTest, OneThatBecomesNullIsAnUpdateThatIsSeenToGo) {
  Write("main.tf", "output \"o\" {\n  value = \"seen\"\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  Write("main.tf", "output \"o\" {\n  value = null\n}\n");
  ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("  - o = \"seen\" -> null\n"));
  ASSERT_EQ(Run({"show", "-json", "p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("\"o\":{\"actions\":[\"update\"],\"before\":\"seen\",\"after\":null,"));
  EXPECT_THAT(
      out(),
      HasSubstr("\"planned_values\":{\"outputs\":{\"o\":{\"sensitive\":false,\"type\":\"dynamic\",\"value\":null}}"));
  ASSERT_EQ(Run({"apply", "p"}), kExitOk) << err();
  ASSERT_EQ(Run({"output", "-json"}), kExitOk);
  EXPECT_EQ(out(), "{}\n");
  // One that is gone from the configuration goes.
  ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("No changes."));
}

}  // namespace
}  // namespace rolecall::cli
