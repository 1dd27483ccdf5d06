#include "server/route.h"

#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

TEST(Route, KnowsAwsHosts) {
  EXPECT_EQ(ServiceOfHost("iam.amazonaws.com"), "iam");
  EXPECT_EQ(ServiceOfHost("STS.eu-central-1.amazonaws.com:443"), "sts");
  EXPECT_EQ(ServiceOfHost("secretsmanager.eu-central-1.amazonaws.com"), "secretsmanager");
  EXPECT_EQ(ServiceOfHost("ssm.eu-central-1.amazonaws.com"), "ssm");
  EXPECT_EQ(ServiceOfHost("ssm-fips.us-east-1.amazonaws.com"), "ssm");
  EXPECT_EQ(ServiceOfHost("ssmmessages.eu-central-1.amazonaws.com"), "");
  EXPECT_EQ(ServiceOfHost("sts-fips.us-east-1.amazonaws.com"), "sts");
  EXPECT_EQ(ServiceOfHost("ec2.eu-central-1.amazonaws.com"), "ec2");
  EXPECT_EQ(ServiceOfHost("s3.eu-central-1.amazonaws.com"), "s3");
  EXPECT_EQ(ServiceOfHost("my.bucket.s3.eu-central-1.amazonaws.com"), "s3");
  EXPECT_EQ(ServiceOfHost("iam.s3.amazonaws.com"), "s3");
  EXPECT_EQ(ServiceOfHost("s3.cn-north-1.amazonaws.com.cn"), "s3");
}

TEST(Route, KnowsNothingOfOtherHosts) {
  for (const char* host : {"", "localhost:4747", "iam.example.com", "sqs.amazonaws.com",
                           "ec2-192-0-2-7.compute.amazonaws.com", "stsx.amazonaws.com"}) {
    EXPECT_EQ(ServiceOfHost(host), "") << host;
  }
}

TEST(Route, TheLabelBeforeOneOfItsOwnNamesIsTheClients) {
  const std::vector<std::string> names{"s3.example.com", "plane.test"};
  EXPECT_EQ(LabelOfHost("logs.s3.example.com:4747", names), "logs");
  EXPECT_EQ(LabelOfHost("My.Logs.Plane.TEST", names), "my.logs");
  EXPECT_EQ(LabelOfHost("111122223333.plane.test", names), "111122223333");
  for (const char* host : {"", "s3.example.com", ".plane.test:80", "logss3.example.com", "logs.example.com",
                           "logs.s3.example.com.evil.test", "localhost:4747", "[::1]:4747"}) {
    EXPECT_EQ(LabelOfHost(host, names), "") << host;
  }
  EXPECT_EQ(LabelOfHost("logs.s3.example.com", {}), "");
}

http::Request Form(const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.target = "/";
  request.headers.Add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = body;
  return request;
}

TEST(Route, FindsUnsignedCallsByTheirContent) {
  EXPECT_EQ(ServiceOfContent(Form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15")), "sts");
  EXPECT_EQ(ServiceOfContent(Form("Version=2010-05-08&Action=ListRoles")), "iam");
  EXPECT_EQ(ServiceOfContent(Form("Action=DescribeAvailabilityZones&Version=2016-11-15")), "ec2");
  http::Request query;
  query.method = "GET";
  query.target = "/?Action=AssumeRoleWithWebIdentity&RoleArn=x";
  EXPECT_EQ(ServiceOfContent(query), "sts");
  http::Request target;
  target.method = "POST";
  target.target = "/";
  target.headers.Add("X-Amz-Target", "secretsmanager.GetSecretValue");
  EXPECT_EQ(ServiceOfContent(target), "secretsmanager");
  for (const auto& [name, service] : {std::pair("AmazonSSM.GetParameter", "ssm"),
                                      {"AWSOrganizationsV20161128.ListRoots", "organizations"},
                                      {"TrentService.Decrypt", "kms"},
                                      {"DynamoDB_20120810.GetItem", "s3"}}) {
    target.headers.Set("X-Amz-Target", name);
    EXPECT_EQ(ServiceOfContent(target), service) << name;
  }
  http::Request object;
  object.method = "GET";
  object.target = "/bucket/Action=x";
  EXPECT_EQ(ServiceOfContent(object), "s3");
}

TEST(Route, TheScopeOfASignatureIsInItsHeaderOrInThePresignedQuery) {
  http::Request request{.method = "GET", .target = "/b/k"};
  EXPECT_EQ(ServiceOfScope(request), "");
  request.target =
      "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA1%2F20261129%2Feu-west-1%2Fs3%2Faws4_request&x=y";
  EXPECT_EQ(ServiceOfScope(request), "s3");
  request.target = "/?X-Amz-Credential=AKIA1%2F20261129";
  EXPECT_EQ(ServiceOfScope(request), "") << "it ends before the service";
  request.target = "/?X-Amz-Credential=AKIA1%2F20261129%2Feu-west-1%2Fsqs";
  EXPECT_EQ(ServiceOfScope(request), "sqs");
  request.headers.Add("Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKIA1/20261129/eu-west-1/iam/aws4_request, SignedHeaders=host");
  EXPECT_EQ(ServiceOfScope(request), "iam") << "the header goes first";
}

}  // namespace
}  // namespace rolecall::server
