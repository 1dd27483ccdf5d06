#include "providers/aws/framework/text_checks.h"

#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

TEST(TextChecks, AnArnIsOneOrItIsSaidWhyNot) {
  for (const char* good : {"", "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-us-gov:iam::111122223333:role/a",
                           "arn:aws:s3:::b", "arn:aws-cn:kms:cn-north-1:111122223333:key/x",
                           "arn:aws:x:us-gov-east-1::y:z", "arn:aws:elasticbeanstalk:us-west-2::cw0123456789:z"}) {
    EXPECT_EQ(WhyNoArn(good), "") << good;
  }
  const std::pair<const char*, const char*> kBad[] = {
      {"x", "arn: invalid prefix"},
      {"arn:aws:iam", "arn: not enough sections"},
      {"arn::iam::111122223333:role/a", "missing partition value"},
      {"arn:aws-:iam::111122223333:role/a",
       "invalid partition value (expecting to match regular expression: ^aws(-[a-z]+)*$)"},
      {"arn:AWS:iam::111122223333:role/a",
       "invalid partition value (expecting to match regular expression: ^aws(-[a-z]+)*$)"},
      {"arn:aws:kms:eu-1:111122223333:key/a",
       "invalid region value (expecting to match regular expression: ^[a-z]{2}(-[a-z]+)+-\\d{1,2}$)"},
      {"arn:aws:iam::1111:role/a",
       "invalid account ID value (expecting to match regular expression: "
       "^(aws|aws-managed|third-party|aws-marketplace|\\d{12}|cw.{10})$)"},
      {"arn:aws:iam::111122223333:", "missing resource value"}};
  for (const auto& [bad, why] : kBad) EXPECT_EQ(WhyNoArn(bad), why) << bad;
}

class ValidateTest : public ProviderTest {
 protected:
  // What `validate` says of a configuration.
  std::string Said(const std::string& type, const Object& config) {
    provider_->ValidateResource(type, config.ToValue(), diagnostics_);
    return TakeProblems();
  }
  std::string Said(const std::string& type, const std::map<std::string, std::string>& texts) {
    return Said(type, Config(type, texts));
  }
};

#define EXPECT_SAYS(said, words) EXPECT_NE((said).find(words), std::string::npos) << (said)

constexpr const char* kTrust = R"({"Version":"2012-10-17","Statement":[]})";

TEST_F(ValidateTest, WhatTheProviderFindsWithoutAsking) {
  Configure("6.47.1");
  const std::string kNoArn = " (x) is an invalid ARN: arn: invalid prefix";
  for (const char* owner : {"role", "user", "group"}) {
    const std::string type = std::string("aws_iam_") + owner + "_policy_attachment";
    EXPECT_SAYS(Said(type, {{owner, "a"}, {"policy_arn", "x"}}), "\"policy_arn\"" + kNoArn);
  }
  EXPECT_SAYS(Said("aws_iam_role", {{"assume_role_policy", kTrust}, {"permissions_boundary", "x"}}),
              "\"permissions_boundary\"" + kNoArn);
  Object role = Config("aws_iam_role", {{"assume_role_policy", kTrust}});
  role.SetTexts("managed_policy_arns", {"x"});
  EXPECT_SAYS(Said("aws_iam_role", role), "\"managed_policy_arns\"" + kNoArn);
  EXPECT_SAYS(Said("aws_iam_role", {{"assume_role_policy", kTrust}, {"description", std::string(1001, 'd')}}),
              "expected length of description to be in the range (0 - 1000), got ddd");
  EXPECT_SAYS(Said("aws_secretsmanager_secret_policy", {{"secret_arn", "x"}, {"policy", "{}"}}),
              "\"secret_arn\"" + kNoArn);
  EXPECT_SAYS(Said("aws_iam_group", {{"name", "a b"}}), "invalid value for name (must only contain alphanumeric");
  EXPECT_SAYS(Said("aws_iam_user", {{"name", "a/b"}}), "invalid value for name (must only contain alphanumeric");
  EXPECT_SAYS(Said("aws_iam_user", {{"name", "a"}, {"permissions_boundary", std::string(2049, 'x')}}),
              "expected length of permissions_boundary to be in the range (0 - 2048)");
  Object provider = Config("aws_iam_openid_connect_provider", {{"url", "https://a.example"}});
  provider.SetTexts("client_id_list", {""});
  EXPECT_SAYS(Said("aws_iam_openid_connect_provider", provider),
              "expected length of client_id_list to be in the range (1 - 255), got ");
}

