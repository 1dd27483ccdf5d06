// SecureStrings under a customer's key.
#include <gmock/gmock.h>

#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

constexpr char kKey[] = "arn:aws:kms:eu-central-1:054000737513:key/11111111-2222-3333-4444-555555555555";

constexpr char kNoKey[] = "11111111-2222-3333-4444-555555555555";

class SsmKeys : public SsmTest {
 protected:
  static bj::object UnderKey() { return {{"Type", "SecureString"}, {"KeyId", kKey}}; }
  static bj::object Decrypted(const char* name) { return {{"Name", name}, {"WithDecryption", true}}; }
  static void ExpectNoKms(const Reply& reply) {
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.error_code, "AccessDeniedException");
    EXPECT_THAT(
        reply.error_message,
        ::testing::HasSubstr("(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: "));
  }
  const std::string all_ = testing::Allow("ssm:*");
};

TEST_F(SsmKeys, DecryptionNeedsTheKey) {
  Put("/db", "one", UnderKey());
  const Caller without = NewRoleSession("app", all_);
  ExpectNoKms(AskAs(without, "GetParameter", Decrypted("/db")));
  ExpectNoKms(AskAs(without, "GetParameters", {{"Names", bj::array{"/db"}}, {"WithDecryption", true}}));
  ExpectNoKms(AskAs(without, "GetParametersByPath", {{"Path", "/"}, {"WithDecryption", true}}));
  ExpectNoKms(AskAs(without, "GetParameterHistory", Decrypted("/db")));
  const Caller with = NewUser("ann", all_ + "," + testing::Allow("kms:Decrypt", kKey));
  EXPECT_EQ(AskAs(with, "GetParameter", Decrypted("/db")).At("Parameter/Value"), "one");
  // What is not decrypted needs no key.
  EXPECT_EQ(AskAs(without, "GetParameter", {{"Name", "/db"}}).status, 200);
  EXPECT_EQ(AskAs(without, "DescribeParameters", {}).At("Parameters/KeyId"), kKey);
}

TEST_F(SsmKeys, WritingNeedsEncryptAndInTheAdvancedTierGenerateDataKey) {
  const auto put_as = [&](const Caller& caller, const char* name, const char* tier) {
    return AskAs(caller, "PutParameter",
                 {{"Name", name}, {"Value", "x"}, {"Type", "SecureString"}, {"KeyId", kKey}, {"Tier", tier}});
  };
  const Caller encrypt = NewUser("enc", all_ + "," + testing::Allow("kms:Encrypt", kKey));
  const Caller data_key = NewUser("gen", all_ + "," + testing::Allow("kms:GenerateDataKey", kKey));
  ExpectNoKms(put_as(data_key, "/s", "Standard"));
  ExpectNoKms(put_as(encrypt, "/a", "Advanced"));
  EXPECT_EQ(Record("/s"), nullptr);
  EXPECT_EQ(put_as(encrypt, "/s", "Standard").status, 200);
  EXPECT_EQ(put_as(data_key, "/a", "Advanced").status, 200);
  // The key stays when it is not named again.
  ExpectNoKms(AskAs(NewUser("bob", all_), "PutParameter", {{"Name", "/s"}, {"Value", "y"}, {"Overwrite", true}}));
}

TEST_F(SsmKeys, TheCallIsKnownToComeThroughParameterStore) {
  Put("/db", "one", UnderKey());
  int number = 0;
  const auto decrypt_if = [&](const std::string& condition) {
    return NewUser("u" + std::to_string(++number),
                   all_ + R"(,{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{)" +
                       condition + "}}}");
  };
  for (const std::string& holds : {std::string(R"("kms:ViaService":"ssm.eu-central-1.amazonaws.com")"),
                                   std::string(R"("kms:CallerAccount":"054000737513")"),
                                   std::string(R"("kms:EncryptionContext:PARAMETER_ARN":")") + kArnPrefix + "/db\""}) {
    EXPECT_EQ(AskAs(decrypt_if(holds), "GetParameter", Decrypted("/db")).status, 200) << holds;
  }
  ExpectNoKms(AskAs(decrypt_if(R"("kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com")"), "GetParameter",
                    Decrypted("/db")));
}

TEST_F(SsmKeys, AwssOwnKeyServesEverybodyOfTheAccount) {
  Put("/db", "one", {{"Type", "SecureString"}});
  EXPECT_EQ(Ask("DescribeParameters", {}).At("Parameters/KeyId"), "alias/aws/ssm");
  EXPECT_EQ(AskAs(NewUser("ann", all_), "GetParameter", Decrypted("/db")).At("Parameter/Value"), "one");
}

// A key that the plane has, in a state in which it cannot be used.
TEST_F(SsmKeys, AKeyThatIsNotThereOrDisabledIsAnInvalidKeyId) {
  directory::KmsKey key{.account = testing::kAccount, .region = testing::kRegion, .id = kNoKey};
  key.usage = "ENCRYPT_DECRYPT";
  key.spec = "SYMMETRIC_DEFAULT";
  key.materials.push_back({.id = "m", .value = Secret(std::string(32, 'k'))});
  key.policy = directory::MakeStoredPolicy(
      testing::PolicyDocument(R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"})"),
      policy::DocumentKind::kResource, "key policy");
  Write([&](directory::Transaction& transaction) { transaction.Put(key); });
  Put("/db", "one", UnderKey());
  EXPECT_EQ(AskAs(NewUser("ann", all_), "GetParameter", Decrypted("/db")).At("Parameter/Value"), "one");
  key.enabled = false;
  Write([&](directory::Transaction& transaction) { transaction.Put(key); });
  const Reply read = AskAs(Root(), "GetParameter", Decrypted("/db"));
  EXPECT_EQ(read.error_code, "InvalidKeyId");
  EXPECT_THAT(read.error_message, ::testing::StartsWith(key.arn() + " is disabled. (Service: AWSKMS; Status Code: 400; "
                                                                    "Error Code: DisabledException; Request ID: "));
  const bj::object missing{{"Name", "/x"}, {"Value", "x"}, {"Type", "SecureString"}, {"KeyId", "alias/none"}};
  EXPECT_EQ(AskAs(Root(), "PutParameter", missing).error_code, "InvalidKeyId");
}

TEST_F(SsmKeys, AwssOwnKeyIsMadeWithTheFirstSecureString) {
  Put("/plain", "one");
  EXPECT_EQ(snapshot()->kms_keys.size(), 0u);
  Put("/db", "one", {{"Type", "SecureString"}});
  ASSERT_EQ(snapshot()->kms_keys.size(), 1u);
  EXPECT_EQ(snapshot()->kms_keys.Sorted().front()->owning_service, "ssm");
}

}  // namespace
}  // namespace rolecall::services::ssm
