#include <gtest/gtest.h>

#include "base/encoding.h"
#include "http/message.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr const char* kTrust =
    R"({"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Effect":"Allow","Principal":{"Federated":"arn:x"}}],"Version":"2012-10-17"})";
constexpr const char* kTrustOtherwise =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRoleWithWebIdentity"],"Principal":{"Federated":["arn:x"]}}})";

std::string RoleXml(const std::string& trust, const std::string& more = "") {
  return "<Role><RoleName>app</RoleName><Path>/k8s-main/</Path><Arn>arn:aws:iam::054000737513:role/k8s-main/app</Arn>"
         "<RoleId>AROAX</RoleId><CreateDate>2026-11-23T18:11:14Z</CreateDate><MaxSessionDuration>3600</"
         "MaxSessionDuration>"
         "<AssumeRolePolicyDocument>" +
         PercentEncode(trust) + "</AssumeRolePolicyDocument>" + more + "</Role>";
}

class IamRoleTest : public ProviderTest {
 protected:
  Object Config() {
    Object config = Empty("aws_iam_role");
    config.SetText("name", "app");
    config.SetText("path", "/k8s-main/");
    config.SetText("assume_role_policy", kTrust);
    return config;
  }
  void AnswerRole(const std::string& trust = kTrust, const std::string& more = "") {
    aws_->Answer("CreateRole", RoleXml(trust, more));
    aws_->Answer("GetRole", RoleXml(trust, more));
    aws_->Answer("ListRolePolicies", "<PolicyNames/>");
    aws_->Answer("ListAttachedRolePolicies", "<AttachedPolicies/>");
  }
};

TEST_F(IamRoleTest, APlanKnowsDefaultsAndTagsButNotWhatAwsChooses) {
  Configure("4.22.0", {{"Environment", "main"}});
  Object planned = Wrap("aws_iam_role", Plan("aws_iam_role", Nothing("aws_iam_role"), Config()).planned);
  EXPECT_TRUE(planned.IsUnknown("arn"));
  EXPECT_TRUE(planned.IsUnknown("id"));
  EXPECT_TRUE(planned.IsUnknown("name_prefix"));
  EXPECT_TRUE(planned.IsUnknown("inline_policy"));
  EXPECT_EQ(planned.Integer("max_session_duration"), 3600);
  EXPECT_FALSE(planned.Flag("force_detach_policies"));
  EXPECT_EQ(planned.TextMap("tags_all"), (Tags{{"Environment", "main"}}));
  EXPECT_TRUE(planned.Get("tags").IsNull());
}

TEST_F(IamRoleTest, WithoutAnyTagsTagsAllIsNotKnown) {
  Configure();
  Object planned = Wrap("aws_iam_role", Plan("aws_iam_role", Nothing("aws_iam_role"), Config()).planned);
  EXPECT_TRUE(planned.IsUnknown("tags_all"));
}

