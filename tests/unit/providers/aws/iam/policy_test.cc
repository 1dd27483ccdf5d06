#include <gtest/gtest.h>

#include "base/encoding.h"
#include "http/message.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class IamPolicyTest : public ProviderTest {
 protected:
  static constexpr const char* kArn = "arn:aws:iam::054000737513:policy/p";
  Object Config(const std::string& document = R"({"Version":"2012-10-17","Statement":[]})") {
    Object config = Empty("aws_iam_policy");
    config.SetText("name", "p");
    config.SetText("policy", document);
    return config;
  }
  void AnswerPolicy() {
    std::string policy = std::string("<Policy><PolicyName>p</PolicyName><Arn>") + kArn +
                         "</Arn><Path>/</Path><PolicyId>ANPAX</PolicyId><DefaultVersionId>v1</DefaultVersionId>"
                         "<AttachmentCount>2</AttachmentCount></Policy>";
    aws_->Answer("CreatePolicy", policy);
    aws_->Answer("GetPolicy", policy);
    aws_->Answer("GetPolicyVersion", "<PolicyVersion><Document>" +
                                         PercentEncode(R"({"Version":"2012-10-17","Statement":[]})") +
                                         "</Document></PolicyVersion>");
  }
};

TEST_F(IamPolicyTest, IsKeptWithASortedDocument) {
  Configure();
  AnswerPolicy();
  Object state = Wrap("aws_iam_policy", Apply("aws_iam_policy", Nothing("aws_iam_policy"), Config()));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), kArn);
  EXPECT_EQ(state.Text("policy"), R"({"Statement":[],"Version":"2012-10-17"})");
  EXPECT_EQ(state.Integer("attachment_count"), 2);
}

TEST_F(IamPolicyTest, HasOnlyTheAttributesOfItsProvidersVersion) {
  Configure("4.22.0");
  EXPECT_FALSE(Empty("aws_iam_policy").Has("attachment_count"));
  EXPECT_FALSE(Empty("aws_iam_policy").Has("delay_after_policy_creation_in_ms"));
  EXPECT_FALSE(provider_->schema().resources.at("aws_iam_policy").block.attributes.at("name_prefix").computed);
}

TEST_F(IamPolicyTest, TheOldestVersionMakesRoomForTheSixth) {
  Configure();
  AnswerPolicy();
  Value state = Apply("aws_iam_policy", Nothing("aws_iam_policy"), Config());
  std::string versions = "<Versions>";
  for (int i = 1; i <= 5; ++i) {
    versions += "<member><VersionId>v" + std::to_string(i) + "</VersionId><IsDefaultVersion>" +
                (i == 1 ? "true" : "false") + "</IsDefaultVersion><CreateDate>2026-01-0" + std::to_string(i) +
                "T00:00:00Z</CreateDate></member>";
  }
  aws_->Answer("ListPolicyVersions", versions + "</Versions>");
  aws_->Answer("DeletePolicyVersion", "");
  aws_->Answer("CreatePolicyVersion", "");
  Apply("aws_iam_policy", state, Config(R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]})"));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["DeletePolicyVersion"]["VersionId"], "v2");
  EXPECT_EQ(aws_->sent["CreatePolicyVersion"]["SetAsDefault"], "true");
}

TEST_F(IamPolicyTest, ANewVersionIsTheDefaultWhenItHadItsTime) {
  Configure();
  AnswerPolicy();
  Object config = Config();
  config.SetInteger("delay_after_policy_creation_in_ms", 1500);
  Value state = Apply("aws_iam_policy", Nothing("aws_iam_policy"), config);
  Object changed = Config(R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]})");
  changed.SetInteger("delay_after_policy_creation_in_ms", 1500);
  aws_->Answer("ListPolicyVersions", "<Versions></Versions>");
  aws_->Answer("CreatePolicyVersion", "<PolicyVersion><VersionId>v2</VersionId></PolicyVersion>");
  aws_->Answer("SetDefaultPolicyVersion", "");
  const Time before = clock_.Now();
  Apply("aws_iam_policy", state, changed);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["CreatePolicyVersion"]["SetAsDefault"], "false");
  EXPECT_EQ(aws_->sent["SetDefaultPolicyVersion"]["VersionId"], "v2");
  EXPECT_GE(clock_.Now() - before, std::chrono::milliseconds(1500));
  aws_->Fail("SetDefaultPolicyVersion", 403, "AccessDenied", "no");
  Apply("aws_iam_policy", state, changed);
  EXPECT_NE(TakeProblems().find("setting IAM Policy (" + std::string(kArn) + ") default version (v2): "),
            std::string::npos);
  aws_->Fail("CreatePolicyVersion", 403, "AccessDenied", "no");
  Apply("aws_iam_policy", state, changed);
  EXPECT_NE(TakeProblems().find("creating IAM Policy (" + std::string(kArn) + ") version: "), std::string::npos);
}

