// Who and where the provider is.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

class IdentityDataTest : public ProviderTest {};

TEST_F(IdentityDataTest, TheCallerIsAskedOfSts) {
  Configure();
  EXPECT_EQ(ReadData("aws_caller_identity", DataConfig("aws_caller_identity")).Text("account_id"), "054000737513");
}

TEST_F(IdentityDataTest, RegionAndPartitionComeFromTheConfiguration) {
  Configure();
  Object region = ReadData("aws_region", DataConfig("aws_region"));
  EXPECT_EQ(region.Text("name"), "eu-central-1");
  EXPECT_EQ(region.Text("description"), "Europe (Frankfurt)");
  EXPECT_EQ(ReadData("aws_partition", DataConfig("aws_partition")).Text("dns_suffix"), "amazonaws.com");
}

TEST_F(IdentityDataTest, ARoleOfASessionIsFoundWithItsPath) {
  Configure();
  aws_->Answer("GetRole",
               "<Role><RoleName>app</RoleName><RoleId>AROAX</RoleId>"
               "<Arn>arn:aws:iam::054000737513:role/a/b/app</Arn></Role>");
  Object config = DataConfig("aws_iam_session_context");
  config.SetText("arn", "arn:aws:sts::054000737513:assumed-role/app/me");
  Object read = ReadData("aws_iam_session_context", config);
  EXPECT_EQ(read.Text("issuer_arn"), "arn:aws:iam::054000737513:role/a/b/app");
  EXPECT_EQ(read.Text("session_name"), "me");
  config.SetText("arn", "arn:aws:iam::054000737513:user/ci");
  read = ReadData("aws_iam_session_context", config);
  EXPECT_EQ(read.Text("issuer_arn"), "arn:aws:iam::054000737513:user/ci");
  EXPECT_EQ(read.Text("session_name"), "");
}

TEST_F(IdentityDataTest, ARegionIsNamedByItselfOrByAnEndpoint) {
  Configure();
  EXPECT_EQ(ReadData("aws_region", {{"endpoint", "ec2.eu-west-3.amazonaws.com"}}).Text("name"), "eu-west-3");
  EXPECT_EQ(ReadData("aws_region", {{"region", "cn-north-1"}}).Text("endpoint"), "ec2.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(TakeProblems(), "");
  ReadData("aws_region", {{"name", "moon"}});
  EXPECT_NE(TakeProblems().find("finding Region (moon): no such region"), std::string::npos);
}

TEST_F(IdentityDataTest, AnArnIsTakenApart) {
  Configure();
  Object arn = ReadData("aws_arn", {{"arn", "arn:aws:iam::054000737513:role/a:b"}});
  EXPECT_EQ(arn.Text("service"), "iam");
  EXPECT_EQ(arn.Text("region"), "");
  EXPECT_EQ(arn.Text("account"), "054000737513");
  EXPECT_EQ(arn.Text("resource"), "role/a:b");
  EXPECT_EQ(TakeProblems(), "");
  ReadData("aws_arn", {{"arn", "role/a"}});
  EXPECT_NE(TakeProblems().find("no arn: prefix"), std::string::npos);
  ReadData("aws_arn", {{"arn", "arn:aws:iam"}});
  EXPECT_NE(TakeProblems().find("fewer than six parts"), std::string::npos);
}

TEST_F(IdentityDataTest, ServicePrincipalsOfChinaHaveTheirOwnSuffix) {
  Configure();
  EXPECT_EQ(ReadData("aws_service_principal", {{"service_name", "ec2"}}).Text("name"), "ec2.amazonaws.com");
  EXPECT_EQ(ReadData("aws_service_principal", {{"service_name", "ec2"}, {"region", "cn-north-1"}}).Text("name"),
            "ec2.amazonaws.com.cn");
  EXPECT_EQ(ReadData("aws_service_principal", {{"service_name", "sns"}, {"region", "cn-north-1"}}).Text("name"),
            "sns.amazonaws.com");
}

TEST_F(IdentityDataTest, DefaultTagsAreThoseOfTheProviderBlock) {
  Configure("6.25.0", {{"Team", "core"}});
  EXPECT_EQ(ReadData("aws_default_tags", DataConfig("aws_default_tags")).TextMap("tags"), (Tags{{"Team", "core"}}));
}

TEST_F(IdentityDataTest, WhatCannotBeAskedIsTold) {
  Configure();
  aws_->Fail("GetCallerIdentity", 403, "AccessDenied", "no");
  ReadData("aws_caller_identity", DataConfig("aws_caller_identity"));
  EXPECT_NE(TakeProblems().find("reading STS Caller Identity"), std::string::npos);
  std::map<std::string, std::string> session = {{"arn", "arn:aws:sts::054000737513:assumed-role/app/me"}};
  ReadData("aws_iam_session_context", session);
  EXPECT_NE(TakeProblems().find("role app"), std::string::npos);
  aws_->Answer("GetRole", "");
  ReadData("aws_iam_session_context", session);
  EXPECT_NE(TakeProblems().find("the answer has no Role"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
