// What a public policy is, by AWS's definition.
#include "services/s3/bucket/public_access.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::bucket {
namespace {

bool IsPublic(const std::string& statement) {
  const std::string text = R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
  const policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kResource);
  EXPECT_FALSE(parsed.malformed.has_value()) << text;
  return IsPublicPolicy(parsed.document);
}

std::string Everybody(const std::string& condition) {
  return R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":)" + condition + "}";
}

std::string For(const std::string& principal) {
  return R"({"Effect":"Allow",)" + principal + R"(,"Action":"s3:GetObject","Resource":"*"})";
}

TEST(S3PublicPolicy, GrantsToEverybodyArePublic) {
  EXPECT_TRUE(IsPublic(For(R"("Principal":"*")")));
  EXPECT_TRUE(IsPublic(For(R"("Principal":{"AWS":"*"})")));
  EXPECT_TRUE(IsPublic(For(R"("Principal":{"AWS":["111122223333","*"]})")));
  EXPECT_TRUE(IsPublic(For(R"("NotPrincipal":{"AWS":"111122223333"})")));
}

TEST(S3PublicPolicy, GrantsToNamedOnesAndDenialsAreNot) {
  EXPECT_FALSE(IsPublic(For(R"("Principal":{"AWS":"111122223333"})")));
  EXPECT_FALSE(IsPublic(For(R"("Principal":{"Service":"cloudfront.amazonaws.com"})")));
  EXPECT_FALSE(IsPublic(R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})"));
}

TEST(S3PublicPolicy, OneOfItsStatementsIsEnough) {
  EXPECT_TRUE(IsPublic(For(R"("Principal":{"AWS":"111122223333"})") + "," + For(R"("Principal":"*")")));
}

TEST(S3PublicPolicy, ConditionsThatFixTheCallersMakeItPrivate) {
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
    EXPECT_FALSE(IsPublic(Everybody(condition))) << condition;
  }
}

TEST(S3PublicPolicy, ConditionsThatFixNothingLeaveItPublic) {
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
    EXPECT_TRUE(IsPublic(Everybody(condition))) << condition;
  }
}

TEST(S3PublicAccessBlock, IsReadAsItIsShown) {
  for (int flags = 0; flags < 16; ++flags) {
    const PublicAccessBlock block{(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0};
    directory::Bucket bucket;
    bucket.configurations["publicAccessBlock"] = ShowPublicAccessBlock(block);
    const PublicAccessBlock back = PublicAccessOf(bucket);
    EXPECT_EQ(back.block_acls, block.block_acls);
    EXPECT_EQ(back.ignore_acls, block.ignore_acls);
    EXPECT_EQ(back.block_policy, block.block_policy);
    EXPECT_EQ(back.restrict_buckets, block.restrict_buckets);
  }
}

TEST(S3PublicAccessBlock, WhatCannotBeReadBlocksEverything) {
  directory::Bucket bucket;
  EXPECT_FALSE(PublicAccessOf(bucket).restrict_buckets);
  bucket.configurations["publicAccessBlock"] =
      "<PublicAccessBlockConfiguration><X>1</X></PublicAccessBlockConfiguration>";
  EXPECT_TRUE(PublicAccessOf(bucket).restrict_buckets);
  EXPECT_TRUE(PublicAccessOf(bucket).block_policy);
}

}  // namespace
}  // namespace rolecall::services::s3::bucket
