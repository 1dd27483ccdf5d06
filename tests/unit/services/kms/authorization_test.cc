// Who may use a key: key policies, what they leave to the account, grants, conditions, and how a denial reads.
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

class KmsAuthorization : public KmsTest {
 protected:
  Reply DescribeAs(const Caller& caller, const std::string& id) {
    return AskAs(caller, "DescribeKey", {{"KeyId", Arn(id)}});
  }
  // Whether a user may encrypt who is allowed so under this condition alone.
  Reply EncryptIf(const std::string& condition, const bj::object& input) {
    const Caller user = NewUser("if" + std::to_string(++users_), R"({"Effect":"Allow","Action":"kms:*","Resource":"*",)"
                                                                 R"("Condition":{)" +
                                                                     condition + "}}");
    return AskAs(user, "Encrypt", input);
  }
  static std::string ForRole(const std::string& role, const std::string& action) {
    return R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/)" + role + R"("},"Action":")" +
           action + R"(","Resource":"*"})";
  }

 private:
  int users_ = 0;
};

void ExpectDeniedBecause(const Reply& reply, const std::string& why) {
  EXPECT_EQ(reply.error_code, "AccessDeniedException");
  EXPECT_EQ(reply.status, 400);
  EXPECT_THAT(reply.error_message, ::testing::HasSubstr(why));
}

TEST_F(KmsAuthorization, TheDefaultKeyPolicyLeavesItToTheAccount) {
  const std::string id = NewKey();
  EXPECT_EQ(DescribeAs(NewUser("may", Allow("kms:DescribeKey", Arn(id))), id).status, 200);
  const Caller may_not = NewUser("may-not");
  ExpectError(DescribeAs(may_not, id), 400, "AccessDeniedException",
              "User: " + may_not.arn + " is not authorized to perform: kms:DescribeKey on resource: " + Arn(id) +
                  " because no identity-based policy allows the kms:DescribeKey action");
  ExpectDeniedBecause(DescribeAs(NewUser("denied", std::string(kEverything) + "," + Deny("kms:*")), id),
                      "with an explicit deny in an identity-based policy");
}

TEST_F(KmsAuthorization, WithoutThatIdentityPoliciesCountForNothing) {
  const std::string id = NewKeyWithoutDelegation();
  const Caller admin = NewUser("admin", kEverything);
  ExpectError(DescribeAs(admin, id), 400, "AccessDeniedException",
              "User: " + admin.arn + " is not authorized to perform: kms:DescribeKey on resource: " + Arn(id) +
                  " because no resource-based policy allows the kms:DescribeKey action");
  EXPECT_EQ(DescribeAs(Root(), id).status, 200);
}

TEST_F(KmsAuthorization, NotEvenRootIsMoreThanTheKeyPolicySays) {
  NewUser("keeper");
  const std::string id = NewKey(
      {{"Policy",
        testing::PolicyDocument(
            R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/keeper"},"Action":"kms:*","Resource":"*"})")},
       {"BypassPolicyLockoutSafetyCheck", true}});
  ExpectDeniedBecause(DescribeAs(Root(), id), "because no resource-based policy allows the kms:DescribeKey action");
}

TEST_F(KmsAuthorization, AKeyPolicyThatNamesARoleIsEnough) {
  const Caller session = NewRoleSession("app");
  const std::string id = NewKeyWithoutDelegation(ForRole("app", "kms:Encrypt"));
  const bj::object encrypt{{"KeyId", id}, {"Plaintext", "eA=="}};
  EXPECT_EQ(AskAs(session, "Encrypt", encrypt).status, 200);
  ExpectDeniedBecause(DescribeAs(session, id), "no identity-based policy allows the kms:DescribeKey action");
  ExpectDeniedBecause(AskAs(NewRoleSession("other", kEverything), "Encrypt", encrypt), "no resource-based policy");
}

TEST_F(KmsAuthorization, AKeyPolicysDenyBeatsAll) {
  const std::string id = NewKeyWith(
      R"({"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::054000737513:root"}}})");
  ExpectDeniedBecause(AskAs(NewUser("admin", kEverything), "Encrypt", {{"KeyId", id}, {"Plaintext", "eA=="}}),
                      "with an explicit deny in a resource-based policy");
}