TEST_F(IamRoleTest, ANameThatIsNotKnownYetMayGoWithAPrefix) {
  Configure();
  Object config = Config();
  config.SetText("name_prefix", "app-");
  engine::Provider& provider = *provider_;
  provider.ValidateResource("aws_iam_role", config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("conflicts with name_prefix"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  config.SetUnknown("name");
  provider.ValidateResource("aws_iam_role", config.ToValue(), diagnostics_);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(ProviderTest, OnlyAGivenPgpKeyIsRefused) {
  Configure();
  Object config = Empty("aws_iam_access_key");
  config.SetText("user", "ann");
  for (const char* key : {"", "unknown", "keybase:ann"}) {
    config.SetText("pgp_key", key);
    if (std::string_view(key) == "unknown") config.SetUnknown("pgp_key");
    provider_->ValidateResource("aws_iam_access_key", config.ToValue(), diagnostics_);
    EXPECT_EQ(diagnostics_.HasErrors(), std::string_view(key) == "keybase:ann") << Problems();
  }
}

TEST_F(IamRoleTest, ACreatedRoleIsKeptAsTheAwsProviderKeepsIt) {
  Configure("5.31.0", {{"Environment", "main"}});
  AnswerRole(kTrustOtherwise, "<Tags><member><Key>Environment</Key><Value>main</Value></member></Tags>");
  Object state = Wrap("aws_iam_role", Apply("aws_iam_role", Nothing("aws_iam_role"), Config()));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "app");
  EXPECT_EQ(state.Text("arn"), "arn:aws:iam::054000737513:role/k8s-main/app");
  EXPECT_EQ(state.Text("assume_role_policy"), kTrust);
  EXPECT_TRUE(state.IsSet("description"));
  EXPECT_TRUE(state.IsSet("permissions_boundary"));
  EXPECT_TRUE(state.Get("tags").IsNull());
  EXPECT_EQ(state.TextMap("tags_all"), (Tags{{"Environment", "main"}}));
  EXPECT_TRUE(state.ToValue().IsWhollyKnown());
  EXPECT_EQ(aws_->sent["CreateRole"]["Tags.member.1.Key"], "Environment");
  EXPECT_EQ(aws_->sent["CreateRole"]["Path"], "/k8s-main/");
}

TEST_F(IamRoleTest, AnEquivalentTrustPolicyIsNoChange) {
  Configure();
  AnswerRole();
  Value state = Apply("aws_iam_role", Nothing("aws_iam_role"), Config());
  Object config = Config();
  config.SetText("assume_role_policy", kTrustOtherwise);
  engine::PlannedResource planned = Plan("aws_iam_role", state, config);
  EXPECT_TRUE(planned.planned.Same(state));
  EXPECT_TRUE(planned.requires_replace.empty());
}

TEST_F(IamRoleTest, AChangedNameReplacesAndAChangedDescriptionDoesNot) {
  Configure();
  AnswerRole();
  Value state = Apply("aws_iam_role", Nothing("aws_iam_role"), Config());
  Object renamed = Config();
  renamed.SetText("name", "other");
  ASSERT_EQ(Plan("aws_iam_role", state, renamed).requires_replace.size(), 1u);
  Object described = Config();
  described.SetText("description", "new");
  engine::PlannedResource planned = Plan("aws_iam_role", state, described);
  EXPECT_TRUE(planned.requires_replace.empty());
  EXPECT_FALSE(planned.planned.Same(state));
}

TEST_F(IamRoleTest, OnlyWhatChangedIsSent) {
  Configure();
  AnswerRole();
  Value state = Apply("aws_iam_role", Nothing("aws_iam_role"), Config());
  aws_->calls.clear();
  aws_->Answer("TagRole", "");
  Object config = Config();
  config.SetTextMap("tags", {{"a", "b"}});
  Apply("aws_iam_role", state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->calls.front(), "TagRole");
  EXPECT_FALSE(aws_->Called("UpdateRole"));
  EXPECT_FALSE(aws_->Called("UpdateAssumeRolePolicy"));
}

TEST_F(IamRoleTest, APrincipalThatIsNotYetKnownIsWaitedFor) {
  Configure();
  AnswerRole();
  int tries = 0;
  aws_->handlers["CreateRole"] = [&tries](const FakeAws::Parameters&) {
    if (++tries < 3) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery,
                                          {400, "MalformedPolicyDocument", "Invalid principal in policy: \"AWS\""}, {});
    }
    return rolecall::aws::QueryResponse("CreateRole", rolecall::aws::kIamNamespace, RoleXml(kTrust), "id");
  };
  Apply("aws_iam_role", Nothing("aws_iam_role"), Config());
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(tries, 3);
}

TEST_F(IamRoleTest, AnotherMalformedPolicyIsAnErrorAtOnce) {
  Configure();
  aws_->Fail("CreateRole", 400, "MalformedPolicyDocument", "This policy contains invalid Json");
  Value state = Apply("aws_iam_role", Nothing("aws_iam_role"), Config());
  EXPECT_TRUE(state.IsNull());
  EXPECT_EQ(sleeper_.count(), 0);
  EXPECT_NE(Problems().find("creating IAM Role (app): operation error IAM: CreateRole"), std::string::npos);
}

TEST_F(IamRoleTest, AHalfMadeRoleStaysInTheState) {
  Configure();
  AnswerRole();
  aws_->Fail("AttachRolePolicy", 404, "NoSuchEntity", "Policy x does not exist");
  Object config = Config();
  config.SetTexts("managed_policy_arns", {"arn:aws:iam::aws:policy/x"});
  Object state = Wrap("aws_iam_role", Apply("aws_iam_role", Nothing("aws_iam_role"), config));
  EXPECT_TRUE(diagnostics_.HasErrors());
  EXPECT_EQ(state.Text("id"), "app");
  EXPECT_TRUE(state.ToValue().IsWhollyKnown());
}

TEST_F(IamRoleTest, AMissingRoleIsDropped) {
  Configure();
  AnswerRole();
  Value state = Apply("aws_iam_role", Nothing("aws_iam_role"), Config());
  aws_->Fail("GetRole", 404, "NoSuchEntity", "no");
  EXPECT_TRUE(provider_->Read("aws_iam_role", {state, ""}, diagnostics_).value.IsNull());
  aws_->Fail("GetRole", 403, "AccessDenied", "no");
  EXPECT_FALSE(provider_->Read("aws_iam_role", {state, ""}, diagnostics_).value.IsNull());
  EXPECT_TRUE(diagnostics_.HasErrors());
}

