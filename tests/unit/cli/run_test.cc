// The command line up to a command: global options, help, names, TF_CLI_ARGS; and the commands about the commands.
#include "cli/run.h"

#include <set>

#include "policy/lint/rules.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using RunCommandLineTest = CommandLineTest;

TEST_F(RunCommandLineTest, WithoutACommandTheOverviewIsAnError) {
  EXPECT_EQ(Run({}), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(err(), StartsWith("Usage: rolecall [-chdir=DIR] COMMAND"));
  const std::string overview = err();
  for (const char* help : {"-help", "--help", "-h", "help"}) {
    EXPECT_EQ(Run({help}), kExitOk) << help;
    EXPECT_EQ(out(), overview) << help;
  }
}

TEST_F(RunCommandLineTest, EveryCommandHasAHelpPageThatBeginsWithItsUsage) {
  std::set<std::string> names;
  for (const auto& command : MakeCommands()) {
    EXPECT_TRUE(names.insert(command->name()).second) << command->name() << " is there twice";
    const std::size_t space = command->name().find(' ');
    std::vector<std::string> words = {command->name().substr(0, space)};
    if (space != std::string::npos) words.push_back(command->name().substr(space + 1));
    words.emplace_back("-help");
    EXPECT_EQ(Run(words), kExitOk) << command->name();
    EXPECT_THAT(out(), StartsWith("Usage: rolecall " + command->name() + " " + command->usage() + "\n\n  " +
                                  command->summary() + ".\n"));
  }
  EXPECT_EQ(Run({"help", "fmt"}), kExitOk);
  EXPECT_THAT(out(), StartsWith("Usage: rolecall fmt [options] [FILE or DIR …]"));
}

TEST_F(RunCommandLineTest, FlagsOfACommandAreDeclaredOnceAndHaveHelp) {
  for (const auto& command : MakeCommands()) {
    Flags flags;
    command->Declare(flags);
    std::set<std::string> names;
    for (const Flag& flag : flags.list()) {
      EXPECT_TRUE(names.insert(flag.name).second) << command->name() << " declares -" << flag.name << " twice";
      EXPECT_NE(flag.help, "") << command->name() << " -" << flag.name;
    }
  }
}

TEST_F(RunCommandLineTest, AFamilyShowsItsCommands) {
  EXPECT_EQ(Run({"state"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("  mv                  Give objects of the state another address\n"));
  EXPECT_EQ(Run({"state", "lst"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Rolecall has no command named \"state lst\". Did you mean \"state list\"?"));
  EXPECT_EQ(Run({"state", "-help"}), kExitOk);
  EXPECT_THAT(out(), StartsWith("Usage: rolecall state SUBCOMMAND [options]"));
}

TEST_F(RunCommandLineTest, AMisspeltNameIsAnErrorThatSaysWhatIsNear) {
  EXPECT_EQ(Run({"aply"}), kExitError);
  EXPECT_EQ(err(),
            "Rolecall has no command named \"aply\". Did you mean \"apply\"?\n\n"
            "To see all of Rolecall's top-level commands, run:\n  rolecall -help\n\n");
  EXPECT_EQ(Run({"who-can", "-jsn"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("flag provided but not defined: -jsn. Did you mean -json?\n\nUsage: rolecall who-can"));
}

TEST_F(RunCommandLineTest, CommandsThatOthersHaveSayWhatToDoInstead) {
  EXPECT_EQ(Run({"login"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("login is not here: there is no service to log in to"));
  EXPECT_EQ(Run({"cloud"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("cloud is not here: there is no cloud backend"));
  EXPECT_EQ(WhyNotHere("plan"), std::nullopt);
}

TEST_F(RunCommandLineTest, ChdirIsDoneBeforeTheCommandAndMustWork) {
  Write("below/main.tf", "a=1\n");
  EXPECT_EQ(Run({"-chdir=below", "fmt", "-check"}), 3);
  EXPECT_EQ(out(), "main.tf\n");
  EXPECT_EQ(Run({"-chdir=nowhere", "fmt"}), kExitError);
  EXPECT_EQ(err(), "Error handling -chdir option: chdir nowhere: no such file or directory\n");
  for (const char* without : {"-chdir", "-chdir="}) {
    EXPECT_EQ(Run({without, "fmt"}), kExitError);
    EXPECT_THAT(err(), StartsWith("Invalid -chdir option: must include an equals sign followed by a directory path"));
  }
}

TEST_F(RunCommandLineTest, GlobalOptionsStandBeforeTheCommand) {
  EXPECT_EQ(Run({"-json", "plan"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("unknown global option -json; options of a command stand after its name"));
  EXPECT_EQ(Run({"-version"}), kExitOk);
  EXPECT_THAT(out(), StartsWith("Rolecall v"));
}

TEST_F(RunCommandLineTest, TheEnvironmentsArgumentsStandBeforeTheGivenOnes) {
  Write("main.tf", "a=1\n");
  environment_.Set("TF_CLI_ARGS_fmt", "-check -list=false");
  EXPECT_EQ(Run({"fmt"}), 3);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"fmt", "-list=true"}), 3);
  EXPECT_EQ(out(), "main.tf\n");
  environment_.Set("TF_CLI_ARGS", "'");
  EXPECT_EQ(Run({"fmt"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("TF_CLI_ARGS: a quote is not closed"));
  // Only commands that Terraform has read them.
  EXPECT_EQ(Run({"completion", "bash"}), kExitOk);
}

TEST_F(RunCommandLineTest, CompletionKnowsFamiliesAndFlags) {
  EXPECT_EQ(Run({"completion", "bash"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("    'state mv') words='-help -var="));
  EXPECT_THAT(out(), HasSubstr("    'workspace '*) words='list show new select delete ' ;;\n"));
  EXPECT_THAT(out(), HasSubstr("    'version '*) words='-help -json' ;;\n"));
  for (const char* shell : {"zsh", "fish"}) {
    EXPECT_EQ(Run({"completion", shell}), kExitOk);
    EXPECT_THAT(out(), HasSubstr("detailed-exitcode"));
  }
  EXPECT_EQ(Run({"completion", "csh"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name a shell: bash, zsh or fish"));
}

TEST_F(RunCommandLineTest, TheReferenceListsEveryCheckOfLintOnceInItsGroup) {
  EXPECT_EQ(Run({"reference", "docs/made"}), kExitOk) << err();
  const std::string page = Read("docs/made/lint.md");
  EXPECT_THAT(page,
              HasSubstr("\n## Trust policies for a cluster's tokens\n\n| code | severity | fix | what is found |\n"));
  for (const policy::LintRule& rule : policy::LintRules()) {
    const std::string link = "[" + std::string(rule.code) + "](../../rules/" + std::string(rule.code) + ".md)";
    const std::size_t at = page.find(link);
    EXPECT_NE(at, std::string::npos) << link;
    EXPECT_EQ(page.find(link, at + 1), std::string::npos) << link;
  }
  EXPECT_THAT(page, Not(HasSubstr("## Others"))) << "a code that begins like no other needs a group";
}

TEST_F(RunCommandLineTest, TheReferenceIsMadeOfTheHelpPages) {
  EXPECT_EQ(Run({"reference", "docs/made"}), kExitOk) << err();
  EXPECT_THAT(Read("docs/made/commands.md"), HasSubstr("\n## rolecall state mv\n\n```text\nUsage: rolecall state mv"));
  EXPECT_EQ(Run({"reference"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name one directory"));
  Write("file", "");
  EXPECT_EQ(Run({"reference", "file/below"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("file"));
}

TEST_F(RunCommandLineTest, TheReferenceNeedsOneDirectoryThatCanBeMade) {
  EXPECT_EQ(Run({"reference"}), kExitError);
  EXPECT_THAT(err(), StartsWith("rolecall reference: name one directory\n"));
  Write("file", "");
  EXPECT_EQ(Run({"reference", "file/below"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("cannot make directory file"));
}

}  // namespace
}  // namespace rolecall::cli
