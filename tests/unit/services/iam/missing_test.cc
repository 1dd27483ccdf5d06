// What does not exist, or no longer: every operation says so in IAM's words.
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

struct Asked {
  std::string action;
  QueryParameterList more = {};
};

class IamMissing : public IamTest {
 protected:
  // Every operation on `name` answers NoSuchEntity with `message`.
  void ExpectMissing(const std::pair<std::string, std::string>& name, const std::string& message,
                     const std::vector<Asked>& operations) {
    for (const Asked& asked : operations) {
      QueryParameterList parameters = asked.more;
      parameters.push_back(name);
      EXPECT_EQ(Ask(asked.action, parameters).Outcome(), "404 NoSuchEntity: " + message) << asked.action;
    }
  }

  // Further requests began before `remove` was done.
  void DeleteBehindItsBack(const std::function<void(directory::Transaction&)>& remove) {
    HoldSnapshot();
    Write(remove);
  }
};

const std::pair<std::string, std::string> kInline{"PolicyName", "i"}, kDocument{"PolicyDocument", kPolicy},
    kAttached{"PolicyArn", kAwsPolicyArn}, kBoundary{"PermissionsBoundary", kAwsPolicyArn},
    kTag{"TagKeys.member.1", "k"};
const QueryParameterList kNewTag{{"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}};

const std::vector<Asked> kUserWrites{
    {"UpdateUser", {{"NewPath", "/x/"}}},
    {"DeleteUser"},
    {"CreateAccessKey"},
    {"DeleteAccessKey", {{"AccessKeyId", "AKIAAAAAAAAAAAAAAAAA"}}},
    {"UpdateAccessKey", {{"AccessKeyId", "AKIAAAAAAAAAAAAAAAAA"}, {"Status", "Active"}}},
    {"PutUserPolicy", {kInline, kDocument}},
    {"DeleteUserPolicy", {kInline}},
    {"AttachUserPolicy", {kAttached}},
    {"DetachUserPolicy", {kAttached}},
    {"PutUserPermissionsBoundary", {kBoundary}},
    {"DeleteUserPermissionsBoundary"},
    {"AddUserToGroup", {{"GroupName", "g"}}},
    {"RemoveUserFromGroup", {{"GroupName", "g"}}}};
const std::vector<Asked> kRoleWrites{{"UpdateRole"},
                                     {"UpdateRoleDescription", {{"Description", "d"}}},
                                     {"DeleteRole"},
                                     {"UpdateAssumeRolePolicy", {{"PolicyDocument", kTrust}}},
                                     {"PutRolePolicy", {kInline, kDocument}},
                                     {"DeleteRolePolicy", {kInline}},
                                     {"AttachRolePolicy", {kAttached}},
                                     {"DetachRolePolicy", {kAttached}},
                                     {"PutRolePermissionsBoundary", {kBoundary}},
                                     {"DeleteRolePermissionsBoundary"},
                                     {"AddRoleToInstanceProfile", {{"InstanceProfileName", "ip"}}}};
const std::vector<Asked> kGroupWrites{{"UpdateGroup", {{"NewPath", "/x/"}}},    {"DeleteGroup"},
                                      {"PutGroupPolicy", {kInline, kDocument}}, {"DeleteGroupPolicy", {kInline}},
                                      {"AttachGroupPolicy", {kAttached}},       {"DetachGroupPolicy", {kAttached}},
                                      {"AddUserToGroup", {{"UserName", "ann"}}}};
const std::vector<Asked> kProfileWrites{{"DeleteInstanceProfile"},
                                        {"AddRoleToInstanceProfile", {{"RoleName", "app"}}},
                                        {"RemoveRoleFromInstanceProfile", {{"RoleName", "app"}}}};

std::vector<Asked> With(std::vector<Asked> operations, const std::vector<Asked>& more) {
  operations.insert(operations.end(), more.begin(), more.end());
  return operations;
}

TEST_F(IamMissing, AUserThatNeverWas) {
  CreateGroup("g");
  ExpectMissing({"UserName", "none"}, "The user with name none cannot be found.",
                With(kUserWrites, {{"GetUser"},
                                   {"ListGroupsForUser"},
                                   {"ListAccessKeys"},
                                   {"GetUserPolicy", {kInline}},
                                   {"ListUserPolicies"},
                                   {"ListAttachedUserPolicies"},
                                   {"TagUser", kNewTag},
                                   {"UntagUser", {kTag}},
                                   {"ListUserTags"},
                                   {"ListMFADevices"},
                                   {"ListSSHPublicKeys"},
                                   {"ListSigningCertificates"},
                                   {"ListServiceSpecificCredentials"}}));
}

TEST_F(IamMissing, ARoleThatNeverWas) {
  CreateProfile("ip");
  ExpectMissing({"RoleName", "none"}, "The role with name none cannot be found.",
                With(kRoleWrites, {{"GetRole"},
                                   {"GetRolePolicy", {kInline}},
                                   {"ListRolePolicies"},
                                   {"ListAttachedRolePolicies"},
                                   {"ListInstanceProfilesForRole"},
                                   {"DeleteServiceLinkedRole"},
                                   {"TagRole", kNewTag},
                                   {"UntagRole", {kTag}},
                                   {"ListRoleTags"}}));
}

TEST_F(IamMissing, AGroupThatNeverWas) {
  CreateUser("ann");
  ExpectMissing({"GroupName", "none"}, "The group with name none cannot be found.",
                With(kGroupWrites, {{"GetGroup"},
                                    {"GetGroupPolicy", {kInline}},
                                    {"ListGroupPolicies"},
                                    {"ListAttachedGroupPolicies"},
                                    {"RemoveUserFromGroup", {{"UserName", "ann"}}}}));
}

TEST_F(IamMissing, AnInstanceProfileThatNeverWas) {
  ASSERT_EQ(CreateRole("app").status, 200);
  ExpectMissing({"InstanceProfileName", "none"}, "Instance Profile none cannot be found.",
                With(kProfileWrites, {{"GetInstanceProfile"},
                                      {"TagInstanceProfile", kNewTag},
                                      {"UntagInstanceProfile", {kTag}},
                                      {"ListInstanceProfileTags"}}));
}

TEST_F(IamMissing, APolicyThatNeverWas) {
  const std::string arn = Arn("policy/none");
  ExpectMissing({"PolicyArn", arn}, "Policy " + arn + " was not found.",
                {{"GetPolicy"},
                 {"DeletePolicy"},
                 {"ListEntitiesForPolicy"},
                 {"ListPolicyVersions"},
                 {"GetPolicyVersion", {{"VersionId", "v1"}}},
                 {"TagPolicy", kNewTag},
                 {"UntagPolicy", {kTag}},
                 {"ListPolicyTags"}});
  ExpectMissing({"PolicyArn", arn}, "Policy " + arn + " does not exist or is not attachable.",
                {{"CreatePolicyVersion", {kDocument}},
                 {"DeletePolicyVersion", {{"VersionId", "v1"}}},
                 {"SetDefaultPolicyVersion", {{"VersionId", "v1"}}}});
}

TEST_F(IamMissing, AProviderThatNeverWas) {
  ExpectMissing({"OpenIDConnectProviderArn", kProviderArn},
                std::string("OpenIDConnect Provider not found for arn ") + kProviderArn,
                {{"GetOpenIDConnectProvider"},
                 {"UpdateOpenIDConnectProviderThumbprint", {{"ThumbprintList.member.1", std::string(40, 'a')}}},
                 {"AddClientIDToOpenIDConnectProvider", {{"ClientID", "c"}}},
                 {"RemoveClientIDFromOpenIDConnectProvider", {{"ClientID", "c"}}},
                 {"TagOpenIDConnectProvider", kNewTag},
                 {"UntagOpenIDConnectProvider", {kTag}},
                 {"ListOpenIDConnectProviderTags"}});
}

TEST_F(IamMissing, AProviderThatNeverWasIsDeletedAllTheSame) {
  EXPECT_EQ(Ask("DeleteOpenIDConnectProvider", {{"OpenIDConnectProviderArn", kProviderArn}}).Outcome(), "200");
}

TEST_F(IamMissing, AUserThatIsDeletedMeanwhile) {
  CreateUser("ann");
  CreateGroup("g");
  DeleteBehindItsBack([](auto& transaction) {
    transaction.Delete(*transaction.snapshot().users.Find(directory::NameKey(kAccount, "ann")));
  });
  ExpectMissing({"UserName", "ann"}, "The user with name ann cannot be found.", kUserWrites);
}

TEST_F(IamMissing, ARoleThatIsDeletedMeanwhile) {
  ASSERT_EQ(CreateRole("app").status, 200);
  CreateProfile("ip");
  DeleteBehindItsBack([](auto& transaction) {
    transaction.Delete(*transaction.snapshot().roles.Find(directory::NameKey(kAccount, "app")));
  });
  ExpectMissing({"RoleName", "app"}, "The role with name app cannot be found.", kRoleWrites);
}

TEST_F(IamMissing, AGroupThatIsDeletedMeanwhile) {
  CreateUser("ann");
  CreateGroup("g");
  DeleteBehindItsBack([](auto& transaction) {
    transaction.Delete(*transaction.snapshot().groups.Find(directory::NameKey(kAccount, "g")));
  });
  ExpectMissing({"GroupName", "g"}, "The group with name g cannot be found.", kGroupWrites);
}

TEST_F(IamMissing, AnInstanceProfileThatIsDeletedMeanwhile) {
  ASSERT_EQ(CreateRole("app").status, 200);
  CreateProfile("ip");
  DeleteBehindItsBack([](auto& transaction) {
    transaction.Delete(*transaction.snapshot().instance_profiles.Find(directory::NameKey(kAccount, "ip")));
  });
  ExpectMissing({"InstanceProfileName", "ip"}, "Instance Profile ip cannot be found.", kProfileWrites);
}

TEST_F(IamMissing, APolicyThatIsDeletedMeanwhileIsNotAttached) {
  ASSERT_EQ(CreatePolicy().status, 200);
  ASSERT_EQ(CreateRole("app").status, 200);
  CreateUser("ann");
  DeleteBehindItsBack([](auto& transaction) { transaction.Delete(*transaction.snapshot().policies.Find(kPolicyArn)); });
  const std::string gone =
      std::string("404 NoSuchEntity: Policy ") + kPolicyArn + " does not exist or is not attachable.";
  EXPECT_EQ(Ask("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}}).Outcome(), gone);
  EXPECT_EQ(Ask("PutUserPermissionsBoundary", {{"UserName", "ann"}, {"PermissionsBoundary", kPolicyArn}}).Outcome(),
            gone);
}

TEST_F(IamMissing, AProviderThatIsDeletedMeanwhile) {
  CreateProvider();
  DeleteBehindItsBack(
      [](auto& transaction) { transaction.Delete(*transaction.snapshot().oidc_providers.Find(kProviderArn)); });
  ExpectMissing({"OpenIDConnectProviderArn", kProviderArn},
                std::string("OpenIDConnect Provider not found for arn ") + kProviderArn,
                {{"UpdateOpenIDConnectProviderThumbprint", {{"ThumbprintList.member.1", std::string(40, 'a')}}},
                 {"AddClientIDToOpenIDConnectProvider", {{"ClientID", "c"}}},
                 {"RemoveClientIDFromOpenIDConnectProvider", {{"ClientID", "c"}}}});
}

TEST_F(IamMissing, ATaggedThingThatIsDeletedMeanwhile) {
  CreateUser("ann");
  DeleteBehindItsBack([](auto& transaction) {
    transaction.Delete(*transaction.snapshot().users.Find(directory::NameKey(kAccount, "ann")));
  });
  Reply answered = Ask("UntagUser", {{"UserName", "ann"}, {"TagKeys.member.1", "k"}});
  EXPECT_EQ(answered.status, 404);
  EXPECT_EQ(answered.error_code, "NoSuchEntity");
}

}  // namespace
}  // namespace rolecall::services::iam
