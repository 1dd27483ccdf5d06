#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr char kKey[] = "aws_kms_key";
constexpr char kAlias[] = "aws_kms_alias";
constexpr char kGrant[] = "aws_kms_grant";
constexpr char kMetadata[] =
    R"({"KeyMetadata":{"KeyId":"k1","Arn":"arn:aws:kms:eu-central-1:1:key/k1","Description":"d","KeySpec":"SYMMETRIC_DEFAULT","CustomerMasterKeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT","Enabled":true,"MultiRegion":false,"KeyState":"Enabled"}})";

class KmsResources : public ProviderTest {
 protected:
  void AnswerKey() {
    aws_->AnswerJson("CreateKey", kMetadata);
    aws_->AnswerJson("DescribeKey", kMetadata);
    aws_->AnswerJson("GetKeyPolicy", R"({"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"})");
    aws_->AnswerJson("GetKeyRotationStatus", R"({"KeyRotationEnabled":true,"RotationPeriodInDays":90})");
    aws_->AnswerJson("ListResourceTags", R"({"Tags":[{"TagKey":"a","TagValue":"b"}],"Truncated":false})");
    for (const char* action : {"EnableKeyRotation", "DisableKeyRotation", "DisableKey", "EnableKey", "PutKeyPolicy",
                               "UpdateKeyDescription", "TagResource", "UntagResource"}) {
      aws_->AnswerJson(action, "{}");
    }
  }
  Object KeyConfig() {
    Object config = Empty(kKey);
    config.SetText("description", "d");
    config.SetFlag("enable_key_rotation", true);
    config.SetInteger("rotation_period_in_days", 90);
    config.SetTextMap("tags", {{"a", "b"}});
    return config;
  }
  std::string Sent(const std::string& action) { return aws_->sent[action]["body"]; }
};

TEST_F(KmsResources, AKeyIsCreatedAndReadAsItIs) {
  Configure();
  AnswerKey();
  Object state = Wrap(kKey, Apply(kKey, Nothing(kKey), KeyConfig()));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "k1");
  EXPECT_EQ(state.Text("key_id"), "k1");
  EXPECT_EQ(state.Text("arn"), "arn:aws:kms:eu-central-1:1:key/k1");
  EXPECT_EQ(state.Text("region"), "eu-central-1");
  EXPECT_NE(Sent("CreateKey").find(R"("Tags":[{"TagKey":"a","TagValue":"b"}])"), std::string::npos);
  EXPECT_NE(Sent("EnableKeyRotation").find(R"("RotationPeriodInDays":90)"), std::string::npos);
  EXPECT_TRUE(Plan(kKey, state.ToValue(), KeyConfig()).planned.Same(state.ToValue()));
}

TEST_F(KmsResources, AChangedKeyIsChangedInPlace) {
  Configure();
  AnswerKey();
  const value::Value state = Apply(kKey, Nothing(kKey), KeyConfig());
  Object config = KeyConfig();
  config.SetText("description", "other");
  config.SetFlag("is_enabled", false);
  config.SetText("policy", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]})");
  EXPECT_TRUE(Plan(kKey, state, config).requires_replace.empty());
  Apply(kKey, state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(Sent("UpdateKeyDescription").find("other"), std::string::npos);
  EXPECT_TRUE(aws_->Called("DisableKey"));
  EXPECT_TRUE(aws_->Called("PutKeyPolicy"));
  config.SetText("key_usage", "GENERATE_VERIFY_MAC");
  EXPECT_EQ(Plan(kKey, state, config).requires_replace.size(), 1u);
}

TEST_F(KmsResources, AKeyThatIsPendingDeletionIsGone) {
  Configure();
  AnswerKey();
  const value::Value state = Apply(kKey, Nothing(kKey), KeyConfig());
  aws_->AnswerJson("DescribeKey", R"({"KeyMetadata":{"KeyId":"k1","KeyState":"PendingDeletion"}})");
  EXPECT_TRUE(provider_->Read(kKey, {state, ""}, diagnostics_).value.IsNull());
  aws_->FailJson("DescribeKey", "NotFoundException", "Key 'k1' does not exist");
  EXPECT_TRUE(provider_->Read(kKey, {state, ""}, diagnostics_).value.IsNull());
}

