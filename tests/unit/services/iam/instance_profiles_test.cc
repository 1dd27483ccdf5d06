#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamInstanceProfiles : public IamTest {
 protected:
  Reply AddRole(const std::string& role) {
    return Ask("AddRoleToInstanceProfile", {{"InstanceProfileName", "ip"}, {"RoleName", role}});
  }
  Reply RemoveRole(const std::string& role) {
    return Ask("RemoveRoleFromInstanceProfile", {{"InstanceProfileName", "ip"}, {"RoleName", role}});
  }
  Reply Get() { return Ask("GetInstanceProfile", {{"InstanceProfileName", "ip"}}); }
};

TEST_F(IamInstanceProfiles, AreCreatedWithPathIdAndTags) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.insert(parameters.end(), {{"InstanceProfileName", "ip"}, {"Path", "/ec2/"}});
  Reply created = Ask("CreateInstanceProfile", parameters);
  ASSERT_EQ(created.Outcome(), "200");
  Reply found = Get();
  for (const Reply* answered : {&created, &found}) {
    EXPECT_EQ(answered->At("InstanceProfile/Arn"), Arn("instance-profile/ec2/ip"));
    EXPECT_EQ(answered->At("InstanceProfile/InstanceProfileId").substr(0, 4), "AIPA");
    EXPECT_EQ(answered->At("InstanceProfile/CreateDate"), "2026-11-18T11:06:40Z");
    EXPECT_EQ(answered->At("InstanceProfile/Tags/member/Value"), "a");
    EXPECT_EQ(answered->At("InstanceProfile/Roles"), "");
  }
  EXPECT_EQ(Ask("CreateInstanceProfile", {{"InstanceProfileName", "IP"}}).Outcome(),
            "409 EntityAlreadyExists: Instance Profile IP already exists.");
}

TEST_F(IamInstanceProfiles, HoldOneRole) {
  CreateProfile("ip");
  for (const char* role : {"app", "other"}) ASSERT_EQ(CreateRole(role).status, 200);
  ASSERT_EQ(AddRole("app").Outcome(), "200");
  EXPECT_EQ(Get().At("InstanceProfile/Roles/member/RoleName"), "app");
  EXPECT_EQ(Get().At("InstanceProfile/Roles/member/Arn"), Arn("role/app"));
  EXPECT_EQ(AddRole("other").Outcome(),
            "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
  EXPECT_EQ(RemoveRole("other").Outcome(), "404 NoSuchEntity: The role with name other cannot be found.");
  EXPECT_EQ(RemoveRole("app").Outcome(), "200");
  EXPECT_EQ(Get().At("InstanceProfile/Roles/member"), "(none)");
  EXPECT_EQ(AddRole("other").Outcome(), "200");
}

TEST_F(IamInstanceProfiles, OfARoleAreListed) {
  CreateProfile("ip");
  CreateProfile("empty");
  ASSERT_EQ(CreateRole("app").status, 200);
  ASSERT_EQ(CreateRole("other").status, 200);
  ASSERT_EQ(AddRole("app").status, 200);
  EXPECT_EQ(
      Ask("ListInstanceProfilesForRole", {{"RoleName", "app"}}).All("InstanceProfiles/member/InstanceProfileName"),
      Names{"ip"});
  EXPECT_EQ(Ask("ListInstanceProfilesForRole", {{"RoleName", "other"}}).All("InstanceProfiles/member"), Names());
}

TEST_F(IamInstanceProfiles, AreNotDeletedWithARole) {
  CreateProfile("ip");
  ASSERT_EQ(CreateRole("app").status, 200);
  ASSERT_EQ(AddRole("app").status, 200);
  EXPECT_EQ(Ask("DeleteInstanceProfile", {{"InstanceProfileName", "ip"}}).Outcome(),
            "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.");
  ASSERT_EQ(RemoveRole("app").status, 200);
  EXPECT_EQ(Ask("DeleteInstanceProfile", {{"InstanceProfileName", "ip"}}).Outcome(), "200");
  EXPECT_EQ(Get().status, 404);
}

TEST_F(IamInstanceProfiles, AddingARoleIsPassingIt) {
  CreateProfile("ip");
  ASSERT_EQ(CreateRole("app").status, 200);
  const QueryParameterList parameters{{"InstanceProfileName", "ip"}, {"RoleName", "app"}};
  Caller admin = NewUser("admin", AllowDocument("iam:AddRoleToInstanceProfile"));
  EXPECT_EQ(AskAs(admin, "AddRoleToInstanceProfile", parameters).error_message,
            "User: " + Arn("user/admin") + " is not authorized to perform: iam:PassRole on resource: " +
                Arn("role/app") + " because no identity-based policy allows the iam:PassRole action");
  const auto passing_to = [](const std::string& service) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":")" +
           service + R"("}}}]})";
  };
  Do("PutUserPolicy",
     {{"UserName", "admin"}, {"PolicyName", "pass"}, {"PolicyDocument", passing_to("lambda.amazonaws.com")}});
  admin = SignIn(admin.access_key_id);
  EXPECT_EQ(AskAs(admin, "AddRoleToInstanceProfile", parameters).error_code, "AccessDenied");
  Do("PutUserPolicy",
     {{"UserName", "admin"}, {"PolicyName", "pass"}, {"PolicyDocument", passing_to("ec2.amazonaws.com")}});
  admin = SignIn(admin.access_key_id);
  EXPECT_EQ(AskAs(admin, "AddRoleToInstanceProfile", parameters).Outcome(), "200");
}

TEST_F(IamInstanceProfiles, ARoleThatWasMadeAnewMeanwhileIsNotAdded) {
  CreateProfile("ip");
  ASSERT_EQ(CreateRole("app").status, 200);
  HoldSnapshot();
  Do("DeleteRole", {{"RoleName", "app"}});
  ASSERT_EQ(CreateRole("app").Outcome(), "200");
  EXPECT_EQ(AddRole("app").Outcome(), "404 NoSuchEntity: The role with name app cannot be found.");
}

}  // namespace
}  // namespace rolecall::services::iam
