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
  EXPECT_EQ(ServiceOfHost("s3.eu-central-1.amazonaws.com"), "s3");
  EXPECT_EQ(ServiceOfHost("my.bucket.s3.eu-central-1.amazonaws.com"), "s3");
  EXPECT_EQ(ServiceOfHost("iam.s3.amazonaws.com"), "s3");
  EXPECT_EQ(ServiceOfHost("s3.cn-north-1.amazonaws.com.cn"), "s3");
}

TEST(Route, KnowsNothingOfOtherHosts) {
  for (const char* host : {"", "localhost:4747", "iam.example.com", "ec2.amazonaws.com", "stsx.amazonaws.com"}) {
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
  http::Request query;
  query.method = "GET";
  query.target = "/?Action=AssumeRoleWithWebIdentity&RoleArn=x";
  EXPECT_EQ(ServiceOfContent(query), "sts");
  http::Request target;
  target.method = "POST";
  target.target = "/";
  target.headers.Add("X-Amz-Target", "secretsmanager.GetSecretValue");
  EXPECT_EQ(ServiceOfContent(target), "secretsmanager");
  target.headers.Set("X-Amz-Target", "AmazonSSM.GetParameter");
  EXPECT_EQ(ServiceOfContent(target), "ssm");
  http::Request object;
  object.method = "GET";
  object.target = "/bucket/Action=x";
  EXPECT_EQ(ServiceOfContent(object), "s3");
}

}  // namespace
}  // namespace rolecall::server
