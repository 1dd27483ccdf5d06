// The completion scripts, run by the shells that they are for, where these are.
#include "cli/completion_scripts.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/command.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

std::vector<CompletedCommand> Table() {
  return {{"plan", "Show what would change", {{"var-file", true, "A file"}, {"json", false, "It's JSON"}}, {}},
          {"completion", "Print a script", {}, {"bash", "zsh"}},
          {"state list", "List", {{"id", true, "By id"}}, {}},
          {"state show", "Show", {}, {}}};
}

Result<std::string> RunScript(const std::string& shell, const std::string& script) {
  return RunCommand(
      {.command = shell, .environment = {{"PATH", "/usr/bin:/bin"}}, .input = script, .max_output = 10000});
}

// What bash would offer after these words (as it splits them), one a line.
std::string Offered(const std::string& words, int at) {
  const std::string script = BashScript(Table()) + "COMP_WORDS=(" + words + ")\nCOMP_CWORD=" + std::to_string(at) +
                             "\n_rolecall\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const Result<std::string> printed = RunScript("/bin/bash", script);
  return printed.ok() ? *printed : printed.error().message;
}

TEST(BashCompletion, OffersCommandsFamiliesAndTheirMembers) {
  EXPECT_EQ(Offered("rolecall pl", 1), "plan\n");
  EXPECT_EQ(Offered("rolecall sta", 1), "state\n");
  EXPECT_EQ(Offered("rolecall state ''", 2), "list\nshow\n");
  EXPECT_EQ(Offered("rolecall completion z", 2), "zsh\n");
}

TEST(BashCompletion, OffersFlagsWithOneDashAndWithTwo) {
  EXPECT_EQ(Offered("rolecall plan -var-f", 2), "-var-file=\n");
  EXPECT_EQ(Offered("rolecall plan --var-f", 2), "--var-file=\n");
  EXPECT_EQ(Offered("rolecall plan -json -v", 3), "-var-file=\n");
  EXPECT_EQ(Offered("rolecall state list -i", 3), "-id=\n");
}

TEST(BashCompletion, PassesOverWhatStandsBeforeTheCommand) {
  EXPECT_EQ(Offered("rolecall -chdir = x pl", 4), "plan\n");
  EXPECT_EQ(Offered("rolecall -chdir = x plan -j", 5), "-json\n");
}

TEST(BashCompletion, OffersFilesAsValues) {
  EXPECT_EQ(Offered("rolecall plan -var-file = /etc/passw", 4), Offered("rolecall plan /etc/passw", 2));
  EXPECT_THAT(Offered("rolecall plan -var-file = /etc/pass", 4), HasSubstr("/etc/passwd"));
}

TEST(ZshAndFishCompletion, AreGoodScripts) {
  EXPECT_THAT(ZshScript(Table()), HasSubstr("'-var-file=:A file'"));
  EXPECT_THAT(FishScript(Table()), HasSubstr("-o json -d 'It'\\''s JSON'"));
  int shells = 0;
  for (const auto& [shell, script] :
       {std::pair("/usr/bin/zsh", ZshScript(Table())), {"/usr/bin/fish", FishScript(Table())}}) {
    if (access(shell, X_OK) != 0) continue;
    ++shells;
    const Result<std::string> checked = RunScript(std::string(shell) + " -n /dev/stdin", script);
    EXPECT_TRUE(checked.ok()) << shell << ": " << checked.error().message;
  }
  if (shells == 0) GTEST_SKIP() << "there is neither zsh nor fish here";
}

}  // namespace
}  // namespace rolecall::cli
