#include <gtest/gtest.h>

#include <tuple>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr const char* kReadOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

class AttachmentTest : public ProviderTest {
 protected:
  using ProviderTest::Config;
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

TEST_F(AttachmentTest, AttachmentsAtTheSameTimeAreTriedAgain) {
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

TEST_F(AttachmentTest, OfUsersAndGroupsWorkAlike) {
  Configure();
  for (const auto& [type, owner, noun] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"aws_iam_user_policy_attachment", "user", "User"}, {"aws_iam_group_policy_attachment", "group", "Group"}}) {
    aws_->Answer("Attach" + noun + "Policy", "");
    aws_->Answer("ListAttached" + noun + "Policies", std::string("<AttachedPolicies><member><PolicyArn>") + kReadOnly +
                                                         "</PolicyArn></member></AttachedPolicies>");
    Object state = Create(type, Config(type, {{owner, "x"}, {"policy_arn", kReadOnly}}));
    EXPECT_EQ(aws_->sent["Attach" + noun + "Policy"][noun + "Name"], "x");
    EXPECT_EQ(state.Text("id").substr(0, 5), noun == "Group" ? "x-202" : "x/arn") << "as version 6.47.1 has them";
    EXPECT_EQ(Replaces(type, state.ToValue(), Config(type, {{owner, "y"}, {"policy_arn", kReadOnly}})),
              std::vector<std::string>{owner});
    Destroy(type, state);  // gone already
    EXPECT_TRUE(aws_->Called("Detach" + noun + "Policy"));
    EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  }
}

TEST_F(AttachmentTest, RefusalsAreTold) {
  Configure();
  const char* kType = "aws_iam_role_policy_attachment";
  EXPECT_TRUE(Apply(kType, Nothing(kType), Config()).IsNull());
  EXPECT_NE(TakeProblems().find("attaching IAM Policy (arn:aws:iam::1:policy/p) to IAM Role (app): "),
            std::string::npos);
  aws_->Fail("ListAttachedRolePolicies", 403, "AccessDenied", "no");
  Read(kType, Config());
  EXPECT_NE(TakeProblems().find("reading IAM Policies attached to IAM Role (app)"), std::string::npos);
  aws_->Fail("ListAttachedRolePolicies", 404, "NoSuchEntity", "no role");
  EXPECT_TRUE(Read(kType, Config()).IsNull());
  aws_->Fail("DetachRolePolicy", 403, "AccessDenied", "no");
  Destroy(kType, Config());
  EXPECT_NE(TakeProblems().find("detaching IAM Policy (arn:aws:iam::1:policy/p) from IAM Role (app)"),
            std::string::npos);
  Object wrong = Config();
  wrong.SetText("policy_arn", "p");
  EXPECT_NE(Validate(kType, wrong).find("invalid ARN"), std::string::npos);
}

TEST_F(AttachmentTest, OfAPolicyAreAllThereIs) {
  Configure();
  const char* kType = "aws_iam_policy_attachment";
  aws_->Answer("AttachRolePolicy", "");
  aws_->Answer("AttachUserPolicy", "");
  aws_->Answer("DetachRolePolicy", "");
  aws_->handlers["ListEntitiesForPolicy"] = [](const FakeAws::Parameters& given) {
    return rolecall::aws::QueryResponse(
        "ListEntitiesForPolicy", rolecall::aws::kIamNamespace,
        given.at("EntityFilter") == "Role"
            ? "<PolicyRoles><member><RoleName>app</RoleName></member><member><RoleName>by-hand</RoleName></member>"
              "</PolicyRoles>"
            : "",
        "id");
  };
  Object config = ProviderTest::Config(kType, {{"name", "a"}, {"policy_arn", kReadOnly}});
  EXPECT_NE(Validate(kType, config).find("one of `groups,roles,users`"), std::string::npos);
  config.SetTexts("roles", {"app"});
  EXPECT_EQ(Validate(kType, config), "");
  Object state = Create(kType, config);
  EXPECT_EQ(aws_->sent["AttachRolePolicy"]["RoleName"], "app");
  EXPECT_EQ(state.Texts("roles"), std::vector<std::string>{"app"});  // as planned; the next refresh sees the other
  EXPECT_TRUE(state.Get("users").IsNull());
  state = Wrap(kType, Read(kType, state));
  EXPECT_EQ(state.Texts("roles"), (std::vector<std::string>{"app", "by-hand"}));
  EXPECT_TRUE(state.IsSet("users"));
  config.SetTexts("users", {"ci"});
  Update(kType, state, config);
  EXPECT_EQ(aws_->sent["DetachRolePolicy"]["RoleName"], "by-hand");
  EXPECT_EQ(aws_->sent["AttachUserPolicy"]["UserName"], "ci");
  Destroy(kType, state);
  EXPECT_EQ(aws_->Calls("DetachRolePolicy"), 3);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  aws_->Fail("AttachRolePolicy", 404, "NoSuchEntity", "no role");
  Apply(kType, Nothing(kType), config);
  EXPECT_NE(TakeProblems().find("Attaching IAM Policy"), std::string::npos);
  aws_->Fail("ListEntitiesForPolicy", 404, "NoSuchEntity", "no policy");
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->Fail("ListEntitiesForPolicy", 403, "AccessDenied", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading IAM Policy Attachment (a)"), std::string::npos);
  Import(kType, "a");
  EXPECT_NE(TakeProblems().find("doesn't support import"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
