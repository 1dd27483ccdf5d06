#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class SecretTest : public ProviderTest {
 protected:
  static constexpr const char* kType = "aws_secretsmanager_secret";
  static constexpr const char* kVersionType = "aws_secretsmanager_secret_version";

  void AnswerSecret() {
    aws_->AnswerJson("CreateSecret", R"({"ARN":"arn:s","Name":"k8s-main/database"})");
    aws_->AnswerJson("DescribeSecret",
                     R"({"ARN":"arn:s","Name":"k8s-main/database","Tags":[{"Key":"a","Value":"b"}]})");
    aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s"})");
  }
  Object Config() {
    Object config = Empty(kType);
    config.SetText("name", "k8s-main/database");
    config.SetTextMap("tags", {{"a", "b"}});
    return config;
  }
};

TEST_F(SecretTest, IsCreatedWithATokenAndRead) {
  Configure();
  AnswerSecret();
  Object state = Wrap(kType, Apply(kType, Nothing(kType), Config()));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "arn:s");
  EXPECT_EQ(state.Integer("recovery_window_in_days"), 30);
  EXPECT_EQ(state.Text("region"), "eu-central-1");
  EXPECT_EQ(state.TextMap("tags"), (Tags{{"a", "b"}}));
  EXPECT_NE(aws_->sent["CreateSecret"]["body"].find("ClientRequestToken"), std::string::npos);
  EXPECT_TRUE(Plan(kType, state.ToValue(), Config()).planned.Same(state.ToValue()));
}

TEST_F(SecretTest, ANameThatIsBeingDeletedIsWaitedForAndThenAnError) {
  Configure();
  AnswerSecret();
  aws_->FailJson("CreateSecret", "InvalidRequestException",
                 "You can't create this secret because a secret with this name is already scheduled for deletion.");
  EXPECT_TRUE(Apply(kType, Nothing(kType), Config()).IsNull());
  EXPECT_TRUE(diagnostics_.HasErrors());
  EXPECT_GT(sleeper_.count(), 3);
}

TEST_F(SecretTest, ADeletedOneIsDropped) {
  Configure();
  AnswerSecret();
  Value state = Apply(kType, Nothing(kType), Config());
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s","Name":"n","DeletedDate":1.7e9})");
  EXPECT_TRUE(provider_->Read(kType, {state, ""}, diagnostics_).value.IsNull());
  aws_->FailJson("DescribeSecret", "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  EXPECT_TRUE(provider_->Read(kType, {state, ""}, diagnostics_).value.IsNull());
}

TEST_F(SecretTest, DestroyForcesOnlyWithAWindowOfZero) {
  Configure();
  AnswerSecret();
  Object state = Wrap(kType, Apply(kType, Nothing(kType), Config()));
  aws_->AnswerJson("DeleteSecret", "{}");
  aws_->FailJson("DescribeSecret", "ResourceNotFoundException", "gone");
  Destroy(kType, state.ToValue());
  EXPECT_NE(aws_->sent["DeleteSecret"]["body"].find("\"RecoveryWindowInDays\":30"), std::string::npos);
  state.SetInteger("recovery_window_in_days", 0);
  Destroy(kType, state.ToValue());
  EXPECT_NE(aws_->sent["DeleteSecret"]["body"].find("ForceDeleteWithoutRecovery"), std::string::npos);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(SecretTest, AVersionIsNamedBySecretAndVersion) {
  Configure();
  aws_->AnswerJson("PutSecretValue", R"({"ARN":"arn:s","VersionId":"v1"})");
  aws_->AnswerJson("GetSecretValue",
                   R"({"ARN":"arn:s","VersionId":"v1","SecretString":"hidden","VersionStages":["AWSCURRENT"]})");
  Object config = Empty(kVersionType);
  config.SetText("secret_id", "arn:s");
  config.SetText("secret_string", "hidden");
  Object state = Wrap(kVersionType, Apply(kVersionType, Nothing(kVersionType), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "arn:s|v1");
  EXPECT_EQ(state.Text("secret_string"), "hidden");
  EXPECT_EQ(state.Text("secret_binary"), "");
  EXPECT_TRUE(provider_->schema().resources.at(kVersionType).block.attributes.at("secret_string").sensitive);
  EXPECT_TRUE(Plan(kVersionType, state.ToValue(), config).planned.Same(state.ToValue()));
  config.SetText("secret_string", "other");
  EXPECT_EQ(Plan(kVersionType, state.ToValue(), config).requires_replace.size(), 1u);
}

TEST_F(SecretTest, AWriteOnlyValueIsSentButNeverKept) {
  Configure();
  aws_->AnswerJson("PutSecretValue", R"({"ARN":"arn:s","VersionId":"v1"})");
  aws_->AnswerJson("GetSecretValue",
                   R"({"ARN":"arn:s","VersionId":"v1","SecretString":"hidden","VersionStages":["AWSCURRENT"]})");
  Object config = Empty(kVersionType);
  config.SetText("secret_id", "arn:s");
  config.SetText("secret_string_wo", "hidden");
  config.SetInteger("secret_string_wo_version", 1);
  Object state = Wrap(kVersionType, Apply(kVersionType, Nothing(kVersionType), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["PutSecretValue"]["body"].find("hidden"), std::string::npos);
  EXPECT_EQ(state.Text("secret_string"), "");
  EXPECT_TRUE(state.Get("secret_string_wo").IsNull());
  EXPECT_TRUE(state.Flag("has_secret_string_wo"));
}

TEST_F(SecretTest, WrongArgumentsAreNamed) {
  Configure();
  Object config = Config();
  config.SetText("name", "a b");
  config.SetInteger("recovery_window_in_days", 3);
  provider_->ValidateResource(kType, config.ToValue(), diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 2u) << Problems();
}

}  // namespace
}  // namespace rolecall::providers::aws
