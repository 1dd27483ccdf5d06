// rehearse: the calls of logs, put to what a directory leaves; and what else `check` reads.
#include "gzip/gzip.h"
#include "json/document.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRehearsedUser = "arn:aws:sts::111122223333:assumed-role/app/s1";

// A directory whose role may do what `statement` says.
class RehearseCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Allow("s3:GetObject", "arn:aws:s3:::data/public/*");
  }
  void Allow(const std::string& action, const std::string& resource, const std::string& condition = "") {
    Write("main.tf", R"(provider "aws" {
  region = "eu-central-1"
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
    }]
  })
}

resource "aws_iam_role_policy" "app" {
  name = "read"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ")" + action +
                         R"("
      Resource = ")" + resource +
                         R"("
      )" + condition + R"(
    }]
  })
}
)");
  }
  static std::string Event(const std::string& key, const std::string& error = "") {
    return R"({"eventTime":"2026-11-01T10:00:00Z","eventID":"e1","eventSource":"s3.amazonaws.com",)"
           R"("eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7",)"
           R"("eventType":"AwsApiCall",)" +
           (error.empty() ? "" : R"("errorCode":")" + error + "\",") +
           R"("userIdentity":{"type":"AssumedRole","arn":")" + kRehearsedUser +
           R"(","sessionContext":{"sessionIssuer":{"arn":")" + kRoleArn +
           R"("}}},"resources":[{"ARN":"arn:aws:s3:::data/)" + key + R"("},{"ARN":"arn:aws:s3:::data"}]})";
  }
  int Rehearse(std::vector<std::string> words) {
    words.insert(words.begin(), "rehearse");
    return Run(words);
  }
};

TEST_F(RehearseCommandTest, CallsThatStayAsTheyWereAreNoDifference) {
  Write("log.json", R"({"Records":[)" + Event("public/a") + "," + Event("public/b") + "]}");
  EXPECT_EQ(Rehearse({"--events", "log.json"}), kExitOk) << err() << out();
  EXPECT_THAT(out(), AllOf(HasSubstr("2 events: 2 calls as before, 0 kinds of calls denied"),
                           Not(HasSubstr("Would be denied"))));
}

TEST_F(RehearseCommandTest, ACallThatWouldBeDeniedIsToldInEveryForm) {
  Write("log.jsonl", Event("secret/a") + "\n" + Event("public/a") + "\n" + Event("secret/a") + "\n");
  EXPECT_EQ(Rehearse({"--events", "log.jsonl", "."}), kExitDifferent) << err() << out();
  EXPECT_THAT(out(), AllOf(HasSubstr("Would be denied:\n  - " + std::string(kRoleArn) +
                                     "  s3:GetObject on arn:aws:s3:::data/secret/a  (2 events"),
                           HasSubstr("3 events: 1 call as before, 1 kind of calls denied")));
  EXPECT_EQ(Rehearse({"--events", "log.jsonl", "-json"}), kExitDifferent);
  const json::ParseResult told = json::Parse(out(), {});
  ASSERT_EQ(told.error, "") << out();
  ASSERT_EQ(told.root.Find("denied")->items.size(), 1u);
  EXPECT_EQ(told.root.Find("denied")->items[0].TextOf("resource"), "arn:aws:s3:::data/secret/a");
  EXPECT_EQ(Rehearse({"--events", "log.jsonl", "-sarif"}), kExitDifferent);
  EXPECT_THAT(out(), AllOf(HasSubstr(R"("version":"2.1.0")"), HasSubstr("rehearse-denied"),
                           HasSubstr("would be denied s3:GetObject on arn:aws:s3:::data/secret/a, which it did in 2 "
                                     "events")));
}

TEST_F(RehearseCommandTest, WhatCannotBeSaidFailsOnlyIfItShall) {
  Allow("s3:GetObject", "*", R"(Condition = { StringEquals = { "s3:ExistingObjectTag/team" = "shop" } })");
  Write("log.json", Event("a"));
  EXPECT_EQ(Rehearse({"--events", "log.json"}), kExitOk) << err() << out();
  EXPECT_THAT(out(), AllOf(HasSubstr("Cannot be said:\n  ? "), HasSubstr("1 that cannot be said")));
  EXPECT_EQ(Rehearse({"--events", "log.json", "-unknown=fail"}), kExitDifferent);
  EXPECT_EQ(Rehearse({"--events", "log.json", "-unknown=warn", "-sarif"}), kExitOk);
  EXPECT_THAT(out(), AllOf(HasSubstr("rehearse-untold"), HasSubstr("might be denied s3:GetObject")));
}

TEST_F(RehearseCommandTest, LogsAreFoundInDirectoriesPackedOrNot) {
  Write("logs/2026/11/one.json", Event("public/a"));
  Write("logs/2026/11/two.json.gz", *gzip::Pack(Event("secret/a")));
  Write("logs/2026/three.log", Event("public/b") + "\n" + Event("public/c") + "\n");
  Write("logs/readme.txt", "no log");
  Write("more.jsonl", Event("secret/b"));
  EXPECT_EQ(Rehearse({"--events", "logs", "--events", "more.jsonl"}), kExitDifferent) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("5 events: 3 calls as before, 2 kinds of calls denied"),
                           HasSubstr("arn:aws:s3:::data/secret/a"), HasSubstr("arn:aws:s3:::data/secret/b")));
}

