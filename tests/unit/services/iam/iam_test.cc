#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

TEST_F(IamTest, CreateRoleAnswersWithoutMaxSessionDurationAndGetRoleWithIt) {
  Reply created = CreateRole("app");
  ASSERT_EQ(created.status, 200) << created.error_message;
  EXPECT_EQ(created.At("Role/Arn"), "arn:aws:iam::054000737513:role/app");
  EXPECT_EQ(created.At("Role/RoleId").size(), 21u);
  EXPECT_EQ(created.At("Role/MaxSessionDuration"), "(none)");
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "app"}}).At("Role/MaxSessionDuration"), "3600");
}

TEST_F(IamTest, NamesAreUniqueIgnoringCase) {
  ASSERT_EQ(CreateRole("app").status, 200);
  Reply again = CreateRole("APP");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.error_code, "EntityAlreadyExists");
}

TEST_F(IamTest, MissingRolesAreNotFound) {
  Reply answered = Ask("GetRole", {{"RoleName", "none"}});
  EXPECT_EQ(answered.status, 404);
  EXPECT_EQ(answered.error_message, "The role with name none cannot be found.");
}

TEST_F(IamTest, ReportsAllParametersThatAreWrong) {
  Reply answered = Ask("CreateRole", {{"RoleName", "a b"}});
  EXPECT_EQ(answered.error_message,
            "2 validation errors detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: [\\w+=,.@-]+; Value null at 'assumeRolePolicyDocument' failed to satisfy "
            "constraint: Member must not be null");
}

TEST_F(IamTest, ATrustPolicyThatIsNoJsonIsRefused) {
  Reply answered = Ask("CreateRole", {{"RoleName", "a"}, {"AssumeRolePolicyDocument", "no json"}});
  EXPECT_EQ(answered.error_code, "MalformedPolicyDocument");
  EXPECT_EQ(answered.error_message, "This policy contains invalid Json");
}

TEST_F(IamTest, ATrustPolicyMustNameWhatExists) {
  const std::string trust =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/none"},"Action":"sts:AssumeRole"}]})";
  Reply answered = Ask("CreateRole", {{"RoleName", "a"}, {"AssumeRolePolicyDocument", trust}});
  EXPECT_EQ(answered.error_message, "Invalid principal in policy: \"AWS\":\"arn:aws:iam::054000737513:role/none\"");
}