TEST_F(IamRoleTest, DestroyDetachesWhatTheStateSaysAndTakesGoneAsDone) {
  Configure();
  AnswerRole();
  Object state = Wrap("aws_iam_role", Apply("aws_iam_role", Nothing("aws_iam_role"), Config()));
  state.SetTexts("managed_policy_arns", {"arn:p"});
  aws_->Answer("ListAttachedRolePolicies",
               "<AttachedPolicies><member><PolicyArn>arn:p</PolicyArn></member></AttachedPolicies>");
  aws_->Answer("DetachRolePolicy", "");
  Destroy("aws_iam_role", state.ToValue());
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["DetachRolePolicy"]["PolicyArn"], "arn:p");
  EXPECT_TRUE(aws_->Called("DeleteRole"));
}

TEST_F(IamRoleTest, WrongArgumentsAreNamed) {
  Configure();
  Object config = Config();
  config.SetText("name", std::string(65, 'a'));
  config.SetText("name_prefix", "b");
  config.SetText("assume_role_policy", "{");
  config.SetInteger("max_session_duration", 60);
  config.SetText("path", "x");
  provider_->ValidateResource("aws_iam_role", config.ToValue(), diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 5u) << Problems();
  diag::Diagnostics none;
  provider_->ValidateResource("aws_iam_role", Config().ToValue(), none);
  EXPECT_TRUE(none.empty());
}

TEST_F(IamRoleTest, AGeneratedNameHasThePrefixAndTwentySixCharacters) {
  Configure();
  AnswerRole();
  Object config = Config();
  config.SetNull("name");
  config.SetText("name_prefix", "web-");
  Apply("aws_iam_role", Nothing("aws_iam_role"), config);
  EXPECT_EQ(aws_->sent["CreateRole"]["RoleName"], "web-20261123181114000000000001");
}

class IamPolicyTest : public ProviderTest {
 protected:
  static constexpr const char* kArn = "arn:aws:iam::054000737513:policy/p";
  Object Config(const std::string& document = R"({"Version":"2012-10-17","Statement":[]})") {
    Object config = Empty("aws_iam_policy");
    config.SetText("name", "p");
    config.SetText("policy", document);
    return config;
  }
  void AnswerPolicy() {
    std::string policy = std::string("<Policy><PolicyName>p</PolicyName><Arn>") + kArn +
                         "</Arn><Path>/</Path><PolicyId>ANPAX</PolicyId><DefaultVersionId>v1</DefaultVersionId>"
                         "<AttachmentCount>2</AttachmentCount></Policy>";
    aws_->Answer("CreatePolicy", policy);
    aws_->Answer("GetPolicy", policy);
    aws_->Answer("GetPolicyVersion", "<PolicyVersion><Document>" +
                                         PercentEncode(R"({"Version":"2012-10-17","Statement":[]})") +
                                         "</Document></PolicyVersion>");
  }
};

TEST_F(IamPolicyTest, IsKeptWithASortedDocument) {
  Configure();
  AnswerPolicy();
  Object state = Wrap("aws_iam_policy", Apply("aws_iam_policy", Nothing("aws_iam_policy"), Config()));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), kArn);
  EXPECT_EQ(state.Text("policy"), R"({"Statement":[],"Version":"2012-10-17"})");
  EXPECT_EQ(state.Integer("attachment_count"), 2);
}

TEST_F(IamPolicyTest, HasOnlyTheAttributesOfItsProvidersVersion) {
  Configure("4.22.0");
  EXPECT_FALSE(Empty("aws_iam_policy").Has("attachment_count"));
  EXPECT_FALSE(provider_->schema().resources.at("aws_iam_policy").block.attributes.at("name_prefix").computed);
}

TEST_F(IamPolicyTest, TheOldestVersionMakesRoomForTheSixth) {
  Configure();
  AnswerPolicy();
  Value state = Apply("aws_iam_policy", Nothing("aws_iam_policy"), Config());
  std::string versions = "<Versions>";
  for (int i = 1; i <= 5; ++i) {
    versions += "<member><VersionId>v" + std::to_string(i) + "</VersionId><IsDefaultVersion>" +
                (i == 1 ? "true" : "false") + "</IsDefaultVersion><CreateDate>2026-01-0" + std::to_string(i) +
                "T00:00:00Z</CreateDate></member>";
  }
  aws_->Answer("ListPolicyVersions", versions + "</Versions>");
  aws_->Answer("DeletePolicyVersion", "");
  aws_->Answer("CreatePolicyVersion", "");
  Apply("aws_iam_policy", state, Config(R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]})"));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["DeletePolicyVersion"]["VersionId"], "v2");
  EXPECT_EQ(aws_->sent["CreatePolicyVersion"]["SetAsDefault"], "true");
}

