// GetSecretValue, PutSecretValue, UpdateSecretVersionStage: versions and their staging labels.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SecretsValues : public SecretsTest {
 protected:
  SecretsValues() { arn_ = NewSecret("app"); }
  Reply Get(bj::object more) {
    more["SecretId"] = "app";
    return Ask("GetSecretValue", more);
  }
  Reply Move(const std::string& stage, const char* from, const char* to) {
    bj::object input{{"SecretId", "app"}, {"VersionStage", stage}};
    if (from != nullptr) input["RemoveFromVersionId"] = from;
    if (to != nullptr) input["MoveToVersionId"] = to;
    return Ask("UpdateSecretVersionStage", input);
  }
  std::string arn_;
};

TEST_F(SecretsValues, TheCurrentValueIsAnswered) {
  const Reply got = Get({});
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.At("ARN"), arn_);
  EXPECT_EQ(got.At("Name"), "app");
  EXPECT_EQ(got.At("SecretString"), "one");
  EXPECT_EQ(got.At("SecretBinary"), "(none)");
  EXPECT_EQ(got.At("VersionId"), kFirst);
  EXPECT_THAT(got.All("VersionStages"), ElementsAre("AWSCURRENT"));
  EXPECT_EQ(got.json.at("CreatedDate").as_double(), testing::kNow);
  EXPECT_EQ(got.audit.resources.back(), arn_);
}

TEST_F(SecretsValues, ASecretIsNamedByItsNameOrItsArnWithOrWithoutTheSuffix) {
  for (const std::string& id : {std::string("app"), arn_, arn_.substr(0, arn_.size() - 7)}) {
    EXPECT_EQ(Current(id), "one") << id;
  }
  for (const std::string& id : {std::string("App"), std::string("ap"), std::string(kArnPrefix) + "app-AAAAAA",
                                std::string("arn:aws:secretsmanager:eu-west-1:054000737513:secret:app")}) {
    ExpectNotFound(Ask("GetSecretValue", {{"SecretId", id}}));
  }
}

TEST_F(SecretsValues, ANewValueIsCurrentAndTheOldOnePrevious) {
  const Reply put = PutValue("app", kSecond, "two");
  EXPECT_EQ(put.At("ARN"), arn_);
  EXPECT_EQ(put.At("VersionId"), kSecond);
  EXPECT_THAT(put.All("VersionStages"), ElementsAre("AWSCURRENT"));
  EXPECT_EQ(Current("app"), "two");
  EXPECT_EQ(Get({{"VersionStage", "AWSPREVIOUS"}}).At("SecretString"), "one");
  ASSERT_EQ(PutValue("app", kThird, "three").status, 200);
  EXPECT_EQ(InStage("app", "AWSPREVIOUS"), kSecond);
  const Reply deprecated = Get({{"VersionId", kFirst}});
  EXPECT_EQ(deprecated.At("SecretString"), "one");
  EXPECT_TRUE(deprecated.json.at("VersionStages").as_array().empty());
}

TEST_F(SecretsValues, StagesMayBeChosen) {
  const Reply put = PutValue("app", kSecond, "two", {{"VersionStages", bj::array{"AWSPENDING", "mine"}}});
  EXPECT_THAT(put.All("VersionStages"), ElementsAre("AWSPENDING", "mine"));
  EXPECT_EQ(Current("app"), "one");
  EXPECT_EQ(InStage("app", "mine"), kSecond);
  // A label is on one version only.
  ASSERT_EQ(PutValue("app", kThird, "three", {{"VersionStages", bj::array{"mine"}}}).status, 200);
  EXPECT_EQ(InStage("app", "mine"), kThird);
  EXPECT_EQ(InStage("app", "AWSPENDING"), kSecond);
}

TEST_F(SecretsValues, TheFirstValueIsCurrentWhateverItsStages) {
  ASSERT_EQ(Ask("CreateSecret", {{"Name", "empty"}, {"ClientRequestToken", kFirst}}).status, 200);
  EXPECT_THAT(PutValue("empty", kFirst, "x", {{"VersionStages", bj::array{"mine"}}}).All("VersionStages"),
              ElementsAre("mine", "AWSCURRENT"));
}

