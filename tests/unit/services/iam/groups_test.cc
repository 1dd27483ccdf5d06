#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

TEST_F(IamTest, OnlyMembersLeaveAGroup) {
  CreateGroup("g");
  CreateUser("ann");
  EXPECT_EQ(Ask("RemoveUserFromGroup", {{"GroupName", "g"}, {"UserName", "ann"}}).error_code, "NoSuchEntity");
  EXPECT_EQ(Ask("AddUserToGroup", {{"GroupName", "none"}, {"UserName", "nobody"}}).Outcome(),
            "404 NoSuchEntity: The user with name nobody cannot be found.");
  EXPECT_EQ(Ask("AddUserToGroup", {{"GroupName", "none"}, {"UserName", "ann"}}).Outcome(),
            "404 NoSuchEntity: The group with name none cannot be found.");
}

using IamGroups = IamTest;

TEST_F(IamGroups, AreCreatedWithPathAndId) {
  Reply created = Ask("CreateGroup", {{"GroupName", "Admins"}, {"Path", "/eng/"}});
  Reply found = Ask("GetGroup", {{"GroupName", "admins"}});
  for (const Reply* answered : {&created, &found}) {
    EXPECT_EQ(answered->At("Group/GroupName"), "Admins");
    EXPECT_EQ(answered->At("Group/Path"), "/eng/");
    EXPECT_EQ(answered->At("Group/Arn"), Arn("group/eng/Admins"));
    EXPECT_EQ(answered->At("Group/GroupId").substr(0, 4), "AGPA");
    EXPECT_EQ(answered->At("Group/CreateDate"), "2026-11-18T11:06:40Z");
  }
  EXPECT_EQ(found.All("Users/member"), Names());
  EXPECT_EQ(found.At("IsTruncated"), "false");
}

TEST_F(IamGroups, AreCreatedOnce) {
  CreateGroup("g");
  EXPECT_EQ(Ask("CreateGroup", {{"GroupName", "G"}}).Outcome(),
            "409 EntityAlreadyExists: Group with name G already exists.");
}

