// The identity model read from a live endpoint that answers with what it was told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/model/model_readers.h"
#include "aws/client/sleeper.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "http/message.h"
#include "tests/unit/access/fake_endpoint.h"

namespace rolecall::access {
namespace {

using ::testing::ElementsAre;

constexpr char kAnyone[] = R"({"Version":"2012-10-17","Statement":[]})";

class EndpointTest : public ::testing::Test {
 protected:
  EndpointTest()
      : credentials_({.access_key_id = "AKIA1", .secret_access_key = Secret("secret")}),
        client_({.region = "eu-central-1", .max_attempts = 1}, {endpoint_, credentials_, clock_, random_, sleeper_}) {
    endpoint_.Answer("ListOpenIDConnectProviders",
                     "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::111122223333:oidc-provider/oidc.example.com"
                     "</Arn></member></OpenIDConnectProviderList>");
    endpoint_.Answer("GetOpenIDConnectProvider",
                     "<Url>oidc.example.com</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>");
  }

  static std::string RoleXml(const std::string& more = "") {
    return "<Arn>arn:aws:iam::111122223333:role/k8s/app</Arn><RoleName>app</RoleName><Path>/k8s/</Path>"
           "<RoleId>AROA1</RoleId><MaxSessionDuration>7200</MaxSessionDuration><AssumeRolePolicyDocument>" +
           PercentEncode(kAnyone) + "</AssumeRolePolicyDocument>" + more;
  }
  void AnswerPolicy() {
    endpoint_.Answer("GetPolicy", "<Policy><DefaultVersionId>v3</DefaultVersionId></Policy>");
    endpoint_.Answer("GetPolicyVersion",
                     "<PolicyVersion><Document>" + PercentEncode(kAnyone) + "</Document></PolicyVersion>");
  }