TEST_F(ValidateTest, AnAccountsAliasHasAForm) {
  Configure("6.47.1");
  const auto said = [this](const char* alias) { return Said("aws_iam_account_alias", {{"account_alias", alias}}); };
  EXPECT_EQ(said("our-team1"), "");
  EXPECT_SAYS(said("ab"), "\"account_alias\" must contain from 3 to 63 alphanumeric characters or hyphens");
  EXPECT_SAYS(said("-abc"), "must start with an alphanumeric character and only contain lowercase");
  EXPECT_SAYS(said("aBc"), "must start with an alphanumeric character and only contain lowercase");
  EXPECT_SAYS(said("a--b"), "must not contain consecutive hyphens");
  EXPECT_SAYS(said("abc-"), "must not end in a hyphen");
}

TEST_F(ValidateTest, APolicyOfIamIsAnObject) {
  Configure("6.47.1");
  const auto said = [this](const char* text) { return Said("aws_iam_policy", {{"policy", text}}); };
  EXPECT_EQ(said(R"( {"Version":"2012-10-17","Statement":[]} )"), "");
  EXPECT_SAYS(said(""), "\"policy\" is an empty string, which is not a valid JSON value");
  EXPECT_SAYS(said("[]"), "\"policy\" contains an invalid JSON policy: contains a JSON array, not a JSON object");
  EXPECT_SAYS(said("nonsense"), "\"policy\" contains an invalid JSON policy: not a JSON object");
  EXPECT_SAYS(said("\"policy.json\""),
              "(have you passed a JSON-encoded filename instead of the content of that file?)");
  EXPECT_SAYS(said("{\"a\": }"), "\"policy\" contains an invalid JSON policy: ");
}

TEST_F(ValidateTest, AWriteOnlySecretHasItsVersion) {
  Configure("6.47.1");
  const char* kType = "aws_secretsmanager_secret_version";
  const char* kWords = "all of `secret_string_wo,secret_string_wo_version` must be specified";
  Object config = Config(kType, {{"secret_id", "s"}, {"secret_string_wo", "x"}});
  EXPECT_SAYS(Said(kType, config), std::string("\"secret_string_wo\": ") + kWords);
  config.SetInteger("secret_string_wo_version", 1);
  EXPECT_EQ(Said(kType, config), "");
  config.SetNull("secret_string_wo");
  EXPECT_SAYS(Said(kType, config), std::string("\"secret_string_wo_version\": ") + kWords);
}

// Source: terraform-plugin-sdk, as the AWS provider 6.47.1 takes and refuses them.
TEST_F(ValidateTest, OfAttributesThatExcludeEachOtherUnknownOnesMayBeNone) {
  Configure("6.47.1");
  const char* kType = "aws_ssm_parameter";
  Object config = Config(kType, {{"name", "/p"}, {"type", "String"}});
  EXPECT_SAYS(Said(kType, config), "one of `insecure_value,value,value_wo` must be specified");
  config.SetUnknown("value");
  EXPECT_EQ(Said(kType, config), "") << "it may be given";
  config.SetUnknown("insecure_value");
  EXPECT_EQ(Said(kType, config), "") << "one of both may be";
  config.SetText("value", "x");
  EXPECT_EQ(Said(kType, config), "") << "the other may turn out to be null";
  config.SetText("insecure_value", "y");
  EXPECT_SAYS(Said(kType, config), "can be specified, but `insecure_value,value` were specified.");
  Object bucket = Config("aws_s3_bucket", {{"bucket", "shop"}});
  bucket.SetUnknown("bucket_prefix");
  EXPECT_EQ(Said("aws_s3_bucket", bucket), "");
  bucket.SetText("bucket_prefix", "s");
  EXPECT_SAYS(Said("aws_s3_bucket", bucket), "\"bucket\": conflicts with bucket_prefix");
}

TEST_F(ValidateTest, SettingsOfBucketsHaveTheirValues) {
  Configure("6.47.1");
  const auto ownership = [this](const char* value) {
    Object config = Config("aws_s3_bucket_ownership_controls", {{"bucket", "b"}});
    AddBlock(config, "rule", [&](Object& rule) { rule.SetText("object_ownership", value); });
    return Said("aws_s3_bucket_ownership_controls", config);
  };
  EXPECT_EQ(ownership("ObjectWriter"), "");
  EXPECT_SAYS(ownership("Me"),
              "expected object_ownership to be one of [\"BucketOwnerPreferred\" \"ObjectWriter\" "
              "\"BucketOwnerEnforced\"], got Me");
  EXPECT_SAYS(Said("aws_s3_bucket_versioning", {{"bucket", "b"}, {"expected_bucket_owner", "12"}}),
              "\"expected_bucket_owner\" doesn't look like AWS Account ID (exactly 12 digits): \"12\"");
}

}  // namespace
}  // namespace rolecall::providers::aws