TEST_F(IamGroups, AddingAMemberTwiceIsAddingItOnce) {
  CreateUser("ann");
  CreateGroup("g");
  for (int i = 0; i < 2; ++i) Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  EXPECT_EQ(Ask("GetGroup", {{"GroupName", "g"}}).All("Users/member/UserName"), Names{"ann"});
  EXPECT_EQ(Ask("ListGroupsForUser", {{"UserName", "ann"}}).All("Groups/member/GroupName"), Names{"g"});
  Do("RemoveUserFromGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  EXPECT_EQ(Ask("GetGroup", {{"GroupName", "g"}}).All("Users/member"), Names());
  EXPECT_EQ(Ask("ListGroupsForUser", {{"UserName", "ann"}}).All("Groups/member"), Names());
}

TEST_F(IamGroups, AUserIsInTenAtMost) {
  CreateUser("ann");
  for (int i = 0; i < 11; ++i) CreateGroup("g" + std::to_string(i));
  for (int i = 0; i < 10; ++i) {
    Do("AddUserToGroup", {{"GroupName", "g" + std::to_string(i)}, {"UserName", "ann"}});
  }
  EXPECT_EQ(Ask("AddUserToGroup", {{"GroupName", "g10"}, {"UserName", "ann"}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for GroupsPerUser: 10");
  EXPECT_EQ(Ask("AddUserToGroup", {{"GroupName", "g0"}, {"UserName", "ann"}}).Outcome(), "200");
}

TEST_F(IamGroups, AnAccountHasThreeHundred) {
  for (int i = 0; i < 300; ++i) CreateGroup("g" + std::to_string(i));
  EXPECT_EQ(Ask("CreateGroup", {{"GroupName", "one-more"}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for GroupsPerAccount: 300");
}

TEST_F(IamGroups, AreNotDeletedWhileTheyHaveSomething) {
  CreateUser("ann");
  CreateGroup("g");
  Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  Do("AttachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", kAwsPolicyArn}});
  Do("PutGroupPolicy", {{"GroupName", "g"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
  const auto refused = [&] { return Ask("DeleteGroup", {{"GroupName", "g"}}).Outcome(); };
  const std::string start = "409 DeleteConflict: Cannot delete entity, must ";
  EXPECT_EQ(refused(), start + "remove users from group first.");
  Do("RemoveUserFromGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  EXPECT_EQ(refused(), start + "detach all policies first.");
  Do("DetachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", kAwsPolicyArn}});
  EXPECT_EQ(refused(), start + "delete policies first.");
  Do("DeleteGroupPolicy", {{"GroupName", "g"}, {"PolicyName", "i"}});
  EXPECT_EQ(refused(), "200");
  EXPECT_EQ(Ask("GetGroup", {{"GroupName", "g"}}).status, 404);
}

TEST_F(IamGroups, ARenamedGroupKeepsItsMembersAndPolicies) {
  Caller ann = NewUser("ann", kPolicy);
  CreateUser("bob");
  CreateGroup("g");
  CreateGroup("other");
  Do("PutGroupPolicy", {{"GroupName", "g"}, {"PolicyName", "i"}, {"PolicyDocument", AllowDocument("iam:ListRoles")}});
  for (const char* group : {"g", "other"}) Do("AddUserToGroup", {{"GroupName", group}, {"UserName", "ann"}});
  EXPECT_EQ(Ask("UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "h"}, {"NewPath", "/x/"}}).Outcome(), "200");
  EXPECT_EQ(Ask("GetGroup", {{"GroupName", "g"}}).status, 404);
  Reply renamed = Ask("GetGroup", {{"GroupName", "h"}});
  EXPECT_EQ(renamed.At("Group/Arn"), Arn("group/x/h"));
  EXPECT_EQ(renamed.All("Users/member/UserName"), Names{"ann"});
  EXPECT_EQ(Ask("ListGroupsForUser", {{"UserName", "ann"}}).All("Groups/member/GroupName"), (Names{"h", "other"}));
  EXPECT_EQ(Ask("ListGroupsForUser", {{"UserName", "bob"}}).All("Groups/member"), Names());
  EXPECT_EQ(AskAs(SignIn(ann.access_key_id), "ListRoles").Outcome(), "200");
}

TEST_F(IamGroups, ANewPathLeavesTheNameAndTheMembers) {
  CreateUser("ann");
  CreateGroup("g");
  Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  Do("UpdateGroup", {{"GroupName", "g"}, {"NewPath", "/x/"}});
  Reply moved = Ask("GetGroup", {{"GroupName", "g"}});
  EXPECT_EQ(moved.At("Group/Arn"), Arn("group/x/g"));
  EXPECT_EQ(moved.All("Users/member/UserName"), Names{"ann"});
}

TEST_F(IamGroups, ANameThatIsTakenIsRefused) {
  CreateGroup("g");
  CreateGroup("h");
  EXPECT_EQ(Ask("UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "H"}}).Outcome(),
            "409 EntityAlreadyExists: Group with name H already exists.");
}

TEST_F(IamGroups, RenamingNeedsThePermissionOnTheNewNameToo) {
  CreateGroup("g");
  Caller admin = NewUser("admin", AllowDocument("iam:UpdateGroup", Arn("group/g")));
  EXPECT_EQ(AskAs(admin, "UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "h"}}).error_message,
            "User: " + Arn("user/admin") + " is not authorized to perform: iam:UpdateGroup on resource: " +
                Arn("group/h") + " because no identity-based policy allows the iam:UpdateGroup action");
  EXPECT_EQ(Ask("GetGroup", {{"GroupName", "h"}}).status, 404);
}

}  // namespace
}  // namespace rolecall::services::iam
