// Grants: the third way to a key.
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr char kUser[] = "arn:aws:iam::054000737513:user/";
constexpr char kRole[] = "arn:aws:iam::054000737513:role/";

class KmsGrants : public KmsTest {
 protected:
  // A grant by root; answers the whole reply.
  Reply Grant(const std::string& key, const std::string& grantee, const bj::array& operations, bj::object more = {}) {
    more["KeyId"] = key;
    more["GranteePrincipal"] = grantee;
    more["Operations"] = operations;
    return Ask("CreateGrant", more);
  }
  Reply EncryptAs(const Caller& caller, const std::string& key, const bj::object& context = {}) {
    return AskAs(caller, "Encrypt", {{"KeyId", Arn(key)}, {"Plaintext", "eA=="}, {"EncryptionContext", context}});
  }
};

TEST_F(KmsGrants, GiveTheirOperationsAndNoOthers) {
  const std::string id = NewKeyWithoutDelegation();
  const Caller session = NewRoleSession("app"), other = NewRoleSession("other", kEverything);
  ExpectDenied(EncryptAs(session, id), "kms:Encrypt");
  const Reply made = Grant(id, std::string(kRole) + "app", bj::array{"Encrypt", "DescribeKey"});
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_THAT(made.At("GrantId"), SizeIs(64));
  EXPECT_NE(made.At("GrantToken"), "(none)");
  EXPECT_EQ(EncryptAs(session, id).status, 200);
  EXPECT_EQ(AskAs(session, "DescribeKey", {{"KeyId", id}}).status, 200);
  ExpectDenied(AskAs(session, "GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}}), "kms:GenerateDataKey");
  ExpectDenied(EncryptAs(other, id), "kms:Encrypt");
}

TEST_F(KmsGrants, NothingIsGivenAgainstADeny) {
  const Caller denied = NewUser("denied", Deny("kms:Encrypt"));
  const std::string id = NewKey();
  ASSERT_EQ(Grant(id, std::string(kUser) + "denied", bj::array{"Encrypt"}).status, 200);
  ExpectDenied(EncryptAs(denied, id), "kms:Encrypt");
  const Caller user = NewUser("user");
  const std::string closed = NewKeyWith(
      R"({"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::054000737513:user/user"},"Action":"kms:Encrypt","Resource":"*"})");
  ASSERT_EQ(Grant(closed, std::string(kUser) + "user", bj::array{"Encrypt"}).status, 200);
  ExpectDenied(EncryptAs(user, closed), "kms:Encrypt");
}

TEST_F(KmsGrants, OfAnAccountCountWithItsOwnPolicies) {
  const std::string id = NewKeyWithoutDelegation();
  ASSERT_EQ(Grant(id, "arn:aws:iam::054000737513:root", bj::array{"Encrypt"}).status, 200);
  EXPECT_EQ(EncryptAs(NewUser("may", Allow("kms:Encrypt", Arn(id))), id).status, 200);
  ExpectDenied(EncryptAs(NewUser("may-not"), id), "kms:Encrypt");
}

TEST_F(KmsGrants, ConstraintsHoldForTheContext) {
  const Caller user = NewUser("ann");
  const std::string equal = NewKey(), subset = NewKey();
  const bj::object context{{"app", "one"}};
  ASSERT_EQ(Grant(equal, std::string(kUser) + "ann", bj::array{"Encrypt"},
                  {{"Constraints", bj::object{{"EncryptionContextEquals", context}}}})
                .status,
            200);
  ASSERT_EQ(Grant(subset, std::string(kUser) + "ann", bj::array{"Encrypt"},
                  {{"Constraints", bj::object{{"EncryptionContextSubset", context}}}})
                .status,
            200);
  EXPECT_EQ(EncryptAs(user, equal, context).status, 200);
  EXPECT_EQ(EncryptAs(user, subset, context).status, 200);
  const bj::object more{{"app", "one"}, {"env", "dev"}};
  ExpectDenied(EncryptAs(user, equal, more), "kms:Encrypt");
  EXPECT_EQ(EncryptAs(user, subset, more).status, 200);
  // Names and values mind their case, unlike those of conditions.
  for (const bj::object& none : {bj::object{}, bj::object{{"app", "two"}}, bj::object{{"App", "one"}}}) {
    ExpectDenied(EncryptAs(user, equal, none), "kms:Encrypt");
    ExpectDenied(EncryptAs(user, subset, none), "kms:Encrypt");
  }
}

TEST_F(KmsGrants, AreListedAndRevoked) {
  NewUser("ann"), NewUser("bob");
  const std::string id = NewKey();
  const Reply ann = Grant(id, std::string(kUser) + "ann", bj::array{"Encrypt"}, {{"Name", "first"}});
  Grant(id, std::string(kUser) + "bob", bj::array{"Decrypt"}, {{"RetiringPrincipal", std::string(kUser) + "ann"}});
  const Reply listed = Ask("ListGrants", {{"KeyId", id}, {"GrantId", ann.At("GrantId")}});
  EXPECT_THAT(listed.All("Grants/GranteePrincipal"), ElementsAre(std::string(kUser) + "ann"));
  EXPECT_EQ(listed.At("Grants/Name"), "first");
  EXPECT_EQ(listed.At("Grants/KeyId"), Arn(id));
  EXPECT_EQ(listed.At("Grants/IssuingAccount"), "arn:aws:iam::054000737513:root");
  EXPECT_THAT(
      Ask("ListGrants", {{"KeyId", id}, {"GranteePrincipal", std::string(kUser) + "bob"}}).All("Grants/GrantId"),
      SizeIs(1));
  const Reply page = Ask("ListGrants", {{"KeyId", id}, {"Limit", 1}});
  EXPECT_EQ(page.At("Truncated"), "true");
  EXPECT_THAT(Ask("ListGrants", {{"KeyId", id}, {"Marker", page.At("NextMarker")}}).All("Grants/GrantId"), SizeIs(1));
  EXPECT_THAT(Ask("ListRetirableGrants", {{"RetiringPrincipal", std::string(kUser) + "ann"}}).All("Grants/GrantId"),
              SizeIs(1));
  ASSERT_EQ(Ask("RevokeGrant", {{"KeyId", id}, {"GrantId", ann.At("GrantId")}}).status, 200);
  ExpectError(Ask("RevokeGrant", {{"KeyId", id}, {"GrantId", ann.At("GrantId")}}), 400, "NotFoundException",
              "Grant ID " + ann.At("GrantId") + " not found");
  ExpectDenied(EncryptAs(NewUser("ann"), id), "kms:Encrypt");
}

TEST_F(KmsGrants, AreRetiredByWhomTheyName) {
  const Caller grantee = NewUser("grantee"), retiring = NewUser("retiring"), other = NewUser("other");
  const std::string id = NewKey();
  const auto grant = [&](const bj::array& operations) {
    return Grant(
        id, std::string(kUser) + "grantee", operations,
        {{"RetiringPrincipal", std::string(kUser) + "retiring"}, {"Name", "n" + std::to_string(operations.size())}});
  };
  const Reply plain = grant(bj::array{"Encrypt"}), own = grant(bj::array{"Encrypt", "RetireGrant"});
  const auto retire = [&](const Caller& caller, const Reply& made) {
    return AskAs(caller, "RetireGrant", {{"GrantToken", made.At("GrantToken")}});
  };
  ExpectDenied(retire(other, plain), "kms:RetireGrant");
  // A grantee retires the grant that lets it, and no other of its own.
  ExpectDenied(retire(grantee, plain), "kms:RetireGrant");
  EXPECT_EQ(retire(grantee, own).status, 200);
  EXPECT_EQ(AskAs(retiring, "RetireGrant", {{"KeyId", Arn(id)}, {"GrantId", plain.At("GrantId")}}).status, 200);
  EXPECT_THAT(Ask("ListGrants", {{"KeyId", id}}).All("Grants/GrantId"), SizeIs(0));
  EXPECT_EQ(Ask("RetireGrant", {{"GrantToken", plain.At("GrantToken")}}).error_code, "NotFoundException");
  EXPECT_EQ(Ask("RetireGrant", {{"GrantToken", "nonsense"}}).error_code, "InvalidGrantTokenException");
}

TEST_F(KmsGrants, WhatIsNoTokenIsNotPassedOver) {
  const std::string id = NewKey();
  NewUser("ann");
  const std::string token = Grant(id, std::string(kUser) + "ann", bj::array{"Encrypt"}).At("GrantToken");
  bj::object encrypt{{"KeyId", id}, {"Plaintext", "aGVsbG8="}, {"GrantTokens", bj::array{token}}};
  EXPECT_EQ(Ask("Encrypt", encrypt).status, 200);
  encrypt["GrantTokens"] = bj::array{token, "nonsense"};
  EXPECT_EQ(Ask("Encrypt", encrypt).error_code, "InvalidGrantTokenException");
}

TEST_F(KmsGrants, AGranteePassesOnNoMoreThanItHas) {
  const Caller grantee = NewUser("grantee");
  NewUser("third");
  const std::string id = NewKey();
  const bj::object context{{"app", "one"}};
  ASSERT_EQ(Grant(id, std::string(kUser) + "grantee", bj::array{"Encrypt", "CreateGrant"},
                  {{"Constraints", bj::object{{"EncryptionContextSubset", context}}}})
                .status,
            200);
  const auto pass_on = [&](const bj::array& operations, const bj::object& constraints) {
    return AskAs(grantee, "CreateGrant",
                 {{"KeyId", id},
                  {"GranteePrincipal", std::string(kUser) + "third"},
                  {"Operations", operations},
                  {"Constraints", constraints}});
  };
  const bj::object same{{"EncryptionContextSubset", context}};
  EXPECT_EQ(pass_on(bj::array{"Encrypt"}, same).status, 200);
  EXPECT_EQ(
      pass_on(bj::array{"Encrypt"}, {{"EncryptionContextEquals", bj::object{{"app", "one"}, {"env", "dev"}}}}).status,
      200);
  ExpectDenied(pass_on(bj::array{"Decrypt"}, same), "kms:CreateGrant");
  ExpectDenied(pass_on(bj::array{"Encrypt"}, {}), "kms:CreateGrant");
  ExpectDenied(pass_on(bj::array{"Encrypt"}, {{"EncryptionContextSubset", bj::object{{"env", "dev"}}}}),
               "kms:CreateGrant");
}

TEST_F(KmsGrants, ARoleThatIsMadeAnewIsSomebodyElse) {
  const Caller before = NewRoleSession("app");
  const std::string id = NewKey();
  Grant(id, std::string(kRole) + "app", bj::array{"Encrypt"});
  EXPECT_EQ(EncryptAs(before, id).status, 200);
  Write([&](directory::Transaction& transaction) { transaction.Delete(*before.role); });
  ExpectDenied(EncryptAs(NewRoleSession("app"), id), "kms:Encrypt");
}

TEST_F(KmsGrants, OfTheSameNameAndContentAreOne) {
  NewUser("ann");
  const std::string id = NewKey();
  const auto grant = [&](const bj::array& operations) {
    return Grant(id, std::string(kUser) + "ann", operations, {{"Name", "mine"}}).At("GrantId");
  };
  const std::string first = grant(bj::array{"Encrypt"});
  EXPECT_EQ(grant(bj::array{"Encrypt"}), first);
  EXPECT_NE(grant(bj::array{"Decrypt"}), first);
}

TEST_F(KmsGrants, AreRefusedForWhatIsNot) {
  const std::string id = NewKey();
  ExpectError(Grant(id, std::string(kUser) + "nobody", bj::array{"Encrypt"}), 400, "InvalidArnException",
              "ARN does not refer to a valid principal: " + std::string(kUser) + "nobody");
  NewUser("ann");
  const std::string ann = std::string(kUser) + "ann";
  EXPECT_EQ(Grant(id, ann, bj::array{"Everything"}).error_code, "ValidationException");
  EXPECT_EQ(Grant(id, ann, bj::array{"Sign"}).error_code, "ValidationException");
  EXPECT_EQ(Grant(id, ann, bj::array{}).error_code, "ValidationException");
  EXPECT_EQ(Grant(id, ann, bj::array{"Encrypt"},
                  {{"Constraints",
                    bj::object{{"EncryptionContextEquals", bj::object{}}, {"EncryptionContextSubset", bj::object{}}}}})
                .error_code,
            "ValidationException");
  ASSERT_EQ(Ask("DisableKey", {{"KeyId", id}}).status, 200);
  EXPECT_EQ(Grant(id, ann, bj::array{"Encrypt"}).error_code, "DisabledException");
}

TEST_F(KmsGrants, GoWithTheirKey) {
  NewUser("ann");
  const std::string id = NewKey();
  const Reply made = Grant(id, std::string(kUser) + "ann", bj::array{"Encrypt"});
  Ask("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}});
  clock().Advance(std::chrono::days(8));
  EXPECT_EQ(Ask("RetireGrant", {{"GrantToken", made.At("GrantToken")}}).error_code, "NotFoundException");
  ExpectDenied(EncryptAs(NewUser("ann"), id), "kms:Encrypt");
}

TEST_F(KmsGrants, OfAThousandOfOneGranteeTheRightOneIsFound) {
  const Caller user = NewUser("ann");
  const std::string id = NewKey();
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    last = Grant(id, std::string(kUser) + "ann", bj::array{"Encrypt"},
                 {{"Constraints", bj::object{{"EncryptionContextEquals", bj::object{{"n", std::to_string(i)}}}}}})
               .At("GrantId");
  }
  EXPECT_EQ(EncryptAs(user, id, {{"n", "0"}}).status, 200);
  EXPECT_EQ(EncryptAs(user, id, {{"n", "999"}}).status, 200);
  ASSERT_EQ(Ask("RevokeGrant", {{"KeyId", id}, {"GrantId", last}}).status, 200);
  ExpectDenied(EncryptAs(user, id, {{"n", "999"}}), "kms:Encrypt");
  EXPECT_EQ(EncryptAs(user, id, {{"n", "998"}}).status, 200);
}

}  // namespace
}  // namespace rolecall::services::kms
