// Wrong arguments of Terraform's commands: what is said, where, and what stands below.
#include "cli/wrong_arguments.h"

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class WrongArgumentsTest : public CommandLineTest {};

TEST_F(WrongArgumentsTest, AllThatIsWrongIsToldAndHowToGetHelp) {
  EXPECT_EQ(Run({"plan", "-target=x", "-bogus", "y"}), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(err(),
            "\nError: Failed to parse command-line flags\n\nflag provided but not defined: -bogus\n"
            "\nError: Too many command line arguments\n\n"
            "To specify a working directory for the plan, use the global -chdir flag.\n"
            "\nError: Invalid target \"x\"\n\nResource specification must include a resource type and name.\n"
            "\nFor more help on using this command, run:\n  rolecall plan -help\n");
}

TEST_F(WrongArgumentsTest, SomeCommandsShowTheirHelpPageOnStandardOutput) {
  EXPECT_EQ(Run({"workspace", "new"}), kExitError);
  EXPECT_EQ(err(), "\nError: Invalid arguments list\n\nExpected a single argument: NAME.\n\n");
  EXPECT_THAT(out(), StartsWith("Usage: rolecall workspace new [options] NAME\n"));
  EXPECT_EQ(Run({"state", "list", "-bogus"}), kExitError);
  EXPECT_EQ(err(), "\nError: Failed to parse command-line flags\n\nflag provided but not defined: -bogus\n");
  EXPECT_THAT(out(), StartsWith("Usage: rolecall state list"));
}

TEST_F(WrongArgumentsTest, WithJsonTheyAreLinesOfJson) {
  EXPECT_EQ(Run({"plan", "-json", "x"}), kExitError);
  EXPECT_EQ(err(), "");
  EXPECT_THAT(out(), AllOf(StartsWith("{\"@level\":\"info\""), HasSubstr("\"type\":\"version\""),
                           HasSubstr("\"@message\":\"Error: Too many command line arguments\""),
                           Not(HasSubstr("For more help"))));
  // Not where OpenTofu's command prints a document.
  EXPECT_EQ(Run({"output", "-json", "a", "b"}), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(Errors(), HasSubstr("Error: Unexpected argument The output command expects exactly one argument"));
}

TEST_F(WrongArgumentsTest, EachCommandHasItsOwnWords) {
  const std::pair<std::vector<std::string>, const char*> kWrong[] = {
      {{"init", "x"}, "Unexpected argument Too many command line arguments. Did you mean to use -chdir?"},
      {{"init", "-migrate-state", "-reconfigure"},
       "The -migrate-state and -reconfigure options are mutually-exclusive"},
      {{"apply", "-json"}, "Plan file or auto-approve required"},
      {{"destroy", "-destroy"}, "The -destroy option is not valid for \"rolecall destroy\", because this command"},
      {{"destroy", "-refresh-only"}, "The -refresh-only option is not valid for \"rolecall destroy\"."},
      {{"import", "a"}, "Invalid number of arguments The import command expects two arguments"},
      {{"output", "-raw"}, "Output name required You must give the name of a single output value"},
      {{"output", "-raw", "-json", "o"}, "The -raw and -json options are mutually-exclusive."},
      {{"show", "-bogus"}, "Failed to parse command-line options"},
      {{"show", "-config"}, "The -config option requires -json to be specified."},
      {{"show", "-state", "-plan=x"}, "Conflicting object types to show"},
      {{"show", "-state", "x"}, "Unexpected command line arguments"},
      {{"taint", "x"}, "Invalid address on line 1: (source code not available) Resource specification must include"},
      {{"taint", "data.a.b"}, "Resource instance data.a.b cannot be tainted"},
      {{"untaint"}, "The untaint command expects exactly one argument."},
      {{"force-unlock"}, "Wrong number of arguments Expected a single argument: LOCK_ID"},
      {{"state", "mv", "a"}, "Invalid number of arguments Exactly two arguments expected"},
      {{"state", "replace-provider", "-bogus"}, "Error parsing command-line flags"},
      {{"providers", "schema"}, "The `rolecall providers schema` command requires the `-json` flag."},
      {{"providers", "lock", "-fs-mirror=a", "-net-mirror=b"}, "Invalid installation method options"},
      {{"providers", "mirror"}, "The providers mirror command requires an output directory"},
      {{"test", "-json", "-json-into=x"}, "The -json and -json-into arguments are mutually exclusive"},
  };
  for (const auto& [words, message] : kWrong) {
    EXPECT_EQ(Run(words), kExitError) << message;
    EXPECT_THAT(Errors() + out(), HasSubstr(message));
  }
}

TEST_F(WrongArgumentsTest, NoColorIsTakenWhereverItStands) {
  EXPECT_EQ(Run({"plan", "-out", "-no-color"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("flag needs an argument: -out"));
}

}  // namespace
}  // namespace rolecall::cli
