// Lookups of what IAM has.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class IamDataTest : public ProviderTest {};

TEST_F(IamDataTest, AnOidcProviderIsFoundByItsUrl) {
  Configure();
  aws_->Answer("ListOpenIDConnectProviders",
               "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::1:oidc-provider/a.example/id/X</Arn></member>"
               "</OpenIDConnectProviderList>");
  aws_->Answer("GetOpenIDConnectProvider", "<Url>a.example/id/X</Url><ClientIDList/><ThumbprintList/>");
  Object found = ReadData("aws_iam_openid_connect_provider", {{"url", "https://a.example/id/X"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(found.Text("arn"), "arn:aws:iam::1:oidc-provider/a.example/id/X");
  ReadData("aws_iam_openid_connect_provider", {{"url", "https://a.example/id/Y"}});
  EXPECT_NE(Problems().find("not found"), std::string::npos);
}

TEST_F(IamDataTest, APolicyNameMustBeUnique) {
  Configure();
  aws_->Answer("ListPolicies",
               "<Policies><member><PolicyName>p</PolicyName><Arn>a</Arn></member>"
               "<member><PolicyName>p</PolicyName><Arn>b</Arn></member></Policies>");
  ReadData("aws_iam_policy", {{"name", "p"}});
  EXPECT_NE(Problems().find("too many"), std::string::npos);
}

TEST_F(IamDataTest, ARoleIsReadWithItsDocumentDecoded) {
  Configure();
  aws_->Answer("GetRole",
               "<Role><RoleName>app</RoleName><Arn>arn:r</Arn><Path>/</Path><RoleId>AROAX</RoleId>"
               "<AssumeRolePolicyDocument>%7B%22a%22%3A1%7D</AssumeRolePolicyDocument>"
               "<MaxSessionDuration>7200</MaxSessionDuration><PermissionsBoundary><PermissionsBoundaryArn>arn:b"
               "</PermissionsBoundaryArn></PermissionsBoundary><RoleLastUsed><LastUsedDate>2026-01-01T00:00:00Z"
               "</LastUsedDate><Region>eu-west-1</Region></RoleLastUsed></Role>");
  Object role = ReadData("aws_iam_role", {{"name", "app"}});
  EXPECT_EQ(role.Text("assume_role_policy"), R"({"a":1})");
  EXPECT_EQ(role.Integer("max_session_duration"), 7200);
  EXPECT_EQ(role.Text("permissions_boundary"), "arn:b");
  EXPECT_EQ(role.Get("role_last_used").elements()[0].Get("region").AsString(), "eu-west-1");
  EXPECT_EQ(TakeProblems(), "");
  aws_->Answer("GetRole", "");
  ReadData("aws_iam_role", {{"name", "app"}});
  EXPECT_NE(TakeProblems().find("the answer has no Role"), std::string::npos);
}

TEST_F(IamDataTest, APolicyIsFoundByArnOrByNameAndPath) {
  Configure();
  aws_->Answer("ListPolicies", "<Policies><member><PolicyName>p</PolicyName><Arn>arn:p</Arn></member></Policies>");
  aws_->Answer("GetPolicy",
               "<Policy><PolicyName>p</PolicyName><Path>/team/</Path><AttachmentCount>3</AttachmentCount></Policy>");
  aws_->Answer("GetPolicyVersion", "<PolicyVersion><Document>%7B%7D</Document></PolicyVersion>");
  Object found = ReadData("aws_iam_policy", {{"name", "p"}, {"path_prefix", "/team/"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(aws_->sent["ListPolicies"]["PathPrefix"], "/team/");
  EXPECT_EQ(found.Text("arn"), "arn:p");
  EXPECT_EQ(found.Text("policy"), "{}");
  EXPECT_EQ(found.Integer("attachment_count"), 3);
  EXPECT_EQ(ReadData("aws_iam_policy", {{"arn", "arn:p"}}).Text("path"), "/team/");
  ReadData("aws_iam_policy", {{"name", "q"}});
  EXPECT_NE(TakeProblems().find("no matching policy found"), std::string::npos);
  ReadData("aws_iam_policy", {{"arn", "arn:p"}, {"name", "p"}});
  EXPECT_NE(TakeProblems().find("conflicts with name and path_prefix"), std::string::npos);
  ReadData("aws_iam_policy", DataConfig("aws_iam_policy"));
  EXPECT_NE(TakeProblems().find("one of `arn,name` must be specified"), std::string::npos);
}

TEST_F(IamDataTest, UsersGroupsAndProfilesAreReadWithWhatBelongsToThem) {
  Configure();
  aws_->Answer("GetUser",
               "<User><UserName>ann</UserName><UserId>AIDAX</UserId><PermissionsBoundary><PermissionsBoundaryArn>arn:b"
               "</PermissionsBoundaryArn></PermissionsBoundary><Tags><member><Key>a</Key><Value>b</Value></member>"
               "<member><Key>aws:x</Key><Value>y</Value></member></Tags></User>");
  Object user = ReadData("aws_iam_user", {{"user_name", "ann"}});
  EXPECT_EQ(user.Text("user_id"), "AIDAX");
  EXPECT_EQ(user.Text("permissions_boundary"), "arn:b");
  EXPECT_EQ(user.TextMap("tags"), (Tags{{"a", "b"}}));
  aws_->Answer("GetGroup",
               "<Group><GroupName>bots</GroupName><GroupId>AGPAX</GroupId></Group><Users><member><UserName>ann"
               "</UserName><UserId>AIDAX</UserId></member></Users>");
  Object group = ReadData("aws_iam_group", {{"group_name", "bots"}});
  EXPECT_EQ(group.Text("group_id"), "AGPAX");
  EXPECT_EQ(group.Get("users").elements()[0].Get("user_name").AsString(), "ann");
  aws_->Answer("GetInstanceProfile",
               "<InstanceProfile><InstanceProfileId>AIPAX</InstanceProfileId><Roles><member><RoleName>app</RoleName>"
               "</member></Roles></InstanceProfile>");
  EXPECT_EQ(ReadData("aws_iam_instance_profile", {{"name", "p"}}).Text("role_name"), "app");
  EXPECT_EQ(TakeProblems(), "");
}

TEST_F(IamDataTest, ListsArePagedAndFilteredByNameAndPath) {
  Configure();
  aws_->handlers["ListRoles"] = [](const FakeAws::Parameters& given) {
    return rolecall::aws::QueryResponse(
        "ListRoles", rolecall::aws::kIamNamespace,
        given.contains("Marker")
            ? "<Roles><member><RoleName>app-b</RoleName><Arn>arn:b</Arn></member></Roles>"
            : "<IsTruncated>true</IsTruncated><Marker>next</Marker><Roles><member><RoleName>app-a</RoleName>"
              "<Arn>arn:a</Arn></member><member><RoleName>other</RoleName><Arn>arn:o</Arn></member></Roles>",
        "id");
  };
  Object roles = ReadData("aws_iam_roles", {{"name_regex", "^app-"}, {"path_prefix", "/k8s/"}});
  EXPECT_EQ(roles.Texts("names"), (std::vector<std::string>{"app-a", "app-b"}));
  EXPECT_EQ(roles.Texts("arns"), (std::vector<std::string>{"arn:a", "arn:b"}));
  EXPECT_EQ(aws_->sent["ListRoles"]["PathPrefix"], "/k8s/");
  EXPECT_EQ(TakeProblems(), "");
  ReadData("aws_iam_roles", {{"name_regex", "("}});
  EXPECT_NE(TakeProblems().find("not a regular expression"), std::string::npos);
  aws_->Answer("ListUsers", "<Users><member><UserName>ann</UserName></member></Users>");
  EXPECT_EQ(ReadData("aws_iam_users", DataConfig("aws_iam_users")).Texts("names"), std::vector<std::string>{"ann"});
}

TEST_F(IamDataTest, AnAliasIsTheAccountsOnlyOne) {
  Configure();
  aws_->Answer("ListAccountAliases", "<AccountAliases><member>blue</member></AccountAliases>");
  EXPECT_EQ(ReadData("aws_iam_account_alias", DataConfig("aws_iam_account_alias")).Text("account_alias"), "blue");
  aws_->Answer("ListAccountAliases", "<AccountAliases/>");
  ReadData("aws_iam_account_alias", DataConfig("aws_iam_account_alias"));
  EXPECT_NE(TakeProblems().find("the account has none"), std::string::npos);
}

// A lookup of what is not there, or may not be read, is an error with the name of what was looked for.
TEST_F(IamDataTest, WhatIsNotThereIsAnError) {
  Configure();
  struct Lookup {
    const char *type, *argument, *message;
  };
  for (const Lookup& lookup : {Lookup{"aws_iam_role", "name", "reading IAM Role (x)"},
                               Lookup{"aws_iam_policy", "arn", "reading IAM Policy (x)"},
                               Lookup{"aws_iam_policy", "name", "reading IAM Policies"},
                               Lookup{"aws_iam_user", "user_name", "reading IAM User (x)"},
                               Lookup{"aws_iam_group", "group_name", "reading IAM Group (x)"},
                               Lookup{"aws_iam_instance_profile", "name", "reading IAM Instance Profile (x)"},
                               Lookup{"aws_iam_openid_connect_provider", "arn", "reading IAM OIDC Provider (x)"},
                               Lookup{"aws_iam_openid_connect_provider", "url", "reading IAM OIDC Providers"},
                               Lookup{"aws_iam_roles", "path_prefix", "reading IAM Roles"},
                               Lookup{"aws_iam_users", "path_prefix", "reading IAM Users"}}) {
    ReadData(lookup.type, {{lookup.argument, "x"}});
    EXPECT_NE(TakeProblems().find(lookup.message), std::string::npos) << lookup.type;
  }
  ReadData("aws_iam_account_alias", DataConfig("aws_iam_account_alias"));
  EXPECT_NE(TakeProblems().find("reading IAM Account Alias"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
