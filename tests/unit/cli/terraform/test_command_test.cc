// `test`: what its runs come to, as text, as lines of JSON and as JUnit's file; and what is left of them.
#include "cli/terraform/test_views.h"
#include "engine/state/state_file.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class TestCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf",
          "variable \"name\" {\n  default = \"x\"\n}\nresource \"terraform_data\" \"a\" {\n  input = var.name\n}\n"
          "output \"name\" {\n  value = terraform_data.a.output\n}\n");
    Write("setup/main.tf",
          "resource \"terraform_data\" \"in\" {\n  input = \"made\"\n}\n"
          "output \"name\" {\n  value = terraform_data.in.output\n}\n");
    Write("good.tftest.hcl",
          "run \"plans\" {\n  command = plan\n  assert {\n    condition     = terraform_data.a.input == \"x\"\n"
          "    error_message = \"no x\"\n  }\n}\nrun \"applies\" {\n  assert {\n    condition     = output.name == "
          "\"x\"\n    error_message = \"no x\"\n  }\n}\n");
  }
  // One run of each kind: good, failed, in error, and left out for that.
  void WriteBadTests() {
    Write("tests/bad.tftest.hcl",
          "run \"setup\" {\n  module {\n    source = \"./setup\"\n  }\n}\n"
          "run \"fails\" {\n  variables {\n    name = run.setup.name\n  }\n"
          "  assert {\n    condition     = output.name == \"made\"\n    error_message = \"not made\"\n  }\n"
          "  assert {\n    condition     = output.name == \"other\"\n"
          "    error_message = \"it is <${output.name}> & \\\"]]>\\\"\"\n  }\n}\n"
          "run \"wrong\" {\n  command = plan\n  assert {\n    condition     = output.nowhere == 1\n"
          "    error_message = \"x\"\n  }\n}\nrun \"never\" {\n}\n");
    ASSERT_EQ(Run({"init"}), kExitOk) << err();
  }
  void WriteWhatCannotBeDestroyed() {
    Write("main.tf",
          "resource \"terraform_data\" \"a\" {\n  provisioner \"local-exec\" {\n    when    = destroy\n"
          "    command = \"exit 3\"\n  }\n}\n");
    Write("good.tftest.hcl", "run \"stays\" {\n}\n");
  }
};

