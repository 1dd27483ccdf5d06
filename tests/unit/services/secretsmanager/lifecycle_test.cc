// CreateSecret, UpdateSecret, DeleteSecret, RestoreSecret.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using ::testing::MatchesRegex;

using SecretsLifecycle = SecretsTest;

TEST_F(SecretsLifecycle, ASecretGetsAnArnWithSixRandomCharacters) {
  const Reply created =
      Ask("CreateSecret", {{"Name", "app/db"}, {"SecretString", "one"}, {"ClientRequestToken", kFirst}});
  EXPECT_EQ(created.status, 200);
  EXPECT_EQ(created.Header("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_THAT(created.At("ARN"), MatchesRegex(std::string(kArnPrefix) + "app/db-[A-Za-z0-9]{6}"));
  EXPECT_EQ(created.At("Name"), "app/db");
  EXPECT_EQ(created.At("VersionId"), kFirst);
  EXPECT_EQ(created.audit.operation, "CreateSecret");
}

TEST_F(SecretsLifecycle, ASecretMayBeMadeWithoutAValue) {
  const Reply created = Ask("CreateSecret", {{"Name", "empty"}, {"ClientRequestToken", kFirst}});
  EXPECT_EQ(created.At("VersionId"), "(none)");
  ExpectError(Ask("GetSecretValue", {{"SecretId", "empty"}}), 400, "ResourceNotFoundException",
              "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
}

TEST_F(SecretsLifecycle, CreatingAgainWithTheSameTokenAndValueIsTheSameRequest) {
  const std::string arn = NewSecret("app");
  EXPECT_EQ(NewSecret("app"), arn);
  ExpectError(Ask("CreateSecret", {{"Name", "app"}, {"SecretString", "one"}, {"ClientRequestToken", kSecond}}), 400,
              "ResourceExistsException", "The operation failed because the secret app already exists.");
  ExpectTokenInUse(Ask("CreateSecret", {{"Name", "app"}, {"SecretString", "two"}, {"ClientRequestToken", kFirst}}),
                   kFirst, arn);
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsLifecycle, NamesMindTheirCaseAndRegion) {
  const std::string lower = NewSecret("app");
  EXPECT_NE(NewSecret("App"), lower);
  set_region("eu-west-1");
  EXPECT_THAT(NewSecret("app"), ::testing::StartsWith("arn:aws:secretsmanager:eu-west-1:054000737513:secret:app-"));
}

TEST_F(SecretsLifecycle, NamesAreOfSomeCharactersOnly) {
  for (const char* name : {"a b", "a!", "a:b", "\xC3\xBC", "a#"}) {
    ExpectError(Ask("CreateSecret", {{"Name", name}, {"ClientRequestToken", kFirst}, {"SecretString", "x"}}), 400,
                "ValidationException",
                "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: "
                "-/_+=.@!");
  }
  for (const std::string& name : {std::string("a-Z0/_+=.@"), std::string(512, 'n')}) NewSecret(name);
  EXPECT_EQ(Ask("CreateSecret", {{"Name", std::string(513, 'n')}, {"ClientRequestToken", kFirst}}).error_code,
            "ValidationException");
}

TEST_F(SecretsLifecycle, AValueNeedsATokenAndIsTextOrBinary) {
  ExpectError(Ask("CreateSecret", {{"Name", "app"}, {"SecretString", "one"}}), 400, "InvalidRequestException",
              "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  ExpectError(Ask("CreateSecret",
                  {{"Name", "app"}, {"SecretString", "one"}, {"SecretBinary", "AAAA"}, {"ClientRequestToken", kFirst}}),
              400, "InvalidParameterException",
              "You can't specify both a binary secret value and a string secret value in the same secret.");
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "app"}}));
}

TEST_F(SecretsLifecycle, SecretsOfOtherVendorsAreRefusedNotForgotten) {
  EXPECT_EQ(Ask("CreateSecret",
                {{"Name", "app"}, {"SecretString", "one"}, {"ClientRequestToken", kFirst}, {"Type", "Vendor"}})
                .error_code,
            "InvalidRequestException");
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "app"}}));
}

