// Who may use a KMS key through a service.
#include "services/kms_use.h"

#include <functional>

#include "base/random.h"
#include "services/kms_authorize.h"
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

// Keys that the plane has.
class KmsUseOfKeys : public KmsUseTest {
 protected:
  // A key of the account with this policy ("": AWS's default); answers its ARN.
  std::string NewKey(const std::string& statements = "", const std::function<void(directory::KmsKey&)>& change = {}) {
    directory::KmsKey key;
    key.account = testing::kAccount;
    key.region = testing::kRegion;
    key.id = RandomUuid(random());
    key.usage = "ENCRYPT_DECRYPT";
    key.spec = "SYMMETRIC_DEFAULT";
    key.materials.push_back({.id = "m", .value = Secret(std::string(32, 'k'))});
    key.policy = directory::MakeStoredPolicy(
        statements.empty() ? DefaultKeyPolicy(key.account) : testing::PolicyDocument(statements),
        policy::DocumentKind::kResource, "key policy");
    if (change) change(key);
    Write([&](directory::Transaction& transaction) { transaction.Put(key); });
    return key.arn();
  }
  std::string Why(const Caller& caller, const std::string& key, const std::string& action = "kms:Decrypt") {
    const http::Request request;
    Call call = MakeCall(request, caller);
    const auto refused = RefuseKeyUse(
        call, {.action = action, .key = key, .service = "secretsmanager", .encryption_context = {{"SecretARN", "a"}}});
    return refused ? refused->code : "";
  }
  static std::string IdOf(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }
};

TEST_F(KmsUseOfKeys, TheirOwnPolicyDecides) {
  const std::string
      open = NewKey(),
      closed = NewKey(
          R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:root"},"Action":"kms:DescribeKey","Resource":"*"})");
  const Caller admin = NewUser("admin", kEverything);
  EXPECT_EQ(Why(admin, open), "");
  EXPECT_EQ(Why(NewUser("bare"), open), "AccessDenied");
  EXPECT_EQ(Why(admin, closed), "AccessDenied");
  const std::string through = NewKey(
      R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com","kms:CallerAccount":"054000737513","kms:EncryptionContext:SecretARN":"a"}}})");
  EXPECT_EQ(Why(NewUser("nobody"), through), "");
  EXPECT_EQ(Why(NewUser("stranger", kEverything, kOtherAccount), through), "AccessDenied");
}

TEST_F(KmsUseOfKeys, AGrantIsEnough) {
  const Caller user = NewUser("ann");
  const std::string arn = NewKey();
  Write([&](directory::Transaction& transaction) {
    directory::KmsGrant grant{.account = testing::kAccount, .region = testing::kRegion, .key_id = IdOf(arn), .id = "g"};
    grant.grantee = user.user->id;
    grant.operations = {"Decrypt"};
    grant.policy = directory::MakeStoredPolicy(
        testing::PolicyDocument(R"({"Effect":"Allow","Principal":{"AWS":")" + grant.grantee +
                                R"("},"Action":"kms:Decrypt","Resource":"*"})"),
        policy::DocumentKind::kResource, "grant");
    transaction.Put(std::move(grant));
  });
  EXPECT_EQ(Why(user, arn), "");
  EXPECT_EQ(Why(user, arn, "kms:GenerateDataKey"), "AccessDenied");
}

TEST_F(KmsUseOfKeys, MustBeInAStateToBeUsed) {
  const Caller admin = NewUser("admin", kEverything);
  EXPECT_EQ(Why(admin, NewKey("", [](directory::KmsKey& key) { key.enabled = false; })), "DisabledException");
  EXPECT_EQ(
      Why(admin, NewKey("", [&](directory::KmsKey& key) { key.deletion = clock().Now() + std::chrono::days(7); })),
      "KMSInvalidStateException");
  EXPECT_EQ(Why(admin, NewKey("", [&](directory::KmsKey& key) { key.deletion = clock().Now(); })), "NotFoundException");
  EXPECT_EQ(Why(admin, NewKey("", [](directory::KmsKey& key) { key.usage = "GENERATE_VERIFY_MAC"; })),
            "InvalidKeyUsageException");
  // Who may not is not told in which state it is.
  EXPECT_EQ(Why(NewUser("bare"), NewKey("", [](directory::KmsKey& key) { key.enabled = false; })), "AccessDenied");
}

TEST_F(KmsUseOfKeys, WithTheAccountsFirstKeyOthersHaveToBeThere) {
  const Caller admin = NewUser("admin", kEverything);
  EXPECT_EQ(Why(admin, kKey), "");
  EXPECT_EQ(Why(admin, "alias/none"), "");
  NewKey();
  EXPECT_EQ(Why(admin, kKey), "NotFoundException");
  EXPECT_EQ(Why(admin, "alias/none"), "NotFoundException");
  EXPECT_EQ(Why(admin, "nonsense"), "NotFoundException");
  EXPECT_EQ(Why(NewUser("bare"), kKey), "AccessDenied");
}

TEST_F(KmsUseOfKeys, AwssOwnIsMadeWhenSomethingIsWritten) {
  const Caller user = NewUser("ann");
  EXPECT_EQ(Why(user, ""), "");
  EXPECT_EQ(snapshot()->kms_keys.size(), 0u);
  EXPECT_EQ(Why(user, "", "kms:GenerateDataKey"), "");
  EXPECT_EQ(Why(user, "", "kms:GenerateDataKey"), "");
  ASSERT_EQ(snapshot()->kms_keys.size(), 1u);
  EXPECT_EQ(snapshot()->kms_keys.Sorted().front()->owning_service, "secretsmanager");
  // It is none of the account's own.
  EXPECT_EQ(Why(NewUser("admin", kEverything), kKey), "");
}

}  // namespace
}  // namespace rolecall::services
