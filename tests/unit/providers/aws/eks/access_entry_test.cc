#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AccessEntryTest : public ProviderTest {
 protected:
  static constexpr const char* kType = "aws_eks_access_entry";
  static constexpr const char* kRole = "arn:aws:iam::111122223333:role/app";
  static constexpr const char* kList = "/clusters/main/access-entries";
  static constexpr const char* kOne = "/clusters/main/access-entries/arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapp";

  void Answer(const std::string& groups = "[]", const std::string& username = "u") {
    const std::string body =
        R"({"accessEntry":{"clusterName":"main","principalArn":"arn:aws:iam::111122223333:role/app",)"
        R"("accessEntryArn":"arn:a","createdAt":1706495454.25,"modifiedAt":1706495455,"tags":{"a":"b"},)"
        R"("type":"STANDARD","username":")" +
        username + R"(","kubernetesGroups":)" + groups + "}}";
    for (const std::string& action : {std::string("POST ") + kList, std::string("GET ") + kOne,
                                      std::string("POST ") + kOne, std::string("DELETE ") + kOne}) {
      aws_->AnswerBody(action, body);
    }
    aws_->AnswerBody("POST /tags/arn%3Aa", "{}");
    aws_->AnswerBody("DELETE /tags/arn%3Aa", "{}");
  }
  void FailAt(const std::string& action, int status, const std::string& code, const std::string& message) {
    aws_->handlers[action] = [=](const FakeAws::Parameters&) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kRestJson, {status, code, message}, {});
    };
  }
  Object Wanted(const std::vector<std::string>& groups = {}) {
    Object config = Config(kType, {{"cluster_name", "main"}, {"principal_arn", kRole}});
    config.SetTextMap("tags", {{"a", "b"}});
    if (!groups.empty()) config.SetTexts("kubernetes_groups", groups);
    return config;
  }
  std::string Sent(const std::string& action) { return aws_->sent[action]["body"]; }
};

TEST_F(AccessEntryTest, IsCreatedAndReadByClusterAndPrincipal) {
  Configure("6.47.1");
  Answer(R"(["b","a"])");
  const Object state = Create(kType, Wanted({"a", "b"}));
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(state.Text("id"), "main:arn:aws:iam::111122223333:role/app");
  EXPECT_EQ(state.Text("access_entry_arn"), "arn:a");
  EXPECT_EQ(state.Text("created_at"), "2024-01-29T02:30:54Z");
  EXPECT_EQ(state.Text("modified_at"), "2024-01-29T02:30:55Z");
  EXPECT_EQ(state.Text("type"), "STANDARD");
  EXPECT_EQ(state.Text("user_name"), "u");
  EXPECT_THAT(state.Texts("kubernetes_groups"), ElementsAre("a", "b"));
  EXPECT_EQ(state.TextMap("tags_all"), (Tags{{"a", "b"}}));
  EXPECT_EQ(state.Text("region"), "eu-central-1");
  EXPECT_EQ(Sent(std::string("POST ") + kList),
            R"({"principalArn":"arn:aws:iam::111122223333:role/app","type":"STANDARD","tags":{"a":"b"},)"
            R"("kubernetesGroups":["a","b"]})");
  EXPECT_TRUE(IsQuiet(kType, state, Wanted({"a", "b"})));
  EXPECT_TRUE(IsQuiet(kType, state, Wanted()));
  EXPECT_EQ(*provider_->ImportIdOf(kType, provider_->IdentityOf(kType, state.ToValue())->value, diagnostics_),
            state.Text("id"));
}

TEST_F(AccessEntryTest, WithoutGroupsTheyAreEmptyAndStaySo) {
  Configure("6.47.1");
  Answer();
  const Object state = Create(kType, Wanted());
  EXPECT_TRUE(state.IsSet("kubernetes_groups"));
  EXPECT_TRUE(IsQuiet(kType, state, Wanted()));
  EXPECT_EQ(Sent(std::string("POST ") + kList).find("kubernetesGroups"), std::string::npos);
  EXPECT_EQ(Sent(std::string("POST ") + kList).find("username"), std::string::npos);
  Object empty = Wanted();
  empty.SetTexts("kubernetes_groups", {});
  EXPECT_TRUE(IsQuiet(kType, state, empty));
  EXPECT_TRUE(Wrap(kType, Plan(kType, Nothing(kType), empty).planned).IsUnknown("kubernetes_groups"));
}

TEST_F(AccessEntryTest, APrincipalThatIsNotSeenYetIsWaitedFor) {
  Configure();
  Answer();
  const std::string create = std::string("POST ") + kList;
  const auto good = aws_->handlers[create];
  aws_->handlers[create] = [=, left = 2](const FakeAws::Parameters& sent) mutable {
    if (left-- == 0) return good(sent);
    return rolecall::aws::ErrorResponse(
        rolecall::aws::Protocol::kRestJson,
        {400, "InvalidParameterException", "The specified principalArn is invalid: invalid principal."}, {});
  };
  Create(kType, Wanted());
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(aws_->Calls(create), 3);
  FailAt(create, 409, "ResourceInUseException", "in use");
  EXPECT_TRUE(Apply(kType, Nothing(kType), Wanted()).IsNull());
  EXPECT_THAT(Problems(), HasSubstr("creating EKS Access Entry (main:arn:aws:iam::111122223333:role/app)"));
}

