// What all types have in common: states, regions, waiting for what was just made.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

TEST_F(ProviderTest, OnlyItsOwnSourceIsKnown) {
  Make("");
  EXPECT_EQ(catalogue_->Make("hashicorp/google", ""), nullptr);
  EXPECT_EQ(catalogue_->sources(), std::vector<std::string>{"hashicorp/aws"});
}

TEST_F(ProviderTest, AnOldStateIsReadByWhatTheSchemaKnows) {
  Configure();
  Value state = provider_->UpgradeState(
      "aws_iam_role", 0, R"({"id":"app","name":"app","managed_policy_arns":["b","a"],"gone":1})", diagnostics_);
  EXPECT_EQ(Wrap("aws_iam_role", state).Text("name"), "app");
  EXPECT_EQ(Wrap("aws_iam_role", state).Texts("managed_policy_arns"), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  provider_->UpgradeState("aws_iam_role", 0, "[]", diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 1u);
  provider_->UpgradeState("aws_iam_role", 7, "{}", diagnostics_);
  EXPECT_TRUE(diagnostics_.HasErrors());
}

TEST_F(ProviderTest, ASecretMayLieInAnotherRegion) {
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
TEST_F(ProviderTest, WhatWasJustMadeIsWaitedFor) {
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

TEST_F(ProviderTest, AFailedChangeLeavesWhatReallyIs) {
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

TEST_F(ProviderTest, WithoutAConfigurationNothingIsAsked) {
  Make("");
  const std::string kNot = "The AWS provider is not configured";
  Object user = Config("aws_iam_user", {{"id", "ann"}, {"name", "ann"}});
  EXPECT_TRUE(Read("aws_iam_user", user).Same(user.ToValue()));
  EXPECT_NE(TakeProblems().find(kNot), std::string::npos);
  Destroy("aws_iam_user", user);
  EXPECT_NE(TakeProblems().find(kNot), std::string::npos);
  ReadData("aws_region", DataConfig("aws_region"));
  EXPECT_NE(TakeProblems().find(kNot), std::string::npos);
  EXPECT_TRUE(aws_->calls.empty());
}

TEST_F(ProviderTest, TypesThatItDoesNotHaveAreNamed) {
  Configure();
  provider_->ValidateResource("aws_vpc", value::Value(), diagnostics_);
  EXPECT_NE(TakeProblems().find("Unknown resource type aws_vpc"), std::string::npos);
  provider_->ReadDataSource("aws_vpc", value::Value(), diagnostics_);
  EXPECT_NE(TakeProblems().find("Unknown data source type aws_vpc"), std::string::npos);
}

TEST_F(ProviderTest, WhatIsNeverSeenAfterItWasMadeIsAnErrorAndStaysInTheState) {
  Configure();
  aws_->Answer("CreateUser", "");
  Object state = Create("aws_iam_user", Config("aws_iam_user", {{"name", "ann"}}));
  EXPECT_EQ(state.Text("id"), "ann");
  EXPECT_NE(TakeProblems().find("reading ann after it was written: couldn't find resource"), std::string::npos);
  EXPECT_GE(sleeper_.slept(), std::chrono::seconds(100));
}

TEST_F(ProviderTest, ObjectsAreMadeWithTheSdksPrivateBytes) {
  Configure();
  EXPECT_EQ(Plan("aws_iam_user", Nothing("aws_iam_user"), Config("aws_iam_user", {{"name", "ann"}})).private_bytes,
            "null");
  auto imported = provider_->Import("aws_iam_user", "ann", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(imported[0].state.private_bytes, "null");
}

}  // namespace
}  // namespace rolecall::providers::aws