TEST_F(SecretsValues, PuttingAgainWithTheSameTokenAndValueIsTheSameRequest) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  ASSERT_EQ(PutValue("app", kThird, "three").status, 200);
  EXPECT_EQ(PutValue("app", kSecond, "two").status, 200);
  EXPECT_EQ(Current("app"), "three");
  ExpectTokenInUse(PutValue("app", kSecond, "other"), kSecond, arn_);
  EXPECT_EQ(Ask("PutSecretValue", {{"SecretId", "app"}, {"SecretBinary", "dHdv"}, {"ClientRequestToken", kSecond}})
                .error_code,
            "ResourceExistsException");
}

TEST_F(SecretsValues, BinaryValuesAreBase64) {
  const bj::object input{{"SecretId", "app"}, {"SecretBinary", "AAECAw=="}, {"ClientRequestToken", kSecond}};
  ASSERT_EQ(Ask("PutSecretValue", input).status, 200);
  EXPECT_EQ(Get({}).At("SecretBinary"), "AAECAw==");
  EXPECT_EQ(Get({}).At("SecretString"), "(none)");
  bj::object wrong = input;
  wrong["SecretBinary"] = "no base64!";
  wrong["ClientRequestToken"] = kThird;
  EXPECT_EQ(Ask("PutSecretValue", wrong).error_code, "SerializationException");
}

TEST_F(SecretsValues, AValueNeedsATokenAndBytes) {
  ExpectError(Ask("PutSecretValue", {{"SecretId", "app"}, {"SecretString", "two"}}), 400, "InvalidRequestException",
              "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  ExpectError(Ask("PutSecretValue", {{"SecretId", "app"}, {"ClientRequestToken", kSecond}}), 400,
              "InvalidRequestException", "You must provide either SecretString or SecretBinary.");
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsValues, AValueHasAtMost64KiB) {
  EXPECT_EQ(PutValue("app", kSecond, std::string(65536, 'x')).status, 200);
  const Reply refused = PutValue("app", kThird, std::string(65537, 'x'));
  EXPECT_EQ(refused.error_code, "ValidationException");
  EXPECT_THAT(refused.error_message,
              HasSubstr("at 'secretString' failed to satisfy constraint: Member must have length "
                        "less than or equal to 65536"));
  // A secret is not repeated in errors.
  EXPECT_THAT(refused.error_message, Not(HasSubstr("xxx")));
  const std::string three(65538 / 3 * 4, 'A');  // 65538 bytes
  EXPECT_EQ(
      Ask("PutSecretValue", {{"SecretId", "app"}, {"SecretBinary", three}, {"ClientRequestToken", kThird}}).error_code,
      "ValidationException");
}

TEST_F(SecretsValues, AValueIsNotEmpty) {
  ExpectError(PutValue("app", kSecond, ""), 400, "ValidationException",
              "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have "
              "length greater than or equal to 1");
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsValues, AVersionIsReadByItsIdAndStage) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  EXPECT_EQ(Get({{"VersionId", kFirst}}).At("SecretString"), "one");
  EXPECT_EQ(Get({{"VersionId", kFirst}, {"VersionStage", "AWSPREVIOUS"}}).At("SecretString"), "one");
  ExpectError(Get({{"VersionId", kFirst}, {"VersionStage", "AWSCURRENT"}}), 400, "InvalidRequestException",
              "You provided a VersionStage that is not associated to the provided VersionId.");
  ExpectError(Get({{"VersionId", kThird}}), 400, "ResourceNotFoundException",
              std::string("Secrets Manager can't find the specified secret value for VersionId: ") + kThird);
  ExpectError(Get({{"VersionStage", "AWSPENDING"}}), 400, "ResourceNotFoundException",
              "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
}

TEST_F(SecretsValues, TheStageAndVersionAreConditions) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}}},)"
      R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"secretsmanager:VersionId":"11111111-1111-1111-1111-111111111111"}}})");
  EXPECT_EQ(AskAs(user, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "two");
  const bj::object previous{{"SecretId", "app"}, {"VersionStage", "AWSPREVIOUS"}};
  ExpectDenied(AskAs(user, "GetSecretValue", previous), "secretsmanager:GetSecretValue");
  bj::object first = previous;
  first["VersionId"] = kFirst;
  EXPECT_EQ(AskAs(user, "GetSecretValue", first).At("SecretString"), "one");
}

