#include <gtest/gtest.h>

#include "base/encoding.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

class EksDataTest : public ProviderTest {};

TEST_F(EksDataTest, AClusterTokenIsASignedQuestionForSts) {
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

TEST_F(EksDataTest, AClusterIsReadAsTheVersionKeepsIt) {
  Configure("4.67.0");
  aws_->handlers["GET /clusters/blue"] = [](const FakeAws::Parameters&) {
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

TEST_F(EksDataTest, ClustersAreListedByPages) {
  Configure();
  int asked = 0;
  aws_->handlers["GET /clusters"] = [&asked](const FakeAws::Parameters&) {
    return http::Response{.body = ++asked == 1 ? R"({"clusters":["b"],"nextToken":"x y"})" : R"({"clusters":["a"]})"};
  };
  Object read = ReadData("aws_eks_clusters", DataConfig("aws_eks_clusters"));
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(read.Texts("names"), (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(aws_->urls.back().find("nextToken=x%20y"), std::string::npos) << aws_->urls.back();
}

TEST_F(EksDataTest, VersionSixHasMoreBlocksAndAnotherTime) {
  Configure();
  aws_->AnswerBody("GET /clusters/blue", R"({"cluster":{"name":"blue","id":"i","createdAt":1706495454,
      "deletionProtection":true,"upgradePolicy":{"supportType":"STANDARD"},"computeConfig":{"enabled":true,
      "nodePools":["system"]}}})");
  Object read = ReadData("aws_eks_cluster", {{"name", "blue"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(read.Text("created_at"), "2024-01-29T02:30:54Z");
  EXPECT_TRUE(read.Flag("deletion_protection"));
  EXPECT_EQ(read.Get("upgrade_policy").elements()[0].Get("support_type").AsString(), "STANDARD");
  EXPECT_EQ(read.Get("outpost_config").size(), 0u);
}

TEST_F(EksDataTest, AnswersThatAreNotEkssAreErrors) {
  Configure();
  aws_->AnswerBody("GET /clusters/blue", "<html>");
  ReadData("aws_eks_cluster", {{"name", "blue"}});
  EXPECT_NE(TakeProblems().find("Is the endpoint that of EKS?"), std::string::npos);
  aws_->AnswerBody("GET /clusters/blue", "{}");
  ReadData("aws_eks_cluster", {{"name", "blue"}});
  EXPECT_NE(TakeProblems().find("the answer has no cluster"), std::string::npos);
  ReadData("aws_eks_cluster", {{"name", "red"}});
  EXPECT_NE(TakeProblems().find("reading EKS Cluster (red)"), std::string::npos);
  ReadData("aws_eks_cluster_auth", {{"name", ""}});
  EXPECT_NE(TakeProblems().find("to not be an empty string"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
