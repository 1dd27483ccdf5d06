#include <gtest/gtest.h>

#include <tuple>

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

TEST_F(IamRoleTest, AGeneratedNameHasThePrefixAndTwentySixCharacters) {
  Configure();
  AnswerRole();
  Object config = Config();
  config.SetNull("name");
  config.SetText("name_prefix", "web-");
  Apply("aws_iam_role", Nothing("aws_iam_role"), config);
  EXPECT_EQ(aws_->sent["CreateRole"]["RoleName"], "web-20261123181114000000000001");
}

TEST_F(IamRoleTest, ARoleOfVersionFourKeepsItsEmptyInlinePolicy) {
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

TEST_F(IamRoleTest, AConflictThatPassesIsWaitedFor) {
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

TEST_F(IamRoleTest, AnInlinePolicyIsNamedByRoleAndName) {
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

TEST_F(IamRoleTest, EverythingThatChangesHasItsCall) {
  Configure();
  AnswerRole();
  for (const char* action :
       {"UpdateAssumeRolePolicy", "UpdateRoleDescription", "UpdateRole", "PutRolePermissionsBoundary",
        "DeleteRolePermissionsBoundary", "AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy"}) {
    aws_->Answer(action, "");
  }
  Object state = Create("aws_iam_role", Config());
  state.SetTexts("managed_policy_arns", {"arn:old"});
  AddBlock(state, "inline_policy", [](Object& block) {
    block.SetText("name", "old");
    block.SetText("policy", "{}");
  });
  Object config = Config();
  config.SetText("assume_role_policy", R"({"Version":"2012-10-17","Statement":[]})");
  config.SetText("description", "new");
  config.SetInteger("max_session_duration", 7200);
  config.SetText("permissions_boundary", "arn:b");
  config.SetTexts("managed_policy_arns", {"arn:new"});
  AddBlock(config, "inline_policy", [](Object& block) {
    block.SetText("name", "new");
    block.SetText("policy", R"({"Statement":[]})");
  });
  Update("aws_iam_role", state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(aws_->Called("UpdateAssumeRolePolicy"));
  EXPECT_EQ(aws_->sent["UpdateRoleDescription"]["Description"], "new");
  EXPECT_EQ(aws_->sent["UpdateRole"]["MaxSessionDuration"], "7200");
  EXPECT_EQ(aws_->sent["PutRolePermissionsBoundary"]["PermissionsBoundary"], "arn:b");
  EXPECT_EQ(aws_->sent["AttachRolePolicy"]["PolicyArn"], "arn:new");
  EXPECT_EQ(aws_->sent["DetachRolePolicy"]["PolicyArn"], "arn:old");
  EXPECT_EQ(aws_->sent["PutRolePolicy"]["PolicyName"], "new");
  EXPECT_EQ(aws_->sent["DeleteRolePolicy"]["PolicyName"], "old");
  state.SetText("permissions_boundary", "arn:b");
  config.SetNull("permissions_boundary");
  Update("aws_iam_role", state, config);
  EXPECT_TRUE(aws_->Called("DeleteRolePermissionsBoundary"));
  for (const char* action :
       {"DeleteRolePermissionsBoundary", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy"}) {
    aws_->Fail(action, 403, "AccessDenied", "no");
    Update("aws_iam_role", state, config);
    EXPECT_NE(TakeProblems().find("updating IAM Role (app) "), std::string::npos) << action;
  }
}

TEST_F(IamRoleTest, InlinePoliciesThatMeanTheSameAreNoChange) {
  Configure();
  AnswerRole();
  aws_->Answer("PutRolePolicy", "");
  aws_->Answer("ListRolePolicies", "<PolicyNames><member>p</member></PolicyNames>");
  aws_->Answer("GetRolePolicy",
               "<PolicyDocument>" + PercentEncode(R"({"Statement":[{"Action":"a:b"}]})") + "</PolicyDocument>");
  Object config = Config();
  auto with_document = [&](const char* document) {
    Object role = Config();
    AddBlock(role, "inline_policy", [&](Object& block) {
      block.SetText("name", "p");
      block.SetText("policy", document);
    });
    return role;
  };
  Object state = Create("aws_iam_role", with_document(R"({"Statement":{"Action":["a:b"]}})"));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(IsQuiet("aws_iam_role", state, with_document(R"({"Statement":[{"Action":["a:b"]}]})")));
  EXPECT_FALSE(IsQuiet("aws_iam_role", state, with_document(R"({"Statement":[{"Action":["c:d"]}]})")));
}

TEST_F(IamRoleTest, ForceTakesAwayProfilesAndPolicies) {
  Configure();
  aws_->Answer("ListInstanceProfilesForRole",
               "<InstanceProfiles><member><InstanceProfileName>p</InstanceProfileName></member></InstanceProfiles>");
  aws_->Answer("RemoveRoleFromInstanceProfile", "");
  aws_->Answer("ListAttachedRolePolicies",
               "<AttachedPolicies><member><PolicyArn>arn:p</PolicyArn></member></AttachedPolicies>");
  aws_->Answer("DetachRolePolicy", "");
  aws_->Answer("ListRolePolicies", "<PolicyNames><member>own</member></PolicyNames>");
  aws_->Answer("DeleteRolePolicy", "");
  aws_->Answer("DeleteRole", "");
  Object state = ProviderTest::Config("aws_iam_role", {{"id", "app"}});
  state.SetFlag("force_detach_policies", true);
  Destroy("aws_iam_role", state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["RemoveRoleFromInstanceProfile"]["InstanceProfileName"], "p");
  EXPECT_EQ(aws_->sent["DetachRolePolicy"]["PolicyArn"], "arn:p");
  EXPECT_EQ(aws_->sent["DeleteRolePolicy"]["PolicyName"], "own");
  for (const char* action : {"ListRolePolicies", "ListAttachedRolePolicies", "ListInstanceProfilesForRole"}) {
    aws_->Fail(action, 403, "AccessDenied", "no");
    Destroy("aws_iam_role", state);
    EXPECT_NE(TakeProblems().find("IAM Role (app)"), std::string::npos) << action;
    aws_->Fail(action, 404, "NoSuchEntity", "gone");
    Destroy("aws_iam_role", state);
    EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  }
}

TEST_F(IamRoleTest, WhatCannotBeReadIsTold) {
  Configure();
  AnswerRole();
  Object state = Create("aws_iam_role", Config());
  aws_->Fail("ListAttachedRolePolicies", 403, "AccessDenied", "no");
  Read("aws_iam_role", state);
  EXPECT_NE(TakeProblems().find("reading IAM Policies attached to Role (app)"), std::string::npos);
  aws_->Fail("ListRolePolicies", 403, "AccessDenied", "no");
  Read("aws_iam_role", state);
  EXPECT_NE(TakeProblems().find("reading inline policies for IAM Role (app)"), std::string::npos);
  aws_->Answer("GetRole", "");
  Read("aws_iam_role", state);
  EXPECT_NE(TakeProblems().find("the answer has no Role"), std::string::npos);
}

TEST_F(IamRoleTest, AnInlinePolicyOfItsOwnIsChangedInPlaceAndDropped) {
  Configure();
  for (const auto& [type, owner, noun] :
       std::vector<std::tuple<std::string, std::string, std::string>>{{"aws_iam_role_policy", "role", "Role"},
                                                                      {"aws_iam_user_policy", "user", "User"},
                                                                      {"aws_iam_group_policy", "group", "Group"}}) {
    Object config = ProviderTest::Config(type, {{owner, "x"}, {"name", "p"}, {"policy", R"({"Statement":[]})"}});
    Object state = config;
    state.SetText("id", "x:p");
    EXPECT_TRUE(Read(type, state).IsNull());
    EXPECT_TRUE(Apply(type, Nothing(type), config).IsNull());
    EXPECT_NE(TakeProblems().find("putting IAM " + noun + " (x) Policy (p): "), std::string::npos);
    aws_->Answer("Put" + noun + "Policy", "");
    aws_->Answer("Get" + noun + "Policy", "<PolicyDocument>%7B%7D</PolicyDocument>");
    config.SetText("policy", "{}");
    EXPECT_TRUE(Replaces(type, state.ToValue(), config).empty());
    EXPECT_EQ(Update(type, state, config).Text("policy"), "{}");
    EXPECT_EQ(aws_->sent["Put" + noun + "Policy"][noun + "Name"], "x");
    Destroy(type, state);
    EXPECT_EQ(aws_->sent["Delete" + noun + "Policy"]["PolicyName"], "p");
    Object imported = Wrap(type, Read(type, Import(type, "x:p")));
    EXPECT_EQ(imported.Text(owner), "x");
    EXPECT_EQ(TakeProblems(), "");
    Import(type, "x");
    EXPECT_NE(TakeProblems().find("expected <" + owner + "-name>:<policy-name>"), std::string::npos);
    aws_->Fail("Get" + noun + "Policy", 403, "AccessDenied", "no");
    Read(type, state);
    EXPECT_NE(TakeProblems().find("reading IAM " + noun + " Policy (x:p)"), std::string::npos);
  }
}

}  // namespace
}  // namespace rolecall::providers::aws