  FakeEndpoint endpoint_;
  aws::StaticCredentials credentials_;
  FakeClock clock_{FromUnixSeconds(1'800'000'000)};
  FakeRandom random_;
  aws::FakeSleeper sleeper_{clock_};
  aws::Client client_;
};

constexpr char kBoundary[] =
    "<PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/limit</PermissionsBoundaryArn>"
    "</PermissionsBoundary>";

TEST_F(EndpointTest, TheWholeAccountComesInPages) {
  const std::string inline_policy =
      "<member><PolicyName>own</PolicyName><PolicyDocument>" + PercentEncode(kAnyone) + "</PolicyDocument></member>";
  const std::string attached =
      "<AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::111122223333:policy/p</PolicyArn></member>"
      "</AttachedManagedPolicies>";
  endpoint_.Answer("GetAccountAuthorizationDetails",
                   "<IsTruncated>true</IsTruncated><Marker>next</Marker><RoleDetailList><member>" +
                       RoleXml("<RolePolicyList>" + inline_policy + "</RolePolicyList>" + attached +
                               "<InstanceProfileList><member><Arn>arn:aws:iam::111122223333:instance-profile/ip</Arn>"
                               "<InstanceProfileName>ip</InstanceProfileName></member></InstanceProfileList>"
                               "<Tags><member><Key>team</Key><Value>a</Value></member></Tags>" +
                               kBoundary) +
                       "</member></RoleDetailList>");
  endpoint_.Answer("GetAccountAuthorizationDetails",
                   "<IsTruncated>false</IsTruncated><UserDetailList><member><Arn>arn:aws:iam::111122223333:user/u</Arn>"
                   "<UserName>u</UserName><UserPolicyList>" +
                       inline_policy + "</UserPolicyList>" + attached +
                       "<GroupList><member>g</member></GroupList></member></UserDetailList><GroupDetailList><member>"
                       "<Arn>arn:aws:iam::111122223333:group/g</Arn><GroupName>g</GroupName><GroupPolicyList>" +
                       inline_policy + "</GroupPolicyList>" + attached +
                       "</member></GroupDetailList><Policies><member><Arn>arn:aws:iam::111122223333:policy/p</Arn>"
                       "<PolicyName>p</PolicyName><PolicyVersionList><member><IsDefaultVersion>false</IsDefaultVersion>"
                       "<Document>old</Document></member><member><IsDefaultVersion>true</IsDefaultVersion><Document>" +
                       PercentEncode(kAnyone) + "</Document></member></PolicyVersionList></member></Policies>");
  const Result<IdentityModel> model = ModelFromEndpoint(client_);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const Role* role = model->FindRole("arn:aws:iam::111122223333:role/k8s/app");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(role->max_session_duration, 7200);
  EXPECT_EQ(role->trust.text, kAnyone);
  EXPECT_EQ(role->boundary_arn, "arn:aws:iam::111122223333:policy/limit");
  EXPECT_THAT(role->tags, ElementsAre(std::pair<std::string, std::string>("team", "a")));
  EXPECT_EQ(model->IdentityPolicies(*role).size(), 2u);
  const Member* user = model->FindUser("arn:aws:iam::111122223333:user/u");
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(model->IdentityPolicies(*user).size(), 4u) << "its own and its group's";
  EXPECT_EQ(model->policies.at("arn:aws:iam::111122223333:policy/p").document.text, kAnyone);
  ASSERT_EQ(model->instance_profiles.size(), 1u);
  EXPECT_THAT(model->instance_profiles[0].roles, ElementsAre("app"));
  const OidcProvider* provider = model->FindProvider("oidc.example.com", "111122223333");
  ASSERT_NE(provider, nullptr);
  EXPECT_THAT(provider->client_ids, ElementsAre("sts.amazonaws.com"));
  EXPECT_TRUE(model->roles_complete && model->providers_complete);
  EXPECT_EQ(model->account_id, "111122223333");
}

TEST_F(EndpointTest, AnEndpointWithoutTheDetailsIsReadByLists) {
  endpoint_.Answer("ListRoles", "<Roles><member>" + RoleXml() + "</member></Roles>");
  endpoint_.Answer("ListUsers",
                   "<Users><member><Arn>arn:aws:iam::111122223333:user/u</Arn><UserName>u</UserName></member></Users>");
  endpoint_.Answer(
      "ListGroups",
      "<Groups><member><Arn>arn:aws:iam::111122223333:group/g</Arn><GroupName>g</GroupName></member></Groups>");
  endpoint_.Answer("GetRole", "<Role>" + RoleXml(kBoundary) + "</Role>");
  endpoint_.Answer("GetUser", "<User><Arn>arn:aws:iam::111122223333:user/u</Arn><UserName>u</UserName>" +
                                  std::string(kBoundary) + "</User>");
  endpoint_.Answer("ListGroupsForUser", "<Groups><member><GroupName>g</GroupName></member></Groups>");
  for (const char* kind : {"Role", "User", "Group"}) {
    endpoint_.Answer(
        "ListAttached" + std::string(kind) + "Policies",
        "<AttachedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/P</PolicyArn></member></AttachedPolicies>");
    endpoint_.Answer("List" + std::string(kind) + "Policies", "<PolicyNames><member>own</member></PolicyNames>");
    endpoint_.Answer("Get" + std::string(kind) + "Policy",
                     "<PolicyDocument>" + PercentEncode(kAnyone) + "</PolicyDocument>");
  }
  AnswerPolicy();
  endpoint_.Answer(
      "ListInstanceProfiles",
      "<InstanceProfiles><member><Arn>arn:aws:iam::111122223333:instance-profile/ip</Arn>"
      "<InstanceProfileName>ip</InstanceProfileName><Roles><member><RoleName>app</RoleName></member></Roles>"
      "</member></InstanceProfiles>");
  const Result<IdentityModel> model = ModelFromEndpoint(client_);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const Role& role = model->roles.at(0);
  EXPECT_EQ(role.boundary_arn, "arn:aws:iam::111122223333:policy/limit");
  EXPECT_EQ(model->IdentityPolicies(role).size(), 2u);
  EXPECT_NE(model->Boundary(role.boundary_arn), nullptr);
  EXPECT_EQ(model->IdentityPolicies(model->users.at(0)).size(), 4u);
  EXPECT_EQ(model->users[0].boundary_arn, role.boundary_arn);
  EXPECT_THAT(model->instance_profiles.at(0).roles, ElementsAre("app"));
}

TEST_F(EndpointTest, WhateverFailsEndsTheReading) {
  endpoint_.Refuse("GetAccountAuthorizationDetails", "AccessDenied", 403);
  EXPECT_FALSE(ModelFromEndpoint(client_).ok());
  IdentityModel model;
  endpoint_.Refuse("GetRole", "AccessDenied", 403);
  EXPECT_FALSE(AddRoleFromEndpoint(client_, "app", model).ok());
  FakeEndpoint empty;
  aws::Client nobody({.region = "eu-central-1", .max_attempts = 1}, {empty, credentials_, clock_, random_, sleeper_});
  EXPECT_FALSE(ModelFromEndpoint(nobody).ok());
  EXPECT_FALSE(AddProvidersFromEndpoint(nobody, model).ok());
}

TEST_F(EndpointTest, EachListThatFailsEndsTheReadingByLists) {
  const std::vector<std::pair<std::string, std::string>> kSteps = {
      {"ListRoles", "<Roles><member>" + RoleXml() + "</member></Roles>"},
      {"ListUsers", "<Users><member><UserName>u</UserName></member></Users>"},
      {"ListGroups", "<Groups><member><GroupName>g</GroupName></member></Groups>"},
      {"ListAttachedRolePolicies", ""},
      {"ListRolePolicies", ""},
      {"ListAttachedUserPolicies", ""},
      {"ListUserPolicies", "<PolicyNames><member>own</member></PolicyNames>"},
      {"GetUserPolicy", ""},
      {"ListGroupsForUser", ""},
      {"ListAttachedGroupPolicies", ""},
      {"ListGroupPolicies", ""},
      {"ListInstanceProfiles", ""},
      {"ListOpenIDConnectProviders", ""},
  };
  for (std::size_t failing = 0; failing < kSteps.size(); ++failing) {
    FakeEndpoint endpoint;
    for (std::size_t i = 0; i < failing; ++i) endpoint.Answer(kSteps[i].first, kSteps[i].second);
    aws::Client client({.region = "eu-central-1", .max_attempts = 1},
                       {endpoint, credentials_, clock_, random_, sleeper_});
    EXPECT_FALSE(ModelFromEndpoint(client).ok()) << kSteps[failing].first;
    EXPECT_TRUE(endpoint.asked.ends_with(kSteps[failing].first + " ")) << endpoint.asked;
  }
}

TEST_F(EndpointTest, OneRoleIsReadWithItsPolicies) {
  endpoint_.Answer("GetRole", "<Role>" + RoleXml(kBoundary) + "</Role>");
  endpoint_.Answer("ListAttachedRolePolicies",
                   "<AttachedPolicies><member><PolicyArn>arn:aws:iam::111122223333:policy/limit</PolicyArn></member>"
                   "</AttachedPolicies>");
  endpoint_.Answer("ListRolePolicies", "");
  AnswerPolicy();
  IdentityModel model;
  EXPECT_TRUE(AddRoleFromEndpoint(client_, "arn:aws:iam::111122223333:role/k8s/app", model).value());
  EXPECT_FALSE(AddRoleFromEndpoint(client_, "arn:aws:iam::111122223333:role/app", model).value()) << "another path";
  EXPECT_EQ(model.roles.size(), 2u);
  EXPECT_EQ(model.policies.size(), 1u) << "the boundary is the attached policy";
}

TEST_F(EndpointTest, AListingThatNeverEndsIsAnError) {
  endpoint_.Answer("GetAccountAuthorizationDetails", "<IsTruncated>true</IsTruncated><Marker>m</Marker>");
  const Result<IdentityModel> model = ModelFromEndpoint(client_);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(model.error().message, "the answer of GetAccountAuthorizationDetails does not end");
}

TEST_F(EndpointTest, OneUserIsReadWithItsGroups) {
  endpoint_.Answer("GetUser", "<User><Arn>arn:aws:iam::111122223333:user/u</Arn><UserName>u</UserName>" +
                                  std::string(kBoundary) + "</User>");
  AnswerPolicy();
  endpoint_.Answer("ListAttachedUserPolicies", "");
  endpoint_.Answer("ListUserPolicies", "<PolicyNames><member>own</member></PolicyNames>");
  endpoint_.Answer("GetUserPolicy", "<PolicyDocument>" + PercentEncode(kAnyone) + "</PolicyDocument>");
  endpoint_.Answer("ListGroupsForUser", "<Groups><member><GroupName>g</GroupName></member></Groups>");
  endpoint_.Answer("ListAttachedGroupPolicies",
                   "<AttachedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/P</PolicyArn></member>"
                   "</AttachedPolicies>");
  endpoint_.Answer("ListGroupPolicies", "");
  IdentityModel model;
  EXPECT_TRUE(AddUserFromEndpoint(client_, "u", model).value());
  ASSERT_EQ(model.users.size(), 1u);
  const std::vector<const PolicyDocument*> policies = model.IdentityPolicies(model.users[0]);
  ASSERT_EQ(policies.size(), 2u);
  EXPECT_EQ(policies[0]->name, "inline policy own");
  EXPECT_EQ(policies[1]->name, "arn:aws:iam::aws:policy/P");
  EXPECT_NE(model.Boundary(model.users[0].boundary_arn), nullptr);
}

TEST_F(EndpointTest, AUserThatIsNotThereIsNoneAndOneThatCannotBeReadIsAnError) {
  IdentityModel model;
  endpoint_.Refuse("GetUser", "NoSuchEntity", 404);
  endpoint_.Refuse("GetUser", "AccessDenied", 403);
  EXPECT_FALSE(AddUserFromEndpoint(client_, "u", model).value());
  EXPECT_FALSE(AddUserFromEndpoint(client_, "u", model).ok());
  EXPECT_TRUE(model.users.empty() && model.groups.empty());
}

TEST_F(EndpointTest, ARoleThatIsNotThereIsNone) {
  endpoint_.Refuse("GetRole", "NoSuchEntity", 404);
  IdentityModel model;
  EXPECT_FALSE(AddRoleFromEndpoint(client_, "app", model).value());
  EXPECT_TRUE(model.roles.empty());
}

TEST_F(EndpointTest, SecretsHavePoliciesOfTheirOwn) {
  const std::string arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:s-AbCdEf";
  IdentityModel model;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, "arn:aws:sqs:eu-central-1:111122223333:q", model).ok());
  EXPECT_EQ(endpoint_.asked, "") << "of queues nothing is asked";
  endpoint_.AnswerJson("GetResourcePolicy", 200, R"({"ARN":"a","ResourcePolicy":"{}"})");
  endpoint_.AnswerJson("GetResourcePolicy", 200, R"({"ARN":"a"})");
  endpoint_.AnswerJson("GetResourcePolicy", 400, R"({"__type":"ResourceNotFoundException"})");
  endpoint_.AnswerJson("GetResourcePolicy", 400, R"({"__type":"AccessDeniedException"})");
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, model).ok());
  ASSERT_NE(model.FindResourcePolicy(arn), nullptr);
  EXPECT_EQ(model.FindResourcePolicy(arn)->text, "{}");
  EXPECT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, model).ok()) << "it has none";
  EXPECT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, model).ok()) << "it is not there";
  EXPECT_FALSE(AddResourcePolicyFromEndpoint(client_, arn, model).ok());
  EXPECT_EQ(model.resources.size(), 1u);
}