// A request that names a version by its id has no stage.
TEST_F(SecretsValues, WhoMayReadAStageOnlyDoesNotReadOthersByTheirIds) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  const auto condition = [](const char* effect, const char* stage) {
    return std::string(R"({"Effect":")") + effect +
           R"(","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"secretsmanager:VersionStage":")" +
           stage + R"("}}})";
  };
  const Caller current = NewUser("ann", condition("Allow", "AWSCURRENT"));
  const bj::object by_id{{"SecretId", "app"}, {"VersionId", kFirst}};
  EXPECT_EQ(AskAs(current, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "two");
  ExpectDenied(AskAs(current, "GetSecretValue", by_id), "secretsmanager:GetSecretValue");
  const Caller not_previous =
      NewUser("bob", testing::Allow("secretsmanager:GetSecretValue") + "," + condition("Deny", "AWSPREVIOUS"));
  ExpectDenied(AskAs(not_previous, "GetSecretValue", by_id), "secretsmanager:GetSecretValue");
  EXPECT_EQ(AskAs(not_previous, "GetSecretValue", {{"SecretId", "app"}, {"VersionId", kSecond}}).At("SecretString"),
            "two");
}

TEST_F(SecretsValues, VersionsStandInTheOrderOfTheirMakingWhateverTheClockDoes) {
  clock().Advance(-std::chrono::hours(3));
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  clock().Advance(-std::chrono::hours(3));
  ASSERT_EQ(PutValue("app", kThird, "three").status, 200);
  EXPECT_THAT(Ask("ListSecretVersionIds", {{"SecretId", "app"}, {"IncludeDeprecated", true}}).All("Versions/VersionId"),
              ElementsAre(kFirst, kSecond, kThird));
  EXPECT_EQ(Current("app"), "three");
  EXPECT_EQ(InStage("app", "AWSPREVIOUS"), kSecond);
}

TEST_F(SecretsValues, AVersionHasAtMostTwentyStages) {
  for (int i = 0; i < 19; ++i) ASSERT_EQ(Move("s" + std::to_string(i), nullptr, kFirst).status, 200);
  ExpectError(Move("one-more", nullptr, kFirst), 400, "LimitExceededException",
              "You have reached the limit of 20 staging labels of a version.");
  EXPECT_EQ(Get({}).All("VersionStages").size(), 20u);
  ExpectError(PutValue("app", kSecond, "two", {{"VersionStages", bj::array{std::string(257, 's')}}}), 400,
              "ValidationException",
              "1 validation error detected: Value '[" + std::string(257, 's') +
                  "]' at 'versionStages' failed to satisfy constraint: Member must satisfy constraint: [Member must "
                  "have length less than or equal to 256, Member must have length greater than or equal to 1]");
}

TEST_F(SecretsValues, TheDayOfTheLastAccessIsNoted) {
  EXPECT_FALSE(Ask("DescribeSecret", {{"SecretId", "app"}}).json.as_object().contains("LastAccessedDate"));
  ASSERT_EQ(Current("app"), "one");
  const double today = testing::kNow / 86400 * 86400;
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).json.at("LastAccessedDate").as_double(), today);
  clock().Advance(std::chrono::days(1));
  ASSERT_EQ(Current("app"), "one");
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).json.at("LastAccessedDate").as_double(), today + 86400);
  // A read does not fail because this note does.
  clock().Advance(std::chrono::days(1));
  store().Fail(store::FaultyStore::Operation::kCommit, "directory/secret", ErrorCode::kUnavailable);
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsValues, StagesMoveFromVersionToVersion) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  const Reply moved = Move("AWSCURRENT", kSecond, kFirst);
  EXPECT_EQ(moved.At("ARN"), arn_);
  EXPECT_EQ(moved.At("Name"), "app");
  EXPECT_EQ(Current("app"), "one");
  EXPECT_EQ(InStage("app", "AWSPREVIOUS"), kSecond);
  ASSERT_EQ(PutValue("app", kThird, "three", {{"VersionStages", bj::array{"AWSPENDING", "mine"}}}).status, 200);
  ASSERT_EQ(Move("AWSCURRENT", kFirst, kThird).status, 200);
  // A version that becomes current is pending no more.
  EXPECT_THAT(Get({}).All("VersionStages"), ElementsAre("mine", "AWSCURRENT"));
  ASSERT_EQ(Move("mine", kThird, nullptr).status, 200);
  EXPECT_EQ(Move("mine", nullptr, kSecond).status, 200);
  EXPECT_EQ(InStage("app", "mine"), kSecond);
  EXPECT_EQ(Move("mine", kSecond, nullptr).status, 200);
  EXPECT_EQ(Get({{"VersionStage", "mine"}}).error_code, "ResourceNotFoundException");
}

