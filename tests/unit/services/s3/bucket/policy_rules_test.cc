// What of a bucket policy is refused before it is stored, rule by rule.
#include "services/s3/bucket/policy_rules.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::bucket {
namespace {

// The refusal's text for a statement of the bucket "data", or "".
std::string Said(const std::string& rest, const std::string& principal = R"({"AWS":"054000737513"})") {
  const std::string text =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":)" + principal + "," + rest + "}}";
  const std::optional<aws::ErrorShape> refused = CheckBucketPolicy(text, "data");
  return refused ? refused->message : "";
}

std::string Of(const std::string& action, const std::string& resource) {
  return R"("Action":)" + action + R"(,"Resource":)" + resource;
}

constexpr char kReach[] = "Action does not apply to any resource(s) in statement";
constexpr char kResource[] = "Policy has invalid resource";

TEST(S3PolicyRules, ActionsAreAboutAResourceOfTheirStatement) {
  EXPECT_EQ(Said(Of(R"("s3:GetObject")", R"("arn:aws:s3:::data/*")")), "");
  EXPECT_EQ(Said(Of(R"("s3:ListBucket")", R"("arn:aws:s3:::data")")), "");
  EXPECT_EQ(Said(Of(R"("s3:*")", R"("arn:aws:s3:::data")")), "");
  EXPECT_EQ(Said(Of(R"("*")", R"("arn:aws:s3:::data/*")")), "");
  EXPECT_EQ(Said(Of(R"(["s3:GetObject","s3:ListBucket"])", R"(["arn:aws:s3:::data","arn:aws:s3:::data/*"])")), "");
  EXPECT_EQ(Said(Of(R"(["s3:GetObject","s3:ListBucket"])", R"("arn:aws:s3:::data*")")), "");
  EXPECT_EQ(Said(Of(R"("s3:ListBucket")", R"("arn:aws:s3:::data/*")")), kReach);
  EXPECT_EQ(Said(Of(R"("s3:Get*")", R"("arn:aws:s3:::data")")), "");
  EXPECT_EQ(Said(Of(R"("s3:*Object")", R"("arn:aws:s3:::data")")), kReach);
  EXPECT_EQ(Said(Of(R"("s3:ListAllMyBuckets")", R"("arn:aws:s3:::data")")), kReach);
  EXPECT_EQ(Said(R"("NotAction":"s3:GetObject","Resource":"arn:aws:s3:::data")"), "");
}

TEST(S3PolicyRules, ResourcesAreTheBucketAndItsObjects) {
  for (const char* resource :
       {R"("*")", R"("arn:aws:s3:::*")", R"("arn:aws:s3:::other/*")", R"("arn:aws:s3:::dat")",
        R"("arn:aws:s3:::data2/*")", R"("arn:aws:iam::054000737513:role/x")", R"("arn:aws:s3:::${aws:username}/*")",
        R"("data/*")", R"(["arn:aws:s3:::data/*","arn:aws:s3:::other/*"])"}) {
    EXPECT_EQ(Said(Of(R"("s3:GetObject")", resource)), kResource) << resource;
  }
  EXPECT_EQ(Said(Of(R"("s3:GetObject")", R"("arn:aws:s3:::data/${aws:username}/*")")), "");
  EXPECT_EQ(Said(R"("Action":"s3:GetObject","NotResource":"arn:aws:s3:::other/*")"), kResource);
}

TEST(S3PolicyRules, PrincipalsComeBeforeActionsAndActionsBeforeResources) {
  const std::string wrong = Of(R"("s3:NoSuchAction")", R"("arn:aws:s3:::other")");
  EXPECT_EQ(Said(wrong, R"({"AWS":"nobody"})"), "Invalid principal in policy");
  EXPECT_EQ(Said(wrong, R"({"AWS":"arn:aws:sts::054000737513:assumed-role/app/*"})"), "Invalid principal in policy");
  EXPECT_EQ(Said(wrong, R"({"Service":"not a domain"})"), "Invalid principal in policy");
  EXPECT_EQ(Said(wrong), "Policy has invalid action");
  EXPECT_EQ(Said(Of(R"("iam:GetUser")", R"("arn:aws:s3:::data")")), "Policy has invalid action");
  EXPECT_EQ(Said(Of(R"("GetObject")", R"("arn:aws:s3:::data")")), "Policy has invalid action");
}

TEST(S3PolicyRules, FieldsThatAreMissingAreNamed) {
  EXPECT_EQ(Said(R"("Action":"s3:GetObject")"), "Missing required field Resource");
  EXPECT_EQ(Said(R"("Resource":"arn:aws:s3:::data/*")"), "Missing required field Action");
  EXPECT_EQ(CheckBucketPolicy(R"({"Statement":{"Principal":"*"}})", "data")->message, "Missing required field Effect");
  EXPECT_EQ(CheckBucketPolicy(R"({"Statement":{"Effect":"Grant","Principal":"*","Action":"*","Resource":"*"}})", "data")
                ->message,
            "Invalid effect: Grant");
}

TEST(S3PolicyRules, WhatIsNoPolicyIsNotStored) {
  for (const char* text : {"", "[]", " {}", "{", "{}", "{\"Statement\":[1]}", "{\"Statement\":[]}",
                           "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":1,\"Action\":1,\"Resource\":1}}"}) {
    const std::optional<aws::ErrorShape> refused = CheckBucketPolicy(text, "data");
    ASSERT_TRUE(refused.has_value()) << text;
    EXPECT_EQ(refused->code, "MalformedPolicy");
    EXPECT_EQ(refused->status, 400);
  }
  EXPECT_TRUE(CheckBucketPolicy("{" + std::string(kMaxPolicyBytes, ' ') + "}", "data").has_value());
}

}  // namespace
}  // namespace rolecall::services::s3::bucket
