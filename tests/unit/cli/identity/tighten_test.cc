#include <boost/json.hpp>

#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Event(const std::string& more = "", const std::string& role = "app") {
  return R"({"eventVersion":"1.08","eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue",)"
         R"("awsRegion":"eu-central-1",)" +
         more + R"("userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/)" + role +
         R"(/s","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/)" + role +
         R"("}}},"requestParameters":{"secretId":")" + kSecretArn + "\"}}";
}

class TightenCommandTest : public SoundDirectory {
 protected:
  void SetUp() override {
    SoundDirectory::SetUp();
    Write("events.json", "{\"Records\":[" + Event() + "," + Event("", "other") + "," +
                             Event("\"errorCode\":\"AccessDenied\",") + "]}");
  }
};

TEST_F(TightenCommandTest, MakesThePolicyOfWhatWasDone) {
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--offline", "--out", "p.json"}), kExitOk) << err();
  EXPECT_THAT(out(),
              AllOf(StartsWith("Role " + std::string(kRoleArn) + ": 2 calls in 1 file; 1 event of others passed over."),
                    HasSubstr("resource \"aws_iam_role_policy\" \"app\" {"),
                    HasSubstr("Denied, and left out:\n  secretsmanager:GetSecretValue on " + std::string(kSecretArn) +
                              " (1 call)\n"),
                    HasSubstr("Proven: the new policy allows each of 1 pairs")));
  EXPECT_EQ(boost::json::parse(Read("p.json")).at("Statement").at(0).at("Resource"), kSecretArn);
}

TEST_F(TightenCommandTest, TodaysPoliciesComeFromADirectoryAStateFilesOrThePlane) {
  WriteConfiguration("shop:app", "oidc.rolecall.internal", "secretsmanager:*");
  EXPECT_EQ(Run({"tighten", "--role", "app", "--events", "events.json", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(),
              AllOf(HasSubstr("# inline policy read (main.tf:"), HasSubstr("What the role has and did not use:\n")));
  ApplyToPlane();
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--state", "terraform.tfstate"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("What the role has and did not use:\n"));
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("What the role has and did not use:\n"));
  Write(
      "today.json",
      R"({"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]})");
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--policy", "today.json", "-json"}), kExitOk) << err();
  const boost::json::value answer = boost::json::parse(out());
  EXPECT_EQ(answer.at("role"), kRoleArn);
  EXPECT_EQ(answer.at("events"), 2);
  EXPECT_EQ(answer.at("otherEvents"), 1);
  EXPECT_EQ(answer.at("used").as_array().size(), 1u);
  EXPECT_EQ(answer.at("denied").as_array().size(), 1u);
  EXPECT_EQ(answer.at("unused").at(0).at("sid"), "All");
  EXPECT_EQ(answer.at("proven"), 1);
}

TEST_F(TightenCommandTest, SaysWhatItCannotRead) {
  EXPECT_EQ(Run({"tighten", "events.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("--role and --events are needed"));
  EXPECT_EQ(Run({"tighten", "--role", "app", "--max-resources", "0", "events.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("--max-resources is at least 1"));
  EXPECT_EQ(Run({"tighten", "--role", "app", "nowhere"}), kExitError);
  Write("broken", "{\"Records\":[");
  EXPECT_EQ(Run({"tighten", "--role", "app", "broken"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("broken: "));
  EXPECT_EQ(Run({"tighten", "--role", "none", "events.json", "--offline"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no event of a session of none among 3 events"));
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--policy", "nowhere"}), kExitError);
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--dir", "nowhere"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("today's policies of the role could not be read"));
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--offline", "--out", "no/such/p.json"}), kExitError);
  Write("other/main.tf", "resource \"aws_iam_role\" \"b\" {\n  name = \"b\"\n  assume_role_policy = \"{}\"\n}\n");
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json", "--dir", "other"}), kExitError);
  StartPlane();
  EXPECT_EQ(Run({"tighten", "--role", "app", "events.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("(with --offline there is an answer without them)"));
}

}  // namespace
}  // namespace rolecall::cli