TEST_F(SecretsValues, MovesNameWhereTheStageIsNow) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  ExpectError(Move("AWSCURRENT", kFirst, kSecond), 400, "InvalidParameterException",
              std::string("The staging label AWSCURRENT isn't attached to version ") + kFirst + ".");
  ExpectError(Move("AWSCURRENT", nullptr, kFirst), 400, "InvalidParameterException",
              std::string("The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently "
                          "attached to version ") +
                  kSecond + ", so you must explicitly reference that version in RemoveFromVersionId.");
  ExpectError(Move("AWSCURRENT", kSecond, nullptr), 400, "InvalidParameterException",
              "You can only move staging label AWSCURRENT to a different secret version. It can't be completely "
              "removed.");
  EXPECT_EQ(Move("AWSCURRENT", kSecond, kThird).error_code, "ResourceNotFoundException");
  EXPECT_EQ(Move("mine", kThird, kFirst).error_code, "ResourceNotFoundException");
  EXPECT_EQ(InStage("app", "AWSCURRENT"), kSecond);
}

TEST_F(SecretsValues, TheMovedStageIsACondition) {
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":["secretsmanager:UpdateSecretVersionStage","secretsmanager:PutSecretValue"],"Resource":"*","Condition":{"ForAllValues:StringEquals":{"secretsmanager:VersionStage":"mine"}}})");
  EXPECT_EQ(AskAs(user, "UpdateSecretVersionStage",
                  {{"SecretId", "app"}, {"VersionStage", "mine"}, {"MoveToVersionId", kFirst}})
                .status,
            200);
  ExpectDenied(AskAs(user, "UpdateSecretVersionStage",
                     {{"SecretId", "app"}, {"VersionStage", "AWSPENDING"}, {"MoveToVersionId", kFirst}}),
               "secretsmanager:UpdateSecretVersionStage");
  const bj::object put{{"SecretId", "app"}, {"SecretString", "x"}, {"ClientRequestToken", kThird}};
  bj::object mine = put, pending = put;
  mine["VersionStages"] = bj::array{"mine"};
  pending["VersionStages"] = bj::array{"mine", "AWSPENDING"};
  ExpectDenied(AskAs(user, "PutSecretValue", pending), "secretsmanager:PutSecretValue");
  EXPECT_EQ(AskAs(user, "PutSecretValue", mine).status, 200);
}

TEST_F(SecretsValues, OldVersionsWithoutAStageGoWhenThereAreMoreThan100) {
  for (int i = 0; i < 105; ++i) {
    const std::string token = "44444444-4444-4444-4444-444444444" + std::to_string(100 + i);
    ASSERT_EQ(PutValue("app", token.c_str(), std::to_string(i)).status, 200);
  }
  EXPECT_EQ(Current("app"), "104");
  EXPECT_EQ(Get({{"VersionId", kFirst}}).error_code, "ResourceNotFoundException");
  EXPECT_EQ(snapshot()->secrets.Sorted().front()->versions.size(), 100u);
}

TEST_F(SecretsValues, MoreThan100VersionsWithStagesAreTooMany) {
  for (int i = 0; i < 99; ++i) {
    const std::string token = "44444444-4444-4444-4444-444444444" + std::to_string(100 + i);
    ASSERT_EQ(PutValue("app", token.c_str(), "x", {{"VersionStages", bj::array{"s" + std::to_string(i)}}}).status, 200);
  }
  ExpectError(PutValue("app", kThird, "x", {{"VersionStages", bj::array{"one-more"}}}), 400, "LimitExceededException",
              "You have reached the limit of 100 versions of a secret.");
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
