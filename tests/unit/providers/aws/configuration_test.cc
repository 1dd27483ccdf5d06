// The provider block.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

class ConfigurationTest : public ProviderTest {};

TEST_F(ConfigurationTest, WithoutARegionTheErrorSaysWhereToSetIt) {
  environment_ = FakeEnvironment();
  Make("");
  provider_->Configure(ProviderBlock().ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("no AWS region"), std::string::npos);
}

TEST_F(ConfigurationTest, RefusedCredentialsAreFoundBeforeAnythingElse) {
  aws_->Fail("GetCallerIdentity", 403, "InvalidClientTokenId",
             "The security token included in the request is invalid.");
  Make("");
  provider_->Configure(ProviderBlock().ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("InvalidClientTokenId"), std::string::npos);
  EXPECT_EQ(Problems().find("secret"), std::string::npos);
}

TEST_F(ConfigurationTest, AForbiddenAccountIsRefused) {
  Make("");
  Object config = ProviderBlock();
  config.SetTexts("allowed_account_ids", {"111111111111"});
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("AWS account ID not allowed: 054000737513"), std::string::npos);
}

TEST_F(ConfigurationTest, TheCheckCanBeLeftOut) {
  Make("");
  Object config = ProviderBlock();
  config.SetFlag("skip_credentials_validation", true);
  config.SetFlag("skip_requesting_account_id", true);
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(aws_->calls.empty());
}

TEST_F(ConfigurationTest, SomethingThatIsNoRegionIsRefusedUnlessItIsMeant) {
  Make("");
  Object config = ProviderBlock();
  config.SetText("region", "moon");
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("invalid AWS Region: moon"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  config.SetFlag("skip_region_validation", true);
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(ConfigurationTest, WrongArgumentsAreNamed) {
  Make("");
  Object config = ProviderBlock();
  config.SetText("retry_mode", "never");
  config.SetText("ec2_metadata_service_endpoint_mode", "IPv5");
  config.SetText("tag_policy_compliance", "error");
  config.SetTexts("allowed_account_ids", {"1"});
  config.SetTexts("forbidden_account_ids", {"1"});
  AddBlock(config, "assume_role", [](Object& role) { role.SetText("duration", "1m"); });
  AddBlock(config, "assume_role_with_web_identity", [](Object& role) {
    role.SetText("web_identity_token", "t");
    role.SetText("web_identity_token_file", "f");
  });
  provider_->ValidateConfiguration(config.ToValue(), diagnostics_);
  std::string problems = TakeProblems();
  for (const char* part :
       {"expected retry_mode to be one of", "to be one of IPv4, IPv6", "does not ask AWS Organizations",
        "conflicts with forbidden_account_ids", "between 15 minutes (15m) and 12 hours", "cannot both be given"}) {
    EXPECT_NE(problems.find(part), std::string::npos) << part << "\n" << problems;
  }
  provider_->ValidateConfiguration(ProviderBlock().ToValue(), diagnostics_);
  EXPECT_EQ(TakeProblems(), "");
}

TEST_F(ConfigurationTest, TagsComeFromTheBlockAndTheEnvironment) {
  environment_.Set("TF_AWS_DEFAULT_TAGS_Env", "main");
  environment_.Set("TF_AWS_IGNORE_TAGS_KEYS", "Skip,,Other");
  environment_.Set("TF_AWS_IGNORE_TAGS_KEY_PREFIXES", "k8s/");
  Make("");
  Object config = ProviderBlock();
  AddBlock(config, "default_tags", [](Object& block) {
    block.SetTextMap("tags", {{"Team", "core"}, {"Skip", "x"}, {"Mine", "y"}, {"k8s/a", "b"}, {"own/a", "b"}});
  });
  AddBlock(config, "ignore_tags", [](Object& block) {
    block.SetTexts("keys", {"Mine"});
    block.SetTexts("key_prefixes", {"own/"});
  });
  provider_->Configure(config.ToValue(), diagnostics_);
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(ReadData("aws_default_tags", DataConfig("aws_default_tags")).TextMap("tags"),
            (Tags{{"Env", "main"}, {"Team", "core"}}));
}

TEST_F(ConfigurationTest, EndpointsOfTheBlockAreAsked) {
  Make("");
  Object config = ProviderBlock();
  AddBlock(config, "endpoints", [](Object& block) { block.SetText("sts", "http://127.0.0.1:8080"); });
  provider_->Configure(config.ToValue(), diagnostics_);
  ASSERT_EQ(Problems(), "");
  EXPECT_TRUE(aws_->urls.back().starts_with("http://127.0.0.1:8080")) << aws_->urls.back();
}

TEST_F(ConfigurationTest, ARoleIsAssumedBeforeAnythingElseIsAsked) {
  aws_->Answer("AssumeRole",
               "<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
               "</SessionToken><Expiration>2026-11-23T19:11:14Z</Expiration></Credentials>");
  Make("");
  Object config = ProviderBlock();
  AddBlock(config, "assume_role", [](Object& role) {
    role.SetText("role_arn", "arn:aws:iam::1:role/deploy");
    role.SetText("session_name", "me");
    role.SetText("duration", "1h");
    role.SetTextMap("tags", {{"a", "b"}});
  });
  provider_->Configure(config.ToValue(), diagnostics_);
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(aws_->calls, (std::vector<std::string>{"AssumeRole", "GetCallerIdentity"}));
  EXPECT_EQ(aws_->sent["AssumeRole"]["RoleArn"], "arn:aws:iam::1:role/deploy");
  EXPECT_EQ(aws_->sent["AssumeRole"]["DurationSeconds"], "3600");
  EXPECT_EQ(aws_->sent["AssumeRole"]["Tags.member.1.Key"], "a");
}

TEST_F(ConfigurationTest, AWebIdentityNeedsNoKeys) {
  environment_ = FakeEnvironment();
  environment_.Set("AWS_REGION", "eu-central-1");
  aws_->Answer("AssumeRoleWithWebIdentity",
               "<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
               "</SessionToken><Expiration>2026-11-23T19:11:14Z</Expiration></Credentials>");
  Make("");
  Object config = ProviderBlock();
  AddBlock(config, "assume_role_with_web_identity", [](Object& role) {
    role.SetText("role_arn", "arn:aws:iam::1:role/pod");
    role.SetText("web_identity_token", "jwt");
  });
  provider_->Configure(config.ToValue(), diagnostics_);
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(aws_->sent["AssumeRoleWithWebIdentity"]["WebIdentityToken"], "jwt");
}

TEST_F(ConfigurationTest, TheHttpClientIsMadeAsTheBlockSays) {
  environment_.Set("AWS_CA_BUNDLE", "/ca");
  Make("");
  Object config = ProviderBlock();
  config.SetFlag("insecure", true);
  config.SetText("https_proxy", "http://proxy");
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_EQ(http_options_.ca_file, "/ca");
  EXPECT_TRUE(http_options_.insecure);
  EXPECT_EQ(http_options_.https_proxy, "http://proxy");
}

TEST_F(ConfigurationTest, AServerThatIsDownIsTriedAsOftenAsTheBlockSays) {
  aws_->Fail("GetCallerIdentity", 503, "ServiceUnavailable", "later");
  Make("");
  Object config = ProviderBlock();
  config.SetInteger("max_retries", 2);
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_EQ(aws_->Calls("GetCallerIdentity"), 3);
  EXPECT_NE(TakeProblems().find("validating provider credentials"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
