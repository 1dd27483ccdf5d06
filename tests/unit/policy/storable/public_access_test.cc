// What a public policy is, by AWS's definition.
#include "policy/storable/public_access.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

bool IsPublicStatement(const std::string& statement) {
  const std::string text = R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
  const ParsedDocument parsed = Parse(text, DocumentKind::kResource);
  EXPECT_FALSE(parsed.malformed.has_value()) << text;
  return IsPublic(parsed.document);
}

std::string Everybody(const std::string& condition) {
  return R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":)" + condition + "}";
}

std::string For(const std::string& principal) {
  return R"({"Effect":"Allow",)" + principal + R"(,"Action":"s3:GetObject","Resource":"*"})";
}

TEST(PublicPolicies, GrantsToEverybodyArePublic) {
  EXPECT_TRUE(IsPublicStatement(For(R"("Principal":"*")")));
  EXPECT_TRUE(IsPublicStatement(For(R"("Principal":{"AWS":"*"})")));
  EXPECT_TRUE(IsPublicStatement(For(R"("Principal":{"AWS":["111122223333","*"]})")));
  EXPECT_TRUE(IsPublicStatement(For(R"("NotPrincipal":{"AWS":"111122223333"})")));
}

TEST(PublicPolicies, GrantsToNamedOnesAndDenialsAreNot) {
  EXPECT_FALSE(IsPublicStatement(For(R"("Principal":{"AWS":"111122223333"})")));
  EXPECT_FALSE(IsPublicStatement(For(R"("Principal":{"Service":"cloudfront.amazonaws.com"})")));
  EXPECT_FALSE(IsPublicStatement(R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})"));
}

TEST(PublicPolicies, OneOfItsStatementsIsEnough) {
  EXPECT_TRUE(IsPublicStatement(For(R"("Principal":{"AWS":"111122223333"})") + "," + For(R"("Principal":"*")")));
}

TEST(PublicPolicies, ConditionsThatFixTheCallersMakeItPrivate) {
  for (const char* condition : {
           R"({"StringEquals":{"aws:PrincipalOrgID":"o-1234567890"}})",
           R"({"StringEquals":{"aws:SourceVpce":"vpce-1"}})",
           R"({"StringEquals":{"AWS:SourceAccount":["111122223333","222233334444"]}})",
           R"({"ArnLike":{"aws:SourceArn":"arn:aws:sns:eu-west-1:111122223333:topic"}})",
           R"({"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})",
           R"({"IpAddress":{"aws:SourceIp":["203.0.0.0/8","10.0.0.0/8"]}})",
           R"({"IpAddress":{"aws:SourceIp":"2001:db8::/32"}})",
           R"({"StringLike":{"aws:userid":"AROAEXAMPLE:session"}})",
       }) {
    EXPECT_FALSE(IsPublicStatement(Everybody(condition))) << condition;
  }
}

TEST(PublicPolicies, ConditionsThatFixNothingLeaveItPublic) {
  for (const char* condition : {
           R"({"StringLike":{"aws:SourceVpc":"vpc-*"}})",
           R"({"StringEquals":{"aws:userid":"${aws:userid}"}})",
           R"({"StringNotEquals":{"aws:SourceVpc":"vpc-1"}})",
           R"({"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}})",
           R"({"ForAllValues:StringEquals":{"aws:SourceVpc":"vpc-1"}})",
           R"({"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}})",
           R"({"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/0"]}})",
           R"({"IpAddress":{"aws:SourceIp":"2001::/16"}})",
           R"({"Bool":{"aws:SecureTransport":"true"}})",
           R"({"StringEquals":{"s3:prefix":"public/"}})",
           R"({"StringLike":{"aws:Referer":"https://example.com/"}})",
       }) {
    EXPECT_TRUE(IsPublicStatement(Everybody(condition))) << condition;
  }
}

}  // namespace
}  // namespace rolecall::policy
