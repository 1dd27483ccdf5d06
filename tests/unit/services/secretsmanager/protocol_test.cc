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

}  // namespace
}  // namespace rolecall::services::secretsmanager
