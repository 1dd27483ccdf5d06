#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using IamUsers = IamTest;

TEST_F(IamUsers, AreCreatedWithPathIdTagsAndBoundary) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.insert(parameters.end(), {{"UserName", "ann"}, {"Path", "/eng/"}, {"PermissionsBoundary", kAwsPolicyArn}});
  Reply created = Ask("CreateUser", parameters);
  ASSERT_EQ(created.Outcome(), "200");
  Reply found = Ask("GetUser", {{"UserName", "ANN"}});
  for (const Reply* answered : {&created, &found}) {
    EXPECT_EQ(answered->At("User/UserName"), "ann");
    EXPECT_EQ(answered->At("User/Path"), "/eng/");
    EXPECT_EQ(answered->At("User/Arn"), Arn("user/eng/ann"));
    EXPECT_EQ(answered->At("User/UserId").substr(0, 4), "AIDA");
    EXPECT_EQ(answered->At("User/UserId").size(), 21u);
    EXPECT_EQ(answered->At("User/CreateDate"), "2026-11-18T11:06:40Z");
    EXPECT_EQ(answered->At("User/PermissionsBoundary/PermissionsBoundaryType"), "Policy");
    EXPECT_EQ(answered->At("User/PermissionsBoundary/PermissionsBoundaryArn"), kAwsPolicyArn);
    EXPECT_EQ(answered->At("User/Tags/member/Key"), "team");
    EXPECT_EQ(answered->At("User/Tags/member/Value"), "a");
  }
}

TEST_F(IamUsers, AreListedWithoutTagsAndBoundary) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.insert(parameters.end(), {{"UserName", "ann"}, {"PermissionsBoundary", kAwsPolicyArn}});
  Do("CreateUser", parameters);
  Reply listed = Ask("ListUsers");
  EXPECT_EQ(listed.At("Users/member/Arn"), Arn("user/ann"));
  EXPECT_EQ(listed.At("Users/member/Tags"), "(none)");
  EXPECT_EQ(listed.At("Users/member/PermissionsBoundary"), "(none)");
}

TEST_F(IamUsers, AreCreatedOnce) {
  CreateUser("ann");
  EXPECT_EQ(Ask("CreateUser", {{"UserName", "Ann"}}).Outcome(),
            "409 EntityAlreadyExists: User with name Ann already exists.");
}

TEST_F(IamUsers, NamesAndPathsAreChecked) {
  EXPECT_EQ(Ask("CreateUser", {{"UserName", std::string(65, 'a')}}).error_message,
            "1 validation error detected: Value '" + std::string(65, 'a') +
                "' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64");
  EXPECT_EQ(Ask("CreateUser", {{"UserName", ""}}).error_code, "ValidationError");
  EXPECT_EQ(Ask("CreateUser", {{"UserName", "ann/b"}}).error_code, "ValidationError");
  EXPECT_EQ(Ask("CreateUser", {{"UserName", "ann"}, {"Path", "eng"}}).error_code, "ValidationError");
  EXPECT_EQ(Ask("CreateUser", {{"UserName", std::string(64, 'a')}}).Outcome(), "200");
}

TEST_F(IamUsers, ABoundaryMustExist) {
  EXPECT_EQ(Ask("CreateUser", {{"UserName", "ann"}, {"PermissionsBoundary", kPolicyArn}}).Outcome(),
            std::string("404 NoSuchEntity: Policy ") + kPolicyArn + " does not exist or is not attachable.");
  EXPECT_EQ(Ask("GetUser", {{"UserName", "ann"}}).status, 404);
}

TEST_F(IamUsers, ABoundaryAtCreationIsACondition) {
  Caller admin = NewUser(
      "admin",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/IAMReadOnlyAccess"}}}]})");
  EXPECT_EQ(AskAs(admin, "CreateUser", {{"UserName", "a"}}).error_code, "AccessDenied");
  EXPECT_EQ(AskAs(admin, "CreateUser", {{"UserName", "a"}, {"PermissionsBoundary", kAwsPolicyArn}}).Outcome(), "200");
}

TEST_F(IamUsers, GetUserWithoutANameIsAboutTheCaller) {
  Caller ann = NewUser("ann", AllowDocument("iam:GetUser", "arn:aws:iam::*:user/${aws:username}"));
  EXPECT_EQ(AskAs(ann, "GetUser").At("User/Arn"), Arn("user/ann"));
  CreateUser("bob");
  EXPECT_EQ(AskAs(ann, "GetUser", {{"UserName", "bob"}}).error_code, "AccessDenied");
  Reply root = Ask("GetUser");
  EXPECT_EQ(root.At("User/UserId"), kAccount);
  EXPECT_EQ(root.At("User/Arn"), Arn("root"));
  EXPECT_EQ(AskAs(NewRoleSession("app", services::testing::Allow("iam:*")), "GetUser").Outcome(),
            "400 ValidationError: Must specify userName when calling with non-User credentials");
}

