#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using IamAccessKeys = IamTest;

TEST_F(IamAccessKeys, AreShownWithTheirSecretOnce) {
  CreateUser("ann");
  Reply created = Ask("CreateAccessKey", {{"UserName", "ann"}});
  ASSERT_EQ(created.Outcome(), "200");
  EXPECT_EQ(created.At("AccessKey/UserName"), "ann");
  EXPECT_EQ(created.At("AccessKey/Status"), "Active");
  EXPECT_EQ(created.At("AccessKey/AccessKeyId").substr(0, 4), "AKIA");
  EXPECT_EQ(created.At("AccessKey/AccessKeyId").size(), 20u);
  EXPECT_EQ(created.At("AccessKey/SecretAccessKey").size(), 40u);
  Reply listed = Ask("ListAccessKeys", {{"UserName", "ann"}});
  EXPECT_EQ(listed.All("AccessKeyMetadata/member/AccessKeyId"), Names{created.At("AccessKey/AccessKeyId")});
  EXPECT_EQ(listed.At("AccessKeyMetadata/member/Status"), "Active");
  EXPECT_EQ(listed.At("AccessKeyMetadata/member/CreateDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(listed.At("AccessKeyMetadata/member/SecretAccessKey"), "(none)");
}

TEST_F(IamAccessKeys, AUserHasTwo) {
  CreateUser("ann");
  for (int i = 0; i < 2; ++i) Do("CreateAccessKey", {{"UserName", "ann"}});
  EXPECT_EQ(Ask("CreateAccessKey", {{"UserName", "ann"}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2");
  EXPECT_EQ(Ask("ListAccessKeys", {{"UserName", "ann"}}).All("AccessKeyMetadata/member").size(), 2u);
}

TEST_F(IamAccessKeys, AreListedInTheOrderOfTheirCreation) {
  CreateUser("ann");
  Names ids;
  for (int i = 0; i < 2; ++i) {
    ids.push_back(Ask("CreateAccessKey", {{"UserName", "ann"}}).At("AccessKey/AccessKeyId"));
    clock().Advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(Ask("ListAccessKeys", {{"UserName", "ann"}}).All("AccessKeyMetadata/member/AccessKeyId"), ids);
}

TEST_F(IamAccessKeys, WithoutANameAreTheCallersOwn) {
  Caller ann = NewUser(
      "ann",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*AccessKey*","Resource":"arn:aws:iam::*:user/${aws:username}"}]})");
  Reply created = AskAs(ann, "CreateAccessKey");
  ASSERT_EQ(created.Outcome(), "200");
  EXPECT_EQ(created.At("AccessKey/UserName"), "ann");
  const std::string id = created.At("AccessKey/AccessKeyId");
  EXPECT_EQ(AskAs(ann, "ListAccessKeys").All("AccessKeyMetadata/member/UserName"), (Names{"ann", "ann"}));
  EXPECT_EQ(AskAs(ann, "UpdateAccessKey", {{"AccessKeyId", id}, {"Status", "Inactive"}}).Outcome(), "200");
  EXPECT_EQ(AskAs(ann, "DeleteAccessKey", {{"AccessKeyId", id}}).Outcome(), "200");
  EXPECT_EQ(AskAs(ann, "ListAccessKeys").All("AccessKeyMetadata/member/AccessKeyId"), Names{ann.access_key_id});
}

TEST_F(IamAccessKeys, OfRootAreTheAccounts) {
  const std::string id = Ask("CreateAccessKey").At("AccessKey/AccessKeyId");
  EXPECT_EQ(SignIn(id).kind, Caller::Kind::kRoot);
  EXPECT_EQ(Ask("ListAccessKeys").All("AccessKeyMetadata/member/AccessKeyId"), Names{id});
  EXPECT_EQ(Ask("GetAccountSummary").Outcome(), "200");
  Do("UpdateAccessKey", {{"AccessKeyId", id}, {"Status", "Inactive"}});
  EXPECT_EQ(Ask("ListAccessKeys").At("AccessKeyMetadata/member/Status"), "Inactive");
  Do("DeleteAccessKey", {{"AccessKeyId", id}});
  EXPECT_EQ(Ask("ListAccessKeys").All("AccessKeyMetadata/member"), Names());
}

TEST_F(IamAccessKeys, ASessionMustNameAUser) {
  Caller session = NewRoleSession("app", services::testing::Allow("iam:*"));
  CreateUser("ann");
  EXPECT_EQ(AskAs(session, "CreateAccessKey").Outcome(),
            "400 ValidationError: Must specify userName when calling with non-User credentials");
  EXPECT_EQ(AskAs(session, "CreateAccessKey", {{"UserName", "ann"}}).Outcome(), "200");
}

TEST_F(IamAccessKeys, InactiveOnesOpenNothingUntilTheyAreActiveAgain) {
  const std::string id = NewUser("ann", kPolicy).access_key_id;
  const auto problem = [&] {
    aws::Claim claim;
    claim.access_key_id = id;
    aws::AuthFailure failure;
    auto found = services::FindCaller(directory(), *directory().snapshot(), claim, clock().Now(), failure);
    return found.has_value() ? "none" : aws::AuthProblemName(failure.problem);
  };
  Do("UpdateAccessKey", {{"UserName", "ann"}, {"AccessKeyId", id}, {"Status", "Inactive"}});
  EXPECT_STREQ(problem(), "inactive_access_key");
  EXPECT_EQ(Ask("ListAccessKeys", {{"UserName", "ann"}}).At("AccessKeyMetadata/member/Status"), "Inactive");
  Do("UpdateAccessKey", {{"UserName", "ann"}, {"AccessKeyId", id}, {"Status", "Active"}});
  EXPECT_STREQ(problem(), "none");
  Do("DeleteAccessKey", {{"UserName", "ann"}, {"AccessKeyId", id}});
  EXPECT_STREQ(problem(), "unknown_access_key");
}

TEST_F(IamAccessKeys, OfAnotherUserAreNotFound) {
  const std::string id = NewUser("ann", kPolicy).access_key_id;
  CreateUser("bob");
  const std::string missing = "404 NoSuchEntity: The Access Key with id " + id + " cannot be found.";
  EXPECT_EQ(Ask("DeleteAccessKey", {{"UserName", "bob"}, {"AccessKeyId", id}}).Outcome(), missing);
  EXPECT_EQ(Ask("UpdateAccessKey", {{"UserName", "bob"}, {"AccessKeyId", id}, {"Status", "Inactive"}}).Outcome(),
            missing);
  EXPECT_EQ(SignIn(id).user->name, "ann");
}

TEST_F(IamAccessKeys, StatusIsActiveOrInactive) {
  CreateUser("ann");
  EXPECT_EQ(
      Ask("UpdateAccessKey", {{"UserName", "ann"}, {"AccessKeyId", "AKIAAAAAAAAAAAAAAAAA"}, {"Status", "Asleep"}})
          .Outcome(),
      "400 ValidationError: 1 validation error detected: Value 'Asleep' at 'status' failed to satisfy constraint: "
      "Member must satisfy enum value set: [Active, Inactive]");
}

TEST_F(IamAccessKeys, TellTheirLastUse) {
  const std::string id = NewUser("ann", kPolicy).access_key_id;
  Reply unused = Ask("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
  EXPECT_EQ(unused.At("UserName"), "ann");
  EXPECT_EQ(unused.At("AccessKeyLastUsed/LastUsedDate"), "(none)");
  EXPECT_EQ(unused.At("AccessKeyLastUsed/ServiceName"), "N/A");
  EXPECT_EQ(unused.At("AccessKeyLastUsed/Region"), "N/A");
  directory().NoteUse(id, "s3", "eu-central-1");
  Reply used = Ask("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
  EXPECT_EQ(used.At("AccessKeyLastUsed/LastUsedDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(used.At("AccessKeyLastUsed/ServiceName"), "s3");
  EXPECT_EQ(used.At("AccessKeyLastUsed/Region"), "eu-central-1");
  EXPECT_EQ(Ask("GetAccessKeyLastUsed", {{"AccessKeyId", "AKIAAAAAAAAAAAAAAAAA"}}).Outcome(),
            "404 NoSuchEntity: The Access Key with id AKIAAAAAAAAAAAAAAAAA cannot be found.");
}

}  // namespace
}  // namespace rolecall::services::iam