TEST_F(IamTest, AttachingDistinguishesMalformedFromMissing) {
  ASSERT_EQ(CreateRole("app").status, 200);
  Reply malformed = Ask("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", "not-an-arn-not-an-arn"}});
  EXPECT_EQ(malformed.status, 400);
  EXPECT_EQ(malformed.error_message, "Invalid ARN:  Could not be parsed!");
  Reply missing = Ask("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}});
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.error_message, std::string("Policy ") + kPolicyArn + " does not exist or is not attachable.");
  ASSERT_EQ(CreatePolicy().status, 200);
  EXPECT_EQ(Ask("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}}).status, 200);
}

TEST_F(IamTest, WhatIsInUseIsNotDeleted) {
  ASSERT_EQ(CreateRole("app").status, 200);
  ASSERT_EQ(CreatePolicy().status, 200);
  ASSERT_EQ(Ask("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}}).status, 200);
  EXPECT_EQ(Ask("DeletePolicy", {{"PolicyArn", kPolicyArn}}).error_code, "DeleteConflict");
  EXPECT_EQ(Ask("DeleteRole", {{"RoleName", "app"}}).error_code, "DeleteConflict");
  EXPECT_EQ(Ask("DetachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}}).status, 200);
  EXPECT_EQ(Ask("DeletePolicy", {{"PolicyArn", kPolicyArn}}).status, 200);
  EXPECT_EQ(Ask("DeleteRole", {{"RoleName", "app"}}).status, 200);
}

TEST_F(IamTest, ListingsGiveAllItemsInPages) {
  for (int i = 0; i < 5; ++i) ASSERT_EQ(CreateRole("r" + std::to_string(i)).status, 200);
  std::string marker, names;
  for (int page = 0; page < 3; ++page) {
    QueryParameterList parameters{{"MaxItems", "2"}};
    if (!marker.empty()) parameters.emplace_back("Marker", marker);
    Reply answered = Ask("ListRoles", parameters);
    ASSERT_EQ(answered.status, 200);
    for (const aws::XmlNode* role : answered.xml.List("Roles")) names += role->Get("RoleName");
    EXPECT_EQ(answered.At("IsTruncated"), page < 2 ? "true" : "false");
    marker = answered.At("Marker");
  }
  EXPECT_EQ(names, "r0r1r2r3r4");
}

TEST_F(IamTest, DocumentsAreAnsweredPercentEncoded) {
  ASSERT_EQ(CreateRole("app").status, 200);
  ASSERT_EQ(Ask("PutRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}}).status, 200);
  const std::string text = Ask("GetRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}}).At("PolicyDocument");
  EXPECT_EQ(PercentDecode(text).value_or(""), kPolicy);
  EXPECT_EQ(text.find('{'), std::string::npos);
}

TEST_F(IamTest, APolicyKeepsFiveVersions) {
  ASSERT_EQ(CreatePolicy().status, 200);
  const QueryParameterList version{{"PolicyArn", kPolicyArn}, {"PolicyDocument", kPolicy}, {"SetAsDefault", "true"}};
  for (int i = 2; i <= 5; ++i) {
    EXPECT_EQ(Ask("CreatePolicyVersion", version).At("PolicyVersion/VersionId"), "v" + std::to_string(i));
  }
  EXPECT_EQ(Ask("CreatePolicyVersion", version).error_code, "LimitExceeded");
  EXPECT_EQ(Ask("DeletePolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v5"}}).error_code, "DeleteConflict");
  EXPECT_EQ(Ask("DeletePolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v1"}}).status, 200);
  EXPECT_EQ(Ask("CreatePolicyVersion", version).At("PolicyVersion/VersionId"), "v6");
}

TEST_F(IamTest, AUserWithoutPoliciesMayDoNothing) {
  Caller user = NewUser("u", kPolicy);
  Reply answered = AskAs(user, "ListRoles", {});
  EXPECT_EQ(answered.status, 403);
  EXPECT_EQ(answered.error_message,
            "User: arn:aws:iam::054000737513:user/u is not authorized to perform: iam:ListRoles on resource: "
            "arn:aws:iam::054000737513:role/ because no identity-based policy allows the iam:ListRoles action");
}

TEST_F(IamTest, AnExplicitDenyBeatsAllow) {
  Caller user = NewUser(
      "u",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","NotResource":"arn:aws:iam::054000737513:role/team/*"}]})");
  EXPECT_EQ(AskAs(user, "CreateRole", {{"RoleName", "a"}, {"AssumeRolePolicyDocument", kTrust}}).status, 403);
  EXPECT_EQ(
      AskAs(user, "CreateRole", {{"RoleName", "a"}, {"Path", "/team/"}, {"AssumeRolePolicyDocument", kTrust}}).status,
      200);
}

TEST_F(IamTest, ABoundaryLimitsItsUser) {
  Caller user =
      NewUser("u", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})");
  const std::string key = user.access_key_id;
  EXPECT_EQ(AskAs(user, "ListRoles", {}).status, 200);
  ASSERT_EQ(CreatePolicy().status, 200);
  ASSERT_EQ(Ask("PutUserPermissionsBoundary", {{"UserName", "u"}, {"PermissionsBoundary", kPolicyArn}}).status, 200);
  Reply answered = AskAs(SignIn(key), "ListRoles", {});
  EXPECT_EQ(answered.status, 403);
  EXPECT_NE(answered.error_message.find("no permissions boundary allows"), std::string::npos);
}

TEST_F(IamTest, GroupPoliciesApplyToMembers) {
  Caller user = NewUser("u", kPolicy);
  ASSERT_EQ(Ask("CreateGroup", {{"GroupName", "g"}}).status, 200);
  ASSERT_EQ(
      Ask("AttachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}}).status,
      200);
  EXPECT_EQ(AskAs(user, "ListRoles", {}).status, 403);
  ASSERT_EQ(Ask("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "u"}}).status, 200);
  EXPECT_EQ(AskAs(SignIn(user.access_key_id), "ListRoles", {}).status, 200);
}

TEST_F(IamTest, ConditionsOnSourceAddressAndPolicyArnHold) {
  Caller user = NewUser(
      "u",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"},"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/IAMReadOnlyAccess"}}}]})");
  ASSERT_EQ(CreateRole("app").status, 200);
  const auto attach = [&](const char* name) {
    return AskAs(user, "AttachRolePolicy",
                 {{"RoleName", "app"}, {"PolicyArn", std::string("arn:aws:iam::aws:policy/") + name}})
        .status;
  };
  EXPECT_EQ(attach("IAMReadOnlyAccess"), 200);
  EXPECT_EQ(attach("AdministratorAccess"), 403);
  set_peer_address("198.51.100.1");
  EXPECT_EQ(attach("IAMReadOnlyAccess"), 403);
}

TEST_F(IamTest, TagsOfRequestAndResourceAreConditions) {
  Caller user = NewUser(
      "u",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:TagRole","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"},"ForAllValues:StringEquals":{"aws:TagKeys":["env"]}}}]})");
  ASSERT_EQ(CreateRole("app").status, 200);
  const auto tag = [&](const Caller* caller, const char* key) {
    return AskAs(caller == nullptr ? Root() : *caller, "TagRole",
                 {{"RoleName", "app"}, {"Tags.member.1.Key", key}, {"Tags.member.1.Value", "a"}})
        .status;
  };
  EXPECT_EQ(tag(&user, "env"), 403);
  ASSERT_EQ(tag(nullptr, "team"), 200);
  EXPECT_EQ(tag(&user, "env"), 200);
  EXPECT_EQ(tag(&user, "other"), 403);
}

TEST_F(IamTest, TagsAtCreationNeedThePermissionToTagToo) {
  Caller user = NewUser(
      "u",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*"},{"Effect":"Allow","Action":["iam:CreateRole","iam:TagRole"],"Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"a"}}}]})");
  EXPECT_EQ(AskAs(user, "CreateUser", {{"UserName", "plain"}}).status, 200);
  Reply answered =
      AskAs(user, "CreateUser", {{"UserName", "tagged"}, {"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "a"}});
  EXPECT_EQ(answered.status, 403);
  EXPECT_NE(answered.error_message.find("is not authorized to perform: iam:TagUser on resource: "
                                        "arn:aws:iam::054000737513:user/tagged"),
            std::string::npos);
  const auto create_role = [&](const char* value) {
    return AskAs(user, "CreateRole",
                 {{"RoleName", std::string("role-") + value},
                  {"AssumeRolePolicyDocument", kTrust},
                  {"Tags.member.1.Key", "team"},
                  {"Tags.member.1.Value", value}})
        .status;
  };
  EXPECT_EQ(create_role("a"), 200);
  EXPECT_EQ(create_role("b"), 403);
}

TEST_F(IamTest, OidcProvidersKeepTheirUrlWithoutScheme) {
  Reply created = Ask("CreateOpenIDConnectProvider",
                      {{"Url", "https://oidc.example.com/id/A1"}, {"ClientIDList.member.1", "sts.amazonaws.com"}});
  const std::string arn = "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A1";
  EXPECT_EQ(created.At("OpenIDConnectProviderArn"), arn);
  EXPECT_EQ(Ask("GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}}).At("Url"), "oidc.example.com/id/A1");
  EXPECT_EQ(Ask("CreateOpenIDConnectProvider", {{"Url", "http://oidc.example.com"}}).error_code, "ValidationError");
}

TEST_F(IamTest, SimulationAgreesWithEnforcement) {
  NewUser("u", kPolicy);
  Reply answered = Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", "arn:aws:iam::054000737513:user/u"},
                                                   {"ActionNames.member.1", "s3:GetObject"},
                                                   {"ActionNames.member.2", "s3:PutObject"}});
  ASSERT_EQ(answered.status, 200);
  auto results = answered.xml.List("EvaluationResults");
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0]->Get("EvalDecision"), "allowed");
  EXPECT_EQ(results[1]->Get("EvalDecision"), "implicitDeny");
}

TEST_F(IamTest, UnknownOperationsAndAnonymousCallersAreRefused) {
  EXPECT_EQ(Ask("MakeVirtualMFADevice", {}).error_code, "InvalidAction");
  EXPECT_EQ(AskAs(Caller(), "ListRoles", {}).status, 403);
}

TEST_F(IamTest, UsersHaveNoLoginProfileToDelete) {
  ASSERT_EQ(Ask("CreateUser", {{"UserName", "ann"}}).status, 200);
  for (const char* action : {"GetLoginProfile", "DeleteLoginProfile"}) {
    Reply answered = Ask(action, {{"UserName", "ann"}});
    EXPECT_EQ(answered.status, 404);
    EXPECT_EQ(answered.error_code, "NoSuchEntity");
    EXPECT_EQ(answered.error_message, "Login Profile for User ann cannot be found.");
    EXPECT_EQ(Ask(action, {{"UserName", "bob"}}).error_message, "The user with name bob cannot be found.");
  }
}

TEST_F(IamTest, PoliciesOfAwsThatAddOnsUseCanBeAttached) {
  ASSERT_EQ(CreateRole("app").status, 200);
  for (const char* name : {"AWSXrayWriteOnlyAccess", "AmazonPrometheusRemoteWriteAccess", "AmazonEKSComputePolicy",
                           "service-role/AmazonEBSCSIDriverPolicy", "job-function/SupportUser"}) {
    const std::string arn = std::string("arn:aws:iam::aws:policy/") + name;
    EXPECT_EQ(Ask("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", arn}}).status, 200) << arn;
  }
}

TEST_F(IamTest, ServiceLinkedRolesMayNotBeChanged) {
  ASSERT_EQ(Ask("CreateServiceLinkedRole", {{"AWSServiceName", "ecs.amazonaws.com"}}).status, 200);
  EXPECT_EQ(Ask("DeleteRole", {{"RoleName", "AWSServiceRoleForECS"}}).error_code, "UnmodifiableEntity");
  EXPECT_EQ(
      Ask("CreateServiceLinkedRole", {{"AWSServiceName", "ecs.amazonaws.com"}, {"CustomSuffix", "x"}}).error_message,
      "Custom suffix is not allowed for ecs.amazonaws.com");
  EXPECT_EQ(Ask("DeleteServiceLinkedRole", {{"RoleName", "AWSServiceRoleForECS"}}).status, 200);
}

}  // namespace
}  // namespace rolecall::services::iam
