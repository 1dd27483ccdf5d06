#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr char kMetadata[] =
    R"({"KeyMetadata":{"KeyId":"k1","Arn":"arn:aws:kms:eu-central-1:1:key/k1","AWSAccountId":"1","KeyManager":"AWS","KeySpec":"SYMMETRIC_DEFAULT","Enabled":true,"CreationDate":1795457474.5}})";

class KmsDataTest : public ProviderTest {};

TEST_F(KmsDataTest, AKeyIsDescribed) {
  Configure();
  aws_->AnswerJson("DescribeKey", kMetadata);
  Object found = ReadData("aws_kms_key", {{"key_id", "alias/app"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(found.Text("id"), "k1");
  EXPECT_EQ(found.Text("key_manager"), "AWS");
  EXPECT_TRUE(found.Flag("enabled"));
  EXPECT_EQ(found.Text("creation_date"), "2026-11-23T18:11:14Z");
  EXPECT_FALSE(found.IsSet("deletion_date"));
}

TEST_F(KmsDataTest, AnAliasNamesItsKey) {
  Configure();
  aws_->AnswerJson("DescribeKey", kMetadata);
  aws_->AnswerJson("ListAliases",
                   R"({"Aliases":[{"AliasName":"alias/app","AliasArn":"arn:alias","TargetKeyId":"k1"}]})");
  Object found = ReadData("aws_kms_alias", {{"name", "alias/app"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(found.Text("arn"), "arn:alias");
  EXPECT_EQ(found.Text("target_key_arn"), "arn:aws:kms:eu-central-1:1:key/k1");
  aws_->FailJson("DescribeKey", "NotFoundException", "Alias arn:alias is not found.");
  ReadData("aws_kms_alias", {{"name", "alias/none"}});
  EXPECT_NE(TakeProblems().find("reading KMS Alias (alias/none)"), std::string::npos);
}

TEST_F(KmsDataTest, APlaintextIsSensitiveAndSentInBase64) {
  Configure();
  aws_->AnswerJson("Encrypt", R"({"KeyId":"arn:k","CiphertextBlob":"c2VhbGVk"})");
  Object found = ReadData("aws_kms_ciphertext", {{"key_id", "k1"}, {"plaintext", "hidden"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(found.Text("ciphertext_blob"), "c2VhbGVk");
  EXPECT_NE(aws_->sent["Encrypt"]["body"].find(R"("Plaintext":"aGlkZGVu")"), std::string::npos);
  const auto& schema = provider_->schema().data_sources;
  EXPECT_TRUE(schema.at("aws_kms_ciphertext").block.attributes.at("plaintext").sensitive);
  EXPECT_TRUE(schema.at("aws_kms_secrets").block.attributes.at("plaintext").sensitive);
}

}  // namespace
}  // namespace rolecall::providers::aws
