// Users, groups, keys, profiles, secret policies, and the lookups.
#include <gtest/gtest.h>

#include "http/message.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

class MoreResourcesTest : public ProviderTest {
 protected:
  Value Data(const std::string& type, const std::map<std::string, std::string>& arguments) {
    Type implied = engine::ImpliedType(provider_->schema().data_sources.at(type).block);
    Object config(implied, Value::Null(implied));
    for (const auto& argument : arguments) config.SetText(argument.first, argument.second);
    provider_->ValidateDataSource(type, config.ToValue(), diagnostics_);
    return provider_->ReadDataSource(type, config.ToValue(), diagnostics_);
  }
};

TEST_F(MoreResourcesTest, AUserIsRenamedInPlace) {
  Configure();
  aws_->Answer("CreateUser", "<User><UserName>ann</UserName></User>");
  aws_->Answer("UpdateUser", "");
  aws_->handlers["GetUser"] = [](const FakeAws::Parameters& given) {
    return rolecall::aws::QueryResponse(
        "GetUser", rolecall::aws::kIamNamespace,
        "<User><UserName>" + given.at("UserName") + "</UserName><Path>/</Path><Arn>arn:u</Arn></User>", "id");
  };
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ann");
  Value state = Apply("aws_iam_user", Nothing("aws_iam_user"), config);
  config.SetText("name", "bea");
  EXPECT_TRUE(Plan("aws_iam_user", state, config).requires_replace.empty());
  Object renamed = Wrap("aws_iam_user", Apply("aws_iam_user", state, config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(renamed.Text("id"), "bea");
  EXPECT_EQ(aws_->sent["UpdateUser"]["NewUserName"], "bea");
}

TEST_F(MoreResourcesTest, AUsersKeysAreDeletedOnlyByForce) {
  Configure();
  aws_->Answer("ListGroupsForUser", "<Groups/>");
  aws_->Answer("DeleteUser", "");
  Object state = Empty("aws_iam_user");
  state.SetText("id", "ann");
  Destroy("aws_iam_user", state.ToValue());
  EXPECT_FALSE(aws_->Called("ListAccessKeys"));
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId></member></AccessKeyMetadata>");
  aws_->Answer("DeleteAccessKey", "");
  state.SetFlag("force_destroy", true);
  Destroy("aws_iam_user", state.ToValue());
  EXPECT_EQ(aws_->sent["DeleteAccessKey"]["AccessKeyId"], "AKIA1");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(MoreResourcesTest, AnAccessKeysSecretStaysAfterReadsAndIsSensitive) {
  Configure();
  aws_->Answer("CreateAccessKey",
               "<AccessKey><AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey></AccessKey>");
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status></member>"
               "</AccessKeyMetadata>");
  Object config = Empty("aws_iam_access_key");
  config.SetText("user", "ann");
  Object state = Wrap("aws_iam_access_key", Apply("aws_iam_access_key", Nothing("aws_iam_access_key"), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("secret"), "hidden");
  EXPECT_FALSE(state.Text("ses_smtp_password_v4").empty());
  EXPECT_TRUE(provider_->schema().resources.at("aws_iam_access_key").block.attributes.at("secret").sensitive);
  EXPECT_TRUE(Plan("aws_iam_access_key", state.ToValue(), config).planned.Same(state.ToValue()));
  config.SetText("pgp_key", "keybase:ann");
  provider_->ValidateResource("aws_iam_access_key", config.ToValue(), diagnostics_);
  EXPECT_TRUE(diagnostics_.HasErrors());
}

TEST_F(MoreResourcesTest, AMembershipChangesOnlyWhoDiffers) {
  Configure();
  aws_->Answer("AddUserToGroup", "");
  aws_->Answer("RemoveUserFromGroup", "");
  aws_->Answer("GetGroup", "<Users><member><UserName>ann</UserName></member></Users>");
  Object config = Empty("aws_iam_group_membership");
  config.SetText("name", "m");
  config.SetText("group", "g");
  config.SetTexts("users", {"ann"});
  Value state = Apply("aws_iam_group_membership", Nothing("aws_iam_group_membership"), config);
  aws_->calls.clear();
  aws_->Answer("GetGroup", "<Users><member><UserName>bea</UserName></member></Users>");
  config.SetTexts("users", {"bea"});
  Apply("aws_iam_group_membership", state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->calls, (std::vector<std::string>{"RemoveUserFromGroup", "AddUserToGroup", "GetGroup"}));
}

TEST_F(MoreResourcesTest, AnInstanceProfileWaitsForItsRole) {
  Configure();
  aws_->Answer("CreateInstanceProfile", "<InstanceProfile/>");
  aws_->Answer("GetInstanceProfile",
               "<InstanceProfile><InstanceProfileName>p</InstanceProfileName><Path>/</Path>"
               "<Roles><member><RoleName>app</RoleName></member></Roles></InstanceProfile>");
  int tries = 0;
  aws_->handlers["AddRoleToInstanceProfile"] = [&tries](const FakeAws::Parameters&) {
    if (++tries == 1) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery,
                                          {404, "NoSuchEntity", "The role with name app cannot be found."}, {});
    }
    return rolecall::aws::EmptyQueryResponse("AddRoleToInstanceProfile", rolecall::aws::kIamNamespace, "id");
  };
  Object config = Empty("aws_iam_instance_profile");
  config.SetText("name", "p");
  config.SetText("role", "app");
  Object state =
      Wrap("aws_iam_instance_profile", Apply("aws_iam_instance_profile", Nothing("aws_iam_instance_profile"), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("role"), "app");
  EXPECT_EQ(tries, 2);
}

TEST_F(MoreResourcesTest, ASecretPolicyThatIsGoneIsDropped) {
  Configure();
  const char* kType = "aws_secretsmanager_secret_policy";
  aws_->AnswerJson("PutResourcePolicy", R"({"ARN":"arn:s"})");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s","ResourcePolicy":"{\"Statement\":[]}"})");
  Object config = Empty(kType);
  config.SetText("secret_arn", "arn:s");
  config.SetText("policy", R"({"Statement":[]})");
  Value state = Apply(kType, Nothing(kType), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(Wrap(kType, state).Text("id"), "arn:s");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s"})");
  EXPECT_TRUE(provider_->Read(kType, {state, ""}, diagnostics_).value.IsNull());
}

TEST_F(MoreResourcesTest, AnOidcProviderIsFoundByItsUrl) {
  Configure();
  aws_->Answer("ListOpenIDConnectProviders",
               "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::1:oidc-provider/a.example/id/X</Arn></member>"
               "</OpenIDConnectProviderList>");
  aws_->Answer("GetOpenIDConnectProvider", "<Url>a.example/id/X</Url><ClientIDList/><ThumbprintList/>");
  Value found = Data("aws_iam_openid_connect_provider", {{"url", "https://a.example/id/X"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(found.Get("arn").AsString(), "arn:aws:iam::1:oidc-provider/a.example/id/X");
  Data("aws_iam_openid_connect_provider", {{"url", "https://a.example/id/Y"}});
  EXPECT_NE(Problems().find("not found"), std::string::npos);
}

TEST_F(MoreResourcesTest, APolicyNameMustBeUnique) {
  Configure();
  aws_->Answer("ListPolicies",
               "<Policies><member><PolicyName>p</PolicyName><Arn>a</Arn></member>"
               "<member><PolicyName>p</PolicyName><Arn>b</Arn></member></Policies>");
  Data("aws_iam_policy", {{"name", "p"}});
  EXPECT_NE(Problems().find("too many"), std::string::npos);
}

TEST_F(MoreResourcesTest, ASecretsCurrentVersionIsReadByDefault) {
  Configure();
  aws_->AnswerJson("GetSecretValue",
                   R"({"ARN":"arn:s","VersionId":"v1","SecretString":"x","CreatedDate":1795457474.5})");
  Value found = Data("aws_secretsmanager_secret_version", {{"secret_id", "arn:s"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(found.Get("secret_string").AsString(), "x");
  EXPECT_EQ(found.Get("version_stage").AsString(), "AWSCURRENT");
  EXPECT_EQ(found.Get("created_date").AsString(), "2026-11-23T18:11:14Z");
}

TEST_F(MoreResourcesTest, ALookupWithoutItsKeyIsRefused) {
  Configure();
  Data("aws_secretsmanager_secret", {});
  EXPECT_NE(Problems().find("exactly one of `arn,name`"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
