// Every operation asks for its own permission, on its own resource, before it does or tells anything.
#include <algorithm>

#include "services/query_service.h"
#include "tests/unit/services/iam/iam_fixture.h"
#include "tests/unit/services/iam/rooms.h"

namespace rolecall::services::iam {
namespace {

struct Operation {
  std::string action;
  QueryParameterList parameters;  // "KEY" stands for the id of bob's access key
  // What the policy must name; empty: AWS has no resource type for the operation.
  std::string resource = "";
  friend void PrintTo(const Operation& each, std::ostream* out) { *out << each.action; }
};

// On a world of clean things (ann, app, g, p, ip), and of busy ones that have everything.
const std::vector<Operation>& Operations() {
  static const std::vector<Operation> operations{
      {"CreateUser", {{"UserName", "new"}}, "user/new"},
      {"GetUser", {{"UserName", "ann"}}, "user/ann"},
      {"GetLoginProfile", {{"UserName", "bob"}}, "user/bob"},
      {"DeleteLoginProfile", {{"UserName", "bob"}}, "user/bob"},
      {"ListUsers", {}, "user/"},
      {"UpdateUser", {{"UserName", "ann"}, {"NewUserName", "ann"}}, "user/ann"},
      {"DeleteUser", {{"UserName", "ann"}}, "user/ann"},
      {"CreateGroup", {{"GroupName", "new"}}, "group/new"},
      {"GetGroup", {{"GroupName", "g"}}, "group/g"},
      {"ListGroups", {}, "group/"},
      {"ListGroupsForUser", {{"UserName", "bob"}}, "user/bob"},
      {"UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "g"}}, "group/g"},
      {"DeleteGroup", {{"GroupName", "g"}}, "group/g"},
      {"AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}}, "group/g"},
      {"RemoveUserFromGroup", {{"GroupName", "busy"}, {"UserName", "bob"}}, "group/busy"},
      {"CreateRole", {{"RoleName", "new"}, {"AssumeRolePolicyDocument", kTrust}}, "role/new"},
      {"GetRole", {{"RoleName", "app"}}, "role/app"},
      {"ListRoles", {}, "role/"},
      {"UpdateRole", {{"RoleName", "app"}, {"Description", "d"}}, "role/app"},
      {"UpdateRoleDescription", {{"RoleName", "app"}, {"Description", "d"}}, "role/app"},
      {"UpdateAssumeRolePolicy", {{"RoleName", "app"}, {"PolicyDocument", kTrust}}, "role/app"},
      {"DeleteRole", {{"RoleName", "app"}}, "role/app"},
      {"CreateAccessKey", {{"UserName", "ann"}}, "user/ann"},
      {"ListAccessKeys", {{"UserName", "bob"}}, "user/bob"},
      {"UpdateAccessKey", {{"UserName", "bob"}, {"AccessKeyId", "KEY"}, {"Status", "Inactive"}}, "user/bob"},
      {"DeleteAccessKey", {{"UserName", "bob"}, {"AccessKeyId", "KEY"}}, "user/bob"},
      {"GetAccessKeyLastUsed", {{"AccessKeyId", "KEY"}}, "user/bob"},
      {"CreatePolicy", {{"PolicyName", "new"}, {"PolicyDocument", kPolicy}}, "policy/new"},
      {"GetPolicy", {{"PolicyArn", kPolicyArn}}, "policy/p"},
      {"ListPolicies", {}},
      {"ListEntitiesForPolicy", {{"PolicyArn", kPolicyArn}}, "policy/p"},
      {"DeletePolicy", {{"PolicyArn", Arn("policy/single")}}, "policy/single"},
      {"CreatePolicyVersion", {{"PolicyArn", kPolicyArn}, {"PolicyDocument", kPolicy}}, "policy/p"},
      {"GetPolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v1"}}, "policy/p"},
      {"ListPolicyVersions", {{"PolicyArn", kPolicyArn}}, "policy/p"},
      {"SetDefaultPolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v2"}}, "policy/p"},
      {"DeletePolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v2"}}, "policy/p"},
      {"PutUserPolicy", {{"UserName", "ann"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}}, "user/ann"},
      {"GetUserPolicy", {{"UserName", "bob"}, {"PolicyName", "i"}}, "user/bob"},
      {"ListUserPolicies", {{"UserName", "bob"}}, "user/bob"},
      {"DeleteUserPolicy", {{"UserName", "bob"}, {"PolicyName", "i"}}, "user/bob"},
      {"PutGroupPolicy", {{"GroupName", "g"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}}, "group/g"},
      {"GetGroupPolicy", {{"GroupName", "busy"}, {"PolicyName", "i"}}, "group/busy"},
      {"ListGroupPolicies", {{"GroupName", "busy"}}, "group/busy"},
      {"DeleteGroupPolicy", {{"GroupName", "busy"}, {"PolicyName", "i"}}, "group/busy"},
      {"PutRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}}, "role/app"},
      {"GetRolePolicy", {{"RoleName", "busy"}, {"PolicyName", "i"}}, "role/busy"},
      {"ListRolePolicies", {{"RoleName", "busy"}}, "role/busy"},
      {"DeleteRolePolicy", {{"RoleName", "busy"}, {"PolicyName", "i"}}, "role/busy"},
      {"AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kAwsPolicyArn}}, "user/ann"},
      {"DetachUserPolicy", {{"UserName", "bob"}, {"PolicyArn", kAwsPolicyArn}}, "user/bob"},
      {"ListAttachedUserPolicies", {{"UserName", "bob"}}, "user/bob"},
      {"AttachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", kAwsPolicyArn}}, "group/g"},
      {"DetachGroupPolicy", {{"GroupName", "busy"}, {"PolicyArn", kAwsPolicyArn}}, "group/busy"},
      {"ListAttachedGroupPolicies", {{"GroupName", "busy"}}, "group/busy"},
      {"AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kAwsPolicyArn}}, "role/app"},
      {"DetachRolePolicy", {{"RoleName", "busy"}, {"PolicyArn", kAwsPolicyArn}}, "role/busy"},
      {"ListAttachedRolePolicies", {{"RoleName", "busy"}}, "role/busy"},
      {"PutUserPermissionsBoundary", {{"UserName", "ann"}, {"PermissionsBoundary", kAwsPolicyArn}}, "user/ann"},
      {"DeleteUserPermissionsBoundary", {{"UserName", "bob"}}, "user/bob"},
      {"PutRolePermissionsBoundary", {{"RoleName", "app"}, {"PermissionsBoundary", kAwsPolicyArn}}, "role/app"},
      {"DeleteRolePermissionsBoundary", {{"RoleName", "busy"}}, "role/busy"},
      {"TagUser", {{"UserName", "ann"}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}}, "user/ann"},
      {"UntagUser", {{"UserName", "ann"}, {"TagKeys.member.1", "k"}}, "user/ann"},
      {"ListUserTags", {{"UserName", "ann"}}, "user/ann"},
      {"TagRole", {{"RoleName", "app"}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}}, "role/app"},
      {"UntagRole", {{"RoleName", "app"}, {"TagKeys.member.1", "k"}}, "role/app"},
      {"ListRoleTags", {{"RoleName", "app"}}, "role/app"},
      {"TagPolicy", {{"PolicyArn", kPolicyArn}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}}, "policy/p"},
      {"UntagPolicy", {{"PolicyArn", kPolicyArn}, {"TagKeys.member.1", "k"}}, "policy/p"},
      {"ListPolicyTags", {{"PolicyArn", kPolicyArn}}, "policy/p"},
      {"TagInstanceProfile",
       {{"InstanceProfileName", "ip"}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}},
       "instance-profile/ip"},
      {"UntagInstanceProfile", {{"InstanceProfileName", "ip"}, {"TagKeys.member.1", "k"}}, "instance-profile/ip"},
      {"ListInstanceProfileTags", {{"InstanceProfileName", "ip"}}, "instance-profile/ip"},
      {"TagOpenIDConnectProvider",
       {{"OpenIDConnectProviderArn", kProviderArn}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"UntagOpenIDConnectProvider",
       {{"OpenIDConnectProviderArn", kProviderArn}, {"TagKeys.member.1", "k"}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"ListOpenIDConnectProviderTags",
       {{"OpenIDConnectProviderArn", kProviderArn}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"CreateInstanceProfile", {{"InstanceProfileName", "new"}}, "instance-profile/new"},
      {"GetInstanceProfile", {{"InstanceProfileName", "ip"}}, "instance-profile/ip"},
      {"ListInstanceProfiles", {}, "instance-profile/"},
      {"ListInstanceProfilesForRole", {{"RoleName", "busy"}}, "role/busy"},
      {"RemoveRoleFromInstanceProfile",
       {{"InstanceProfileName", "busy"}, {"RoleName", "busy"}},
       "instance-profile/busy"},
      {"DeleteInstanceProfile", {{"InstanceProfileName", "ip"}}, "instance-profile/ip"},
      {"CreateOpenIDConnectProvider", {{"Url", "https://new.example.com"}}, "oidc-provider/new.example.com"},
      {"GetOpenIDConnectProvider",
       {{"OpenIDConnectProviderArn", kProviderArn}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"ListOpenIDConnectProviders", {}},
      {"UpdateOpenIDConnectProviderThumbprint",
       {{"OpenIDConnectProviderArn", kProviderArn}, {"ThumbprintList.member.1", std::string(40, 'a')}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"AddClientIDToOpenIDConnectProvider",
       {{"OpenIDConnectProviderArn", kProviderArn}, {"ClientID", "c"}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"RemoveClientIDFromOpenIDConnectProvider",
       {{"OpenIDConnectProviderArn", kProviderArn}, {"ClientID", "c"}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"DeleteOpenIDConnectProvider",
       {{"OpenIDConnectProviderArn", kProviderArn}},
       "oidc-provider/oidc.example.com/id/A1"},
      {"CreateAccountAlias", {{"AccountAlias", "ours"}}},
      {"ListAccountAliases", {}},
      {"DeleteAccountAlias", {{"AccountAlias", "before"}}},
      {"UpdateAccountPasswordPolicy", {{"MinimumPasswordLength", "9"}}},
      {"GetAccountPasswordPolicy", {}},
      {"DeleteAccountPasswordPolicy", {}},
      {"GetAccountSummary", {}},
      {"CreateServiceLinkedRole",
       {{"AWSServiceName", "eks.amazonaws.com"}},
       "role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"},
      {"DeleteServiceLinkedRole",
       {{"RoleName", "AWSServiceRoleForECS"}},
       "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"},
      {"GetServiceLinkedRoleDeletionStatus",
       {{"DeletionTaskId",
         "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/01234567-89ab-cdef-0123-456789abcdef"}},
       "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"},
      {"SimulatePrincipalPolicy",
       {{"PolicySourceArn", Arn("user/ann")}, {"ActionNames.member.1", "s3:GetObject"}},
       "user/ann"},
      {"SimulateCustomPolicy", {{"PolicyInputList.member.1", kPolicy}, {"ActionNames.member.1", "s3:GetObject"}}},
      {"ListMFADevices", {{"UserName", "ann"}}, "user/ann"},
      {"ListSSHPublicKeys", {{"UserName", "ann"}}, "user/ann"},
      {"ListSigningCertificates", {{"UserName", "ann"}}, "user/ann"},
      {"ListServiceSpecificCredentials", {{"UserName", "ann"}}, "user/ann"},
      {"ListVirtualMFADevices", {}},
      {"ListServerCertificates", {}},
      {"GetContextKeysForCustomPolicy", {{"PolicyInputList.member.1", kPolicy}}},
      {"GetContextKeysForPrincipalPolicy", {{"PolicySourceArn", Arn("user/ann")}}, "user/ann"},
      {"ListSAMLProviders", {}},
      {"CreateSAMLProvider", {{"Name", "new"}, {"SAMLMetadataDocument", SamlMetadata("new")}}, "saml-provider/new"},
      {"GetSAMLProvider", {{"SAMLProviderArn", kSamlArn}}, "saml-provider/people"},
      {"UpdateSAMLProvider",
       {{"SAMLProviderArn", kSamlArn}, {"SAMLMetadataDocument", SamlMetadata("b")}},
       "saml-provider/people"},
      {"DeleteSAMLProvider", {{"SAMLProviderArn", kSamlArn}}, "saml-provider/people"},
      {"TagSAMLProvider",
       {{"SAMLProviderArn", kSamlArn}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}},
       "saml-provider/people"},
      {"UntagSAMLProvider", {{"SAMLProviderArn", kSamlArn}, {"TagKeys.member.1", "k"}}, "saml-provider/people"},
      {"ListSAMLProviderTags", {{"SAMLProviderArn", kSamlArn}}, "saml-provider/people"},
  };
  return operations;
}

class IamAuthorization : public IamTest, public ::testing::WithParamInterface<Operation> {
 protected:
  IamAuthorization() {
    CreateUser("ann");
    CreateGroup("g");
    EXPECT_EQ(CreateRole("app").status, 200);
    EXPECT_EQ(CreatePolicy().status, 200);
    Do("CreatePolicyVersion", {{"PolicyArn", kPolicyArn}, {"PolicyDocument", kPolicy}});
    Do("CreatePolicy", {{"PolicyName", "single"}, {"PolicyDocument", kPolicy}});
    CreateProfile("ip");
    CreateProvider();
    Do("CreateSAMLProvider", {{"Name", "people"}, {"SAMLMetadataDocument", SamlMetadata("a")}});
    Do("CreateAccountAlias", {{"AccountAlias", "before"}});
    Do("UpdateAccountPasswordPolicy", {{"MinimumPasswordLength", "8"}});
    Do("CreateServiceLinkedRole", {{"AWSServiceName", "ecs.amazonaws.com"}});
    MakeBusyOnes();
    tester_key_ = NewUser("tester", AllowDocument("sts:GetCallerIdentity")).access_key_id;
  }

  void MakeBusyOnes() {
    bob_key_ = NewUser("bob", kPolicy).access_key_id;
    Write([](directory::Transaction& transaction) {
      directory::User bob = *transaction.snapshot().users.Find(directory::NameKey(kAccount, "bob"));
      bob.login.emplace();
      transaction.Put(std::move(bob));
    });
    CreateGroup("busy");
    EXPECT_EQ(CreateRole("busy").status, 200);
    CreateProfile("busy");
    Do("AddUserToGroup", {{"GroupName", "busy"}, {"UserName", "bob"}});
    Do("AddRoleToInstanceProfile", {{"InstanceProfileName", "busy"}, {"RoleName", "busy"}});
    const std::vector<std::pair<std::string, std::string>> owners{{"User", "bob"}, {"Group", "busy"}, {"Role", "busy"}};
    for (const auto& [kind, owner] : owners) {
      const std::pair<std::string, std::string> name(kind + "Name", owner);
      Do("Put" + kind + "Policy", {name, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
      Do("Attach" + kind + "Policy", {name, {"PolicyArn", kAwsPolicyArn}});
    }
    Do("PutUserPermissionsBoundary", {{"UserName", "bob"}, {"PermissionsBoundary", kAwsPolicyArn}});
    Do("PutRolePermissionsBoundary", {{"RoleName", "busy"}, {"PermissionsBoundary", kAwsPolicyArn}});
  }

  Reply AskBy(const Caller& caller) {
    QueryParameterList parameters = GetParam().parameters;
    for (auto& parameter : parameters) {
      if (parameter.second == "KEY") parameter.second = bob_key_;
    }
    return AskAs(caller, GetParam().action, parameters);
  }
  // The operation by a user whose only policy is this one.
  Reply AskAllowed(const std::string& document) {
    Do("PutUserPolicy", {{"UserName", "tester"}, {"PolicyName", "own"}, {"PolicyDocument", document}});
    return AskBy(SignIn(tester_key_));
  }
  // All that the account has, as it is stored.
  std::vector<const void*> World() {
    std::vector<const void*> records;
    const auto add = [&](const auto& table, const std::string& prefix) {
      for (const auto& record : table.Sorted(prefix)) records.push_back(record.get());
    };
    const std::string names = std::string(kAccount) + "/", arns = Arn("");
    const auto now = snapshot();
    add(now->users, names), add(now->groups, names), add(now->roles, names), add(now->instance_profiles, names);
    add(now->policies, arns), add(now->oidc_providers, arns), add(now->saml_providers, arns);
    add(now->accounts, kAccount);
    records.push_back(now->access_keys.Find(bob_key_).get());
    return records;
  }

  std::string bob_key_, tester_key_;
};

TEST_P(IamAuthorization, WithoutThePermissionItIsRefused) {
  const std::string action = "iam:" + GetParam().action;
  Reply answered = AskAllowed(AllowDocument("s3:*"));
  EXPECT_EQ(answered.status, 403);
  EXPECT_EQ(answered.error_code, "AccessDenied");
  const std::string start =
      "User: " + Arn("user/tester") + " is not authorized to perform: " + action + " on resource: ";
  EXPECT_EQ(answered.error_message.substr(0, start.size()), start);
  const std::string end = " because no identity-based policy allows the " + action + " action";
  EXPECT_TRUE(answered.error_message.ends_with(end)) << answered.error_message;
  if (!GetParam().resource.empty()) {
    EXPECT_EQ(answered.error_message, start + Arn(GetParam().resource) + end);
  }
}

TEST_P(IamAuthorization, ThePermissionOnItsResourceIsEnough) {
  const std::string resource = GetParam().resource.empty() ? "*" : Arn(GetParam().resource);
  EXPECT_EQ(AskAllowed(AllowDocument("iam:" + GetParam().action, Arn("user/another"))).error_code, "AccessDenied");
  EXPECT_EQ(AskAllowed(AllowDocument("iam:" + GetParam().action, resource)).Outcome(), "200");
}

TEST_P(IamAuthorization, UnsignedItIsRefused) {
  Reply answered = AskBy(Anonymous());
  EXPECT_EQ(answered.status, 403);
  EXPECT_EQ(answered.error_code, "MissingAuthenticationToken");
}

TEST_P(IamAuthorization, AnotherAccountsAdministratorReachesAndLearnsNothing) {
  const std::vector<const void*> before = World();
  const std::string start = Arn("");
  for (const Caller& stranger : {services::testing::ServiceFixture::NewUser("stranger", services::testing::kEverything,
                                                                            services::testing::kOtherAccount),
                                 Root(services::testing::kOtherAccount)}) {
    Reply answered = AskBy(stranger);
    const bool by_arn = std::any_of(GetParam().parameters.begin(), GetParam().parameters.end(),
                                    [&](const auto& one) { return one.second.starts_with(start); });
    if (by_arn) {
      EXPECT_EQ(answered.error_code, "AccessDenied");
    }
    for (const char* own : {"bob", "AIDA", "people", "before"}) {
      const bool asked = std::any_of(GetParam().parameters.begin(), GetParam().parameters.end(),
                                     [&](const auto& one) { return one.second.find(own) != std::string::npos; });
      if (answered.ok() && !asked && GetParam().action.starts_with("List")) {
        EXPECT_EQ(answered.body.find(std::string(own) == "AIDA" ? start : own), std::string::npos) << answered.body;
      }
    }
    EXPECT_EQ(World(), before);
  }
}

TEST(IamOperations, AreAllInTheMatrix) {
  const std::unique_ptr<services::Service> iam = api::MakeIam();
  const auto& table = dynamic_cast<const services::QueryService&>(*iam);
  const std::vector<std::string_view> rooms = OperationsOfRooms();
  for (const std::string_view name : table.operation_names()) {
    if (std::count(rooms.begin(), rooms.end(), name) > 0) continue;  // api/access_test.cc
    if (name == "AddRoleToInstanceProfile") continue;  // needs iam:PassRole too: instance_profiles_test.cc
    EXPECT_TRUE(std::any_of(Operations().begin(), Operations().end(), [&](const Operation& each) {
      return each.action == name;
    })) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryOperation, IamAuthorization, ::testing::ValuesIn(Operations()),
                         [](const auto& info) { return info.param.action; });

}  // namespace
}  // namespace rolecall::services::iam