TEST_F(IamUsers, AreNotDeletedWhileTheyHaveSomething) {
  const std::string key = NewUser("ann", kPolicy).access_key_id;
  CreateGroup("g");
  Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kAwsPolicyArn}});
  const auto refused = [&] { return Ask("DeleteUser", {{"UserName", "ann"}}).Outcome(); };
  const std::string start = "409 DeleteConflict: Cannot delete entity, must ";
  EXPECT_EQ(refused(), start + "delete access keys first.");
  Do("DeleteAccessKey", {{"UserName", "ann"}, {"AccessKeyId", key}});
  EXPECT_EQ(refused(), start + "remove users from group first.");
  Do("RemoveUserFromGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  EXPECT_EQ(refused(), start + "detach all policies first.");
  Do("DetachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kAwsPolicyArn}});
  EXPECT_EQ(refused(), start + "delete policies first.");
  Do("DeleteUserPolicy", {{"UserName", "ann"}, {"PolicyName", "own"}});
  EXPECT_EQ(refused(), "200");
  EXPECT_EQ(Ask("GetUser", {{"UserName", "ann"}}).status, 404);
}

TEST_F(IamUsers, ALoginProfileKeepsItsUser) {
  CreateUser("ann");
  Write([](directory::Transaction& transaction) {
    directory::User user = *transaction.snapshot().users.Find(directory::NameKey(kAccount, "ann"));
    user.login.emplace();
    transaction.Put(std::move(user));
  });
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).Outcome(),
            "409 DeleteConflict: Cannot delete entity, must delete login profile first.");
}

TEST_F(IamUsers, ARenamedUserKeepsIdKeysAndPolicies) {
  const std::string key = NewUser("ann", AllowDocument("iam:GetUser")).access_key_id;
  const std::string id = Ask("GetUser", {{"UserName", "ann"}}).At("User/UserId");
  EXPECT_EQ(Ask("UpdateUser", {{"UserName", "ann"}, {"NewUserName", "bea"}, {"NewPath", "/x/"}}).Outcome(), "200");
  EXPECT_EQ(Ask("GetUser", {{"UserName", "ann"}}).status, 404);
  Reply self = AskAs(SignIn(key), "GetUser");
  EXPECT_EQ(self.At("User/Arn"), Arn("user/x/bea"));
  EXPECT_EQ(self.At("User/UserId"), id);
  EXPECT_EQ(Ask("GetAccessKeyLastUsed", {{"AccessKeyId", key}}).At("UserName"), "bea");
}

TEST_F(IamUsers, ANameMayChangeItsCaseOnly) {
  CreateUser("ann");
  Do("UpdateUser", {{"UserName", "ann"}, {"NewUserName", "Ann"}});
  EXPECT_EQ(Ask("GetUser", {{"UserName", "ann"}}).At("User/UserName"), "Ann");
}

TEST_F(IamUsers, ANameThatIsTakenIsRefused) {
  CreateUser("ann");
  CreateUser("bob");
  EXPECT_EQ(Ask("UpdateUser", {{"UserName", "ann"}, {"NewUserName", "BOB"}}).Outcome(),
            "409 EntityAlreadyExists: User with name BOB already exists.");
  EXPECT_EQ(Ask("GetUser", {{"UserName", "ann"}}).status, 200);
}

TEST_F(IamUsers, RenamingNeedsThePermissionOnTheNewNameToo) {
  CreateUser("ann");
  Caller admin = NewUser("admin", AllowDocument("iam:UpdateUser", Arn("user/ann")));
  EXPECT_EQ(AskAs(admin, "UpdateUser", {{"UserName", "ann"}, {"NewUserName", "bob"}}).error_message,
            "User: " + Arn("user/admin") + " is not authorized to perform: iam:UpdateUser on resource: " +
                Arn("user/bob") + " because no identity-based policy allows the iam:UpdateUser action");
  EXPECT_EQ(AskAs(admin, "UpdateUser", {{"UserName", "ann"}, {"NewPath", "/admins/"}}).error_code, "AccessDenied");
  EXPECT_EQ(Ask("GetUser", {{"UserName", "ann"}}).At("User/Path"), "/");
}

TEST_F(IamUsers, AnAccountHasFiveThousand) {
  // In two writes: a batch of the store is not that large.
  for (int from : {0, 2500}) {
    Write([from](directory::Transaction& transaction) {
      for (int i = from; i < from + 2500; ++i) {
        directory::User user;
        user.account = kAccount;
        user.id = user.name = "u" + std::to_string(i);
        transaction.Put(std::move(user));
      }
    });
  }
  EXPECT_EQ(Ask("CreateUser", {{"UserName", "one-more"}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for UsersPerAccount: 5000");
  Do("DeleteUser", {{"UserName", "u7"}});
  EXPECT_EQ(Ask("CreateUser", {{"UserName", "one-more"}}).Outcome(), "200");
}

}  // namespace
}  // namespace rolecall::services::iam
