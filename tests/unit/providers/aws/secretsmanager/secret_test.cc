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

TEST_F(SecretTest, WrongArgumentsAreNamed) {
  Configure();
  Object config = Config();
  config.SetText("name", "a b");
  config.SetInteger("recovery_window_in_days", 3);
  provider_->ValidateResource(kType, config.ToValue(), diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 2u) << Problems();
}

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
  const Object planned = Wrap(kVersionType, Plan(kVersionType, Nothing(kVersionType), config).planned);
  EXPECT_TRUE(planned.IsUnknown("has_secret_string_wo")) << "so the provider 6.47.1";
  Object state = Wrap(kVersionType, Apply(kVersionType, Nothing(kVersionType), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["PutSecretValue"]["body"].find("hidden"), std::string::npos);
  EXPECT_EQ(state.Text("secret_string"), "");
  EXPECT_TRUE(state.Get("secret_string_wo").IsNull());
  EXPECT_TRUE(state.Flag("has_secret_string_wo"));
}

TEST_F(SecretTest, EverythingThatChangesHasItsCall) {
  Configure();
  AnswerSecret();
  Object state = Create(kType, Config());
  for (const char* action : {"UpdateSecret", "TagResource", "UntagResource", "PutResourcePolicy",
                             "DeleteResourcePolicy", "ReplicateSecretToRegions", "RemoveRegionsFromReplication"}) {
    aws_->AnswerJson(action, "{}");
  }
  Object config = Config();
  config.SetText("description", "new");
  config.SetText("kms_key_id", "key");
  config.SetText("policy", R"({"Statement":[]})");
  config.SetTextMap("tags", {{"c", "d"}});
  AddBlock(config, "replica", [](Object& block) { block.SetText("region", "eu-west-1"); });
  EXPECT_TRUE(Replaces(kType, state.ToValue(), config).empty());
  Update(kType, state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["UpdateSecret"]["body"].find(R"("Description":"new")"), std::string::npos);
  EXPECT_NE(aws_->sent["UpdateSecret"]["body"].find(R"("KmsKeyId":"key")"), std::string::npos);
  EXPECT_NE(aws_->sent["TagResource"]["body"].find(R"({"Key":"c","Value":"d"})"), std::string::npos);
  EXPECT_NE(aws_->sent["UntagResource"]["body"].find(R"("TagKeys":["a"])"), std::string::npos);
  EXPECT_TRUE(aws_->Called("PutResourcePolicy"));
  EXPECT_NE(aws_->sent["ReplicateSecretToRegions"]["body"].find("eu-west-1"), std::string::npos);
  for (const char* action :
       {"TagResource", "UntagResource", "PutResourcePolicy", "UpdateSecret", "ReplicateSecretToRegions"}) {
    aws_->FailJson(action, "AccessDeniedException", "no");
    Update(kType, state, config);
    EXPECT_NE(TakeProblems().find("Secrets Manager Secret"), std::string::npos) << action;
  }
}

TEST_F(SecretTest, ReplicasAreMadeReadAndTakenAwayBeforeTheSecret) {
  Configure();
  aws_->AnswerJson("CreateSecret", R"({"ARN":"arn:s","Name":"k8s-main/database"})");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s"})");
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s","Name":"k8s-main/database","ReplicationStatus":[
      {"Region":"eu-west-1","KmsKeyId":"alias/x","Status":"InSync","StatusMessage":"good"}]})");
  Object config = Empty(kType);
  config.SetText("name", "k8s-main/database");
  AddBlock(config, "replica", [](Object& block) { block.SetText("region", "eu-west-1"); });
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["CreateSecret"]["body"].find(R"("AddReplicaRegions":[{"Region":"eu-west-1"}])"),
            std::string::npos);
  EXPECT_EQ(state.Blocks("replica")[0].Text("status"), "InSync");
  EXPECT_TRUE(IsQuiet(kType, state, config));
  aws_->AnswerJson("ReplicateSecretToRegions", "{}");
  AddBlock(config, "replica", [](Object& block) { block.SetText("region", "eu-west-2"); });
  Update(kType, state, config);
  EXPECT_NE(aws_->sent["ReplicateSecretToRegions"]["body"].find(R"("AddReplicaRegions":[{"Region":"eu-west-2"}])"),
            std::string::npos);
  EXPECT_FALSE(aws_->Called("RemoveRegionsFromReplication"));
  aws_->AnswerJson("RemoveRegionsFromReplication", "{}");
  aws_->AnswerJson("DeleteSecret", "{}");
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s","DeletedDate":1.7e9})");
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["RemoveRegionsFromReplication"]["body"].find("eu-west-1"), std::string::npos);
  aws_->FailJson("RemoveRegionsFromReplication", "AccessDeniedException", "no");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("Secrets Manager Secret"), std::string::npos);
}

TEST_F(SecretTest, RefusalsAreTold) {
  Configure();
  AnswerSecret();
  Object state = Create(kType, Config());
  aws_->FailJson("GetResourcePolicy", "AccessDeniedException", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret Policy (arn:s)"), std::string::npos);
  aws_->FailJson("GetResourcePolicy", "ResourceNotFoundException", "gone");
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->FailJson("DescribeSecret", "AccessDeniedException", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret (arn:s)"), std::string::npos);
  aws_->FailJson("DeleteSecret", "AccessDeniedException", "no");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("deleting Secrets Manager Secret (arn:s)"), std::string::npos);
  aws_->FailJson("DeleteSecret", "ResourceNotFoundException", "gone");
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  aws_->AnswerJson("DeleteSecret", "{}");
  Destroy(kType, state);  // DescribeSecret is refused
  EXPECT_NE(TakeProblems().find("waiting for Secrets Manager Secret (arn:s) delete"), std::string::npos);
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s"})");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("it is still there"), std::string::npos);
}

