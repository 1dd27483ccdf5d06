// Exclusive policies, memberships, imports of keys, tags and regions as the versions differ, refusals, EKS.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

constexpr const char* kReadOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

class LaterResources : public ProviderTest {
 protected:
  Object DataConfig(const std::string& type) const {
    Type implied = engine::ImpliedType(provider_->schema().data_sources.at(type).block);
    return Object(implied, Value::Null(implied));
  }
  Object ReadData(const std::string& type, const Object& config) {
    Type implied = engine::ImpliedType(provider_->schema().data_sources.at(type).block);
    return Object(implied, provider_->ReadDataSource(type, config.ToValue(), diagnostics_));
  }
};

TEST_F(LaterResources, ExclusivePoliciesTakeAwayWhatIsNotListed) {
  Configure();
  aws_->Answer("ListRolePolicies", "<PolicyNames><member>ours</member><member>theirs</member></PolicyNames>");
  aws_->Answer("DeleteRolePolicy", "");
  Object config = Empty("aws_iam_role_policies_exclusive");
  config.SetText("role_name", "app");
  config.SetTexts("policy_names", {"ours"});
  Value state = Apply("aws_iam_role_policies_exclusive", Nothing("aws_iam_role_policies_exclusive"), config);
  EXPECT_EQ(aws_->sent["DeleteRolePolicy"]["PolicyName"], "theirs");
  EXPECT_FALSE(state.IsNull());
  aws_->calls.clear();
  Destroy("aws_iam_role_policies_exclusive", state);
  EXPECT_TRUE(aws_->calls.empty());
}

