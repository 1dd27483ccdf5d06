#include "cli/frame/command.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/frame/data_directory.h"

namespace rolecall::cli {
namespace {

class Sample final : public Command {
 public:
  std::string name() const override { return "sample"; }
  std::string summary() const override { return "Do something"; }
  std::string usage() const override { return "[options] FILE"; }
  std::string details() const override { return "More about it."; }
  void Declare(Flags& flags) override {
    flags.Switch("json", &json_, "Print JSON");
    flags.Text("out", "FILE", &out_, "Where to");
  }
  int Run(CommandContext&, const std::vector<std::string>&) override { return kExitOk; }

 private:
  bool json_ = false;
  std::string out_;
};

TEST(HelpPage, ShowsUsageDetailsAndFlagsInColumns) {
  Sample sample;
  EXPECT_EQ(HelpPage(sample),
            "Usage: rolecall sample [options] FILE\n\n  Do something.\n\nMore about it.\n\nOptions:\n"
            "  -json                           Print JSON\n  -out=FILE                       Where to\n");
}

TEST(Pad, LeavesAtLeastOneBlank) {
  EXPECT_EQ(Pad("ab", 4), "ab  ");
  EXPECT_EQ(Pad("abcdef", 4), "abcdef ");
}

TEST(Fail, WritesToStandardErrorAndIsExitCodeOne) {
  FakeEnvironment environment;
  MemoryFileSystem files;
  FakeClock clock(FromUnixSeconds(0));
  FakeRandom random;
  engine::Interrupt interrupt;
  std::istringstream in;
  std::ostringstream out, err;
  CommandContext context{.environment = environment,
                         .files = files,
                         .clock = clock,
                         .random = random,
                         .in = in,
                         .out = out,
                         .err = err,
                         .interrupt = interrupt};
  EXPECT_EQ(Fail(context, "no"), kExitError);
  EXPECT_EQ(FailUsage(context, Sample(), "name a file"), kExitError);
  EXPECT_EQ(err.str(),
            "rolecall: no\nrolecall sample: name a file\n\nUsage: rolecall sample [options] FILE\n"
            "For all options, run: rolecall sample -help\n");
  EXPECT_EQ(out.str(), "");
}

FakeEnvironment EnvironmentOf(std::map<std::string, std::string> variables) {
  return FakeEnvironment(std::move(variables));
}

TEST(DataDirectory, IsTheGivenOneElseThatOfTheUser) {
  EXPECT_EQ(DataDirectory(EnvironmentOf({{"XDG_STATE_HOME", "/s"}}), "given"), "given");
  EXPECT_EQ(DataDirectory(EnvironmentOf({{"XDG_STATE_HOME", "/s"}, {"HOME", "/h"}}), ""), "/s/rolecall");
  EXPECT_EQ(DataDirectory(EnvironmentOf({{"HOME", "/h"}}), ""), "/h/.local/state/rolecall");
}

}  // namespace
}  // namespace rolecall::cli
