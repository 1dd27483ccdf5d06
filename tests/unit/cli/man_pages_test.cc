// Manual pages of commands, as man(1) reads them.
#include "cli/man_pages.h"

#include <gmock/gmock.h>

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ListCommand final : public Command {
 public:
  std::string name() const override { return "state list"; }
  std::string summary() const override { return "List what there is"; }
  std::string usage() const override { return "[options] [ADDRESS]"; }
  std::string details() const override {
    return "A line.\n.hidden stays text, and so does C:\\dir.\n\n  a  b\n\nAgain.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    flags.Text("state-file", "FILE", &text_, "Another state");
    flags.OptionalText("json", "FORM", &given_, &text_, "'quoted' help");
  }
  int Run(CommandContext&, const std::vector<std::string>&) override { return kExitOk; }

 private:
  std::string text_;
  bool given_ = false;
};

std::vector<ManPage> Pages() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(std::make_unique<ListCommand>());
  return MakeManPages(commands);
}

TEST(ManPages, ThereIsOneForEachCommandAndOneForAll) {
  const std::vector<ManPage> pages = Pages();
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].file, "rolecall.1");
  EXPECT_EQ(pages[1].file, "rolecall-state-list.1");
  EXPECT_THAT(pages[0].text, HasSubstr(".BR rolecall\\-state\\-list (1)\nList what there is\n"));
}

TEST(ManPages, ACommandsPageHasItsNameSynopsisAndOptions) {
  const std::string page = Pages()[1].text;
  EXPECT_THAT(page, HasSubstr(".TH \"ROLECALL\\-STATE\\-LIST\" 1 \"\" \"rolecall "));
  EXPECT_THAT(page, HasSubstr(".SH NAME\nrolecall\\-state\\-list \\- List what there is\n"));
  EXPECT_THAT(page, HasSubstr(".SH SYNOPSIS\n\\fBrolecall state list\\fR [options] [ADDRESS]\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-state\\-file\\fR=\\fIFILE\\fR\nAnother state\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-json\\fR[=\\fIFORM\\fR]\n\\&'quoted' help\n"));
}

TEST(ManPages, TextIsNeverARequestAndIndentedLinesStayAsTheyAre) {
  const std::string page = Pages()[1].text;
  EXPECT_THAT(page, HasSubstr("A line.\n\\&.hidden stays text, and so does C:\\edir.\n"));
  EXPECT_THAT(page, HasSubstr(".PP\n.EX\n  a  b\n\n.EE\n.PP\nAgain.\n"));
  EXPECT_THAT(page, Not(HasSubstr("\n.hidden")));
}

}  // namespace
}  // namespace rolecall::cli
