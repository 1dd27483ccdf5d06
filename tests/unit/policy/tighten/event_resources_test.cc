// Resources made from a call's parameters, where its event lists none.
#include <gtest/gtest.h>

#include "json/document.h"
#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

std::string ResourceOf(const std::string& action, const std::string& parameters,
                       const std::string& region = "eu-central-1") {
  const std::string event = R"({"awsRegion": ")" + region + R"(", "recipientAccountId": "111122223333")" +
                            (parameters.empty() ? "" : R"(, "requestParameters": )" + parameters) + "}";
  const json::ParseResult parsed = json::Parse(event, json::Limits{});
  EXPECT_EQ(parsed.error, "") << event;
  return ResourceFromParameters(parsed.root, action);
}

TEST(EventResources, AServiceNamesItsResourceInAParameter) {
  struct Row {
    const char *action, *parameters, *resource;
  };
  const Row kRows[] = {
      {"secretsmanager:GetSecretValue", R"({"secretId": "main/db"})", "secretsmanager:…:secret:main/db-??????"},
      {"secretsmanager:CreateSecret", R"({"name": "main/db"})", "secretsmanager:…:secret:main/db-??????"},
      {"ssm:GetParameter", R"({"name": "/main/db"})", "ssm:…:parameter/main/db"},
      {"ssm:GetParameter", R"({"name": "db"})", "ssm:…:parameter/db"},
      {"ssm:GetParametersByPath", R"({"path": "/main"})", "ssm:…:parameter/main/*"},
      {"kms:Decrypt", R"({"keyId": "0123"})", "kms:…:key/0123"},
      {"kms:Decrypt", R"({"keyId": "alias/main"})", "kms:…:alias/main"},
      {"dynamodb:GetItem", R"({"tableName": "t"})", "dynamodb:…:table/t"},
      {"lambda:InvokeFunction", R"({"functionName": "f"})", "lambda:…:function:f"},
      {"logs:PutLogEvents", R"({"logGroupName": "/aws/f"})", "logs:…:log-group:/aws/f:*"},
      {"ecr:BatchGetImage", R"({"repositoryName": "r"})", "ecr:…:repository/r"},
      {"kinesis:PutRecord", R"({"streamName": "s"})", "kinesis:…:stream/s"},
      {"events:PutRule", R"({"rule": "r"})", "events:…:rule/r"},
      {"sqs:CreateQueue", R"({"queueName": "q"})", "sqs:…:q"},
  };
  for (const Row& row : kRows) {
    std::string wanted = "arn:aws:" + std::string(row.resource);
    wanted.replace(wanted.find("…"), std::string("…").size(), "eu-central-1:111122223333");
    EXPECT_EQ(ResourceOf(row.action, row.parameters), wanted) << row.action;
  }
}

TEST(EventResources, AnArnIsTakenAsItIs) {
  constexpr char kSecret[] = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:main/db-AbCdEf";
  EXPECT_EQ(ResourceOf("secretsmanager:GetSecretValue", R"({"secretId": ")" + std::string(kSecret) + R"("})"), kSecret);
  EXPECT_EQ(ResourceOf("sts:AssumeRole", R"({"roleArn": "arn:aws:iam::444455556666:role/r"})"),
            "arn:aws:iam::444455556666:role/r");
  EXPECT_EQ(ResourceOf("iam:GetPolicy", R"({"policyArn": "arn:aws:iam::aws:policy/P"})"), "arn:aws:iam::aws:policy/P");
}

TEST(EventResources, BucketsHaveNeitherRegionNorAccount) {
  EXPECT_EQ(ResourceOf("s3:ListBucket", R"({"bucketName": "b"})"), "arn:aws:s3:::b");
  EXPECT_EQ(ResourceOf("s3:GetObject", R"({"bucketName": "b", "key": "a/k"})"), "arn:aws:s3:::b/a/k");
  EXPECT_EQ(ResourceOf("s3:ListAllMyBuckets", "{}"), "");
}

TEST(EventResources, ThePartitionIsTheRegions) {
  EXPECT_EQ(ResourceOf("s3:ListBucket", R"({"bucketName": "b"})", "cn-north-1"), "arn:aws-cn:s3:::b");
  EXPECT_EQ(ResourceOf("s3:ListBucket", R"({"bucketName": "b"})", "us-gov-east-1"), "arn:aws-us-gov:s3:::b");
}

TEST(EventResources, IdentitiesHaveNoRegion) {
  EXPECT_EQ(ResourceOf("iam:GetRole", R"({"roleName": "r"})"), "arn:aws:iam::111122223333:role/r");
  EXPECT_EQ(ResourceOf("iam:GetUser", R"({"userName": "u"})"), "arn:aws:iam::111122223333:user/u");
  EXPECT_EQ(ResourceOf("iam:GetGroup", R"({"groupName": "g"})"), "arn:aws:iam::111122223333:group/g");
  EXPECT_EQ(ResourceOf("iam:ListRoles", "{}"), "");
}

TEST(EventResources, AQueueIsToldByItsUrl) {
  EXPECT_EQ(
      ResourceOf("sqs:SendMessage", R"({"queueUrl": "https://sqs.eu-central-1.amazonaws.com/444455556666/jobs"})"),
      "arn:aws:sqs:eu-central-1:444455556666:jobs");
  for (const char* url : {"jobs", "/jobs", "host/jobs"}) {
    EXPECT_EQ(ResourceOf("sqs:SendMessage", R"({"queueUrl": ")" + std::string(url) + R"("})"), "") << url;
  }
}

TEST(EventResources, WhereNothingNamesItThereIsNone) {
  EXPECT_EQ(ResourceOf("ec2:StartInstances", R"({"instanceId": "i-1"})"), "");
  EXPECT_EQ(ResourceOf("kms:Decrypt", R"({"keyId": ""})"), "");
  EXPECT_EQ(ResourceOf("kms:Decrypt", ""), "");
  EXPECT_EQ(ResourceOf("kms:Decrypt", "null"), "");
}

}  // namespace
}  // namespace rolecall::policy
