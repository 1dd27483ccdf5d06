// Secrets under a customer's key.
#include "services/kms/kms.h"

#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr char kKey[] = "arn:aws:kms:eu-central-1:054000737513:key/11111111-2222-3333-4444-555555555555";
constexpr char kKeyId[] = "11111111-2222-3333-4444-555555555555";

class SecretsKeys : public SecretsTest {
 protected:
  static void ExpectNoKms(const Reply& reply) {
    ExpectError(reply, 400, "AccessDeniedException", "Access to KMS is not allowed");
  }
  const std::string all_ = testing::Allow("secretsmanager:*");
};

TEST_F(SecretsKeys, ReadingNeedsDecrypt) {
  NewSecret("db", "one", {{"KmsKeyId", kKey}});
  ExpectNoKms(AskAs(NewRoleSession("app", all_), "GetSecretValue", {{"SecretId", "db"}}));
  ExpectNoKms(AskAs(NewUser("elsewhere", all_ + "," + testing::Allow("kms:Decrypt", std::string(kKey) + "6")),
                    "GetSecretValue", {{"SecretId", "db"}}));
  EXPECT_EQ(
      AskAs(NewUser("ann", all_ + "," + testing::Allow("kms:Decrypt", kKey)), "GetSecretValue", {{"SecretId", "db"}})
          .At("SecretString"),
      "one");
  const Reply batch = AskAs(NewUser("bob", all_), "BatchGetSecretValue", {{"SecretIdList", bj::array{"db"}}});
  EXPECT_EQ(batch.At("Errors/ErrorCode"), "AccessDeniedException");
  EXPECT_EQ(batch.At("Errors/Message"), "Access to KMS is not allowed");
  // What is not encrypted needs no key.
  EXPECT_EQ(AskAs(NewUser("cid", all_), "DescribeSecret", {{"SecretId", "db"}}).At("KmsKeyId"), kKey);
}

TEST_F(SecretsKeys, WritingNeedsGenerateDataKeyAndDecrypt) {
  NewSecret("db", "one", {{"KmsKeyId", kKeyId}});
  const bj::object put{{"SecretId", "db"}, {"SecretString", "two"}, {"ClientRequestToken", kSecond}};
  const bj::object create{{"Name", "new"}, {"SecretString", "x"}, {"KmsKeyId", kKeyId}, {"ClientRequestToken", kFirst}};
  for (const char* action : {"kms:GenerateDataKey", "kms:Decrypt"}) {
    const Caller half = NewUser("half", all_ + "," + testing::Allow(action, kKey));
    ExpectNoKms(AskAs(half, "PutSecretValue", put));
    ExpectNoKms(AskAs(half, "CreateSecret", create));
    ExpectNoKms(AskAs(half, "UpdateSecret", put));
  }
  EXPECT_EQ(Current("db"), "one");
  const Caller both = NewUser("both", all_ + "," + testing::Allow(R"(["kms:GenerateDataKey","kms:Decrypt"])", kKey));
  EXPECT_EQ(AskAs(both, "PutSecretValue", put).status, 200);
  EXPECT_EQ(AskAs(both, "CreateSecret", create).status, 200);
}

TEST_F(SecretsKeys, AnotherKeyIsTakenByWhoMayUseBoth) {
  NewSecret("db", "one", {{"KmsKeyId", kKey}});
  const bj::object update{{"SecretId", "db"}, {"KmsKeyId", "another"}};
  const std::string another = "arn:aws:kms:eu-central-1:054000737513:key/another";
  ExpectNoKms(AskAs(NewUser("new", all_ + "," + testing::Allow("kms:*", another)), "UpdateSecret", update));
  ExpectNoKms(AskAs(NewUser("old", all_ + "," + testing::Allow("kms:*", kKey)), "UpdateSecret", update));
  EXPECT_EQ(AskAs(NewUser("both", all_ + "," + testing::Allow("kms:*")), "UpdateSecret", update).status, 200);
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "db"}}).At("KmsKeyId"), "another");
}

