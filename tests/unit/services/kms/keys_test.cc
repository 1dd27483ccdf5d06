// Keys: making, naming, describing, their states, tags, descriptions.
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class KmsKeys : public KmsTest {};

void ExpectNoKey(const Reply& reply, const std::string& id) {
  ExpectError(reply, 400, "NotFoundException", "Key '" + std::string(kPrefix) + "key/" + id + "' does not exist");
}

TEST_F(KmsKeys, AreMadeAsAwsDescribesThem) {
  const Reply made = Ask("CreateKey", {{"Description", "of the app"}});
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string id = made.At("KeyMetadata/KeyId");
  EXPECT_EQ(made.At("KeyMetadata/Arn"), Arn(id));
  const std::pair<const char*, const char*> wanted[] = {
      {"AWSAccountId", kAccount},       {"Enabled", "true"},
      {"Description", "of the app"},    {"KeyUsage", "ENCRYPT_DECRYPT"},
      {"KeyState", "Enabled"},          {"Origin", "AWS_KMS"},
      {"KeyManager", "CUSTOMER"},       {"CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"},
      {"KeySpec", "SYMMETRIC_DEFAULT"}, {"EncryptionAlgorithms", "SYMMETRIC_DEFAULT"},
      {"MultiRegion", "false"}};
  for (const auto& [name, value] : wanted) EXPECT_EQ(made.At(std::string("KeyMetadata/") + name), value) << name;
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", id}}).body, made.body);
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", Arn(id)}}).body, made.body);
}

