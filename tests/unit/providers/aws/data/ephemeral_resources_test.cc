// Ephemeral resources of AWS: the schemas of the real provider, and what AWS answers.
#include <gtest/gtest.h>

#include "engine/provider/ephemeral.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class EphemeralTest : public ProviderTest {
 protected:
  engine::EphemeralResources& Ephemeral() { return dynamic_cast<engine::EphemeralResources&>(*provider_); }
  Object Config(const std::string& type, const std::map<std::string, std::string>& texts) {
    const engine::ResourceSchema* schema = provider_->FindEphemeral(type);
    EXPECT_NE(schema, nullptr) << type;
    const value::Type implied = engine::ImpliedType(schema->block);
    Object config(implied, Value::Null(implied));
    for (const auto& [name, text] : texts) config.SetText(name, text);
    return config;
  }
  Object Open(const std::string& type, const Object& config) {
    Ephemeral().ValidateEphemeral(type, config.ToValue(), diagnostics_);
    const engine::OpenedResource opened = Ephemeral().Open(type, config.ToValue(), diagnostics_);
    EXPECT_FALSE(opened.renew_at);
    EXPECT_TRUE(opened.private_bytes.empty());
    EXPECT_TRUE(opened.result.IsWhollyKnown());
    return Object(config.ToValue().type(), opened.result);
  }
  Object Open(const std::string& type, const std::map<std::string, std::string>& texts) {
    return Open(type, Config(type, texts));
  }
};

TEST_F(EphemeralTest, AreThoseOfTheRealProvider) {
  Configure();
  EXPECT_EQ(provider_->EphemeralTypes(),
            (std::vector<std::string>{"aws_eks_cluster_auth", "aws_kms_secrets", "aws_secretsmanager_random_password",
                                      "aws_secretsmanager_secret_version", "aws_ssm_parameter"}));
  for (const auto& [type, attribute] :
       std::map<std::string, std::string>{{"aws_eks_cluster_auth", "token"},
                                          {"aws_kms_secrets", "plaintext"},
                                          {"aws_secretsmanager_random_password", "random_password"},
                                          {"aws_secretsmanager_secret_version", "secret_string"},
                                          {"aws_ssm_parameter", "value"}}) {
    const engine::BlockSchema& block = provider_->FindEphemeral(type)->block;
    EXPECT_TRUE(block.attributes.at(attribute).sensitive) << type;
    EXPECT_EQ(block.attributes.count("id"), 0u) << type;
    EXPECT_EQ(block.attributes.count("region"), 1u) << type;
  }
}

TEST_F(EphemeralTest, OfVersion4ThereAreNone) {
  Configure("4.67.0");
  EXPECT_TRUE(provider_->EphemeralTypes().empty());
}