TEST_F(TestCommandTest, EveryRunOfEveryFileIsToldAndCounted) {
  EXPECT_EQ(Run({"test", "-no-color"}), kExitOk) << err();
  EXPECT_EQ(out(),
            "good.tftest.hcl... pass\n  run \"plans\"... pass\n  run \"applies\"... pass\n\n"
            "Success! 2 passed, 0 failed.\n");
  EXPECT_EQ(err(), "");
  EXPECT_FALSE(Exists("terraform.tfstate"));
  WriteBadTests();
  EXPECT_EQ(Run({"test", "-no-color"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("tests/bad.tftest.hcl... fail\n  run \"setup\"... pass\n  run \"fails\"... fail\n"
                               "  run \"wrong\"... fail\n  run \"never\"... skip\n"));
  EXPECT_THAT(out(), EndsWith("\nFailure! 3 passed, 2 failed, 1 skipped.\n"));
  EXPECT_THAT(Errors(), HasSubstr("Error: Test assertion failed on tests/bad.tftest.hcl line 15, in run \"fails\":"));
  EXPECT_THAT(Errors(), HasSubstr("it is <made> & \"]]>\""));
  EXPECT_THAT(Errors(), HasSubstr("Error: Reference to undeclared output value"));
  EXPECT_THAT(Errors(), Not(HasSubstr("not made")));
}

TEST_F(TestCommandTest, MistakesOfTestFilesAreToldBeforeAProviderIsAskedFor) {
  environment_.Set("ROLECALL_PROVIDERS", "plugin");
  Write("main.tf", "resource \"tool_thing\" \"t\" {}\n");
  Write("a.tftest.hcl", "nonsense \"x\" {}\n");
  EXPECT_EQ(Run({"test"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("nonsense"), Not(HasSubstr("Missing required provider"))));
  Write("a.tftest.hcl", "run \"a\" {}\n");
  EXPECT_EQ(Run({"test"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Missing required provider"));
}

TEST_F(TestCommandTest, LinesOfJsonTellErrorsFromFailures) {
  WriteBadTests();
  EXPECT_EQ(Run({"test", "-json"}), kExitError);
  EXPECT_EQ(err(), "");
  EXPECT_THAT(out(), HasSubstr("\"@message\":\"Found 2 files and 6 run blocks\""));
  EXPECT_THAT(out(), HasSubstr("\"test_abstract\":{\"good.tftest.hcl\":[\"plans\",\"applies\"],"
                               "\"tests/bad.tftest.hcl\":[\"setup\",\"fails\",\"wrong\",\"never\"]}"));
  EXPECT_THAT(out(), HasSubstr("\"test_file\":{\"path\":\"tests/bad.tftest.hcl\",\"status\":\"error\"}"));
  for (const char* run : {"setup\",\"status\":\"pass", "fails\",\"status\":\"fail", "wrong\",\"status\":\"error",
                          "never\",\"status\":\"skip"}) {
    EXPECT_THAT(out(), HasSubstr(std::string("\"test_run\":{\"path\":\"tests/bad.tftest.hcl\",\"run\":\"") + run));
  }
  EXPECT_THAT(out(), HasSubstr("\"@testfile\":\"tests/bad.tftest.hcl\",\"@testrun\":\"fails\",\"diagnostic\":{"
                               "\"severity\":\"error\",\"summary\":\"Test assertion failed\""));
  EXPECT_THAT(out(), HasSubstr("\"@message\":\"Failure! 3 passed, 2 failed, 1 skipped.\""));
  EXPECT_THAT(
      out(),
      HasSubstr("\"test_summary\":{\"status\":\"error\",\"passed\":3,\"failed\":1,\"errored\":1,\"skipped\":1}"));
}

TEST_F(TestCommandTest, VerboseShowsThePlanOrTheStateOfARun) {
  EXPECT_EQ(Run({"test", "-no-color", "-verbose", "-json-into=lines"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("  run \"plans\"... pass\n"));
  EXPECT_THAT(out(), HasSubstr("  # terraform_data.a will be created\n"));
  EXPECT_THAT(out(), HasSubstr("  run \"applies\"... pass\n\n# terraform_data.a:\nresource \"terraform_data\" \"a\""));
  const std::string lines = Read("lines");
  EXPECT_THAT(lines, HasSubstr("\"@message\":\"Found 1 file and 2 run blocks\""));
  EXPECT_THAT(lines, HasSubstr("\"@testrun\":\"plans\",\"test_plan\":{\"format_version\":\"1.2\""));
  EXPECT_THAT(lines, HasSubstr("\"@testrun\":\"applies\",\"test_state\":{\"format_version\":\"1.0\""));
  EXPECT_EQ(Run({"test", "-json"}), kExitOk);
  EXPECT_THAT(out(), Not(HasSubstr("test_plan")));
}

TEST_F(TestCommandTest, JunitsFileHasACaseForEachRun) {
  WriteBadTests();
  EXPECT_EQ(Run({"test", "-no-color", "-junit-xml=results.xml"}), kExitError);
  const std::string results = Read("results.xml");
  EXPECT_THAT(results, HasSubstr("<testsuite name=\"good.tftest.hcl\" tests=\"2\" skipped=\"0\" failures=\"0\" "
                                 "errors=\"0\">\n    <testcase name=\"plans\" classname=\"good.tftest.hcl\" "
                                 "time=\"0.000\"></testcase>\n"));
  EXPECT_THAT(results, HasSubstr("<testsuite name=\"tests/bad.tftest.hcl\" tests=\"4\" skipped=\"1\" failures=\"1\" "
                                 "errors=\"1\">"));
  EXPECT_THAT(results, HasSubstr("<failure message=\"1 of 2 assertions failed: it is &lt;made&gt; &amp; "
                                 "&#34;]]&gt;&#34;\"><![CDATA["));
  // The end of such a part is split, so that no message ends it.
  EXPECT_THAT(results, HasSubstr("it is <made> & \"]]]]><![CDATA[>\"\n]]></failure>"));
  EXPECT_THAT(
      results,
      HasSubstr("<error message=\"Encountered an error\"><![CDATA[\nError: Reference to undeclared output value"));
  EXPECT_THAT(results, HasSubstr("<testcase name=\"never\" classname=\"tests/bad.tftest.hcl\">\n      <skipped "
                                 "message=\"Testcase skipped due to a previous testcase error\"><![CDATA[Previous "
                                 "testcase \"wrong\" ended in error, which caused the remaining tests in the file to "
                                 "be skipped]]></skipped>"));
  EXPECT_THAT(results, EndsWith("  </testsuite>\n</testsuites>"));
  EXPECT_EQ(Run({"test", "-junit-xml=no/where", "-filter=good.tftest.hcl"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error: Failed to write the file of -junit-xml cannot write no/where"));
}

TEST_F(TestCommandTest, FilterChoosesFilesAndSaysWhichAreNotThere) {
  WriteBadTests();
  EXPECT_EQ(Run({"test", "-no-color", "-filter=good.tftest.hcl"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("bad.tftest.hcl")));
  EXPECT_EQ(Run({"test", "-no-color", "-filter=good.tftest.hcl", "-filter=none.tftest.hcl"}), kExitOk);
  EXPECT_THAT(Said(), HasSubstr("The specified test file, none.tftest.hcl, could not be found."));
  EXPECT_THAT(Said(), Not(HasSubstr("No tests were found")));
  EXPECT_EQ(Run({"test", "-no-color", "-filter=none.tftest.hcl"}), kExitOk);
  EXPECT_THAT(Said(), HasSubstr("Warning: No tests were found"));
  EXPECT_THAT(out(), EndsWith("\nSuccess! 0 passed, 0 failed.\n"));
  EXPECT_EQ(err(), "");
}

TEST_F(TestCommandTest, VariableFilesOfTheTestsFolderComeBeforeTheCommandLine) {
  Write("terraform.tfvars", "name = \"directory\"\n");
  Write("tests/terraform.tfvars", "name = \"folder\"\n");
  EXPECT_EQ(Run({"test", "-no-color"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("terraform_data.a.input is \"folder\""));
  Write("tests/b.auto.tfvars", "name = \"b\"\n");
  Write("tests/a.auto.tfvars.json", "{\"name\": \"a\"}\n");
  EXPECT_EQ(Run({"test", "-no-color"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("terraform_data.a.input is \"b\""));
  EXPECT_EQ(Run({"test", "-no-color", "-var", "name=x"}), kExitOk) << err();
  EXPECT_EQ(Run({"test", "-no-color", "-test-directory=elsewhere"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("terraform_data.a.input is \"directory\""));
}

TEST_F(TestCommandTest, WhatCannotBeDestroyedIsToldAndSaved) {
  WriteWhatCannotBeDestroyed();
  Run({"test", "-no-color"});
  EXPECT_THAT(Errors(), HasSubstr("Rolecall encountered an error destroying resources created while executing "
                                  "good.tftest.hcl/stays. Error: local-exec provisioner error"));
  EXPECT_THAT(err(), HasSubstr("need to be cleaned up manually:\n  - terraform_data.a\n"));
  EXPECT_THAT(err(), EndsWith("\nWriting state to file: errored_test.tfstate\n"));
  const std::string first = Read("errored_test.tfstate");
  EXPECT_THAT(first, HasSubstr("\"name\": \"a\""));
  Run({"test", "-json"});
  EXPECT_THAT(out(), HasSubstr("(errored_test.1.tfstate) and they need to be cleaned up manually:\""));
  EXPECT_THAT(out(), HasSubstr("\"test_cleanup\":{\"failed_resources\":[{\"instance\":\"terraform_data.a\"}]}"));
  EXPECT_THAT(out(), HasSubstr("\"@message\":\"Writing state to file: errored_test.1.tfstate\""));
  EXPECT_THAT(Read("errored_test.1.tfstate"), HasSubstr("\"name\": \"a\""));
  EXPECT_EQ(Read("errored_test.tfstate"), first);
}

TEST_F(TestCommandTest, AfterAnInterruptNoRunIsBegun) {
  interrupt_.Raise();
  Run({"test", "-no-color", "-junit-xml=results.xml"});
  EXPECT_THAT(out(), HasSubstr("  run \"plans\"... skip\n  run \"applies\"... skip\n"));
  EXPECT_THAT(out(), EndsWith(" 0 passed, 0 failed, 2 skipped.\n"));
  EXPECT_THAT(Read("results.xml"), HasSubstr("<skipped message=\"Testcase skipped due to an interrupt\"></skipped>"));
}

TEST_F(TestCommandTest, ABrokenRunSaysWhatMayBeLeft) {
  const Result<engine::State> main = engine::ReadStateFile(
      R"({"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"l","outputs":{},"resources":[
          {"mode":"managed","type":"terraform_data","name":"a","provider":"provider[\"terraform.io/builtin/terraform\"]",
           "instances":[{"schema_version":0,"attributes":{}},
                        {"deposed":"0badcafe","schema_version":0,"attributes":{}}]}]})");
  ASSERT_TRUE(main.ok()) << main.error().message;
  engine::TestFile file;
  file.name = "good.tftest.hcl";
  const std::vector<engine::TestLeftovers> left = {{"one", "", *main}, {"setup", "./setup", *main}};
  CommandContext context = Context();
  {
    Operation operation(context, {});
    TestViews(operation, false).Broken(file, left, {"terraform_data.b"});
  }
  EXPECT_EQ(err(),
            "\nRolecall was interrupted while executing good.tftest.hcl, and may not have performed the expected "
            "cleanup operations.\n"
            "\nRolecall has already created the following resources from the module under test:\n"
            "  - terraform_data.a\n  - terraform_data.a (0badcafe)\n"
            "\nRolecall has already created the following resources for \"setup\" from \"./setup\":\n"
            "  - terraform_data.a\n  - terraform_data.a (0badcafe)\n"
            "\nRolecall was in the process of creating the following resources, and they may not have been destroyed:\n"
            "  - terraform_data.b\n"
            "\nWriting state to file: errored_test.tfstate\n\nWriting state to file: errored_test.1.tfstate\n");
  EXPECT_THAT(Read("errored_test.tfstate"), HasSubstr("0badcafe"));
  OperationOptions options;
  options.json = true;
  Operation operation(context, options);
  TestViews(operation, false).Broken(file, left, {"terraform_data.b"});
  const std::string objects =
      R"([{"instance":"terraform_data.a"},{"instance":"terraform_data.a","deposed_key":"0badcafe"}])";
  EXPECT_THAT(out(), HasSubstr("\"test_interrupt\":{\"state\":" + objects + ",\"states\":{\"setup\":" + objects +
                               "},\"planned\":[\"terraform_data.b\"]}"));
}

TEST_F(TestCommandTest, WhatCannotBeRunIsRefused) {
  EXPECT_EQ(Run({"test", "x"}), kExitOk);  // arguments mean nothing
  EXPECT_EQ(Run({"test", "-json", "-json-into=lines"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("The -json and -json-into arguments are mutually exclusive"));
  Write("module.tftest.hcl", "run \"one\" {\n  module {\n    source = \"git::https://example.com/x.git\"\n  }\n}\n");
  EXPECT_EQ(Run({"test", "-no-color", "-filter=module.tftest.hcl"}), kExitError);
  EXPECT_EQ(out(), "") << "no run is begun";
  EXPECT_THAT(Errors(), HasSubstr("Module not installed"));
  Write("module.tftest.hcl", "run \"one\" {\n");
  EXPECT_EQ(Run({"test", "-no-color"}), kExitError);
  EXPECT_EQ(out(), "");
}

}  // namespace
}  // namespace rolecall::cli
