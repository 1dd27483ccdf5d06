#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class SecretDataTest : public ProviderTest {};

TEST_F(SecretDataTest, ASecretsCurrentVersionIsReadByDefault) {
  Configure();
  aws_->AnswerJson("GetSecretValue",
                   R"({"ARN":"arn:s","VersionId":"v1","SecretString":"x","CreatedDate":1795457474.5})");
  Object found = ReadData("aws_secretsmanager_secret_version", {{"secret_id", "arn:s"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(found.Text("secret_string"), "x");
  EXPECT_EQ(found.Text("version_stage"), "AWSCURRENT");
  EXPECT_EQ(found.Text("created_date"), "2026-11-23T18:11:14Z");
}

TEST_F(SecretDataTest, ALookupWithoutItsKeyIsRefused) {
  Configure();
  ReadData("aws_secretsmanager_secret", {});
  EXPECT_NE(Problems().find("one of `arn,name` must be specified"), std::string::npos);
}

TEST_F(SecretDataTest, ASecretIsReadWithItsPolicyAndTimes) {
  Configure();
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s","Name":"db","CreatedDate":1795457474.5,
      "Tags":[{"Key":"a","Value":"b"}]})");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s","ResourcePolicy":"{}"})");
  Object found = ReadData("aws_secretsmanager_secret", {{"name", "db"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(found.Text("id"), "arn:s");
  EXPECT_EQ(found.Text("policy"), "{}");
  EXPECT_EQ(found.Text("created_date"), "2026-11-23T18:11:14Z");
  EXPECT_EQ(found.Text("last_changed_date"), "");
  EXPECT_EQ(found.Text("region"), "eu-central-1");
  EXPECT_EQ(found.TextMap("tags"), (Tags{{"a", "b"}}));
}

TEST_F(SecretDataTest, AVersionIsNamedByItsIdOrItsStage) {
  Configure("4.67.0");
  aws_->AnswerJson("GetSecretValue", R"({"ARN":"arn:s","VersionId":"v2","SecretBinary":"aGk="})");
  Object found = ReadData("aws_secretsmanager_secret_version", {{"secret_id", "arn:s"}, {"version_id", "v2"}});
  EXPECT_EQ(found.Text("id"), "arn:s|v2");
  EXPECT_EQ(found.Text("secret_binary"), "hi");
  EXPECT_EQ(aws_->sent["GetSecretValue"]["body"].find("VersionStage"), std::string::npos);
  ReadData("aws_secretsmanager_secret_version", {{"secret_id", "arn:s"}, {"version_stage", "blue"}});
  EXPECT_NE(aws_->sent["GetSecretValue"]["body"].find(R"("VersionStage":"blue")"), std::string::npos);
}

TEST_F(SecretDataTest, BytesThatAreNoTextStayInBase64) {
  Configure("6.47.0");
  aws_->AnswerJson("GetSecretValue", R"({"ARN":"arn:s","VersionId":"v2","SecretBinary":"//79"})");
  EXPECT_EQ(ReadData("aws_secretsmanager_secret_version", {{"secret_id", "arn:s"}}).Text("secret_binary"), "//79");
}

TEST_F(SecretDataTest, ARandomPasswordIsSensitiveAndNotTheId) {
  Configure();
  aws_->AnswerJson("GetRandomPassword", R"({"RandomPassword":"hidden"})");
  Object config = DataConfig("aws_secretsmanager_random_password", {{"exclude_characters", "x"}});
  config.SetInteger("password_length", 12);
  config.SetFlag("include_space", true);
  Object found = ReadData("aws_secretsmanager_random_password", config);
  EXPECT_EQ(found.Text("random_password"), "hidden");
  EXPECT_EQ(found.Text("id"), "-");
  EXPECT_EQ(aws_->sent["GetRandomPassword"]["body"],
            R"({"IncludeSpace":true,"ExcludeCharacters":"x","PasswordLength":12})");
  EXPECT_TRUE(provider_->schema()
                  .data_sources.at("aws_secretsmanager_random_password")
                  .block.attributes.at("random_password")
                  .sensitive);
}

TEST_F(SecretDataTest, WhatIsNotThereIsAnError) {
  Configure();
  for (const char* action : {"DescribeSecret", "GetSecretValue", "GetRandomPassword", "GetResourcePolicy"}) {
    aws_->FailJson(action, "ResourceNotFoundException", "no");
  }
  ReadData("aws_secretsmanager_secret", {{"name", "db"}});
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret (db)"), std::string::npos);
  aws_->AnswerJson("DescribeSecret", "{}");
  ReadData("aws_secretsmanager_secret", {{"name", "db"}});
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret Policy (db)"), std::string::npos);
  ReadData("aws_secretsmanager_secret_version", {{"secret_id", "db"}});
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret Version (db)"), std::string::npos);
  ReadData("aws_secretsmanager_random_password", DataConfig("aws_secretsmanager_random_password"));
  EXPECT_NE(TakeProblems().find("Get Random Password"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