TEST_F(SecretsKeys, TheCallIsKnownToComeThroughSecretsManager) {
  const std::string arn = NewSecret("db", "one", {{"KmsKeyId", kKey}});
  const auto decrypt_if = [&](const std::string& condition) {
    return NewUser("ann", all_ + R"(,{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":)" +
                              R"({"StringEquals":{)" + condition + "}}}");
  };
  for (const std::string& holds :
       {std::string(R"("kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com")"),
        std::string(R"("kms:CallerAccount":"054000737513")"), R"("kms:EncryptionContext:SecretARN":")" + arn + '"',
        std::string(R"("kms:EncryptionContext:SecretVersionId":"11111111-1111-1111-1111-111111111111")")}) {
    EXPECT_EQ(AskAs(decrypt_if(holds), "GetSecretValue", {{"SecretId", "db"}}).status, 200) << holds;
  }
  ExpectNoKms(
      AskAs(decrypt_if(R"("kms:ViaService":"s3.eu-central-1.amazonaws.com")"), "GetSecretValue", {{"SecretId", "db"}}));
}

TEST_F(SecretsKeys, TheDefaultKeyIsNeitherShownNorAskedFor) {
  for (const char* key :
       {"alias/aws/secretsmanager", "arn:aws:kms:eu-central-1:054000737513:alias/aws/secretsmanager", ""}) {
    const std::string name = "s" + std::to_string(std::string_view(key).size());
    NewSecret(name, "one", {{"KmsKeyId", key}});
    EXPECT_FALSE(Ask("DescribeSecret", {{"SecretId", name}}).json.as_object().contains("KmsKeyId")) << key;
    EXPECT_EQ(AskAs(NewUser("ann", all_), "GetSecretValue", {{"SecretId", name}}).status, 200) << key;
  }
}

// Keys that the plane has.
class SecretsPlaneKeys : public SecretsKeys {
 protected:
  // With a policy ("": AWS's default); answers its ARN.
  std::string NewKey(const std::string& statements = "") {
    bj::object input;
    if (!statements.empty()) input["Policy"] = testing::PolicyDocument(statements);
    return AskKms("CreateKey", input).At("KeyMetadata/Arn");
  }
  Reply AskKms(const std::string& operation, const bj::object& input) {
    Reply reply = AskJson(*kms_, Root(), "TrentService." + operation, bj::serialize(input));
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply;
  }
  Reply Create(const std::string& name, const std::string& key) {
    return Ask("CreateSecret",
               {{"Name", name}, {"SecretString", "x"}, {"KmsKeyId", key}, {"ClientRequestToken", kFirst}});
  }
  std::unique_ptr<Service> kms_ = kms::MakeKms();
};

TEST_F(SecretsPlaneKeys, TheirPolicyDecidesWhoReads) {
  const std::string key = NewKey(
      R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::054000737513:root","arn:aws:iam::054000737513:role/app"]}}})");
  NewSecret("db", "one", {{"KmsKeyId", key}});
  const std::string kms = all_ + "," + testing::Allow("kms:*");
  EXPECT_EQ(AskAs(NewRoleSession("app", all_), "GetSecretValue", {{"SecretId", "db"}}).At("SecretString"), "one");
  ExpectNoKms(AskAs(NewRoleSession("other", kms), "GetSecretValue", {{"SecretId", "db"}}));
}

TEST_F(SecretsPlaneKeys, AnAliasIsWhatItPointsTo) {
  const std::string key = NewKey();
  AskKms("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", key}});
  NewSecret("db", "one", {{"KmsKeyId", "alias/app"}});
  EXPECT_EQ(
      AskAs(NewUser("ann", all_ + "," + testing::Allow("kms:Decrypt", key)), "GetSecretValue", {{"SecretId", "db"}})
          .At("SecretString"),
      "one");
}

