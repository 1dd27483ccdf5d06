// What all operations share: their names, the JSON of requests, the permission that each needs.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using SecretsProtocol = SecretsTest;

TEST_F(SecretsProtocol, OperationsThatDoNotExistAreUnknown) {
  for (const char* target : {"secretsmanager.GetSecret", "GetSecretValue", "", "TrentService.Decrypt"}) {
    const Reply unknown = AskJson(*service_, Root(), target, "{}");
    EXPECT_EQ(unknown.status, 400) << target;
    EXPECT_EQ(unknown.error_code, "UnknownOperationException") << target;
    EXPECT_EQ(unknown.Header("x-amzn-ErrorType"), "UnknownOperationException");
    EXPECT_EQ(unknown.Header("x-amzn-RequestId"), "request-1");
  }
}

// JSON 1.1: 400, where IAM and S3 send 403; and the secret as it was asked for, not its ARN.
TEST_F(SecretsProtocol, ADenialNamesTheIdAsItWasGiven) {
  const std::string arn = NewSecret("app");
  for (const std::string& id : {std::string("app"), arn, arn.substr(0, arn.size() - 7), std::string("none")}) {
    ExpectError(AskAs(NewUser("ann"), "GetSecretValue", {{"SecretId", id}}), 400, "AccessDeniedException",
                "User: arn:aws:iam::054000737513:user/ann is not authorized to perform: secretsmanager:GetSecretValue "
                "on resource: " +
                    id + " because no identity-based policy allows the secretsmanager:GetSecretValue action");
  }
  ExpectError(AskAs(NewUser("ann"), "CreateSecret", {{"Name", "new"}, {"ClientRequestToken", kFirst}}), 400,
              "AccessDeniedException",
              "User: arn:aws:iam::054000737513:user/ann is not authorized to perform: secretsmanager:CreateSecret on "
              "resource: new because no identity-based policy allows the secretsmanager:CreateSecret action");
  for (const char* operation : {"ListSecrets", "GetRandomPassword"}) {
    ExpectError(AskAs(NewUser("ann"), operation, {}), 400, "AccessDeniedException",
                std::string("User: arn:aws:iam::054000737513:user/ann is not authorized to perform: secretsmanager:") +
                    operation + " because no identity-based policy allows the secretsmanager:" + operation + " action");
  }
}

TEST_F(SecretsProtocol, ARequestIsAJsonObject) {
  for (const char* body : {"{", "[]", "\"text\"", "{} {}"}) {
    const Reply refused = AskJson(*service_, Root(), "secretsmanager.ListSecrets", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_EQ(refused.error_code, "SerializationException") << body;
  }
  EXPECT_EQ(AskJson(*service_, Root(), "secretsmanager.ListSecrets", "").status, 200);
  EXPECT_EQ(
      AskJson(*service_, Root(), "secretsmanager.ListSecrets", "{\"NextToken\":\"" + std::string(1 << 20, 'x') + "\"}")
          .error_code,
      "RequestTooLargeException");
}

TEST_F(SecretsProtocol, MembersHaveTheirTypes) {
  NewSecret("app");
  struct Case {
    const char* operation;
    bj::object input;
  };
  const std::vector<Case> cases{
      {"GetSecretValue", {{"SecretId", 5}}},
      {"ListSecrets", {{"MaxResults", "5"}}},
      {"ListSecrets", {{"IncludePlannedDeletion", "true"}}},
      {"ListSecrets", {{"Filters", "name"}}},
      {"ListSecrets", {{"Filters", bj::array{"name"}}}},
      {"ListSecrets", {{"Filters", bj::array{bj::object{{"Key", "name"}, {"Values", "app"}}}}}},
      {"UntagResource", {{"SecretId", "app"}, {"TagKeys", "a"}}},
      {"UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{5}}}},
      {"TagResource", {{"SecretId", "app"}, {"Tags", bj::object{}}}},
      {"TagResource", {{"SecretId", "app"}, {"Tags", bj::array{bj::object{{"Key", 5}}}}}}};
  for (const Case& each : cases) {
    EXPECT_EQ(Ask(each.operation, each.input).error_code, "SerializationException") << bj::serialize(each.input);
  }
}

TEST_F(SecretsProtocol, NullIsAsGoodAsMissing) {
  NewSecret("app");
  EXPECT_EQ(Ask("GetSecretValue", {{"SecretId", "app"}, {"VersionStage", nullptr}}).At("SecretString"), "one");
  ExpectError(Ask("GetSecretValue", {{"SecretId", nullptr}}), 400, "ValidationException",
              "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be "
              "null");
}

TEST_F(SecretsProtocol, EverythingThatIsWrongIsToldAtOnce) {
  ExpectError(Ask("GetSecretValue", {{"SecretId", ""}, {"VersionId", "short"}}), 400, "ValidationException",
              "2 validation errors detected: Value '' at 'secretId' failed to satisfy constraint: Member must have "
              "length greater than or equal to 1; Value 'short' at 'versionId' failed to satisfy constraint: Member "
              "must have length greater than or equal to 32");
  ExpectError(Ask("ListSecrets", {{"MaxResults", 0}}), 400, "ValidationException",
              "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have "
              "value greater than or equal to 1");
  ExpectError(Ask("ListSecrets", {{"MaxResults", 101}}), 400, "ValidationException",
              "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have "
              "value less than or equal to 100");
  ExpectError(Ask("GetSecretValue", {{"SecretId", std::string(2049, 's')}}), 400, "ValidationException",
              "1 validation error detected: Value '" + std::string(2049, 's') +
                  "' at 'secretId' failed to satisfy constraint: Member must have length less than or equal to 2048");
}

TEST_F(SecretsProtocol, AnonymousCallersAreNobody) {
  NewSecret("app");
  const Reply refused = AskAs(Anonymous(), "GetSecretValue", {{"SecretId", "app"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.error_code, "MissingAuthenticationTokenException");
}

TEST_F(SecretsProtocol, WhoMayNotAskForANameDoesNotLearnWhetherItExists) {
  NewSecret("app/a");
  const Caller user =
      NewUser("ann", testing::Allow("secretsmanager:GetSecretValue", std::string(kArnPrefix) + "app/*"));
  EXPECT_EQ(AskAs(user, "GetSecretValue", {{"SecretId", "app/a"}}).At("SecretString"), "one");
  ExpectNotFound(AskAs(user, "GetSecretValue", {{"SecretId", "app/none"}}));
  ExpectDenied(AskAs(user, "GetSecretValue", {{"SecretId", "lib/none"}}), "secretsmanager:GetSecretValue");
  ExpectDenied(AskAs(user, "GetSecretValue", {{"SecretId", std::string(kArnPrefix) + "lib/none-AAAAAA"}}),
               "secretsmanager:GetSecretValue");
}

TEST_F(SecretsProtocol, TheIdThatWasAskedForIsACondition) {
  const std::string arn = NewSecret("app");
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"secretsmanager:SecretId":")" +
          arn + R"("}}})");
  EXPECT_EQ(AskAs(user, "GetSecretValue", {{"SecretId", arn}}).At("SecretString"), "one");
  ExpectDenied(AskAs(user, "GetSecretValue", {{"SecretId", "app"}}), "secretsmanager:GetSecretValue");
}

