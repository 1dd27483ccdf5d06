// Aliases.
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

using ::testing::ElementsAre;

class KmsAliases : public KmsTest {
 protected:
  Reply Create(const std::string& name, const std::string& target) {
    return Ask("CreateAlias", {{"AliasName", name}, {"TargetKeyId", target}});
  }
};

TEST_F(KmsAliases, PointToAKeyAndMove) {
  const std::string first = NewKey(), second = NewKey();
  ASSERT_EQ(Create("alias/app", first).status, 200);
  const std::string blob = EncryptWith("alias/app", "text");
  ASSERT_EQ(Ask("UpdateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", second}}).status, 200);
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", "alias/app"}}).At("KeyMetadata/KeyId"), second);
  EXPECT_EQ(Plain(Ask("Decrypt", {{"CiphertextBlob", blob}})), "text");
  EXPECT_TRUE(Record(first)->aliases.empty());
  EXPECT_THAT(Record(second)->aliases, ElementsAre("alias/app"));
  ASSERT_EQ(Ask("DeleteAlias", {{"AliasName", "alias/app"}}).status, 200);
  const std::string missing = "Alias " + AliasArn("alias/app") + " is not found.";
  ExpectError(Ask("DeleteAlias", {{"AliasName", "alias/app"}}), 400, "NotFoundException", missing);
  ExpectError(Ask("UpdateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", second}}), 400, "NotFoundException",
              missing);
  EXPECT_TRUE(Record(second)->aliases.empty());
}

TEST_F(KmsAliases, AreListedByNameAndByKey) {
  const std::string one = NewKey(), two = NewKey();
  Create("alias/b", one), Create("alias/a", two), Create("alias/c", one);
  EXPECT_THAT(Ask("ListAliases", {}).All("Aliases/AliasName"), ElementsAre("alias/a", "alias/b", "alias/c"));
  EXPECT_THAT(Ask("ListAliases", {{"KeyId", one}}).All("Aliases/AliasArn"),
              ElementsAre(AliasArn("alias/b"), AliasArn("alias/c")));
  const Reply page = Ask("ListAliases", {{"Limit", 2}});
  EXPECT_EQ(page.At("Truncated"), "true");
  EXPECT_THAT(Ask("ListAliases", {{"Limit", 2}, {"Marker", page.At("NextMarker")}}).All("Aliases/TargetKeyId"),
              ElementsAre(one));
}

TEST_F(KmsAliases, HaveNamesAsAwsWantsThem) {
  const std::string id = NewKey();
  ExpectError(Create("app", id), 400, "ValidationException",
              "Alias must start with the prefix \"alias/\". Please see "
              "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
  EXPECT_EQ(Create("alias/aws/mine", id).error_code, "NotAuthorizedException");
  ExpectError(Create("alias/a b", id), 400, "ValidationException",
              "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must "
              "satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
  ExpectError(Create("alias/a:b", id), 400, "ValidationException",
              "alias/a:b contains invalid characters for an alias");
  ASSERT_EQ(Create("alias/app", id).status, 200);
  ExpectError(Create("alias/app", id), 400, "AlreadyExistsException",
              "An alias with the name " + AliasArn("alias/app") + " already exists");
  ExpectError(Create("alias/two", "alias/app"), 400, "ValidationException", "Aliases must refer to keys. Not aliases");
}

TEST_F(KmsAliases, AreFiftyOfAKeyAtMost) {
  const std::string id = NewKey();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(Create("alias/a" + std::to_string(i), id).status, 200);
  EXPECT_EQ(Create("alias/more", id).error_code, "LimitExceededException");
}

TEST_F(KmsAliases, NeedPermissionOnTheAliasAndOnTheKey) {
  const std::string id = NewKey();
  const std::string on_alias = Allow("kms:CreateAlias", AliasArn("alias/app")),
                    on_key = Allow("kms:CreateAlias", Arn(id));
  const bj::object input{{"AliasName", "alias/app"}, {"TargetKeyId", id}};
  ExpectDenied(AskAs(NewUser("alias", on_alias), "CreateAlias", input), "kms:CreateAlias");
  ExpectDenied(AskAs(NewUser("key", on_key), "CreateAlias", input), "kms:CreateAlias");
  EXPECT_EQ(AskAs(NewUser("both", on_alias + "," + on_key), "CreateAlias", input).status, 200);
}

TEST_F(KmsAliases, OfAwsAreMadeWhenTheyAreAskedFor) {
  const Reply made = Ask("DescribeKey", {{"KeyId", "alias/aws/secretsmanager"}});
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.At("KeyMetadata/KeyManager"), "AWS");
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", "alias/aws/secretsmanager"}}).At("KeyMetadata/KeyId"),
            made.At("KeyMetadata/KeyId"));
  EXPECT_EQ(Ask("DescribeKey", {{"KeyId", "alias/aws/none"}}).error_code, "NotFoundException");
}

TEST_F(KmsAliases, AwssOwnKeysAreUsedThroughTheirServiceAlone) {
  const std::string id = Ask("DescribeKey", {{"KeyId", "alias/aws/s3"}}).At("KeyMetadata/KeyId");
  const Caller admin = NewUser("admin", kEverything);
  for (const char* operation :
       {"DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "TagResource", "EnableKeyRotation"}) {
    bj::object input{{"KeyId", id}};
    if (operation == std::string("PutKeyPolicy")) input["Policy"] = "{}";
    if (operation == std::string("TagResource")) input["Tags"] = bj::array{};
    ExpectDenied(AskAs(admin, operation, input), std::string("kms:") + operation);
    ExpectDenied(AskAs(Root(), operation, input), std::string("kms:") + operation);
  }
  ExpectDenied(AskAs(admin, "Encrypt", {{"KeyId", "alias/aws/s3"}, {"Plaintext", "eA=="}}), "kms:Encrypt");
  EXPECT_EQ(AskAs(admin, "GetKeyPolicy", {{"KeyId", id}}).status, 200);
}

}  // namespace
}  // namespace rolecall::services::kms