TEST_F(SecretsPlaneKeys, WhatCannotBeUsedNeitherReadsNorWrites) {
  const std::string key = NewKey();
  NewSecret("db", "one", {{"KmsKeyId", key}});
  AskKms("DisableKey", {{"KeyId", key}});
  ExpectError(Ask("GetSecretValue", {{"SecretId", "db"}}), 400, "DecryptionFailure",
              "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
  EXPECT_EQ(Create("new", key).error_code, "EncryptionFailure");
  EXPECT_EQ(PutValue("db", kSecond, "two").error_code, "EncryptionFailure");
  EXPECT_EQ(Create("other", kKey).error_code, "EncryptionFailure");
  AskKms("EnableKey", {{"KeyId", key}});
  EXPECT_EQ(Current("db"), "one");
  AskKms("ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
  EXPECT_EQ(Ask("GetSecretValue", {{"SecretId", "db"}}).error_code, "DecryptionFailure");
  clock().Advance(std::chrono::days(7));
  EXPECT_EQ(Ask("GetSecretValue", {{"SecretId", "db"}}).error_code, "DecryptionFailure");
}

TEST_F(SecretsPlaneKeys, AwssOwnIsMadeWithTheFirstSecret) {
  NewSecret("db");
  ASSERT_EQ(snapshot()->kms_keys.size(), 1u);
  EXPECT_THAT(snapshot()->kms_keys.Sorted().front()->aliases, ::testing::ElementsAre("alias/aws/secretsmanager"));
}

// "You can't use the AWS managed key (aws/secretsmanager) for cross-account access."
TEST_F(SecretsPlaneKeys, AnotherAccountReadsWhatIsUnderACustomersKeyOnly) {
  const std::string statement =
      R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"secretsmanager:*","Resource":"*"})";
  const std::string own_key = NewSecret("own");
  const std::string named = NewSecret("named", "one", {{"KmsKeyId", "alias/aws/secretsmanager"}});
  const std::string key = NewKey(
      R"({"Effect":"Allow","Principal":{"AWS":["054000737513","111122223333"]},"Action":"kms:*","Resource":"*"})");
  const std::string customers = NewSecret("customers", "one", {{"KmsKeyId", key}});
  const Caller ann = NewUser("ann", all_ + "," + testing::Allow("kms:*"), testing::kOtherAccount);
  for (const std::string& arn : {own_key, named, customers}) {
    ASSERT_EQ(
        Ask("PutResourcePolicy", {{"SecretId", arn}, {"ResourcePolicy", testing::PolicyDocument(statement)}}).status,
        200);
    EXPECT_EQ(AskAs(ann, "DescribeSecret", {{"SecretId", arn}}).status, 200);
  }
  const std::string why =
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service "
      "key.";
  for (const std::string& arn : {own_key, named}) {
    ExpectError(AskAs(ann, "GetSecretValue", {{"SecretId", arn}}), 400, "InvalidRequestException", why);
    ExpectError(
        AskAs(ann, "PutSecretValue", {{"SecretId", arn}, {"SecretString", "x"}, {"ClientRequestToken", kSecond}}), 400,
        "InvalidRequestException", why);
    EXPECT_EQ(Current(arn), "one");
  }
  const Reply batch = AskAs(ann, "BatchGetSecretValue", {{"SecretIdList", bj::array{own_key}}});
  EXPECT_NE(batch.body.find("InvalidRequestException"), std::string::npos) << batch.body;
  EXPECT_EQ(AskAs(ann, "GetSecretValue", {{"SecretId", customers}}).At("SecretString"), "one");
  ExpectError(AskAs(ann, "UpdateSecret", {{"SecretId", customers}, {"KmsKeyId", ""}, {"ClientRequestToken", kSecond}}),
              400, "InvalidRequestException", why);
}

// Its policy is not known here.
TEST_F(SecretsKeys, AKeyOfAnotherAccountIsNotToBeUsed) {
  const char* key = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
  ExpectNoKms(
      Ask("CreateSecret", {{"Name", "db"}, {"SecretString", "x"}, {"KmsKeyId", key}, {"ClientRequestToken", kFirst}}));
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