TEST_F(EndpointTest, ARepositorysPolicyIsAskedForOrNotKnown) {
  const std::string arn = "arn:aws:ecr:eu-central-1:111122223333:repository/shop/web";
  endpoint_.AnswerJson("GetRepositoryPolicy", 200, R"({"repositoryName":"shop/web","policyText":"{}"})");
  endpoint_.AnswerJson("GetRepositoryPolicy", 400, R"({"__type":"RepositoryPolicyNotFoundException"})");
  endpoint_.AnswerJson("GetRepositoryPolicy", 400, R"({"__type":"UnknownService"})");
  IdentityModel model;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, model).ok());
  ASSERT_NE(model.FindResourcePolicy(arn), nullptr);
  EXPECT_EQ(model.FindResourcePolicy(arn)->text, "{}");
  IdentityModel without;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, without).ok());
  EXPECT_TRUE(without.resources.empty() && without.gaps.empty());
  // A plane does not serve ECR.
  IdentityModel unknown;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, unknown).ok());
  ASSERT_NE(unknown.FindResourcePolicy(arn), nullptr);
  EXPECT_FALSE(unknown.FindResourcePolicy(arn)->known);
  EXPECT_EQ(unknown.gaps.size(), 1u);
  const std::string elsewhere = "arn:aws:ecr:us-east-1:111122223333:repository/web";
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, elsewhere, unknown).ok());
  EXPECT_FALSE(unknown.FindResourcePolicy(elsewhere)->known) << "this client asks another region";
}

