#include "access/review/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::access {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kTrust =
    R"({\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Principal\":{\"Federated\":\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"},\"Condition\":{\"StringEquals\":{\"oidc.example.com/id/A:sub\":\"SUBJECT\",\"oidc.example.com/id/A:aud\":\"sts.amazonaws.com\"}}}]})";

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

std::string Role(const std::string& subject = "system:serviceaccount:apps:web") {
  return R"({"name":"app","path":"/","max_session_duration":3600,"tags":null,"assume_role_policy":")" +
         Replaced(kTrust, "SUBJECT", subject) + R"("})";
}

std::string Change(const std::string& type, const std::string& before, const std::string& after,
                   const std::string& unknown) {
  return R"({"address":"module.a.)" + type + R"(.app","module_address":"module.a","mode":"managed","type":")" + type +
         R"(","name":"app","provider_name":"registry.terraform.io/hashicorp/aws","change":{"actions":["create"],"before":)" +
         before + ",\"after\":" + after + ",\"after_unknown\":" + unknown + "}}";
}

std::string Plan(const std::string& changes) {
  return R"({"format_version":"1.2","terraform_version":"1.9.8","planned_values":{},"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[
    {"address":"data.aws_caller_identity.c","mode":"data","type":"aws_caller_identity","name":"c","values":{"account_id":"111122223333"}}]}}},"resource_changes":[)" +
         changes + "]}";
}

const char* const kPolicy =
    R"({"name":"p","role":"app","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\"}]}"})";

Review Of(const std::string& text) {
  const Result<ReviewedDocument> read = ReadPlanDocument("plan.json", text);
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
  return read.ok() ? MakeReview(*read, {}) : Review();
}

TEST(Review, TellsWhatAPlanOfAnotherProgramChanges) {
  const Review review = Of(Plan(Change("aws_iam_role", "null", Role(), R"({"arn":true,"id":true,"unique_id":true})") +
                                "," + Change("aws_iam_role_policy", "null", kPolicy, R"({"id":true})")));
  EXPECT_TRUE(review.is_plan);
  EXPECT_EQ(review.resources, 2);
  ASSERT_FALSE(review.access.empty());
  EXPECT_THAT(ReviewText({review}, false), HasSubstr("apps/web"));
  EXPECT_THAT(ReviewText({review}, false), HasSubstr("s3:GetObject"));
  EXPECT_THAT(review.lint.findings, IsEmpty());
  EXPECT_THAT(review.unknown, IsEmpty());
}

TEST(Review, FindsWhatAPlanBringsInAndNotWhatWasThere) {
  const std::string open = Role("system:serviceaccount:apps:web' ");
  const std::string wide =
      R"({"name":"p","role":"app","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"})";
  const std::string role = Change("aws_iam_role", Role(), Role(), "{}");
  const Review review = Of(Plan(role + "," + Change("aws_iam_role_policy", "null", wide, "{}")));
  ASSERT_FALSE(review.lint.findings.empty());
  EXPECT_EQ(review.lint.findings[0].address, "module.a.aws_iam_role_policy.app");
  EXPECT_THAT(Of(Plan(role + "," + Change("aws_iam_role_policy", wide, wide, "{}"))).lint.findings, IsEmpty());
}

TEST(Review, WhatIsKnownOnlyAfterTheApplyIsListed) {
  const Review review = Of(Plan(
      Change("aws_iam_role", "null", R"({"name":"app","path":"/"})", R"({"arn":true,"assume_role_policy":true})")));
  ASSERT_EQ(review.unknown.size(), 1u);
  EXPECT_THAT(review.unknown[0], HasSubstr("trust policy of role app"));
  EXPECT_THAT(ReviewMarkdown({review}), HasSubstr("<details><summary>Not known</summary>"));
}

TEST(Review, OfAStateEverythingIsJudged) {
  const Review review = Of(
      R"({"format_version":"1.0","terraform_version":"1.9.8","values":{"root_module":{"resources":[],"child_modules":[{"resources":[
    {"address":"module.a.aws_iam_role.app","mode":"managed","type":"aws_iam_role","name":"app","values":{"arn":"arn:aws:iam::111122223333:role/app","name":"app","path":"/","assume_role_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\"*\"}}]}"}}]}]}}})");
  EXPECT_FALSE(review.is_plan);
  ASSERT_EQ(review.lint.findings.size(), 1u);
  EXPECT_EQ(review.lint.findings[0].rule->code, "trust-principal-star");
}