TEST_F(RehearseCommandTest, WhatCannotBeReadIsAnError) {
  EXPECT_EQ(Rehearse({}), kExitError);
  EXPECT_THAT(err(), HasSubstr("--events is needed"));
  Write("log.json", Event("public/a"));
  EXPECT_EQ(Rehearse({"--events", "log.json", "-json", "-sarif"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-json and -sarif exclude each other"));
  EXPECT_EQ(Rehearse({"--events", "log.json", ".", "."}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name one plan or directory at most"));
  std::filesystem::create_directory("empty");
  EXPECT_EQ(Rehearse({"--events", "empty"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("there are no logs (*.json, *.json.gz, *.log) in empty"));
  EXPECT_EQ(Rehearse({"--events", "missing.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("missing.json"));
  EXPECT_EQ(Rehearse({"--events", "log.json", "missing.plan"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("missing.plan"));
  Write("cut.json", R"({"Records":[)" + Event("public/a"));
  EXPECT_EQ(Rehearse({"--events", "cut.json"}), kExitError) << out();
  EXPECT_THAT(err(), HasSubstr("cut.json: "));
  Write("broken.json.gz", "\x1f\x8b no gzip");
  EXPECT_EQ(Rehearse({"--events", "broken.json.gz"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("broken.json.gz: "));
  std::string deep = "deep";
  for (int i = 0; i < 17; ++i) deep += "/d";
  Write(deep + "/log.json", Event("public/a"));
  EXPECT_EQ(Rehearse({"--events", "deep"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("too many directories in each other"));
}

class CheckedInputsTest : public SoundDirectory {};

TEST_F(CheckedInputsTest, SavedPlansAndTheirJsonAreRead) {
  StartPlane();
  ASSERT_EQ(Run({"plan", "-out=first.plan"}), kExitOk) << err();
  // A plan that makes the role gives access that was not there.
  EXPECT_EQ(Run({"check", "no-new-access", "first.plan"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("secretsmanager:GetSecretValue"));
  ASSERT_EQ(Run({"show", "-json", "first.plan"}), kExitOk) << err();
  Write("first.json", out());
  EXPECT_EQ(Run({"check", "no-new-access", "first.json"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("secretsmanager:GetSecretValue"));
  ASSERT_EQ(Run({"apply", "-auto-approve", "first.plan"}), kExitOk) << err();
  ASSERT_EQ(Run({"plan", "-out=second.plan"}), kExitOk) << err();
  EXPECT_EQ(Run({"check", "no-new-access", "second.plan"}), kExitOk) << out() << err();
  EXPECT_EQ(Run({"check", "not-granted", "-action", "secretsmanager:GetSecretValue", "terraform.tfstate"}),
            kExitDifferent)
      << err();
  EXPECT_EQ(Run({"check", "not-granted", "-action", "iam:CreateUser", "terraform.tfstate"}), kExitOk) << out() << err();
}

TEST_F(CheckedInputsTest, APlanThatWasMadeWithErrorsLeavesWhatIsMissingOpen) {
  Write("errored.json", R"({"format_version":"1.2","errored":true,"planned_values":{"root_module":{}},)"
                        R"("resource_changes":[],"configuration":{"root_module":{}}})");
  EXPECT_EQ(Run({"check", "no-new-access", "errored.json"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("the plan was made with errors: what is missing in it is not seen"));
  EXPECT_EQ(Run({"check", "no-new-access", "-unknown=warn", "errored.json"}), kExitOk) << out() << err();
}

TEST_F(CheckedInputsTest, TheKindOfAPolicyMayBeGivenAndIsOneOfThree) {
  Write("open.json", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",)"
                     R"("Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}]})");
  EXPECT_EQ(Run({"check", "no-public", "-type=resource", "open.json"}), kExitDifferent) << err();
  EXPECT_EQ(Run({"check", "no-public", "-type=identity", "open.json"}), kExitError) << out();
  EXPECT_THAT(err(), HasSubstr("open.json: "));
  EXPECT_EQ(Run({"check", "no-public", "-type=session", "open.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("is one of identity, trust and resource"));
}

TEST_F(CheckedInputsTest, WhatIsNoneOfThemIsAnError) {
  Write("other.json", R"({"some":"thing"})");
  EXPECT_EQ(Run({"check", "no-public", "other.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("other.json: neither a policy nor a plan nor a state: "));
  Write("future.json", R"({"format_version":"99.0"})");
  EXPECT_EQ(Run({"check", "no-public", "future.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("future.json"));
  Write("broken/main.tf", "resource {\n");
  EXPECT_EQ(Run({"check", "no-public", "broken"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("broken/main.tf line 1"));
  EXPECT_EQ(Run({"check", "no-public", "-endpoint", "http://127.0.0.1:1"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("rolecall: "));
  EXPECT_EQ(Run({"check", "no-new-access", ".", "missing.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("missing.json"));
  EXPECT_EQ(Run({"check", "no-new-access", "missing.json", "."}), kExitError);
  EXPECT_THAT(err(), HasSubstr("missing.json"));
}

}  // namespace
}  // namespace rolecall::cli
