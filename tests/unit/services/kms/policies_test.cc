// Key policies: reading, writing, and what must not be written.
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

class KmsPolicies : public KmsTest {
 protected:
  Reply Put(const std::string& id, const std::string& policy, bool bypass = false) {
    return Ask("PutKeyPolicy", {{"KeyId", id}, {"Policy", policy}, {"BypassPolicyLockoutSafetyCheck", bypass}});
  }
};

constexpr char kLockout[] = "The new key policy will not allow you to update the key policy in the future.";

TEST_F(KmsPolicies, AKeyHasTheDefaultOne) {
  const std::string id = NewKey();
  const Reply reply = Ask("GetKeyPolicy", {{"KeyId", id}});
  EXPECT_EQ(reply.At("PolicyName"), "default");
  const bj::value policy = bj::parse(reply.At("Policy"));
  EXPECT_EQ(policy.at("Id"), "key-default-1");
  EXPECT_EQ(policy.at("Statement").at(0).at("Principal").at("AWS"), "arn:aws:iam::054000737513:root");
  EXPECT_EQ(policy.at("Statement").at(0).at("Action"), "kms:*");
  EXPECT_THAT(Ask("ListKeyPolicies", {{"KeyId", id}}).All("PolicyNames"), ::testing::ElementsAre("default"));
}

TEST_F(KmsPolicies, WhatIsPutIsReadAsItWasWritten) {
  NewUser("ann");
  const std::string id = NewKey();
  const std::string text = testing::PolicyDocument(
      RootStatement() +
      R"(,{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/ann"},"Action":"kms:Decrypt","Resource":"*"})");
  ASSERT_EQ(Put(id, text).status, 200);
  EXPECT_EQ(Ask("GetKeyPolicy", {{"KeyId", id}, {"PolicyName", "default"}}).At("Policy"), text);
  ExpectError(Ask("GetKeyPolicy", {{"KeyId", id}, {"PolicyName", "other"}}), 400, "NotFoundException",
              "No such policy exists");
}

TEST_F(KmsPolicies, OneThatLocksItsWriterOutIsRefused) {
  NewUser("ann");
  const std::string id = NewKey();
  const std::string text = testing::PolicyDocument(
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/ann"},"Action":"kms:*","Resource":"*"})");
  ExpectError(Put(id, text), 400, "MalformedPolicyDocumentException", kLockout);
  ExpectError(Ask("CreateKey", {{"Policy", text}}), 400, "MalformedPolicyDocumentException", kLockout);
  EXPECT_EQ(Put(id, text, true).status, 200);
  // The account's own policies may be what gives it: that its writer has none of them is not the key policy's fault.
  const Caller maker = NewUser("maker", Allow("kms:CreateKey"));
  EXPECT_EQ(AskAs(maker, "CreateKey", {{"Policy", testing::PolicyDocument(RootStatement())}}).status, 200);
}

TEST_F(KmsPolicies, WhatIsNoPolicyIsRefused) {
  const std::string id = NewKey();
  EXPECT_EQ(Put(id, "no json").error_code, "MalformedPolicyDocumentException");
  EXPECT_EQ(Put(id, "{}").error_code, "MalformedPolicyDocumentException");
  ExpectError(
      Put(id,
          testing::PolicyDocument(
              RootStatement() +
              R"(,{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/none"},"Action":"kms:*","Resource":"*"})")),
      400, "MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals.");
  EXPECT_EQ(Put(id, std::string(33000, ' ') + testing::PolicyDocument(RootStatement())).error_code,
            "LimitExceededException");
  EXPECT_EQ(bj::parse(Ask("GetKeyPolicy", {{"KeyId", id}}).At("Policy")).at("Id"), "key-default-1");
}

TEST_F(KmsPolicies, ARoleThatIsMadeAnewIsSomebodyElse) {
  const Caller before = NewRoleSession("app");
  const std::string id = NewKeyWith(
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/app"},"Action":"kms:DescribeKey","Resource":"*"})");
  EXPECT_EQ(AskAs(before, "DescribeKey", {{"KeyId", id}}).status, 200);
  Write([&](directory::Transaction& transaction) { transaction.Delete(*before.role); });
  const Caller after = NewRoleSession("app");
  ExpectDenied(AskAs(after, "DescribeKey", {{"KeyId", id}}), "kms:DescribeKey");
}

}  // namespace
}  // namespace rolecall::services::kms
