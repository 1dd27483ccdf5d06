// /aws/reference/secretsmanager/…: secrets read as parameters.
#include <gmock/gmock.h>

#include "services/secretsmanager/secretsmanager.h"
#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using ::testing::ElementsAre;

constexpr char kPrefix[] = "/aws/reference/secretsmanager/";
constexpr char kFirst[] = "11111111-1111-1111-1111-111111111111";
constexpr char kSecond[] = "22222222-2222-2222-2222-222222222222";

class SsmSecretReferences : public SsmTest {
 protected:
  SsmSecretReferences() {
    arn_ = AskSecrets("CreateSecret", {{"Name", "app/db"}, {"SecretString", "one"}, {"ClientRequestToken", kFirst}})
               .At("ARN");
    AskSecrets("PutSecretValue", {{"SecretId", "app/db"}, {"SecretString", "two"}, {"ClientRequestToken", kSecond}});
  }
  Reply AskSecrets(const std::string& operation, const bj::object& input) {
    return AskJson(*secrets_, Root(), "secretsmanager." + operation, bj::serialize(input));
  }
  Reply Get(const std::string& reference, bool decrypt = true) {
    return Ask("GetParameter", {{"Name", kPrefix + reference}, {"WithDecryption", decrypt}});
  }
  std::unique_ptr<Service> secrets_ = secretsmanager::MakeSecretsManager();
  std::string arn_;
};

TEST_F(SsmSecretReferences, AreSecureStringsOfVersionZero) {
  const Reply reply = Get("app/db");
  EXPECT_EQ(reply.json.at("Parameter").as_object(),
            (bj::object{{"ARN", arn_},
                        {"LastModifiedDate", 1795000000.0},
                        {"Name", std::string(kPrefix) + "app/db"},
                        {"SourceResult", "{\"ARN\":\"" + arn_ + "\",\"name\":\"app/db\",\"versionId\":\"" + kSecond +
                                             "\",\"secretString\":\"two\",\"versionStages\":[\"AWSCURRENT\"],"
                                             "\"createdDate\":\"Nov 18, 2026 11:06:40 AM\"}"},
                        {"Type", "SecureString"},
                        {"Value", "two"},
                        {"Version", 0}}));
}

TEST_F(SsmSecretReferences, SelectAVersionByStageOrId) {
  EXPECT_EQ(Get("app/db:AWSPREVIOUS").At("Parameter/Value"), "one");
  EXPECT_EQ(Get("app/db:AWSPREVIOUS").At("Parameter/Selector"), ":AWSPREVIOUS");
  EXPECT_EQ(Get(std::string("app/db:") + kFirst).At("Parameter/Value"), "one");
  for (const char* wrong : {"app/db:", "app/db:a:b"}) {
    ExpectValidation(Get(wrong, false),
                     "Invalid parameter name. Please use correct syntax for referencing a version/label  "
                     "<name>:<version/label>");
  }
}

TEST_F(SsmSecretReferences, AreReadDecryptedOrNotAtAll) {
  for (const char* name : {"app/db", "none"}) {
    ExpectValidation(Get(name, false), "WithDecryption flag must be True for retrieving a Secret Manager secret.");
  }
}

TEST_F(SsmSecretReferences, WhatIsNotThereIsToldAsAwsTellsIt) {
  EXPECT_EQ(Get("none").Outcome(),
            "400 ParameterNotFound: An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret "
            "aws/reference/secretsmanager/nonenull not found.");
  EXPECT_EQ(Get("app/db:blue").Outcome(),
            "400 ParameterNotFound: An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret "
            "aws/reference/secretsmanager/app/db:blue not found.");
  AskSecrets("DeleteSecret", {{"SecretId", "app/db"}});
  ExpectValidation(Get("app/db"), "Invalid Request to Secrets Manager");
}

TEST_F(SsmSecretReferences, AmongSeveralNamesTheWrongOnesAreListed) {
  Put("/plain", "three");
  const std::string prefix = kPrefix;
  const bj::array names{prefix + "app/db", prefix + "none", prefix + "app/db:a:b", "/plain"};
  const Reply reply = Ask("GetParameters", {{"Names", names}, {"WithDecryption", true}});
  EXPECT_THAT(reply.All("Parameters/Value"), ElementsAre("two", "three"));
  EXPECT_THAT(reply.All("InvalidParameters"), ElementsAre(prefix + "none", prefix + "app/db:a:b"));
  EXPECT_THAT(Ask("GetParameters", {{"Names", names}}).All("Parameters/Value"), ElementsAre("three"));
}

TEST_F(SsmSecretReferences, NeedBothPermissions) {
  const std::string parameter =
      testing::Allow("ssm:GetParameter", std::string(kArnPrefix) + "/aws/reference/secretsmanager/app/db");
  const std::string secret = testing::Allow("secretsmanager:GetSecretValue", arn_);
  const bj::object input{{"Name", std::string(kPrefix) + "app/db"}, {"WithDecryption", true}};
  ExpectDenied(AskAs(NewUser("ann", secret), "GetParameter", input), "ssm:GetParameter");
  ExpectDenied(AskAs(NewUser("bob", parameter), "GetParameter", input), "secretsmanager:GetSecretValue");
  EXPECT_EQ(AskAs(NewUser("cid", parameter + "," + secret), "GetParameter", input).At("Parameter/Value"), "two");
}

}  // namespace
}  // namespace rolecall::services::ssm