TEST_F(SecretTest, VersionFourHasRotationAttributesButNoRotation) {
  Configure("4.67.0");
  aws_->AnswerJson("DescribeSecret",
                   R"({"ARN":"arn:s","Name":"n","RotationEnabled":true,"RotationLambdaARN":"arn:l"})");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s","ResourcePolicy":"{\"Statement\":[]}"})");
  Object state = Empty(kType);
  state.SetText("id", "arn:s");
  Object read = Wrap(kType, Read(kType, state));
  EXPECT_TRUE(read.Flag("rotation_enabled"));
  EXPECT_EQ(read.Text("rotation_lambda_arn"), "arn:l");
  EXPECT_EQ(read.Text("policy"), R"({"Statement":[]})");
  Object config = Config();
  config.SetText("rotation_lambda_arn", "arn:l");
  EXPECT_NE(Validate(kType, config).find("rotation of secrets is not supported"), std::string::npos);
}

TEST_F(SecretTest, StagesOfAVersionMoveInPlace) {
  Configure();
  aws_->AnswerJson("GetSecretValue", R"({"ARN":"arn:s","VersionId":"v2","VersionStages":["AWSCURRENT","blue"]})");
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s","VersionIdsToStages":{"v1":["blue"],"v2":["AWSCURRENT"]}})");
  aws_->AnswerJson("UpdateSecretVersionStage", "{}");
  Object state = Empty(kVersionType);
  state.SetText("id", "arn:s|v2");
  state.SetText("secret_id", "arn:s");
  state.SetText("version_id", "v2");
  state.SetTexts("version_stages", {"AWSCURRENT", "green"});
  Object config = Empty(kVersionType);
  config.SetText("secret_id", "arn:s");
  config.SetTexts("version_stages", {"AWSCURRENT", "blue"});
  std::vector<std::string> bodies;
  aws_->handlers["UpdateSecretVersionStage"] = [&](const FakeAws::Parameters& given) {
    bodies.push_back(given.at("body"));
    return rolecall::aws::JsonResponse("{}", "id");
  };
  Update(kVersionType, state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  ASSERT_EQ(bodies.size(), 2u);
  EXPECT_NE(bodies[0].find(R"("MoveToVersionId":"v2")"), std::string::npos);
  EXPECT_NE(bodies[0].find(R"("RemoveFromVersionId":"v1")"), std::string::npos);
  EXPECT_NE(bodies[1].find(R"("VersionStage":"green")"), std::string::npos);
  Destroy(kVersionType, state);
  EXPECT_EQ(bodies.size(), 3u);  // the current label stays
  for (const char* action : {"UpdateSecretVersionStage", "DescribeSecret"}) {
    aws_->FailJson(action, "AccessDeniedException", "no");
    Update(kVersionType, state, config);
    EXPECT_NE(TakeProblems().find("version stage blue"), std::string::npos) << action;
  }
  Destroy(kVersionType, state);
  EXPECT_NE(TakeProblems().find("removing Secrets Manager Secret (arn:s) version stage green"), std::string::npos);
}

TEST_F(SecretTest, AVersionsMistakesAreNamed) {
  Configure();
  Object config = Empty(kVersionType);
  config.SetText("secret_id", "arn:s");
  config.SetText("secret_string", "a");
  config.SetText("secret_binary", "%");
  std::string problems = Validate(kVersionType, config);
  EXPECT_NE(problems.find("only one of secret_string"), std::string::npos) << problems;
  EXPECT_NE(problems.find("must be base64-encoded"), std::string::npos) << problems;
  diagnostics_ = diag::Diagnostics();
  aws_->FailJson("PutSecretValue", "AccessDeniedException", "no");
  EXPECT_TRUE(Apply(kVersionType, Nothing(kVersionType), config).IsNull());
  EXPECT_NE(TakeProblems().find("putting Secrets Manager Secret Version (arn:s)"), std::string::npos);
  Object state = Empty(kVersionType);
  state.SetText("id", "arn:s");
  Read(kVersionType, state);
  EXPECT_NE(TakeProblems().find("expected <secret_id>|<version_id>"), std::string::npos);
  state.SetText("id", "arn:s|v1");
  aws_->FailJson("GetSecretValue", "AccessDeniedException", "no");
  Read(kVersionType, state);
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret Version (arn:s|v1)"), std::string::npos);
  aws_->FailJson("GetSecretValue", "ResourceNotFoundException", "gone");
  EXPECT_TRUE(Read(kVersionType, state).IsNull());
}

TEST_F(SecretTest, BytesAndStagesOfAVersionAreSent) {
  Configure("4.67.0");
  aws_->AnswerJson("PutSecretValue", R"({"ARN":"arn:s","VersionId":"v1"})");
  aws_->AnswerJson("GetSecretValue",
                   R"({"ARN":"arn:s","VersionId":"v1","SecretBinary":"aGk=","VersionStages":["blue"]})");
  Object config = Empty(kVersionType);
  config.SetText("secret_id", "arn:s");
  config.SetText("secret_binary", "aGk=");
  config.SetTexts("version_stages", {"blue"});
  Object state = Create(kVersionType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["PutSecretValue"]["body"].find(R"("SecretBinary":"aGk=")"), std::string::npos);
  EXPECT_NE(aws_->sent["PutSecretValue"]["body"].find(R"("VersionStages":["blue"])"), std::string::npos);
  EXPECT_EQ(state.Text("secret_binary"), "aGk=");
}

}  // namespace
}  // namespace rolecall::providers::aws
