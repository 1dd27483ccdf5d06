// What a secret is named by: names, ARNs, ARNs without the suffix; regions and accounts within them.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

class SecretsIds : public SecretsTest {
 protected:
  Reply Get(const std::string& id) { return Ask("GetSecretValue", {{"SecretId", id}}); }
};

TEST_F(SecretsIds, CharactersThatNoNameHasAreRefusedByEveryOperation) {
  const std::string bad_ids[] = {
      "Inv Name", " Inv*Name? ", " Inv *?!]Name\\-", "a\n", "\xC3\xA9", "a:b", std::string(kArnPrefix) + "a b-AbCdEf"};
  for (const std::string& id : bad_ids) {
    for (const char* operation : {"DeleteSecret", "DescribeSecret", "GetResourcePolicy", "GetSecretValue",
                                  "ListSecretVersionIds", "RestoreSecret", "CancelRotateSecret"}) {
      ExpectInvalidName(Ask(operation, {{"SecretId", id}}));
    }
    ExpectInvalidName(PutValue(id, kFirst, "x"));
    ExpectInvalidName(Ask("UpdateSecret", {{"SecretId", id}, {"Description", "d"}}));
    ExpectInvalidName(Ask("UntagResource", {{"SecretId", id}, {"TagKeys", bj::array{"a"}}}));
    ExpectInvalidName(Ask("DeleteSecret", {{"SecretId", id}, {"ForceDeleteWithoutRecovery", true}}));
  }
  ExpectNotFound(Get("rds!cluster-1"));
}

// AWS takes an ARN that ends with a hyphen and six characters for a complete one.
TEST_F(SecretsIds, AnArnThatEndsLikeASuffixIsComplete) {
  const std::string arn = NewSecret("db-abcdef");
  EXPECT_EQ(Get("db-abcdef").status, 200);
  EXPECT_EQ(Get(arn).status, 200);
  ExpectNotFound(Get(std::string(kArnPrefix) + "db-abcdef"));
  NewSecret("db-abc_ef");
  EXPECT_EQ(Get(std::string(kArnPrefix) + "db-abc_ef").status, 200);
  NewSecret("x/db-abcde");
  EXPECT_EQ(Get(std::string(kArnPrefix) + "x/db-abcde").status, 200);
  // A secret whose name another one's ARN without its suffix looks like is not mistaken for it.
  const std::string shorter = NewSecret("api", "short");
  NewSecret("api-" + shorter.substr(shorter.size() - 6), "long");
  EXPECT_EQ(Get(shorter).At("SecretString"), "short");
}

TEST_F(SecretsIds, ArnsOfOtherRegionsAndServicesNameNothing) {
  NewSecret("app");
  set_region("eu-west-1");
  const std::string west = NewSecret("app", "west");
  set_region(testing::kRegion);
  ExpectNotFound(Get(west));
  ExpectNotFound(Get(west.substr(0, west.size() - 7)));
  ExpectNotFound(Get("arn:aws:s3:::app"));
  ExpectNotFound(Get("arn:aws:secretsmanager:eu-central-1:054000737513:app"));
  EXPECT_EQ(Get("app").At("SecretString"), "one");
}

TEST_F(SecretsIds, AnotherAccountsNamesAreNotAnsweredFor) {
  const std::string arn = NewSecret("app");
  const Caller other = NewUser("ann", testing::kEverything, testing::kOtherAccount);
  for (const std::string& id : {arn, std::string(kArnPrefix) + "none-AbCdEf"}) {
    ExpectDenied(AskAs(other, "GetSecretValue", {{"SecretId", id}}), "secretsmanager:GetSecretValue");
    ExpectDenied(AskAs(other, "DeleteSecret", {{"SecretId", id}, {"ForceDeleteWithoutRecovery", true}}),
                 "secretsmanager:DeleteSecret");
  }
  ExpectNotFound(AskAs(other, "GetSecretValue", {{"SecretId", "app"}}));
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