TEST_F(AccessEntryTest, GroupsAndUsernameChangeTogetherAndTagsByThemselves) {
  Configure();
  Answer(R"(["a"])");
  const Object state = Create(kType, Wanted({"a"}));
  Answer(R"(["c"])");
  Object other = Wanted({"c"});
  EXPECT_THAT(Update(kType, state, other).Texts("kubernetes_groups"), ElementsAre("c"));
  EXPECT_EQ(Sent(std::string("POST ") + kOne), R"({"kubernetesGroups":["c"],"username":"u"})");
  EXPECT_FALSE(aws_->Called("POST /tags/arn%3Aa"));
  Object emptied = Wanted();
  emptied.SetTexts("kubernetes_groups", {});
  Apply(kType, state.ToValue(), emptied);
  EXPECT_EQ(Sent(std::string("POST ") + kOne), R"({"kubernetesGroups":[],"username":"u"})");
  const int updates = aws_->Calls(std::string("POST ") + kOne);
  Object tagged = Wanted({"a"});
  tagged.SetTextMap("tags", {{"c", "d"}});
  Apply(kType, state.ToValue(), tagged);
  EXPECT_EQ(aws_->Calls(std::string("POST ") + kOne), updates);
  EXPECT_THAT(Sent("POST /tags/arn%3Aa"), HasSubstr(R"("c":"d")"));
  EXPECT_TRUE(aws_->Called("DELETE /tags/arn%3Aa"));
  EXPECT_EQ(Problems(), "");
}

TEST_F(AccessEntryTest, ClusterPrincipalAndTypeReplace) {
  Configure();
  Answer();
  const Object state = Create(kType, Wanted());
  const std::pair<const char*, const char*> changes[] = {
      {"cluster_name", "other"}, {"principal_arn", "arn:aws:iam::111122223333:role/x"}, {"type", "EC2_LINUX"}};
  for (const auto& [name, text] : changes) {
    Object config = Wanted();
    config.SetText(name, text);
    EXPECT_THAT(Replaces(kType, state.ToValue(), config), ElementsAre(name));
  }
}

TEST_F(AccessEntryTest, IsImportedReadAndGone) {
  Configure();
  Answer();
  const Object imported = Import(kType, "main:arn:aws:iam::111122223333:role/app");
  const Object read = Wrap(kType, Read(kType, imported));
  EXPECT_EQ(read.Text("principal_arn"), kRole);
  EXPECT_EQ(read.Text("cluster_name"), "main");
  Read(kType, Import(kType, "main"));
  EXPECT_THAT(TakeProblems(), HasSubstr("unexpected format for ID (main), expected cluster-name:principal-arn"));
  FailAt(std::string("GET ") + kOne, 404, "ResourceNotFoundException", "gone");
  FailAt(std::string("DELETE ") + kOne, 404, "ResourceNotFoundException", "gone");
  EXPECT_TRUE(Read(kType, read).IsNull());
  Destroy(kType, read.ToValue());
  EXPECT_EQ(Problems(), "");
  FailAt(std::string("DELETE ") + kOne, 400, "InvalidRequestException", "no");
  Destroy(kType, read.ToValue());
  EXPECT_THAT(TakeProblems(), HasSubstr("deleting EKS Access Entry (main:arn:aws:iam::111122223333:role/app)"));
}

TEST_F(AccessEntryTest, WhatIsWrittenIsCheckedAtValidate) {
  Configure();
  const auto problems = [&](const char* name, const std::string& text) {
    Object config = Wanted();
    config.SetText(name, text);
    return Validate(kType, config);
  };
  EXPECT_EQ(problems("type", "STANDARD"), "");
  EXPECT_THAT(problems("type", "Standard"),
              HasSubstr(R"(expected type to be one of ["EC2" "EC2_LINUX" "EC2_WINDOWS" "FARGATE_LINUX" )"
                        R"("HYBRID_LINUX" "STANDARD"], got Standard)"));
  EXPECT_THAT(problems("principal_arn", "app"), HasSubstr("is an invalid ARN"));
  EXPECT_THAT(problems("cluster_name", "_a"), HasSubstr("doesn't comply with restrictions"));
  EXPECT_THAT(problems("cluster_name", std::string(101, 'a')), HasSubstr("length must be between 1-100 characters"));
}

TEST_F(AccessEntryTest, OlderVersionsHaveNoRegionNoIdentityAndNoTagsOfTheData) {
  Configure("5.90.0");
  Answer();
  EXPECT_FALSE(ReadData(kType, {{"cluster_name", "main"}, {"principal_arn", kRole}}).IsSet("tags"));
  EXPECT_EQ(provider_->schema().resources.at(kType).block.attributes.count("region"), 0u);
  const Object state = Create(kType, Wanted());
  EXPECT_EQ(provider_->IdentityOf(kType, state.ToValue()), std::nullopt);
}

TEST_F(AccessEntryTest, TheDataSourceReadsTheSame) {
  Configure("6.47.1");
  Answer(R"(["a"])");
  const Object read = ReadData(kType, {{"cluster_name", "main"}, {"principal_arn", kRole}});
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(read.Text("id"), "main:arn:aws:iam::111122223333:role/app");
  EXPECT_EQ(read.Text("user_name"), "u");
  EXPECT_THAT(read.Texts("kubernetes_groups"), ElementsAre("a"));
  EXPECT_EQ(read.TextMap("tags"), (Tags{{"a", "b"}}));
  EXPECT_FALSE(read.IsSet("tags_all"));
  FailAt(std::string("GET ") + kOne, 404, "ResourceNotFoundException", "gone");
  ReadData(kType, {{"cluster_name", "main"}, {"principal_arn", kRole}});
  EXPECT_THAT(Problems(), HasSubstr("couldn't find resource"));
}

}  // namespace
}  // namespace rolecall::providers::aws