TEST_F(EndpointTest, AKeysPolicyIsAskedForOrNotKnown) {
  const std::string arn = "arn:aws:kms:eu-central-1:111122223333:key/k-1";
  endpoint_.AnswerJson("GetKeyPolicy", 200, R"({"Policy":"{}"})");
  endpoint_.AnswerJson("GetKeyPolicy", 400, R"({"__type":"NotFoundException"})");
  endpoint_.AnswerJson("GetKeyPolicy", 400, R"({"__type":"AccessDeniedException"})");
  IdentityModel model;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, model).ok());
  EXPECT_EQ(model.FindResourcePolicy(arn)->text, "{}");
  IdentityModel without;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, without).ok());
  EXPECT_EQ(without.FindResourcePolicy(arn), nullptr);
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, arn, without).ok());
  EXPECT_FALSE(without.FindResourcePolicy(arn)->known);
}

TEST_F(EndpointTest, APatternMayMeanAnyResource) {
  endpoint_.AnswerJson("ListSecrets", 200, R"({"SecretList":[{"ARN":"arn:aws:secretsmanager:::secret:s-AbCdEf"}]})");
  endpoint_.AnswerJson("GetResourcePolicy", 200, R"({"ARN":"a","ResourcePolicy":"{}"})");
  IdentityModel model;
  ASSERT_TRUE(AddResourcePolicyFromEndpoint(client_, "arn:aws:secretsmanager:*:*:secret:s*", model).ok());
  EXPECT_NE(model.FindResourcePolicy("arn:aws:secretsmanager:::secret:s-AbCdEf"), nullptr);
  EXPECT_FALSE(model.gaps.empty()) << "keys and buckets could not be read";
}

}  // namespace
}  // namespace rolecall::access