TEST_F(LaterResources, ExclusiveAttachmentsAttachAndDetach) {
  Configure();
  aws_->Answer("ListAttachedUserPolicies",
               "<AttachedPolicies><member><PolicyArn>arn:x</PolicyArn></member></AttachedPolicies>");
  aws_->Answer("AttachUserPolicy", "");
  aws_->Answer("DetachUserPolicy", "");
  Object config = Empty("aws_iam_user_policy_attachments_exclusive");
  config.SetText("user_name", "ci");
  config.SetTexts("policy_arns", {kReadOnly});
  Value state =
      Apply("aws_iam_user_policy_attachments_exclusive", Nothing("aws_iam_user_policy_attachments_exclusive"), config);
  EXPECT_EQ(aws_->sent["AttachUserPolicy"]["PolicyArn"], kReadOnly);
  EXPECT_EQ(aws_->sent["DetachUserPolicy"]["PolicyArn"], "arn:x");
  auto imported = provider_->Import("aws_iam_user_policy_attachments_exclusive", "ci", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(Wrap("aws_iam_user_policy_attachments_exclusive", imported[0].state.value).Text("user_name"), "ci");
}

TEST_F(LaterResources, AMembershipSeesOnlyItsOwnGroups) {
  Configure();
  aws_->Answer("AddUserToGroup", "");
  aws_->Answer(
      "ListGroupsForUser",
      "<Groups><member><GroupName>a</GroupName></member><member><GroupName>other</GroupName></member></Groups>");
  Object config = Empty("aws_iam_user_group_membership");
  config.SetText("user", "ci");
  config.SetTexts("groups", {"a"});
  Object state = Wrap("aws_iam_user_group_membership",
                      Apply("aws_iam_user_group_membership", Nothing("aws_iam_user_group_membership"), config));
  EXPECT_EQ(state.Texts("groups"), std::vector<std::string>{"a"});
  EXPECT_TRUE(state.Text("id").starts_with("terraform-"));
  auto imported = provider_->Import("aws_iam_user_group_membership", "ci/a/b", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(Wrap("aws_iam_user_group_membership", imported[0].state.value).Texts("groups"),
            (std::vector<std::string>{"a", "b"}));
}

TEST_F(LaterResources, AnImportedKeyIsFoundByWhoseItIs) {
  Configure();
  aws_->Answer("GetAccessKeyLastUsed", "<UserName>ci</UserName>");
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIAX</AccessKeyId><Status>Active</Status></member>"
               "</AccessKeyMetadata>");
  auto imported = provider_->Import("aws_iam_access_key", "AKIAX", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  Object state =
      Wrap("aws_iam_access_key", provider_->Read("aws_iam_access_key", imported[0].state, diagnostics_).value);
  EXPECT_EQ(state.Text("user"), "ci");
  EXPECT_TRUE(state.Get("secret").IsNull());
  aws_->Fail("GetAccessKeyLastUsed", 403, "AccessDenied", "no");
  EXPECT_TRUE(provider_->Read("aws_iam_access_key", imported[0].state, diagnostics_).value.IsNull());
}

TEST_F(LaterResources, VersionFourRefusesTagsThatOnlyRepeatDefaultTags) {
  Configure("4.22.0", {{"Team", "core"}, {"Env", "main"}});
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetTextMap("tags", {{"Team", "core"}});
  Plan("aws_iam_user", Nothing("aws_iam_user"), config);
  EXPECT_NE(Problems().find("de-duplicate"), std::string::npos);
}

TEST_F(LaterResources, LaterVersionsTakeThemAndKeepThem) {
  Configure("5.36.0", {{"Team", "core"}});
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetTextMap("tags", {{"Team", "core"}});
  Object planned = Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(planned.TextMap("tags_all"), (Tags{{"Team", "core"}}));
}

TEST_F(LaterResources, ATagWithoutValueIsSentThoughItCannotBePlanned) {
  Configure("6.25.0", {{"Team", "core"}});
  aws_->Answer("CreateUser", "<User><UserName>ci</UserName></User>");
  aws_->Answer("GetUser",
               "<User><UserName>ci</UserName><Path>/</Path><Tags><member><Key>Flag</Key><Value/></member>"
               "<member><Key>Team</Key><Value>core</Value></member></Tags></User>");
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetTextMap("tags", {{"Flag", ""}});
  EXPECT_TRUE(
      Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned).IsUnknown("tags_all"));
  Value state = Apply("aws_iam_user", Nothing("aws_iam_user"), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["CreateUser"]["Tags.member.1.Key"], "Flag");
  EXPECT_EQ(aws_->sent["CreateUser"]["Tags.member.2.Key"], "Team");
  EXPECT_TRUE(Plan("aws_iam_user", state, config).planned.Same(state));
}

TEST_F(LaterResources, ARoleOfVersionFourKeepsItsEmptyInlinePolicy) {
  Configure("4.22.0");
  aws_->Answer("GetRole",
               "<Role><RoleName>app</RoleName><Path>/</Path><MaxSessionDuration>3600</MaxSessionDuration>"
               "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role>");
  aws_->Answer("ListRolePolicies", "<PolicyNames/>");
  aws_->Answer("ListAttachedRolePolicies", "<AttachedPolicies/>");
  Value state = provider_->UpgradeState(
      "aws_iam_role", 0, R"({"id":"app","name":"app","inline_policy":[{"name":"","policy":""}]})", diagnostics_);
  Object read = Wrap("aws_iam_role", provider_->Read("aws_iam_role", {state, ""}, diagnostics_).value);
  EXPECT_EQ(read.Get("inline_policy").size(), 1u);
  EXPECT_TRUE(read.Get("permissions_boundary").IsNull());
}

TEST_F(LaterResources, RefusedTypesSayWhatToDo) {
  Configure();
  provider_->ValidateResource("aws_iam_service_linked_role", Empty("aws_iam_service_linked_role").ToValue(),
                              diagnostics_);
  provider_->ValidateDataSource("aws_availability_zones", DataConfig("aws_availability_zones").ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("create-service-linked-role"), std::string::npos);
  EXPECT_NE(Problems().find("give the zones by a variable"), std::string::npos);
}

TEST_F(LaterResources, AClusterTokenIsASignedQuestionForSts) {
  Configure();
  Object config = DataConfig("aws_eks_cluster_auth");
  config.SetText("name", "blue");
  Object read = ReadData("aws_eks_cluster_auth", config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  std::string token = read.Text("token");
  ASSERT_TRUE(token.starts_with("k8s-aws-v1.")) << token;
  std::string url = Base64UrlDecode(token.substr(11)).value();
  EXPECT_TRUE(url.starts_with("https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&"))
      << url;
  EXPECT_NE(url.find("X-Amz-SignedHeaders=host%3Bx-k8s-aws-id"), std::string::npos) << url;
  EXPECT_NE(url.find("X-Amz-Expires=60"), std::string::npos) << url;
  EXPECT_EQ(read.Text("id"), "blue");
}

TEST_F(LaterResources, AClusterIsReadAsTheVersionKeepsIt) {
  Configure("4.67.0");
  aws_->handlers[""] = [](const FakeAws::Parameters&) {
    http::Response answer{.status = 200};
    answer.body = R"({"cluster":{"name":"blue","arn":"arn:c","createdAt":1706495454.033,"endpoint":"https://e",
      "roleArn":"arn:r","version":"1.31","identity":{"oidc":{"issuer":"https://i"}},
      "certificateAuthority":{"data":"Q0E="},"resourcesVpcConfig":{"subnetIds":["b","a"],"vpcId":"v",
      "endpointPublicAccess":true},"logging":{"clusterLogging":[{"types":["api"],"enabled":true},
      {"types":["audit"],"enabled":false}]},"tags":{"Team":"core","aws:x":"y"}}})";
    return answer;
  };
  Object config = DataConfig("aws_eks_cluster");
  config.SetText("name", "blue");
  Object read = ReadData("aws_eks_cluster", config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(read.Text("created_at"), "2024-01-29 02:30:54.033 +0000 UTC");
  EXPECT_EQ(read.Text("role_arn"), "arn:r");
  EXPECT_EQ(read.Get("identity").elements()[0].Get("oidc").elements()[0].Get("issuer").AsString(), "https://i");
  EXPECT_EQ(read.Get("vpc_config").elements()[0].Get("subnet_ids").elements()[0].AsString(), "a");
  EXPECT_EQ(read.Texts("enabled_cluster_log_types"), std::vector<std::string>{"api"});
  EXPECT_EQ(read.TextMap("tags"), (Tags{{"Team", "core"}}));
}