// Each operation, its permission, and whether that is for the secret or for everything.
struct Case {
  const char* operation;
  const char* input;
  bool on_secret = true;
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.operation; }
};
class SecretsAuthorization : public SecretsTest, public ::testing::WithParamInterface<Case> {
 protected:
  SecretsAuthorization() { arn_ = NewSecret("app"); }
  Reply AskCase(const Caller& caller) {
    return AskJson(*service_, caller, std::string("secretsmanager.") + GetParam().operation, GetParam().input);
  }
  const std::string action_ = std::string("secretsmanager:") + GetParam().operation;
  std::string arn_;
};

TEST_P(SecretsAuthorization, IsRefusedWithoutThePermission) {
  const Caller other = NewUser("ann", testing::Allow("secretsmanager:*") + "," + testing::Deny(action_));
  ExpectDenied(AskCase(other), action_);
  ExpectDenied(AskCase(NewUser("bob")), action_);
  const directory::SecretRecord& secret = *snapshot()->secrets.Sorted().front();
  EXPECT_EQ(secret.changed, secret.created);
  EXPECT_FALSE(secret.deleted.has_value());
  EXPECT_EQ(snapshot()->secrets.size(), 1u);
}

TEST_P(SecretsAuthorization, IsAllowedByThisPermissionAlone) {
  const Caller user = NewUser("ann", testing::Allow(action_, GetParam().on_secret ? arn_ : "*"));
  const Reply reply = AskCase(user);
  EXPECT_EQ(reply.status, 200) << reply.body;
  if (!GetParam().on_secret) return;
  ExpectDenied(AskCase(NewUser("bob", testing::Allow(action_, std::string(kArnPrefix) + "other-??????"))), action_);
}

INSTANTIATE_TEST_SUITE_P(
    All, SecretsAuthorization,
    ::testing::Values(
        Case{"CreateSecret", R"({"Name":"new","ClientRequestToken":"11111111-1111-1111-1111-111111111111"})", false},
        Case{"UpdateSecret", R"({"SecretId":"app","Description":"d"})"},
        Case{"DescribeSecret", R"({"SecretId":"app"})"}, Case{"GetSecretValue", R"({"SecretId":"app"})"},
        Case{"PutSecretValue",
             R"({"SecretId":"app","SecretString":"x","ClientRequestToken":"22222222-2222-2222-2222-222222222222"})"},
        Case{"UpdateSecretVersionStage",
             R"({"SecretId":"app","VersionStage":"s","MoveToVersionId":"11111111-1111-1111-1111-111111111111"})"},
        Case{"ReplicateSecretToRegions", R"({"SecretId":"app","AddReplicaRegions":[{"Region":"eu-west-1"}]})"},
        Case{"ListSecretVersionIds", R"({"SecretId":"app"})"}, Case{"ListSecrets", "{}", false},
        Case{"BatchGetSecretValue", R"({"SecretIdList":["app"]})", false},
        Case{"GetResourcePolicy", R"({"SecretId":"app"})"},
        Case{
            "PutResourcePolicy",
            R"({"SecretId":"app","ResourcePolicy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"secretsmanager:DeleteSecret\",\"Resource\":\"*\"}]}"})"},
        Case{"DeleteResourcePolicy", R"({"SecretId":"app"})"},
        Case{"ValidateResourcePolicy", R"({"SecretId":"app","ResourcePolicy":"{}"})"},
        Case{"TagResource", R"({"SecretId":"app","Tags":[{"Key":"a","Value":"1"}]})"},
        Case{"UntagResource", R"({"SecretId":"app","TagKeys":["a"]})"}, Case{"GetRandomPassword", "{}", false},
        Case{"RestoreSecret", R"({"SecretId":"app"})"}, Case{"DeleteSecret", R"({"SecretId":"app"})"}),
    [](const auto& info) { return info.param.operation; });

}  // namespace
}  // namespace rolecall::services::secretsmanager