TEST_F(KmsAuthorization, AnotherAccountNeedsBothSides) {
  const std::string
      id = NewKey(),
      open = NewKeyWith(
          R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Encrypt","Resource":"*"})");
  const Caller admin = NewUser("admin", kEverything, kOtherAccount), bare = NewUser("bare", "", kOtherAccount);
  const auto encrypt = [&](const Caller& caller, const std::string& key) {
    return AskAs(caller, "Encrypt", {{"KeyId", Arn(key)}, {"Plaintext", "eA=="}});
  };
  EXPECT_EQ(encrypt(admin, open).status, 200);
  ExpectDeniedBecause(encrypt(bare, open), "because no identity-based policy allows the kms:Encrypt action");
  // Whether there is such a key is not told.
  const std::string text =
      "User: " + admin.arn +
      " is not authorized to perform: kms:Encrypt on this resource because the resource does not exist in this Region, "
      "no resource-based policies allow access, or a resource-based policy explicitly denies access";
  ExpectError(encrypt(admin, id), 400, "AccessDeniedException", text);
  ExpectError(encrypt(admin, kNoKey), 400, "AccessDeniedException", text);
  ExpectDeniedBecause(
      AskAs(admin, "Decrypt", {{"CiphertextBlob", EncryptWith(id, "x")}}),
      "kms:Decrypt on the resource associated with this ciphertext because the resource does not exist");
}

TEST_F(KmsAuthorization, WhoMayNotIsNotToldThatThereIsNoKey) {
  EXPECT_EQ(DescribeAs(NewUser("admin", kEverything), kNoKey).error_code, "NotFoundException");
  ExpectDenied(DescribeAs(NewUser("bare"), kNoKey), "kms:DescribeKey");
}

TEST_F(KmsAuthorization, ConditionsSeeTheKeyAndTheRequest) {
  const std::string id = NewKey({{"Tags", bj::array{bj::object{{"TagKey", "team"}, {"TagValue", "a"}}}}});
  ASSERT_EQ(Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", id}}).status, 200);
  const bj::object input{
      {"KeyId", "alias/app"}, {"Plaintext", "eA=="}, {"EncryptionContext", bj::object{{"App", "one"}, {"env", "dev"}}}};
  for (const char* holds :
       {R"("StringEquals":{"kms:RequestAlias":"alias/app"})", R"("StringEquals":{"kms:CallerAccount":"054000737513"})",
        R"("ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/app"})",
        R"("StringEquals":{"kms:EncryptionContext:app":"one"})",
        R"("ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["App","env"]})",
        R"("StringEquals":{"aws:ResourceTag/team":"a"})", R"("StringEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT"})",
        R"("StringEquals":{"kms:KeyUsage":"ENCRYPT_DECRYPT"})", R"("StringEquals":{"kms:KeyOrigin":"AWS_KMS"})",
        R"("Bool":{"kms:MultiRegion":"false"})", R"("Null":{"kms:ViaService":"true"})",
        R"("StringEquals":{"kms:EncryptionAlgorithm":"SYMMETRIC_DEFAULT"})"}) {
    EXPECT_EQ(EncryptIf(holds, input).status, 200) << holds;
  }
  for (const char* fails :
       {R"("StringEquals":{"kms:RequestAlias":"alias/other"})", R"("StringEquals":{"kms:EncryptionContext:app":"two"})",
        R"("ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["App"]})",
        R"("StringEquals":{"kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com"})"}) {
    ExpectDenied(EncryptIf(fails, input), "kms:Encrypt");
  }
}

TEST_F(KmsAuthorization, AnAliasIsNotAResourceOfItsKey) {
  const std::string id = NewKey();
  ASSERT_EQ(Ask("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", id}}).status, 200);
  const bj::object input{{"KeyId", "alias/app"}, {"Plaintext", "eA=="}};
  ExpectDenied(AskAs(NewUser("by-alias", Allow("kms:*", AliasArn("alias/app"))), "Encrypt", input), "kms:Encrypt");
  EXPECT_EQ(AskAs(NewUser("by-key", Allow("kms:*", Arn(id))), "Encrypt", input).status, 200);
}

TEST_F(KmsAuthorization, ABoundaryLimitsWhatTheAccountMayGive) {
  const std::string id = NewKey();
  const Caller user = NewUser("limited", kEverything);
  Write([&](directory::Transaction& transaction) {
    directory::User limited = *user.user;
    limited.boundary_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    transaction.Put(std::move(limited));
  });
  Caller now = user;
  now.user = snapshot()->users.Find(directory::NameKey(kAccount, "limited"));
  ExpectDeniedBecause(DescribeAs(now, id), "because no permissions boundary allows the kms:DescribeKey action");
}

}  // namespace
}  // namespace rolecall::services::kms