TEST_F(SecretsLifecycle, WhatIsGivenAtCreationIsACondition) {
  const Caller user = NewUser(
      "ann",
      std::string() +
          R"({"Effect":"Allow","Action":"secretsmanager:CreateSecret","Resource":"*","Condition":{"StringLike":{"secretsmanager:Name":"app/*"},"StringEquals":{"secretsmanager:Description":"d","secretsmanager:KmsKeyId":"k"}}},)" +
          testing::Allow("kms:*"));
  bj::object input{{"Name", "app/a"},
                   {"Description", "d"},
                   {"KmsKeyId", "k"},
                   {"SecretString", "one"},
                   {"ClientRequestToken", kFirst}};
  EXPECT_EQ(AskAs(user, "CreateSecret", input).status, 200);
  for (const char* changed : {"Name", "Description", "KmsKeyId"}) {
    bj::object other = input;
    other[changed] = "other";
    ExpectDenied(AskAs(user, "CreateSecret", other), "secretsmanager:CreateSecret");
    ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "other"}}));
  }
}

TEST_F(SecretsLifecycle, TagsAtCreationNeedThePermissionToTag) {
  const bj::object input{{"Name", "app"},
                         {"SecretString", "one"},
                         {"ClientRequestToken", kFirst},
                         {"Tags", bj::array{bj::object{{"Key", "team"}, {"Value", "a"}}}}};
  const std::string create = testing::Allow("secretsmanager:CreateSecret");
  ExpectDenied(AskAs(NewUser("ann", create), "CreateSecret", input), "secretsmanager:TagResource");
  const Caller tagger = NewUser(
      "bob",
      create +
          R"(,{"Effect":"Allow","Action":"secretsmanager:TagResource","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"a"}}})");
  EXPECT_EQ(AskAs(tagger, "CreateSecret", input).status, 200);
}

TEST_F(SecretsLifecycle, UpdateChangesWhatIsGivenAndNothingElse) {
  const std::string arn = NewSecret("app", "one", {{"Description", "old"}, {"KmsKeyId", "k1"}});
  clock().Advance(std::chrono::seconds(5));
  const Reply updated = Ask("UpdateSecret", {{"SecretId", "app"}, {"Description", "new"}});
  EXPECT_EQ(updated.At("ARN"), arn);
  EXPECT_EQ(updated.At("VersionId"), "(none)");
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(described.At("Description"), "new");
  EXPECT_EQ(described.At("KmsKeyId"), "k1");
  EXPECT_EQ(described.json.at("LastChangedDate").as_double(), testing::kNow + 5);
  EXPECT_EQ(described.json.at("CreatedDate").as_double(), testing::kNow);
  ASSERT_EQ(Ask("UpdateSecret", {{"SecretId", "app"}, {"KmsKeyId", "k2"}}).status, 200);
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).At("KmsKeyId"), "k2");
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsLifecycle, UpdateWithAValueMakesACurrentVersion) {
  const std::string arn = NewSecret("app");
  const Reply updated =
      Ask("UpdateSecret", {{"SecretId", "app"}, {"SecretString", "two"}, {"ClientRequestToken", kSecond}});
  EXPECT_EQ(updated.At("VersionId"), kSecond);
  EXPECT_EQ(Current("app"), "two");
  EXPECT_EQ(InStage("app", "AWSPREVIOUS"), kFirst);
  ExpectError(Ask("UpdateSecret", {{"SecretId", "app"}, {"SecretString", "three"}}), 400, "InvalidRequestException",
              "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  ExpectTokenInUse(
      Ask("UpdateSecret", {{"SecretId", "app"}, {"SecretString", "three"}, {"ClientRequestToken", kSecond}}), kSecond,
      arn);
}

TEST_F(SecretsLifecycle, WhatAnUpdateChangesIsACondition) {
  NewSecret("app");
  const Caller user = NewUser(
      "ann",
      std::string() +
          R"({"Effect":"Allow","Action":"secretsmanager:UpdateSecret","Resource":"*","Condition":{"StringEquals":{"secretsmanager:Description":"d","secretsmanager:KmsKeyId":"k"}}},)" +
          testing::Allow("kms:*"));
  EXPECT_EQ(AskAs(user, "UpdateSecret", {{"SecretId", "app"}, {"Description", "d"}, {"KmsKeyId", "k"}}).status, 200);
  ExpectDenied(AskAs(user, "UpdateSecret", {{"SecretId", "app"}, {"Description", "d"}}), "secretsmanager:UpdateSecret");
}

TEST_F(SecretsLifecycle, ADeletedSecretWaitsForItsWindowToPass) {
  const std::string arn = NewSecret("app");
  const Reply deleted = Ask("DeleteSecret", {{"SecretId", "app"}, {"RecoveryWindowInDays", 7}});
  EXPECT_EQ(deleted.At("ARN"), arn);
  EXPECT_EQ(deleted.At("Name"), "app");
  EXPECT_EQ(deleted.json.at("DeletionDate").as_double(), testing::kNow + 7 * 86400);
  ExpectMarked(Ask("GetSecretValue", {{"SecretId", "app"}}));
  ExpectMarked(PutValue("app", kSecond, "two"));
  ExpectMarked(Ask("UpdateSecret", {{"SecretId", "app"}, {"Description", "d"}}));
  ExpectError(Ask("CreateSecret", {{"Name", "app"}, {"SecretString", "x"}, {"ClientRequestToken", kFirst}}), 400,
              "InvalidRequestException",
              "You can't create this secret because a secret with this name is already scheduled for deletion.");
  EXPECT_TRUE(Ask("DescribeSecret", {{"SecretId", "app"}}).json.as_object().contains("DeletedDate"));
  clock().Advance(std::chrono::days(7) - std::chrono::seconds(1));
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).status, 200);
  clock().Advance(std::chrono::seconds(1));
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "app"}}));
  ExpectNotFound(Ask("RestoreSecret", {{"SecretId", "app"}}));
  EXPECT_NE(NewSecret("app", "new life"), arn);
  EXPECT_EQ(Current("app"), "new life");
}

TEST_F(SecretsLifecycle, TheWindowIs30DaysUnlessOneOf7To30IsGiven) {
  NewSecret("app");
  for (const int days : {6, 31, 0, -1}) {
    ExpectError(Ask("DeleteSecret", {{"SecretId", "app"}, {"RecoveryWindowInDays", days}}), 400,
                "InvalidParameterException",
                "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  }
  EXPECT_EQ(Current("app"), "one");
  EXPECT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).json.at("DeletionDate").as_double(), testing::kNow + 30 * 86400);
}

TEST_F(SecretsLifecycle, ARestoredSecretIsAsItWas) {
  const std::string arn = NewSecret("app");
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).status, 200);
  const Reply restored = Ask("RestoreSecret", {{"SecretId", "app"}});
  EXPECT_EQ(restored.At("ARN"), arn);
  EXPECT_EQ(restored.At("Name"), "app");
  EXPECT_EQ(Current("app"), "one");
  EXPECT_FALSE(Ask("DescribeSecret", {{"SecretId", "app"}}).json.as_object().contains("DeletedDate"));
  clock().Advance(std::chrono::days(31));
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsLifecycle, WithForceASecretIsGoneAtOnce) {
  NewSecret("app");
  ExpectError(
      Ask("DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}, {"RecoveryWindowInDays", 7}}),
      400, "InvalidParameterException",
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  const Reply deleted = Ask("DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}});
  EXPECT_EQ(deleted.json.at("DeletionDate").as_double(), testing::kNow);
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "app"}}));
  NewSecret("app", "new life");
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).status, 200);
  EXPECT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).error_code, "InvalidRequestException");
  EXPECT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}}).status, 200);
  ExpectNotFound(Ask("RestoreSecret", {{"SecretId", "app"}}));
}

TEST_F(SecretsLifecycle, TheWayOfDeletingIsACondition) {
  NewSecret("app");
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"secretsmanager:DeleteSecret","Resource":"*","Condition":{"Bool":{"secretsmanager:ForceDeleteWithoutRecovery":"false"},"NumericGreaterThan":{"secretsmanager:RecoveryWindowInDays":"10"}}})");
  ExpectDenied(AskAs(user, "DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}}),
               "secretsmanager:DeleteSecret");
  ExpectDenied(AskAs(user, "DeleteSecret", {{"SecretId", "app"}, {"RecoveryWindowInDays", 10}}),
               "secretsmanager:DeleteSecret");
  EXPECT_EQ(AskAs(user, "DeleteSecret", {{"SecretId", "app"}, {"RecoveryWindowInDays", 11}}).status, 200);
}

// AWS, DeleteSecret: with ForceDeleteWithoutRecovery it is no error that the secret is not there.
TEST_F(SecretsLifecycle, WithForceASecretThatIsNotThereIsDeletedToo) {
  for (const std::string& id : {std::string("none"), std::string(kArnPrefix) + "none-AbCdEf"}) {
    const Reply deleted = Ask("DeleteSecret", {{"SecretId", id}, {"ForceDeleteWithoutRecovery", true}});
    EXPECT_EQ(deleted.status, 200) << id;
    EXPECT_EQ(deleted.At("Name"), "none");
    EXPECT_THAT(deleted.At("ARN"), MatchesRegex(std::string(kArnPrefix) + "none-[A-Za-z0-9]{6}"));
    EXPECT_EQ(deleted.json.at("DeletionDate").as_double(), testing::kNow);
  }
  ExpectNotFound(Ask("DeleteSecret", {{"SecretId", "none"}}));
  ExpectDenied(AskAs(NewUser("ann"), "DeleteSecret", {{"SecretId", "none"}, {"ForceDeleteWithoutRecovery", true}}),
               "secretsmanager:DeleteSecret");
}

TEST_F(SecretsLifecycle, ASecretThatIsMarkedMeanwhileIsNotChanged) {
  NewSecret("app");
  HoldSnapshot();
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).status, 200);
  ExpectMarked(PutValue("app", kSecond, "two"));
  ExpectMarked(Ask("UpdateSecret", {{"SecretId", "app"}, {"Description", "d"}}));
  ReleaseSnapshot();
  EXPECT_TRUE(Ask("DescribeSecret", {{"SecretId", "app"}}).json.as_object().contains("DeletedDate"));
}

TEST_F(SecretsLifecycle, ASecretThatWentMeanwhileIsNotChanged) {
  NewSecret("app");
  HoldSnapshot();
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}}).status, 200);
  ExpectNotFound(Ask("UpdateSecret", {{"SecretId", "app"}, {"Description", "d"}}));
  ExpectNotFound(Ask("DeleteSecret", {{"SecretId", "app"}}));
  ExpectNotFound(Ask("RestoreSecret", {{"SecretId", "app"}}));
  ExpectNotFound(PutValue("app", kSecond, "two"));
  ExpectNotFound(Ask("TagResource", {{"SecretId", "app"}, {"Tags", bj::array{bj::object{{"Key", "a"}}}}}));
  ExpectNotFound(Ask("DeleteResourcePolicy", {{"SecretId", "app"}}));
  ReleaseSnapshot();
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "app"}}));
}

TEST_F(SecretsLifecycle, ASecretOfTheSameNameIsNotTheSameSecret) {
  NewSecret("app");
  HoldSnapshot();
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}}).status, 200);
  NewSecret("app", "another");
  ExpectNotFound(PutValue("app", kSecond, "two"));
  ReleaseSnapshot();
  EXPECT_EQ(Current("app"), "another");
}

TEST_F(SecretsLifecycle, WhatCannotBeStoredIsNotAnswered) {
  store().Fail(store::FaultyStore::Operation::kCommit, "directory/secret", ErrorCode::kUnavailable);
  const Reply failed = Ask("CreateSecret", {{"Name", "app"}, {"SecretString", "x"}, {"ClientRequestToken", kFirst}});
  EXPECT_EQ(failed.status, 503);
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "app"}}));
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
