// Warnings are part of what Terraform's commands print; ours keep standard output for answers.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kQuoted = "Warning: Quoted references are deprecated";
constexpr const char* kCheck = "Warning: Check block assertion failed";

class WarningsTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf",
          "resource \"terraform_data\" \"a\" {\n  depends_on = [\"terraform_data.b\"]\n}\n"
          "resource \"terraform_data\" \"b\" {\n}\n"
          "variable \"n\" {\n  default = 1\n}\n"
          "check \"c\" {\n  assert {\n    condition     = var.n == 2\n    error_message = \"n is no 2\"\n  }\n}\n");
  }
  static std::size_t Times(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
    return times;
  }
};

TEST_F(WarningsTest, OfTerraformsCommandsStandOnStandardOutput) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"init"},
                                                {"validate"},
                                                {"get"},
                                                {"plan"},
                                                {"plan", "-destroy"},
                                                {"providers"},
                                                {"console"},
                                                {"test"},
                                                {"apply", "-auto-approve"},
                                                {"refresh"},
                                                {"destroy", "-auto-approve"}}) {
    EXPECT_EQ(Run(words), kExitOk) << err();
    EXPECT_EQ(Times(out(), kQuoted), 1u) << words[0] << "\n" << out();
    EXPECT_EQ(err(), "") << words[0];
  }
}

TEST_F(WarningsTest, OfTheConfigurationAreNotToldByWhatIsAboutTheState) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  for (const std::vector<std::string>& words : {std::vector<std::string>{"show"},
                                                {"show", "-json"},
                                                {"show", "p"},
                                                {"show", "-json", "p"},
                                                {"output", "-json"},
                                                {"state", "list"},
                                                {"state", "pull"},
                                                {"workspace", "list"},
                                                {"graph"},
                                                {"providers", "schema", "-json"},
                                                {"taint", "terraform_data.a"},
                                                {"console", "-json"}}) {
    EXPECT_EQ(Run(words), kExitOk) << words[0] << err();
    EXPECT_THAT(out() + err(), Not(HasSubstr("Warning"))) << words[0];
  }
}

TEST_F(WarningsTest, OfApplyStandBehindThePlanWhereSomebodyIsAsked) {
  ASSERT_EQ(Run({"apply"}, "yes\n"), kExitOk) << err();
  const std::size_t plan = out().find("Plan: 2 to add"), quoted = out().find(kQuoted), check = out().find(kCheck),
                    question = out().find("Do you want to perform these actions?"),
                    done = out().find("Apply complete!");
  EXPECT_LT(plan, quoted);
  EXPECT_LT(quoted, check) << "by their places";
  EXPECT_LT(check, question);
  EXPECT_LT(question, out().find(kCheck, question)) << "the apply decides it once more";
  EXPECT_LT(out().find(kCheck, question), done);
  EXPECT_EQ(Times(out(), kQuoted), 1u);
  EXPECT_EQ(err(), "");
}

TEST_F(WarningsTest, OfApplyStandBeforeItsSummaryWhereNobodyIsAskedAndChecksCountOnce) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"apply", "-auto-approve"}, {"apply", "-auto-approve", "-json"}, {"refresh"}}) {
    ASSERT_EQ(Run(words), kExitOk) << err();
    EXPECT_EQ(Times(out(), std::string("\n") + kCheck) + Times(out(), "\"summary\":\"Check block assertion failed\""),
              1u)
        << out();
    EXPECT_LT(out().find("Check block assertion failed"), out().find("Apply complete!"));
  }
  ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "p"}), kExitOk) << err();
  EXPECT_EQ(Times(out(), kQuoted), 1u);
}

TEST_F(WarningsTest, StandBeforeErrorsWhichStayOnStandardError) {
  Write("broken.tf", "output \"o\" {\n  value = local.nope\n}\n");
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(out(), HasSubstr(kQuoted));
  EXPECT_THAT(err(), HasSubstr("Error: Reference to undeclared local value"));
  EXPECT_THAT(err(), Not(HasSubstr("Warning")));
  EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitError);
  EXPECT_THAT(out(), HasSubstr(kQuoted));
}

TEST_F(WarningsTest, TellWhatTheConditionIsAbout) {
  ASSERT_EQ(Run({"plan"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("│ var.n is 1\n"));
}

TEST_F(WarningsTest, OfNoOutputsAreNoErrorAlsoForOneName) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"output"}, {"output", "o"}, {"output", "-raw", "o"}}) {
    EXPECT_EQ(Run(words), kExitOk) << err();
    EXPECT_THAT(out(), HasSubstr("Warning: No outputs found"));
    EXPECT_EQ(err(), "");
  }
  EXPECT_EQ(Run({"output", "-json"}), kExitOk);
  EXPECT_EQ(out(), "{}\n");
  EXPECT_EQ(Run({"output", "-json", "o"}), kExitError);
}

}  // namespace
}  // namespace rolecall::cli