TEST_F(IamPolicyTest, APathIsOfSlashesAndPlainCharacters) {
  Configure();
  const auto why = [&](const std::string& path) {
    Object config = Config();
    config.SetText("path", path);
    return Validate("aws_iam_policy", config);
  };
  for (const char* good : {"/", "/team/", "/a,b.c+d@e=f_g-9/h/"}) EXPECT_EQ(why(good), "") << good;
  for (const char* open : {"team/", "/team", "team"}) {
    EXPECT_NE(why(open).find("Attribute \"path\" must begin and end with a slash (/), got \"" + std::string(open)),
              std::string::npos);
  }
  EXPECT_NE(why("/a//b/").find("must not contain consecutive slashes (//), got \"/a//b/\""), std::string::npos);
  EXPECT_NE(why("/a b/").find("invalid value for path (must contain uppercase or lowercase"), std::string::npos);
  EXPECT_NE(why("").find("expected length of path to be in the range (1 - 512), got "), std::string::npos);
}

TEST_F(IamPolicyTest, ItsVersionsGoBeforeIt) {
  Configure();
  aws_->Answer("ListPolicyVersions",
               "<Versions><member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion></member>"
               "<member><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></Versions>");
  aws_->Answer("DeletePolicyVersion", "");
  aws_->FailFirst(2, "DeletePolicy", "DeleteConflict", "attached", "");
  Object state = ProviderTest::Config("aws_iam_policy", {{"id", kArn}});
  Destroy("aws_iam_policy", state);
  EXPECT_EQ(aws_->Calls("DeletePolicyVersion"), 1);
  EXPECT_EQ(aws_->sent["DeletePolicyVersion"]["VersionId"], "v1");
  EXPECT_EQ(aws_->Calls("DeletePolicy"), 3);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  aws_->Fail("ListPolicyVersions", 403, "AccessDenied", "no");
  Destroy("aws_iam_policy", state);
  EXPECT_NE(TakeProblems().find("listing versions of IAM Policy"), std::string::npos);
  aws_->Fail("ListPolicyVersions", 404, "NoSuchEntity", "gone");
  Destroy("aws_iam_policy", state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(IamPolicyTest, RefusalsAreTold) {
  Configure();
  const char* kType = "aws_iam_policy";
  aws_->Answer("CreatePolicy", "<Policy/>");
  EXPECT_TRUE(Apply(kType, Nothing(kType), Config()).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM Policy (p): the answer has no Arn"), std::string::npos);
  aws_->Fail("CreatePolicy", 409, "EntityAlreadyExists", "exists");
  EXPECT_TRUE(Apply(kType, Nothing(kType), Config()).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM Policy (p): "), std::string::npos);
  AnswerPolicy();
  Object state = Create(kType, Config());
  aws_->Fail("GetPolicyVersion", 403, "AccessDenied", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading IAM Policy"), std::string::npos);
  aws_->Fail("GetPolicyVersion", 404, "NoSuchEntity", "no");
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->Answer("GetPolicy", "");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("the answer has no Policy"), std::string::npos);
  aws_->Fail("GetPolicy", 403, "AccessDenied", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading IAM Policy"), std::string::npos);
  Object changed = Config(R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]})");
  aws_->Fail("ListPolicyVersions", 403, "AccessDenied", "no");
  Update(kType, state, changed);
  EXPECT_NE(TakeProblems().find("listing versions of IAM Policy"), std::string::npos);
  aws_->Answer("ListPolicyVersions", "<Versions/>");
  aws_->Fail("CreatePolicyVersion", 400, "MalformedPolicyDocument", "no");
  Update(kType, state, changed);
  EXPECT_NE(TakeProblems().find("updating IAM Policy"), std::string::npos);
  Object wrong = Config("[");
  wrong.SetText("description", std::string(1001, 'a'));
  EXPECT_NE(Validate(kType, wrong).find("invalid JSON policy"), std::string::npos);
  EXPECT_NE(Problems().find("length of description"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