TEST_F(KmsResources, DestroyWaitsAsLongAsIsSaid) {
  Configure();
  AnswerKey();
  aws_->AnswerJson("ScheduleKeyDeletion", "{}");
  Object config = KeyConfig();
  config.SetInteger("deletion_window_in_days", 7);
  Destroy(kKey, Apply(kKey, Nothing(kKey), config));
  EXPECT_NE(Sent("ScheduleKeyDeletion").find(R"("PendingWindowInDays":7)"), std::string::npos);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(KmsResources, WrongArgumentsAreNamed) {
  Configure();
  Object key = KeyConfig();
  key.SetInteger("deletion_window_in_days", 6);
  key.SetInteger("rotation_period_in_days", 89);
  provider_->ValidateResource(kKey, key.ToValue(), diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 2u) << Problems();
  Object alias = Empty(kAlias);
  alias.SetText("target_key_id", "k1");
  alias.SetText("name", "alias/aws/x");
  provider_->ValidateResource(kAlias, alias.ToValue(), diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 3u) << Problems();
}

TEST_F(KmsResources, AnAliasMovesToAnotherKey) {
  Configure();
  aws_->AnswerJson("CreateAlias", "{}");
  aws_->AnswerJson("UpdateAlias", "{}");
  const auto answer = [&](const std::string& target) {
    aws_->AnswerJson(
        "ListAliases",
        R"({"Aliases":[{"AliasName":"alias/app","AliasArn":"arn:aws:kms:eu-central-1:1:alias/app","TargetKeyId":")" +
            target + R"("}],"Truncated":false})");
  };
  answer("k1");
  Object config = Empty(kAlias);
  config.SetText("name", "alias/app");
  config.SetText("target_key_id", "arn:aws:kms:eu-central-1:1:key/k1");
  Object state = Wrap(kAlias, Apply(kAlias, Nothing(kAlias), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "alias/app");
  EXPECT_EQ(state.Text("target_key_arn"), "arn:aws:kms:eu-central-1:1:key/k1");
  EXPECT_TRUE(Plan(kAlias, state.ToValue(), config).planned.Same(state.ToValue()));
  config.SetText("target_key_id", "k2");
  answer("k2");
  state = Wrap(kAlias, Apply(kAlias, state.ToValue(), config));
  EXPECT_NE(Sent("UpdateAlias").find(R"("TargetKeyId":"k2")"), std::string::npos);
  EXPECT_EQ(state.Text("target_key_arn"), "arn:aws:kms:eu-central-1:1:key/k2");
  aws_->AnswerJson("ListAliases", R"({"Aliases":[],"Truncated":false})");
  EXPECT_TRUE(provider_->Read(kAlias, {state.ToValue(), ""}, diagnostics_).value.IsNull());
}

TEST_F(KmsResources, AGrantIsMadeAndRevoked) {
  Configure();
  aws_->AnswerJson("CreateGrant", R"({"GrantId":"g1","GrantToken":"t"})");
  aws_->AnswerJson(
      "ListGrants",
      R"({"Grants":[{"GrantId":"g1","GranteePrincipal":"arn:aws:iam::1:role/a","Operations":["Decrypt"],"Name":"n"}],"Truncated":false})");
  aws_->AnswerJson("RevokeGrant", "{}");
  Object config = Empty(kGrant);
  config.SetText("name", "n");
  config.SetText("key_id", "k1");
  config.SetText("grantee_principal", "arn:aws:iam::1:role/a");
  config.SetTexts("operations", {"Decrypt"});
  Object state = Wrap(kGrant, Apply(kGrant, Nothing(kGrant), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "k1:g1");
  EXPECT_EQ(state.Text("grant_id"), "g1");
  EXPECT_TRUE(Plan(kGrant, state.ToValue(), config).planned.Same(state.ToValue()));
  config.SetTexts("operations", {"Encrypt"});
  EXPECT_EQ(Plan(kGrant, state.ToValue(), config).requires_replace.size(), 1u);
  Destroy(kGrant, state.ToValue());
  EXPECT_NE(Sent("RevokeGrant").find(R"("GrantId":"g1")"), std::string::npos);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

}  // namespace
}  // namespace rolecall::providers::aws
