// The condition keys of each action, as AWS's service reference lists them: whoever writes a Deny on one of them is
// heard. A key is shown to be set by a Deny that fires wherever the key is there at all.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

struct ActionKeys {
  const char* operation;
  const char* input;
  std::vector<const char*> keys;  // besides those of every action on a secret
  bool on_secret = true;
  friend void PrintTo(const ActionKeys& each, std::ostream* out) { *out << each.operation; }
};

class SecretsConditionKeys : public SecretsTest, public ::testing::WithParamInterface<ActionKeys> {
 protected:
  SecretsConditionKeys() {
    service_ = MakeSecretsManager({.rotation = std::make_unique<rotation::Parts>(rotation::Parts{
                                       directory(), clock(), random(), functions_, [](const std::string&) {}})});
    NewSecret("app", "one", {{"Tags", bj::array{bj::object{{"Key", "team"}, {"Value", "a"}}}}});
    Write([&](directory::Transaction& transaction) {
      directory::SecretRecord secret = *Record("app");
      secret.rotation.lambda_arn = kLambda;
      transaction.Put(std::move(secret));
    });
  }
  ~SecretsConditionKeys() override { service_.reset(); }

  // Denied by a statement that holds wherever the request has this key.
  Reply AskUnlessKey(const std::string& key) {
    static int number = 0;
    const Caller user =
        NewUser("u" + std::to_string(++number),
                std::string(testing::kEverything) + R"(,{"Effect":"Deny","Action":"secretsmanager:)" +
                    GetParam().operation + R"(","Resource":"*","Condition":{"Null":{")" + key + R"(":"false"}}})");
    return AskJson(*service_, user, std::string("secretsmanager.") + GetParam().operation, GetParam().input);
  }
  OneFunction functions_;
};

TEST_P(SecretsConditionKeys, AreAllSet) {
  std::vector<std::string> keys(GetParam().keys.begin(), GetParam().keys.end());
  if (GetParam().on_secret) {
    for (const char* key :
         {"secretsmanager:SecretId", "secretsmanager:resource/AllowRotationLambdaArn",
          "secretsmanager:ResourceTag/team", "aws:ResourceTag/team", "secretsmanager:SecretPrimaryRegion"}) {
      keys.emplace_back(key);
    }
  }
  for (const std::string& key : keys) {
    const Reply denied = AskUnlessKey(key);
    EXPECT_EQ(denied.error_code, "AccessDeniedException") << key << " of " << GetParam().operation;
    EXPECT_THAT(denied.error_message, ::testing::HasSubstr("with an explicit deny")) << key;
  }
  // The same statement on a key that nothing sets denies nothing.
  EXPECT_NE(AskUnlessKey("secretsmanager:NoSuchKey").error_code, "AccessDeniedException") << GetParam().operation;
}

INSTANTIATE_TEST_SUITE_P(
    All, SecretsConditionKeys,
    ::testing::Values(
        ActionKeys{
            "CreateSecret",
            R"({"Name":"new","ClientRequestToken":"11111111-1111-1111-1111-111111111111","Description":"d","Type":"t","KmsKeyId":"k","AddReplicaRegions":[{"Region":"eu-west-1"}],"ForceOverwriteReplicaSecret":true,"Tags":[{"Key":"team","Value":"a"}]})",
            {"secretsmanager:Name", "secretsmanager:Description", "secretsmanager:KmsKeyId", "secretsmanager:KmsKeyArn",
             "secretsmanager:AddReplicaRegions", "secretsmanager:ForceOverwriteReplicaSecret", "secretsmanager:Type",
             "aws:RequestTag/team", "aws:TagKeys"},
            false},
        ActionKeys{"UpdateSecret",
                   R"({"SecretId":"app","Description":"d","KmsKeyId":"k","Type":"t"})",
                   {"secretsmanager:Description", "secretsmanager:KmsKeyId", "secretsmanager:KmsKeyArn",
                    "secretsmanager:Type"}},
        ActionKeys{"DeleteSecret",
                   R"({"SecretId":"app","RecoveryWindowInDays":7})",
                   {"secretsmanager:RecoveryWindowInDays", "secretsmanager:ForceDeleteWithoutRecovery"}},
        ActionKeys{
            "GetSecretValue",
            R"({"SecretId":"app","VersionId":"11111111-1111-1111-1111-111111111111","VersionStage":"AWSCURRENT"})",
            {"secretsmanager:VersionId", "secretsmanager:VersionStage"}},
        ActionKeys{"UpdateSecretVersionStage",
                   R"({"SecretId":"app","VersionStage":"s","MoveToVersionId":"11111111-1111-1111-1111-111111111111"})",
                   {"secretsmanager:VersionStage"}},
        ActionKeys{"PutResourcePolicy",
                   R"({"SecretId":"app","ResourcePolicy":"{}","BlockPublicPolicy":true})",
                   {"secretsmanager:BlockPublicPolicy"}},
        ActionKeys{
            "ReplicateSecretToRegions",
            R"({"SecretId":"app","AddReplicaRegions":[{"Region":"eu-west-1"}],"ForceOverwriteReplicaSecret":true})",
            {"secretsmanager:AddReplicaRegions", "secretsmanager:ForceOverwriteReplicaSecret"}},
        ActionKeys{
            "RotateSecret",
            R"({"SecretId":"app","ClientRequestToken":"22222222-2222-2222-2222-222222222222","RotationLambdaARN":"arn:aws:lambda:eu-central-1:054000737513:function:rotate","RotationRules":{"AutomaticallyAfterDays":3},"RotateImmediately":true})",
            {"secretsmanager:RotationLambdaARN", "secretsmanager:ModifyRotationRules",
             "secretsmanager:RotateImmediately"}},
        ActionKeys{"TagResource",
                   R"({"SecretId":"app","Tags":[{"Key":"env","Value":"a"}]})",
                   {"aws:RequestTag/env", "aws:TagKeys"}},
        ActionKeys{"UntagResource", R"({"SecretId":"app","TagKeys":["env"]})", {"aws:TagKeys"}},
        ActionKeys{"CancelRotateSecret", R"({"SecretId":"app"})"},
        ActionKeys{"DeleteResourcePolicy", R"({"SecretId":"app"})"},
        ActionKeys{"DescribeSecret", R"({"SecretId":"app"})"}, ActionKeys{"GetResourcePolicy", R"({"SecretId":"app"})"},
        ActionKeys{"ListSecretVersionIds", R"({"SecretId":"app"})"},
        ActionKeys{
            "PutSecretValue",
            R"({"SecretId":"app","SecretString":"x","ClientRequestToken":"33333333-3333-3333-3333-333333333333"})"},
        ActionKeys{"RemoveRegionsFromReplication", R"({"SecretId":"app","RemoveReplicaRegions":["eu-west-1"]})"},
        ActionKeys{"RestoreSecret", R"({"SecretId":"app"})"},
        ActionKeys{"StopReplicationToReplica", R"({"SecretId":"app"})"},
        ActionKeys{"ValidateResourcePolicy", R"({"SecretId":"app","ResourcePolicy":"{}"})"}),
    [](const auto& info) { return info.param.operation; });

}  // namespace
}  // namespace rolecall::services::secretsmanager