TEST_F(LaterResources, ARoleOfASessionIsFoundWithItsPath) {
  Configure();
  aws_->Answer("GetRole",
               "<Role><RoleName>app</RoleName><RoleId>AROAX</RoleId>"
               "<Arn>arn:aws:iam::054000737513:role/a/b/app</Arn></Role>");
  Object config = DataConfig("aws_iam_session_context");
  config.SetText("arn", "arn:aws:sts::054000737513:assumed-role/app/me");
  Object read = ReadData("aws_iam_session_context", config);
  EXPECT_EQ(read.Text("issuer_arn"), "arn:aws:iam::054000737513:role/a/b/app");
  EXPECT_EQ(read.Text("session_name"), "me");
  config.SetText("arn", "arn:aws:iam::054000737513:user/ci");
  read = ReadData("aws_iam_session_context", config);
  EXPECT_EQ(read.Text("issuer_arn"), "arn:aws:iam::054000737513:user/ci");
  EXPECT_EQ(read.Text("session_name"), "");
}

TEST_F(LaterResources, SomethingThatIsNoRegionIsRefusedUnlessItIsMeant) {
  Make("");
  Type type = engine::ImpliedType(provider_->schema().configuration);
  Object config(type, Value::Null(type));
  config.SetText("region", "moon");
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("invalid AWS Region: moon"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  config.SetFlag("skip_region_validation", true);
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(LaterResources, ASecretMayLieInAnotherRegion) {
  Configure();
  aws_->AnswerJson("DescribeSecret", R"({"ARN":"arn:s","Name":"app"})");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s","Name":"app"})");
  Object config = Empty("aws_secretsmanager_secret");
  config.SetText("name", "app");
  EXPECT_EQ(Wrap("aws_secretsmanager_secret",
                 Plan("aws_secretsmanager_secret", Nothing("aws_secretsmanager_secret"), config).planned)
                .Text("region"),
            "eu-central-1");
  auto imported = provider_->Import("aws_secretsmanager_secret", "arn:s@eu-west-1", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  provider_->Read("aws_secretsmanager_secret", imported[0].state, diagnostics_);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(aws_->urls.back().starts_with("https://secretsmanager.eu-west-1.amazonaws.com")) << aws_->urls.back();
  Object state = Wrap("aws_secretsmanager_secret", imported[0].state.value);
  EXPECT_EQ(state.Text("id"), "arn:s");
  engine::PlannedResource moved = Plan("aws_secretsmanager_secret", state.ToValue(), [&] {
    Object there = config;
    there.SetText("region", "eu-west-2");
    return there;
  }());
  ASSERT_FALSE(moved.requires_replace.empty());
}

// What IAM made a moment ago is not seen everywhere at once.
TEST_F(LaterResources, WhatWasJustMadeIsWaitedFor) {
  Configure();
  aws_->Answer("CreateUser", "<User><UserName>ci</UserName></User>");
  int asked = 0;
  aws_->handlers["GetUser"] = [&asked](const FakeAws::Parameters&) {
    if (++asked < 3) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery, {404, "NoSuchEntity", "not yet"}, {});
    }
    return rolecall::aws::QueryResponse("GetUser", rolecall::aws::kIamNamespace,
                                        "<User><UserName>ci</UserName><Path>/</Path></User>", "id");
  };
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  Value state = Apply("aws_iam_user", Nothing("aws_iam_user"), config);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(Wrap("aws_iam_user", state).Text("name"), "ci");
}

