#include <gtest/gtest.h>

#include "policy/document/arn.h"
#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::DecideIdentity;
using testing::With;

bool Covers(const std::string& resource, const std::string& arn, Context context = {}) {
  return DecideIdentity(R"({"Effect": "Allow", "Action": "*", "Resource": ")" + resource + "\"}", std::move(context),
                        "s3:GetObject", arn) == Outcome::kAllowed;
}

TEST(Arns, HaveSixParts) {
  std::optional<Arn> arn = ParseArn("arn:aws:secretsmanager:eu-central-1:111122223333:secret:a/b-AbCdEf");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->resource, "secret:a/b-AbCdEf");
  EXPECT_FALSE(ParseArn("arn:aws:s3::bucket"));
  EXPECT_FALSE(ParseArn("xrn:aws:s3:::bucket"));
}

TEST(PolicyResource, WildcardsStayInsideTheirSegment) {
  EXPECT_TRUE(Covers("arn:aws:sns:eu-*-1:111122223333:t", "arn:aws:sns:eu-central-1:111122223333:t"));
  EXPECT_FALSE(Covers("arn:aws:sns:e*1:111122223333:t", "arn:aws:sns:eu:1:111122223333:t"));
  EXPECT_FALSE(Covers("arn:aws:sns:eu?1111:x", "arn:aws:sns:eu:1111:x"));
}

TEST(PolicyResource, StarAtTheEndOfASegmentReachesBeyondTheColon) {
  EXPECT_TRUE(Covers("arn:aws:s3:*", "arn:aws:s3:::bucket/key"));
  EXPECT_FALSE(Covers("arn:aws:sns:*:topic", "arn:aws:sns:eu-central-1:111122223333:topic"));  // completed with ":*"
  EXPECT_TRUE(Covers("arn:aws:logs:*:*:*:end", "arn:aws:logs:eu-central-1:111122223333:group:a:b:end"));
  EXPECT_FALSE(Covers("arn:aws:logs:*:*:other:end", "arn:aws:logs:eu-central-1:111122223333:group:a:b:end"));
}

TEST(PolicyResource, WildcardsInTheResourcePartCrossEverything) {
  EXPECT_TRUE(Covers("arn:aws:s3:::b/*/z", "arn:aws:s3:::b/x:y/z"));
  EXPECT_TRUE(Covers("arn:aws:s3:::b?k", "arn:aws:s3:::b/k"));
  EXPECT_FALSE(Covers("arn:aws:s3:::b/*/z", "arn:aws:s3:::b/x/z/more"));
}

TEST(PolicyResource, IsCaseSensitive) { EXPECT_FALSE(Covers("arn:aws:s3:::Bucket/*", "arn:aws:s3:::bucket/k")); }

TEST(PolicyResource, ShortArnsAreCompletedInIdentityPolicies) {
  EXPECT_TRUE(Covers("arn:aws:s3", "arn:aws:s3:::bucket/key"));
  EXPECT_FALSE(Covers("arn:aws:sns", "arn:aws:s3:::bucket/key"));
  EXPECT_FALSE(Covers("arn:aws:${aws:username}", "arn:aws:s3:::bucket/key", With("aws:username", "s3")));
}

TEST(PolicyResource, OnlyAStarMatchesActionsWithoutAResource) {
  EXPECT_TRUE(Covers("*", "*"));
  EXPECT_FALSE(Covers("arn:aws:s3:::*", "*"));
}

TEST(PolicyResource, VariablesAreFilledInBySegment) {
  EXPECT_TRUE(Covers("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ann/x", With("aws:username", "ann")));
  EXPECT_FALSE(Covers("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", With("aws:username", "ann")));
  EXPECT_FALSE(Covers("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ann/x"));
  EXPECT_FALSE(Covers("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", With("aws:username", "*")));
  EXPECT_TRUE(Covers("arn:aws:s3:::b/${aws:username, 'all'}/*", "arn:aws:s3:::b/all/x"));
  EXPECT_FALSE(Covers("arn:aws:s3:::b/${aws:username/*", "arn:aws:s3:::b/ann/x", With("aws:username", "ann")));
}

TEST(PolicyResource, OneThatWouldBeTooLongCoversNothing) {
  std::string thousand = "arn:aws:s3:::b/";
  for (int i = 0; i < 1000; ++i) thousand += "${v}";
  EXPECT_FALSE(Covers(thousand, "arn:aws:s3:::b/x", With("v", std::string(30000, 'x'))));
  EXPECT_TRUE(Covers(thousand, "arn:aws:s3:::b/" + std::string(1000, 'x'), With("v", "x")));
  EXPECT_TRUE(
      Covers("arn:aws:s3:::b/${v}*", "arn:aws:s3:::b/" + std::string(30000, 'x'), With("v", std::string(30000, 'x'))));
}

TEST(PolicyResource, Version2008KnowsNoVariables) {
  std::string text = R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:username}"}})";
  PolicySet identity = {testing::MustCompile(text, DocumentKind::kIdentity)};
  PolicyInputs inputs;
  inputs.identity = &identity;
  auto decide = [&](const char* arn) {
    return Decide(inputs,
                  testing::Ask(Principal::User(testing::kUser, ""), "s3:GetObject", arn, With("aws:username", "b")));
  };
  EXPECT_FALSE(decide("arn:aws:s3:::b").allowed());
  EXPECT_TRUE(decide("arn:aws:s3:::${aws:username}").allowed());
}

TEST(PolicyResource, NotResourceWithoutValueGrantsNothingAndDenies) {
  std::string rest = R"("Action": "*", "NotResource": "arn:aws:s3:::b/${aws:username}/*"})";
  EXPECT_EQ(DecideIdentity(R"({"Effect": "Allow", )" + rest), Outcome::kImplicitDeny);
  EXPECT_EQ(DecideIdentity(R"({"Effect": "Deny", )" + rest), Outcome::kExplicitDeny);
  EXPECT_EQ(DecideIdentity(R"({"Effect": "Allow", )" + rest, With("aws:username", "ann")), Outcome::kAllowed);
}

TEST(PolicyAction, IgnoresCaseAndGlobs) {
  auto allows = [](const std::string& action) {
    return DecideIdentity(R"({"Effect": "Allow", "Resource": "*", "Action": ")" + action + "\"}") == Outcome::kAllowed;
  };
  EXPECT_TRUE(allows("S3:getobject"));
  EXPECT_TRUE(allows("s3:Get*"));
  EXPECT_TRUE(allows("s3:???Object"));
  EXPECT_TRUE(allows("*"));
  EXPECT_FALSE(allows("s3:GetObjec"));
  EXPECT_FALSE(allows("s3:??Object"));
}

TEST(PolicyAction, NotActionIncludesOtherServices) {
  std::string statement = R"({"Effect": "Allow", "Resource": "*", "NotAction": "iam:*"})";
  EXPECT_EQ(DecideIdentity(statement), Outcome::kAllowed);
  EXPECT_EQ(DecideIdentity(statement, {}, "IAM:GetUser"), Outcome::kImplicitDeny);
}

}  // namespace
}  // namespace rolecall::policy