TEST_F(EphemeralTest, ASecretIsItsCurrentVersionUnlessAnotherIsAskedFor) {
  Configure();
  aws_->AnswerJson("GetSecretValue", R"({"ARN":"arn:s","Name":"db","VersionId":"v1","SecretString":"hush",
      "VersionStages":["AWSCURRENT"],"CreatedDate":1795457474.5})");
  const Object opened = Open("aws_secretsmanager_secret_version", {{"secret_id", "db"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(opened.Text("secret_string"), "hush");
  EXPECT_TRUE(opened.Get("secret_binary").IsNull());
  EXPECT_TRUE(opened.Get("version_stage").IsNull());
  EXPECT_EQ(opened.Texts("version_stages"), std::vector<std::string>{"AWSCURRENT"});
  EXPECT_EQ(opened.Text("secret_id"), "db");
  EXPECT_EQ(opened.Text("arn"), "arn:s");
  EXPECT_EQ(opened.Text("created_date"), "2026-11-23T18:11:14Z");
  EXPECT_EQ(opened.Text("region"), "eu-central-1");
  EXPECT_NE(aws_->sent["GetSecretValue"]["body"].find(R"("VersionStage":"AWSCURRENT")"), std::string::npos);
  Open("aws_secretsmanager_secret_version", {{"secret_id", "db"}, {"version_stage", "blue"}});
  EXPECT_NE(aws_->sent["GetSecretValue"]["body"].find(R"("VersionStage":"blue")"), std::string::npos);
  Open("aws_secretsmanager_secret_version", {{"secret_id", "db"}, {"version_id", "v1"}});
  EXPECT_NE(aws_->sent["GetSecretValue"]["body"].find(R"("VersionId":"v1")"), std::string::npos);
}

TEST_F(EphemeralTest, AParameterIsNamedByItsArn) {
  Configure();
  aws_->AnswerJson("GetParameter",
                   R"({"Parameter":{"ARN":"arn:aws:ssm:eu-central-1:054000737513:parameter/a","Name":"/a",
      "Type":"SecureString","Value":"hush","Version":3}})");
  const Object opened = Open("aws_ssm_parameter", {{"arn", "arn:aws:ssm:eu-central-1:054000737513:parameter/a"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(opened.Text("name"), "/a");
  EXPECT_EQ(opened.Text("type"), "SecureString");
  EXPECT_EQ(opened.Text("value"), "hush");
  EXPECT_EQ(opened.Integer("version"), 3);
  EXPECT_TRUE(opened.Flag("with_decryption"));
  EXPECT_NE(aws_->sent["GetParameter"]["body"].find(R"("WithDecryption":true)"), std::string::npos);
  Open("aws_ssm_parameter", {{"arn", "/a"}});
  EXPECT_NE(TakeProblems().find("value must be a valid ARN"), std::string::npos);
}

TEST_F(EphemeralTest, APasswordIsMadeByAws) {
  Configure();
  aws_->AnswerJson("GetRandomPassword", R"({"RandomPassword":"hidden"})");
  Object config = Config("aws_secretsmanager_random_password", {{"exclude_characters", "x"}});
  config.SetInteger("password_length", 12);
  const Object opened = Open("aws_secretsmanager_random_password", config);
  EXPECT_EQ(opened.Text("random_password"), "hidden");
  EXPECT_EQ(aws_->sent["GetRandomPassword"]["body"], R"({"ExcludeCharacters":"x","PasswordLength":12})");
}

TEST_F(EphemeralTest, AClusterTokenIsSignedHere) {
  Configure();
  const Object opened = Open("aws_eks_cluster_auth", {{"name", "blue"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_TRUE(opened.Text("token").starts_with("k8s-aws-v1."));
}

TEST_F(EphemeralTest, KmsSecretsAreDecrypted) {
  Configure();
  aws_->AnswerJson("Decrypt", R"({"KeyId":"k","Plaintext":"aHVzaA=="})");
  Object config = Config("aws_kms_secrets", {});
  const value::Type secret = config.TypeOf("secret").element();
  std::map<std::string, Value> members;
  for (const auto& [name, type] : secret.attributes()) members[name] = Value::Null(type);
  members["name"] = Value::String("db");
  members["payload"] = Value::String("QUJD");
  config.Set("secret", Value::Set(secret, {Value::Object(members)}));
  EXPECT_EQ(Open("aws_kms_secrets", config).TextMap("plaintext"), (Tags{{"db", "hush"}}));
  EXPECT_EQ(TakeProblems(), "");
  Open("aws_kms_secrets", std::map<std::string, std::string>{});
  EXPECT_NE(TakeProblems().find("Block secret must have a configuration value"), std::string::npos);
}

TEST_F(EphemeralTest, WhatIsNotThereIsAnErrorWithoutTheValue) {
  Configure();
  aws_->FailJson("GetSecretValue", "ResourceNotFoundException", "no");
  Open("aws_secretsmanager_secret_version", {{"secret_id", "db"}});
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret Version (db)"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
