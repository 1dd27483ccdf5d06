// review: plans of this program, which are of Terraform's form, looked at for access.
#include <boost/json.hpp>

#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ReviewCommandTest : public SoundDirectory {
 protected:
  void SetUp() override {
    SoundDirectory::SetUp();
    StartPlane();
    WritePlan("plan.json");
  }
  // What `show -json` prints of the configuration's plan.
  void WritePlan(const std::string& file) {
    ASSERT_EQ(Run({"plan", "-out=p"}), kExitOk) << err();
    ASSERT_EQ(Run({"show", "-json", "p"}), kExitOk) << err();
    Write(file, out());
  }
};

TEST_F(ReviewCommandTest, TellsWhatAPlanGivesServiceAccounts) {
  EXPECT_EQ(Run({"review", "plan.json"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("shop/app"), HasSubstr("secretsmanager:GetSecretValue")));
  EXPECT_EQ(Run({"review", "-detailed-exitcode", "plan.json"}), kExitDifferent);
  EXPECT_EQ(Run({"review", "-json", "plan.json"}), kExitOk);
  const boost::json::value file = boost::json::parse(out()).at("files").at(0);
  EXPECT_EQ(file.at("file"), "plan.json");
  EXPECT_THAT(boost::json::serialize(file.at("access")), HasSubstr("shop/app"));
  EXPECT_EQ(Run({"review", "-markdown", "plan.json"}), kExitOk);
  EXPECT_THAT(out(), AllOf(StartsWith("<!-- rolecall-review -->"), HasSubstr("shop/app")));
}

TEST_F(ReviewCommandTest, AStateChangesNothing) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"show", "-json"}), kExitOk) << err();
  Write("state.json", out());
  EXPECT_EQ(Run({"review", "-detailed-exitcode", "state.json"}), kExitOk) << out() << err();
}

TEST_F(ReviewCommandTest, FindingsFailFromTheSeverityThatIsAskedFor) {
  WriteConfiguration("*");
  WritePlan("open.json");
  EXPECT_EQ(Run({"review", "open.json"}), kExitOk) << "they are only told";
  EXPECT_EQ(Run({"review", "-fail-on=error", "plan.json", "open.json"}), kExitError);
  EXPECT_EQ(Run({"review", "-fail-on=error", "plan.json"}), kExitOk) << out();
  EXPECT_EQ(Run({"review", "-sarif", "-help-uri=https://pages.test", "open.json"}), kExitOk);
  const boost::json::value run = boost::json::parse(out()).at("runs").at(0);
  EXPECT_FALSE(run.at("results").as_array().empty());
  EXPECT_THAT(out(), HasSubstr("https://pages.test"));
}

TEST_F(ReviewCommandTest, WhatIsNotKnownFailsWhereThatIsAskedFor) {
  std::string configuration = Read("main.tf");
  configuration.replace(configuration.find("\"secretsmanager:GetSecretValue\""), 31, "random_pet.action.id");
  Write("main.tf", configuration + "\nresource \"random_pet\" \"action\" {}\n");
  WritePlan("unknown.json");
  EXPECT_EQ(Run({"review", "unknown.json"}), kExitOk) << err();
  EXPECT_EQ(Run({"review", "-unknown=fail", "unknown.json"}), kExitError) << out();
  EXPECT_EQ(Run({"review", "-unknown=fail", "plan.json"}), kExitOk) << out();
}

TEST_F(ReviewCommandTest, AQuestionIsAnsweredByWhatThePlanLeaves) {
  const std::string question = "shop/app secretsmanager:GetSecretValue " + std::string(kSecretArn);
  EXPECT_EQ(Run({"review", "-explain", question, "plan.json"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr(kSecretArn));
  EXPECT_EQ(Run({"review", "-json", "-explain", question, "-explain", "shop/app s3:GetObject *", "plan.json"}),
            kExitOk);
  const boost::json::value explained = boost::json::parse(out()).at("files").at(0).at("explain");
  ASSERT_EQ(explained.as_array().size(), 2u);
  EXPECT_NE(explained.at(0), explained.at(1));
  EXPECT_EQ(Run({"review", "-explain", "shop/app", "plan.json"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("is of the form 'NAMESPACE/NAME ACTION ARN'"));
}

TEST_F(ReviewCommandTest, ThePageHoldsTheSameAndPrintsNothingElse) {
  EXPECT_EQ(Run({"review", "-html=review.html", "plan.json"}), kExitOk) << err();
  EXPECT_THAT(Read("review.html"), AllOf(StartsWith("<!doctype html>"), HasSubstr("shop/app")));
  EXPECT_EQ(Run({"review", "-html=no/such/folder/review.html", "plan.json"}), kExitError);
}

TEST_F(ReviewCommandTest, WhatIsNoPlanIsRefused) {
  Write("other.json", "{}");
  Write("broken.json", "{");
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"review"}, "name plans or states, as `show -json` prints them"},
      {{"review", "-json", "-markdown", "plan.json"}, "give only one of -json, -sarif and -markdown"},
      {{"review", "nowhere.json"}, "nowhere.json"},
      {{"review", "other.json"}, "other.json"},
      {{"review", "plan.json", "broken.json"}, "broken.json"}};
  for (const auto& [words, text] : cases) {
    EXPECT_EQ(Run(words), kExitError) << text;
    EXPECT_THAT(Errors(), HasSubstr(text));
    EXPECT_EQ(out(), "") << text;
  }
}

}  // namespace
}  // namespace rolecall::cli