TEST_F(KmsKeys, OfOtherKindsAreRefused) {
  for (const auto& [spec, usage] : {std::pair("RSA_2048", "SIGN_VERIFY"), std::pair("ECC_NIST_P256", "KEY_AGREEMENT"),
                                    std::pair("HMAC_512", "GENERATE_VERIFY_MAC"), std::pair("SM2", "SIGN_VERIFY")}) {
    const Reply reply = Ask("CreateKey", {{"KeySpec", spec}, {"KeyUsage", usage}});
    EXPECT_EQ(reply.error_code, "UnsupportedOperationException") << spec;
    EXPECT_THAT(reply.error_message, ::testing::HasSubstr("are not served here"));
  }
  EXPECT_EQ(Ask("CreateKey", {{"MultiRegion", true}}).error_code, "UnsupportedOperationException");
  EXPECT_EQ(Ask("CreateKey", {{"Origin", "EXTERNAL"}}).error_code, "UnsupportedOperationException");
  ExpectError(Ask("CreateKey", {{"KeySpec", "RSA_2048"}}), 400, "ValidationException",
              "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
  ExpectError(Ask("CreateKey", {{"KeySpec", "HMAC_256"}, {"KeyUsage", "ENCRYPT_DECRYPT"}}), 400, "ValidationException",
              "KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec HMAC_256");
  EXPECT_EQ(Ask("CreateKey", {{"KeySpec", "AES"}}).error_code, "ValidationException");
  EXPECT_THAT(Ask("ListKeys", {}).All("Keys/KeyId"), SizeIs(0));
}

TEST_F(KmsKeys, AreNamedByIdArnAliasAndItsArn) {
  const std::string id = NewKey();
  ASSERT_EQ(Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", id}}).status, 200);
  for (const std::string& name : {id, Arn(id), std::string("alias/app"), AliasArn("alias/app")}) {
    EXPECT_EQ(Ask("DescribeKey", {{"KeyId", name}}).At("KeyMetadata/KeyId"), id) << name;
  }
  ExpectNoKey(Ask("DescribeKey", {{"KeyId", kNoKey}}), kNoKey);
  ExpectNoKey(Ask("DescribeKey", {{"KeyId", Arn(kNoKey)}}), kNoKey);
  ExpectError(Ask("DescribeKey", {{"KeyId", "fake-key-id"}}), 400, "NotFoundException", "Invalid keyId 'fake-key-id'");
  ExpectError(Ask("DescribeKey", {{"KeyId", "arn:aws:kms:us-west-2:054000737513:key/" + id}}), 400, "NotFoundException",
              "Invalid arn us-west-2");
  ExpectError(Ask("DescribeKey", {{"KeyId", "alias/none"}}), 400, "NotFoundException",
              "Alias " + AliasArn("alias/none") + " is not found.");
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", "arn:aws:iam::054000737513:role/a"}}).error_code, "NotFoundException");
}

TEST_F(KmsKeys, ThatAreChangedAreNotNamedByAnAlias) {
  const std::string id = NewKey();
  ASSERT_EQ(Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", id}}).status, 200);
  for (const char* operation : {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "GetKeyPolicy", "ListGrants",
                                "EnableKeyRotation", "ListResourceTags"}) {
    ExpectError(Ask(operation, {{"KeyId", "alias/app"}}), 400, "NotFoundException", "Invalid keyId 'alias/app'");
    ExpectError(Ask(operation, {{"KeyId", AliasArn("alias/app")}}), 400, "NotFoundException",
                "Invalid arn " + AliasArn("alias/app"));
  }
}

TEST_F(KmsKeys, AreListedInPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(NewKey());
  std::sort(ids.begin(), ids.end());
  std::vector<std::string> listed;
  bj::object input{{"Limit", 2}};
  for (int page = 0; page < 3; ++page) {
    const Reply reply = Ask("ListKeys", input);
    for (const std::string& id : reply.All("Keys/KeyId")) listed.push_back(id);
    EXPECT_EQ(reply.At("Truncated"), page < 2 ? "true" : "false");
    if (page < 2) input["Marker"] = reply.At("NextMarker");
  }
  EXPECT_EQ(listed, ids);
  const std::string given = Ask("ListKeys", {{"Limit", 1}}).At("NextMarker");
  EXPECT_EQ(Ask("ListAliases", {{"Marker", given}}).error_code, "InvalidMarkerException") << "one of another list";
  for (const char* of_nobody : {"!", "zzzz"}) {
    EXPECT_EQ(Ask("ListKeys", {{"Marker", of_nobody}}).error_code, "InvalidMarkerException") << of_nobody;
  }
  ExpectError(Ask("ListKeys", {{"Limit", 1001}}), 400, "ValidationException",
              "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have "
              "value less than or equal to 1000");
}

TEST_F(KmsKeys, ThatAreDisabledDoNothing) {
  const std::string id = NewKey();
  const std::string blob = EncryptWith(id, "text");
  ASSERT_EQ(Ask("DisableKey", {{"KeyId", id}}).status, 200);
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", id}}).At("KeyMetadata/KeyState"), "Disabled");
  const std::string text = Arn(id) + " is disabled.";
  ExpectError(Ask("Encrypt", {{"KeyId", id}, {"Plaintext", "eA=="}}), 400, "DisabledException", text);
  ExpectError(Ask("Decrypt", {{"CiphertextBlob", blob}}), 400, "DisabledException", text);
  ExpectError(Ask("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}}), 400, "DisabledException", text);
  ExpectError(Ask("EnableKeyRotation", {{"KeyId", id}}), 400, "DisabledException", text);
  ASSERT_EQ(Ask("EnableKey", {{"KeyId", id}}).status, 200);
  EXPECT_EQ(Plain(Ask("Decrypt", {{"CiphertextBlob", blob}})), "text");
}

TEST_F(KmsKeys, WaitBeforeTheyAreDeleted) {
  const std::string id = NewKey();
  const std::string blob = EncryptWith(id, "text");
  const Reply scheduled = Ask("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}});
  EXPECT_EQ(scheduled.At("KeyId"), Arn(id));
  EXPECT_EQ(scheduled.At("KeyState"), "PendingDeletion");
  EXPECT_EQ(scheduled.At("PendingWindowInDays"), "7");
  const std::string text = Arn(id) + " is pending deletion.";
  for (const char* operation : {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "EnableKeyRotation"}) {
    ExpectError(Ask(operation, {{"KeyId", id}}), 400, "KMSInvalidStateException", text);
  }
  ExpectError(Ask("Decrypt", {{"CiphertextBlob", blob}}), 400, "KMSInvalidStateException", text);
  EXPECT_EQ(Ask("CancelKeyDeletion", {{"KeyId", id}}).At("KeyId"), Arn(id));
  // "… sets the key state to Disabled."
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", id}}).At("KeyMetadata/KeyState"), "Disabled");
  ExpectError(Ask("CancelKeyDeletion", {{"KeyId", id}}), 400, "KMSInvalidStateException",
              Arn(id) + " is not pending deletion.");
}

TEST_F(KmsKeys, AreGoneWhenTheirTimeIsOver) {
  const std::string id = NewKey();
  const std::string blob = EncryptWith(id, "text");
  ASSERT_EQ(Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", id}}).status, 200);
  ASSERT_EQ(Ask("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}}).status, 200);
  clock().Advance(std::chrono::days(7));
  ExpectNoKey(Ask("DescribeKey", {{"KeyId", id}}), id);
  ExpectNoKey(Ask("CancelKeyDeletion", {{"KeyId", id}}), id);
  ExpectNoKey(Ask("Decrypt", {{"CiphertextBlob", blob}}), id);
  EXPECT_THAT(Ask("ListKeys", {}).All("Keys/KeyId"), SizeIs(0));
  EXPECT_THAT(Ask("ListAliases", {}).All("Aliases/AliasName"), SizeIs(0));
  // Its alias is free.
  const std::string other = NewKey();
  EXPECT_EQ(Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", other}}).status, 200);
}

TEST_F(KmsKeys, WaitSevenToThirtyDays) {
  const std::string id = NewKey();
  for (const int days : {6, 31}) {
    EXPECT_EQ(Ask("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", days}}).error_code,
              "ValidationException");
  }
  EXPECT_EQ(Ask("ScheduleKeyDeletion", {{"KeyId", id}}).At("PendingWindowInDays"), "30");
}

TEST_F(KmsKeys, HaveTags) {
  const auto tag = [](const char* key, const char* value) { return bj::object{{"TagKey", key}, {"TagValue", value}}; };
  const std::string id = NewKey({{"Tags", bj::array{tag("team", "a")}}});
  ASSERT_EQ(Ask("TagResource", {{"KeyId", id}, {"Tags", bj::array{tag("env", "dev"), tag("team", "b")}}}).status, 200);
  EXPECT_THAT(Ask("ListResourceTags", {{"KeyId", id}}).All("Tags/TagValue"), ElementsAre("dev", "b"));
  const Reply page = Ask("ListResourceTags", {{"KeyId", id}, {"Limit", 1}});
  EXPECT_THAT(page.All("Tags/TagKey"), ElementsAre("env"));
  EXPECT_THAT(Ask("ListResourceTags", {{"KeyId", id}, {"Marker", page.At("NextMarker")}}).All("Tags/TagKey"),
              ElementsAre("team"));
  ASSERT_EQ(Ask("UntagResource", {{"KeyId", id}, {"TagKeys", bj::array{"env"}}}).status, 200);
  EXPECT_THAT(Ask("ListResourceTags", {{"KeyId", id}}).All("Tags/TagKey"), ElementsAre("team"));
  for (const auto& bad :
       {bj::array{tag("aws:x", "1")}, bj::array{tag("a", "1"), tag("A", "2")}, bj::array{tag("Team", "1")}}) {
    EXPECT_EQ(Ask("TagResource", {{"KeyId", id}, {"Tags", bad}}).error_code, "TagException");
  }
  EXPECT_EQ(Ask("TagResource", {{"KeyId", id}, {"Tags", bj::array{tag("a%", "1")}}}).error_code, "ValidationException");
}

TEST_F(KmsKeys, HaveADescriptionThatChanges) {
  const std::string id = NewKey({{"Description", "old"}});
  ASSERT_EQ(Ask("UpdateKeyDescription", {{"KeyId", id}, {"Description", "new"}}).status, 200);
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", id}}).At("KeyMetadata/Description"), "new");
  EXPECT_EQ(Ask("UpdateKeyDescription", {{"KeyId", id}}).error_code, "ValidationException");
}

TEST_F(KmsKeys, AreOfARegion) {
  const std::string id = NewKey();
  set_region("eu-west-1");
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", id}}).error_code, "NotFoundException");
  EXPECT_THAT(Ask("ListKeys", {}).All("Keys/KeyId"), SizeIs(0));
}

TEST_F(KmsKeys, OfAnotherAccountAreUsedAndNotChanged) {
  const std::string id = NewKeyWith(
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"})");
  const Caller other = NewUser("ann", kEverything, kOtherAccount);
  EXPECT_EQ(AskAs(other, "DescribeKey", {{"KeyId", Arn(id)}}).At("KeyMetadata/KeyId"), id);
  const Reply blob = AskAs(other, "Encrypt", {{"KeyId", Arn(id)}, {"Plaintext", "eA=="}});
  EXPECT_EQ(Plain(AskAs(other, "Decrypt", {{"CiphertextBlob", blob.At("CiphertextBlob")}})), "x");
  // "Cross-account use: No."
  for (const char* operation : {"DisableKey", "ScheduleKeyDeletion", "GetKeyPolicy", "ListResourceTags"}) {
    EXPECT_EQ(AskAs(other, operation, {{"KeyId", Arn(id)}}).error_code, "AccessDeniedException") << operation;
  }
  // An id alone is the caller's own account's.
  EXPECT_EQ(AskAs(other, "DescribeKey", {{"KeyId", id}}).error_code, "NotFoundException");
}

TEST_F(KmsKeys, WhatIsNotServedSaysSo) {
  for (const char* operation : {"Sign", "GetPublicKey", "ReplicateKey", "ImportKeyMaterial", "CreateCustomKeyStore"}) {
    const Reply reply = Ask(operation, {});
    EXPECT_EQ(reply.error_code, "UnsupportedOperationException");
    EXPECT_EQ(reply.error_message, "The operation " + std::string(operation) + " of KMS is not served here.");
  }
  EXPECT_EQ(Ask("MakeKey", {}).error_code, "UnknownOperationException");
}

}  // namespace
}  // namespace rolecall::services::kms
