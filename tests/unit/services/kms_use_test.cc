// Who may use a KMS key through a service.
#include "services/kms_use.h"

#include "tests/support/service_fixture.h"

namespace rolecall::services {
namespace {

using testing::Allow;
using testing::Deny;
using testing::kEverything;
using testing::kOtherAccount;

constexpr char kKey[] = "arn:aws:kms:eu-central-1:054000737513:key/11111111-2222-3333-4444-555555555555";

class KmsUseTest : public testing::ServiceFixture {
 protected:
  bool May(const Caller& caller, const std::string& key, const std::string& action = "kms:Decrypt") {
    Call call = MakeCall(request_, caller);
    return MayUseKey(call, {.action = action,
                            .key = key,
                            .service = "secretsmanager",
                            .encryption_context = {{"SecretARN", "arn:aws:secretsmanager:eu-central-1:1:secret:a"}}});
  }
  bool Holds(const std::string& condition) {
    return May(NewUser("user" + std::to_string(++users_), R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":"*",)"
                                                          R"("Condition":{)" +
                                                              condition + "}}"),
               kKey);
  }

 private:
  http::Request request_;
  int users_ = 0;
};

TEST_F(KmsUseTest, ACustomersKeyNeedsItsOwnPermission) {
  EXPECT_FALSE(May(NewUser("reader", Allow("secretsmanager:*")), kKey));
  EXPECT_TRUE(May(NewUser("decrypter", Allow("kms:Decrypt", kKey)), kKey));
  EXPECT_FALSE(May(NewUser("other-key", Allow("kms:Decrypt", std::string(kKey) + "0")), kKey));
  EXPECT_FALSE(May(NewUser("denied", Allow("*") + "," + Deny("kms:Decrypt")), kKey));
  EXPECT_FALSE(May(NewUser("decrypts-only", Allow("kms:Decrypt")), kKey, "kms:GenerateDataKey"));
  EXPECT_TRUE(May(Root(), kKey));
  EXPECT_FALSE(May(Anonymous(), kKey));
}

TEST_F(KmsUseTest, AwssOwnKeyServesEverybody) {
  for (const char* key :
       {"", "alias/aws/secretsmanager", "arn:aws:kms:eu-central-1:054000737513:alias/aws/secretsmanager"}) {
    EXPECT_FALSE(IsCustomerKey(key)) << key;
    EXPECT_TRUE(May(NewUser(std::string("nobody") + std::to_string(std::string(key).size())), key)) << key;
  }
}

TEST_F(KmsUseTest, KeysOfOtherAccountsAreRefused) {
  const Caller admin = NewUser("admin", kEverything);
  EXPECT_FALSE(May(admin, "arn:aws:kms:eu-central-1:" + std::string(kOtherAccount) + ":key/1"));
  EXPECT_FALSE(May(admin, R"(arn:aws:kms:eu-central-1:"}]}:key/1)"));
}

TEST_F(KmsUseTest, AKeyByItsIdIsTheAccountsOwn) {
  EXPECT_TRUE(May(NewUser("exact", Allow("kms:Decrypt", kKey)), "11111111-2222-3333-4444-555555555555"));
}

TEST_F(KmsUseTest, OnlyPoliciesOfAllKeysReachAnAlias) {
  EXPECT_TRUE(May(NewUser("all", Allow("kms:Decrypt")), "alias/mine"));
  EXPECT_FALSE(May(NewUser("one", Allow("kms:Decrypt", kKey)), "alias/mine"));
  EXPECT_TRUE(
      May(NewUser("by-alias", R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":"*",)"
                              R"("Condition":{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/mine"}}})"),
          "alias/mine"));
}

TEST_F(KmsUseTest, ConditionsSeeTheServiceBetween) {
  EXPECT_TRUE(Holds(R"("StringEquals":{"kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com"})"));
  EXPECT_FALSE(Holds(R"("StringEquals":{"kms:ViaService":"s3.eu-central-1.amazonaws.com"})"));
  EXPECT_TRUE(Holds(R"("StringEquals":{"kms:CallerAccount":"054000737513"})"));
  EXPECT_TRUE(Holds(R"("StringLike":{"kms:EncryptionContext:SecretARN":"arn:aws:secretsmanager:*:secret:a"})"));
  EXPECT_TRUE(Holds(R"("ForAllValues:StringEquals":{"kms:EncryptionContextKeys":"SecretARN"})"));
  EXPECT_TRUE(Holds(R"("Bool":{"aws:ViaAWSService":"true"})"));
  EXPECT_TRUE(Holds(R"("ForAnyValue:StringEquals":{"aws:CalledVia":"secretsmanager.amazonaws.com"})"));
}

}  // namespace
}  // namespace rolecall::services