TEST(Review, MarkdownBeginsTheSameEachTimeAndEscapesWhatIsNotItsOwn) {
  const Review review = Of(Plan(Change("aws_iam_role", "null", Role("system:serviceaccount:apps:<img>"), "{}")));
  const std::string text = ReviewMarkdown({review});
  EXPECT_THAT(text, StartsWith(std::string(kReviewAnchor) + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("<img>")));
  EXPECT_EQ(text, ReviewMarkdown({review}));
}

TEST(Review, JsonAndSarifHaveTheSame) {
  const Review review = Of(Plan(Change("aws_iam_role", "null", Role(), "{}")));
  const auto json = boost::json::parse(ReviewJson({review})).as_object();
  EXPECT_EQ(json.at("files").as_array().size(), 1u);
  EXPECT_THAT(LintSarif(JoinedLint({review, review}), ""), HasSubstr("\"version\":\"2.1.0\""));
}

TEST(Review, RefusesWhatIsNoPlan) {
  for (const char* text : {"", "[]", "{}", "nonsense", R"({"format_version":"2.0","resource_changes":[]})",
                           R"({"format_version":"1.2","other":1,"more":2})"}) {
    EXPECT_FALSE(ReadPlanDocument("plan.json", text).ok()) << text;
  }
  // What has another shape than it should is passed over, never trusted.
  EXPECT_TRUE(
      ReadPlanDocument(
          "p",
          R"({"format_version":"1.2","resource_changes":[1,{"change":3},{"mode":"managed","type":"aws_iam_role","address":"x y","change":{"after":{}}}]})")
          .ok());
  EXPECT_TRUE(ReadPlanDocument("p", R"({"format_version":"1.0"})").ok()) << "an empty state";
}

// What a role had when it was read is not what it will have once a policy of its own changes or goes.
TEST(Review, AChangedOrRemovedPolicyCountsThoughTheRoleWasReadWithTheOldOne) {
  const std::string wide =
      R"({"name":"p","role":"app","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b/*\"}]}"})";
  const auto with = [](const std::string& found) {
    return Replaced(Role(), R"("tags":null)",
                    R"("tags":null,"managed_policy_arns":[],"inline_policy":[)" + found + "]");
  };
  const auto of = [&](const std::string& found, const std::string& before, const std::string& after,
                      const std::string& actions) {
    const std::string role =
        Replaced(Change("aws_iam_role", with(found), with(found), "{}"), R"(["create"])", R"(["no-op"])");
    const std::string policy = Replaced(Change("aws_iam_role_policy", before, after, "{}"), R"(["create"])", actions);
    return ReviewText({Of(Plan(role + "," + policy))}, false);
  };
  EXPECT_THAT(of(kPolicy, kPolicy, wide, R"(["update"])"), HasSubstr("+ s3:*"));
  EXPECT_THAT(of(wide, wide, kPolicy, R"(["update"])"), HasSubstr("- s3:*"));
  EXPECT_THAT(of(wide, wide, "null", R"(["delete"])"), HasSubstr("- s3:*"));
  EXPECT_THAT(of(wide, wide, "null", R"(["forget"])"), HasSubstr("0 changes of access"));
}

TEST(Review, APolicyThatIsDetachedIsGoneThoughTheRoleWasReadWithIt) {
  const std::string role =
      Replaced(Role(), R"("tags":null)",
               R"("tags":null,"managed_policy_arns":["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"])");
  const std::string attached = R"({"role":"app","policy_arn":"arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"})";
  const std::string kept = Replaced(Change("aws_iam_role", role, role, "{}"), R"(["create"])", R"(["no-op"])");
  const std::string gone =
      Replaced(Change("aws_iam_role_policy_attachment", attached, "null", "{}"), R"(["create"])", R"(["delete"])");
  EXPECT_THAT(ReviewText({Of(Plan(kept + "," + gone))}, false), HasSubstr("- sqs:"));
  // The role's own argument has it now.
  const std::string configured = Replaced(
      Plan(kept + "," + gone), R"("resource_changes")",
      R"("configuration":{"root_module":{"module_calls":{"a":{"module":{"resources":[{"address":"aws_iam_role.app","expressions":{"managed_policy_arns":{}}}]}}}}},"resource_changes")");
  EXPECT_THAT(ReviewText({Of(configured)}, false), HasSubstr("0 changes of access"));
}

TEST(Review, AttachmentsThatAreExclusiveAreAttachments) {
  const std::string exclusive =
      R"({"role_name":"app","policy_arns":["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"]})";
  EXPECT_THAT(ReviewText({Of(Plan(Change("aws_iam_role", Role(), Role(), "{}") + "," +
                                  Change("aws_iam_role_policy_attachments_exclusive", "null", exclusive, "{}")))},
                         false),
              HasSubstr("+ sqs:"));
}

}  // namespace
}  // namespace rolecall::access