TEST_F(LaterResources, AConflictThatPassesIsWaitedFor) {
  Configure();
  aws_->Answer("ListInstanceProfilesForRole", "<InstanceProfiles/>");
  int asked = 0;
  aws_->handlers["DeleteRole"] = [&asked](const FakeAws::Parameters&) {
    if (++asked < 3) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery, {409, "DeleteConflict", "policies"}, {});
    }
    return rolecall::aws::QueryResponse("DeleteRole", rolecall::aws::kIamNamespace, "", "id");
  };
  Object role = Empty("aws_iam_role");
  role.SetText("id", "app");
  Destroy("aws_iam_role", role.ToValue());
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(asked, 3);
  aws_->Fail("DeleteRole", 409, "DeleteConflict", "Cannot delete entity, must detach all policies first.");
  Destroy("aws_iam_role", role.ToValue());
  EXPECT_NE(Problems().find("DeleteConflict"), std::string::npos);
}

TEST_F(LaterResources, AttachmentsAtTheSameTimeAreTriedAgain) {
  Configure();
  int asked = 0;
  aws_->handlers["AttachRolePolicy"] = [&asked](const FakeAws::Parameters&) {
    if (++asked < 2) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery, {409, "ConcurrentModification", "busy"}, {});
    }
    return rolecall::aws::QueryResponse("AttachRolePolicy", rolecall::aws::kIamNamespace, "", "id");
  };
  aws_->Answer("ListAttachedRolePolicies", std::string("<AttachedPolicies><member><PolicyArn>") + kReadOnly +
                                               "</PolicyArn></member></AttachedPolicies>");
  Object config = Empty("aws_iam_role_policy_attachment");
  config.SetText("role", "app");
  config.SetText("policy_arn", kReadOnly);
  EXPECT_FALSE(Apply("aws_iam_role_policy_attachment", Nothing("aws_iam_role_policy_attachment"), config).IsNull());
  EXPECT_EQ(asked, 2);
}

TEST_F(LaterResources, AFailedChangeLeavesWhatReallyIs) {
  Configure();
  aws_->Answer("GetUser", "<User><UserName>ci</UserName><Path>/new/</Path></User>");
  aws_->Answer("UpdateUser", "");
  aws_->Fail("PutUserPermissionsBoundary", 404, "NoSuchEntity", "no such policy");
  Object prior = Empty("aws_iam_user");
  prior.SetText("id", "ci");
  prior.SetText("name", "ci");
  prior.SetText("path", "/");
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetText("path", "/new/");
  config.SetText("permissions_boundary", "arn:aws:iam::1:policy/gone");
  Object state = Wrap("aws_iam_user", Apply("aws_iam_user", prior.ToValue(), config));
  EXPECT_TRUE(diagnostics_.HasErrors());
  EXPECT_EQ(state.Text("path"), "/new/");
  EXPECT_EQ(state.Text("permissions_boundary"), "");
}

// The SDK orders the blocks of a set by checksums of what is in them.
TEST_F(LaterResources, PrincipalBlocksComeInTheSdksOrder) {
  Configure();
  Object config = DataConfig("aws_iam_policy_document");
  Object statement(config.TypeOf("statement").element(), Value());
  std::vector<Value> blocks;
  for (const std::vector<std::string>& numbers :
       std::vector<std::vector<std::string>>{{"111111111111", "222222222222"}, {"333333333333"}, {"444444444444"}}) {
    Object block(statement.TypeOf("principals").element(), Value());
    std::vector<std::string> arns;
    for (const std::string& number : numbers) arns.push_back("arn:aws:iam::" + number + ":root");
    block.SetText("type", "AWS");
    block.SetTexts("identifiers", arns);
    blocks.push_back(block.ToValue());
  }
  statement.Set("principals", Value::Set(statement.TypeOf("principals").element(), blocks));
  config.Set("statement", Value::List(config.TypeOf("statement").element(), {statement.ToValue()}));
  std::string json = ReadData("aws_iam_policy_document", config).Text("minified_json");
  EXPECT_NE(json.find(R"("Principal":{"AWS":["arn:aws:iam::333333333333:root","arn:aws:iam::444444444444:root",)"
                      R"("arn:aws:iam::222222222222:root","arn:aws:iam::111111111111:root"]})"),
            std::string::npos)
      << json;
}

TEST_F(LaterResources, PoliciesThatOthersWroteMayHaveBareValues) {
  Configure();
  Object config = DataConfig("aws_iam_policy_document");
  config.SetTexts("source_policy_documents",
                  {R"({"Statement":{"Effect":"Deny","Action":"*","Condition":{"Bool":{"aws:SecureTransport":false},
                  "NumericLessThan":{"s3:max-keys":[10]}}}})"});
  std::string json = ReadData("aws_iam_policy_document", config).Text("minified_json");
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(json.find(R"("aws:SecureTransport":"false")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("s3:max-keys":"10")"), std::string::npos) << json;
}

}  // namespace
}  // namespace rolecall::providers::aws
