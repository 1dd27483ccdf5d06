#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AccessPolicyAssociationTest : public ProviderTest {
 protected:
  static constexpr const char* kType = "aws_eks_access_policy_association";
  static constexpr const char* kList =
      "/clusters/main/access-entries/arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapp/access-policies";
  static constexpr const char* kRole = "arn:aws:iam::111122223333:role/app";
  static constexpr const char* kView = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
  static constexpr const char* kId =
      "main#arn:aws:iam::111122223333:role/app#arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";

  static std::string Page(const std::string& policy, const std::string& scope, const std::string& next = "null") {
    return R"({"associatedAccessPolicies":[{"policyArn":")" + policy + R"(","accessScope":)" + scope +
           R"(,"associatedAt":1706495454.25,"modifiedAt":1706495455}],"nextToken":)" + next + "}";
  }
  void Answer(const std::string& scope) {
    aws_->AnswerBody(std::string("POST ") + kList, "{}");
    aws_->AnswerBody(std::string("GET ") + kList, Page(kView, scope));
    aws_->AnswerBody(
        std::string("DELETE ") + kList + "/" + "arn%3Aaws%3Aeks%3A%3Aaws%3Acluster-access-policy%2FAmazonEKSViewPolicy",
        "{}");
  }
  void FailWith(const std::string& action, const std::string& message) {
    aws_->handlers[action] = [=](const FakeAws::Parameters&) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kRestJson,
                                          {404, "ResourceNotFoundException", message}, {});
    };
  }
  Object Wanted(const std::string& type = "cluster", const std::vector<std::string>& namespaces = {}) {
    Object config = Config(kType, {{"cluster_name", "main"}, {"principal_arn", kRole}, {"policy_arn", kView}});
    AddBlock(config, "access_scope", [&](Object& scope) {
      scope.SetText("type", type);
      if (!namespaces.empty()) scope.SetTexts("namespaces", namespaces);
    });
    return config;
  }
};

TEST_F(AccessPolicyAssociationTest, IsCreatedAndReadByItsThreeParts) {
  Configure("6.47.1");
  Answer(R"({"type":"namespace","namespaces":["a","b"]})");
  const Object state = Create(kType, Wanted("namespace", {"b", "a"}));
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(state.Text("id"), kId);
  EXPECT_EQ(state.Text("associated_at"), "2024-01-29 02:30:54.25 +0000 UTC");
  EXPECT_EQ(state.Text("modified_at"), "2024-01-29 02:30:55 +0000 UTC");
  ASSERT_EQ(state.Blocks("access_scope").size(), 1u);
  EXPECT_THAT(state.Blocks("access_scope")[0].Texts("namespaces"), ElementsAre("a", "b"));
  EXPECT_EQ(
      aws_->sent[std::string("POST ") + kList]["body"],
      std::string(R"({"policyArn":")") + kView + R"(","accessScope":{"type":"namespace","namespaces":["a","b"]}})");
  EXPECT_TRUE(IsQuiet(kType, state, Wanted("namespace", {"a", "b"})));
  EXPECT_EQ(*provider_->ImportIdOf(kType, provider_->IdentityOf(kType, state.ToValue())->value, diagnostics_), kId);
}

TEST_F(AccessPolicyAssociationTest, AScopeOfTheClusterHasNoNamespacesAndIsNoDifference) {
  Configure();
  Answer(R"({"type":"cluster","namespaces":[]})");
  const Object state = Create(kType, Wanted());
  EXPECT_TRUE(IsQuiet(kType, state, Wanted()));
  const Object read = Wrap(kType, Read(kType, state));
  EXPECT_TRUE(IsQuiet(kType, read, Wanted()));
  EXPECT_THAT(Replaces(kType, read.ToValue(), Wanted("namespace", {"a"})), ElementsAre("access_scope"));
  Object other = Wanted();
  other.SetText("policy_arn", "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy");
  EXPECT_THAT(Replaces(kType, read.ToValue(), other), ElementsAre("policy_arn"));
}

TEST_F(AccessPolicyAssociationTest, AnEntryThatIsNotSeenYetIsWaitedFor) {
  Configure();
  Answer(R"({"type":"cluster"})");
  const std::string create = std::string("POST ") + kList;
  const auto good = aws_->handlers[create];
  aws_->handlers[create] = [=, left = 1](const FakeAws::Parameters& sent) mutable {
    if (left-- == 0) return good(sent);
    return rolecall::aws::ErrorResponse(
        rolecall::aws::Protocol::kRestJson,
        {404, "ResourceNotFoundException", "The specified principalArn could not be found. You can view …"}, {});
  };
  Create(kType, Wanted());
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(aws_->Calls(create), 2);
  FailWith(create, "The specified policyArn could not be found.");
  Create(kType, Wanted());
  EXPECT_THAT(Problems(),
              HasSubstr("creating EKS Access Policy Association (main#arn:aws:iam::111122223333:role/app#"));
}

TEST_F(AccessPolicyAssociationTest, IsFoundOnALaterPage) {
  Configure();
  Answer("{}");
  aws_->handlers[std::string("GET ") + kList] = [this](const FakeAws::Parameters&) {
    const bool is_second = aws_->urls.back().find("nextToken=t%2F1") != std::string::npos;
    return http::Response{.body =
                              is_second ? Page(kView, R"({"type":"cluster"})") : Page("arn:other", "{}", "\"t/1\"")};
  };
  const Object imported = Import(kType, kId);
  const Object read = Wrap(kType, Read(kType, imported));
  EXPECT_EQ(read.Text("policy_arn"), kView);
  EXPECT_EQ(read.Text("principal_arn"), kRole);
  EXPECT_EQ(read.Text("cluster_name"), "main");
}

TEST_F(AccessPolicyAssociationTest, IsGoneWithItsEntryOrByItself) {
  Configure();
  Answer(R"({"type":"cluster"})");
  const Object state = Create(kType, Wanted());
  aws_->AnswerBody(std::string("GET ") + kList, Page("arn:other", "{}"));
  EXPECT_TRUE(Read(kType, state).IsNull());
  FailWith(std::string("GET ") + kList, "The specified principalArn could not be found.");
  EXPECT_TRUE(Read(kType, state).IsNull());
  Destroy(kType, state.ToValue());
  EXPECT_EQ(Problems(), "");
  for (const char* id : {"main", "main#arn", "#a#b", "a##b", "a#b#"}) {
    Read(kType, Import(kType, id));
    EXPECT_THAT(TakeProblems(), HasSubstr("expected cluster-name#principal-arn#policy-arn")) << id;
  }
}

TEST_F(AccessPolicyAssociationTest, WhatIsWrittenIsCheckedAtValidate) {
  Configure();
  EXPECT_EQ(Validate(kType, Wanted()), "");
  Object config = Wanted();
  config.SetText("policy_arn", "AmazonEKSViewPolicy");
  EXPECT_THAT(Validate(kType, config), HasSubstr("is an invalid ARN"));
}

}  // namespace
}  // namespace rolecall::providers::aws