class AttachmentTest : public ProviderTest {
 protected:
  Object Config() {
    Object config = Empty("aws_iam_role_policy_attachment");
    config.SetText("role", "app");
    config.SetText("policy_arn", "arn:aws:iam::1:policy/p");
    return config;
  }
  void AnswerAttached() {
    aws_->Answer("AttachRolePolicy", "");
    aws_->Answer(
        "ListAttachedRolePolicies",
        "<AttachedPolicies><member><PolicyArn>arn:aws:iam::1:policy/p</PolicyArn></member></AttachedPolicies>");
  }
  std::string IdWith(const std::string& version) {
    Configure(version);
    AnswerAttached();
    return Wrap("aws_iam_role_policy_attachment",
                Apply("aws_iam_role_policy_attachment", Nothing("aws_iam_role_policy_attachment"), Config()))
        .Text("id");
  }
};

TEST_F(AttachmentTest, IdsOfVersionFourHaveATimeAndACounter) {
  EXPECT_EQ(IdWith("4.22.0"), "app-20261123181114000000000001");
}

TEST_F(AttachmentTest, IdsOfVersionSixAreRoleAndPolicy) { EXPECT_EQ(IdWith("6.25.0"), "app/arn:aws:iam::1:policy/p"); }

TEST_F(AttachmentTest, IsDroppedWhenDetached) {
  Configure();
  AnswerAttached();
  Value state = Apply("aws_iam_role_policy_attachment", Nothing("aws_iam_role_policy_attachment"), Config());
  EXPECT_FALSE(provider_->Read("aws_iam_role_policy_attachment", {state, ""}, diagnostics_).value.IsNull());
  aws_->Answer("ListAttachedRolePolicies", "<AttachedPolicies/>");
  EXPECT_TRUE(provider_->Read("aws_iam_role_policy_attachment", {state, ""}, diagnostics_).value.IsNull());
}

TEST_F(AttachmentTest, IsImportedByRoleAndPolicy) {
  Configure();
  auto imported = provider_->Import("aws_iam_role_policy_attachment", "app/arn:aws:iam::1:policy/p", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(Wrap("aws_iam_role_policy_attachment", imported[0].state.value).Text("role"), "app");
  EXPECT_TRUE(provider_->Import("aws_iam_role_policy_attachment", "app", diagnostics_).empty());
  EXPECT_TRUE(diagnostics_.HasErrors());
}

TEST_F(ProviderTest, TheSchemeOfAnOidcUrlIsNoChange) {
  Configure();
  aws_->Answer("CreateOpenIDConnectProvider",
               "<OpenIDConnectProviderArn>arn:aws:iam::1:oidc-provider/oidc.example/id/X</OpenIDConnectProviderArn>");
  aws_->Answer("GetOpenIDConnectProvider",
               "<Url>oidc.example/id/X</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>"
               "<ThumbprintList/>");
  Object config = Empty("aws_iam_openid_connect_provider");
  config.SetText("url", "https://oidc.example/id/X");
  config.SetTexts("client_id_list", {"sts.amazonaws.com"});
  Value state = Apply("aws_iam_openid_connect_provider", Nothing("aws_iam_openid_connect_provider"), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(Wrap("aws_iam_openid_connect_provider", state).Text("url"), "oidc.example/id/X");
  EXPECT_TRUE(Plan("aws_iam_openid_connect_provider", state, config).planned.Same(state));
  config.SetText("url", "https://oidc.example/id/Y");
  EXPECT_EQ(Plan("aws_iam_openid_connect_provider", state, config).requires_replace.size(), 1u);
}

TEST_F(ProviderTest, AnInlinePolicyIsNamedByRoleAndName) {
  Configure();
  std::string document = R"({"Version":"2012-10-17","Statement":[]})";
  aws_->Answer("PutRolePolicy", "");
  aws_->Answer("GetRolePolicy", "<PolicyDocument>" + PercentEncode(document) + "</PolicyDocument>");
  Object config = Empty("aws_iam_role_policy");
  config.SetText("role", "app");
  config.SetText("name", "p");
  config.SetText("policy", R"({"Statement":[],"Version":"2012-10-17"})");
  Object state = Wrap("aws_iam_role_policy", Apply("aws_iam_role_policy", Nothing("aws_iam_role_policy"), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "app:p");
  EXPECT_EQ(state.Text("policy"), document);
}

}  // namespace
}  // namespace rolecall::providers::aws
