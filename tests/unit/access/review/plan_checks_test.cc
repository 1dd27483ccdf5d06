// Plans of other programs as JSON, put to checks: one reader for `review`, `check` and `rehearse`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/change/access_change.h"
#include "access/check/check.h"
#include "access/review/plan_document.h"

namespace rolecall::access {
namespace {

TEST(PlanJson, WhatIsNotKnownYetIsUnknownAndNotEmpty) {
  const std::string plan = R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_iam_role.a","mode":"managed","type":"aws_iam_role","name":"a","change":{"actions":["create"],"before":null,
     "after":{"name":"a","path":"/"},"after_unknown":{"arn":true,"assume_role_policy":true}}},
    {"address":"aws_iam_role_policy.a","mode":"managed","type":"aws_iam_role_policy","name":"a","change":{"actions":["create"],
     "before":null,"after":{"name":"p","role":"a","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"},
     "after_unknown":{}}}]})";
  const Result<ReviewedDocument> models = ReadPlanDocument("plan.json", plan);
  ASSERT_TRUE(models.ok()) << models.error().message;
  EXPECT_TRUE(models->before.roles.empty());
  ASSERT_EQ(models->after.roles.size(), 1u);
  EXPECT_FALSE(models->after.roles[0].trust.known);
  const CheckReport report = NoNewAccess(models->before, models->after);
  EXPECT_TRUE(report.violated()) << CheckText(report);
  EXPECT_FALSE(report.unknown.empty());
}

TEST(PlanJson, PoliciesOfResourcesAreRead) {
  const auto plan = [](const std::string& type, const std::string& after) {
    return R"({"format_version":"1.2","resource_changes":[{"address":")" + type + R"(.a","mode":"managed","type":")" +
           type + R"(","name":"a","change":{"actions":["create"],"before":null,"after":)" + after +
           R"(,"after_unknown":{}}}]})";
  };
  const std::string policy =
      R"("policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"})";
  const std::pair<std::string, std::string> kCases[] = {
      {"aws_s3_bucket_policy", R"({"bucket":"data",)"},
      {"aws_sqs_queue", R"({"arn":"arn:aws:sqs:eu-central-1:111122223333:q",)"},
      {"aws_sqs_queue_policy", R"({"queue_url":"https://sqs.eu-central-1.amazonaws.com/111122223333/q",)"},
      {"aws_sns_topic_policy", R"({"arn":"arn:aws:sns:eu-central-1:111122223333:t",)"},
      {"aws_kms_key_policy", R"({"key_id":"arn:aws:kms:eu-central-1:111122223333:key/1",)"}};
  for (const auto& [type, head] : kCases) {
    const Result<ReviewedDocument> models = ReadPlanDocument("plan.json", plan(type, head + policy));
    ASSERT_TRUE(models.ok()) << models.error().message;
    const CheckReport report = NoPublic(models->after);
    EXPECT_TRUE(report.violated()) << type << CheckText(report);
  }
  EXPECT_EQ(ReadPlanDocument("plan.json", plan("aws_s3_bucket_policy", R"({"bucket":"data",)" + policy))
                ->after.resources[0]
                .arn,
            "arn:aws:s3:::data");
  EXPECT_EQ(
      ReadPlanDocument("plan.json", plan("aws_sqs_queue_policy", kCases[2].second + policy))->after.resources[0].arn,
      "arn:aws:sqs:eu-central-1:111122223333:q");
}

TEST(PlanJson, AnAddressThatCannotBeReadIsToldAndNotPassedOver) {
  const Result<ReviewedDocument> read = ReadPlanDocument("plan.json", R"({"format_version":"1.2","resource_changes":[
    {"address":"?","mode":"managed","type":"aws_iam_role","name":"a","change":{"actions":["create"],"before":null,
     "after":{"name":"a"},"after_unknown":{}}}]})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->after.gaps.size(), 1u);
  EXPECT_EQ(read->after.gaps[0], "a aws_iam_role has an address that cannot be read, and is not seen");
}

TEST(PlanJson, AKeyThatIsToBeMadeHasAnArnOfItsOwn) {
  const Result<ReviewedDocument> read = ReadPlanDocument("plan.json", R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_kms_key.k","mode":"managed","type":"aws_kms_key","name":"k","change":{"actions":["create"],"before":null,
     "after":{"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"},
     "after_unknown":{"arn":true,"id":true,"key_id":true}}}]})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->after.resources.size(), 1u);
  EXPECT_EQ(read->after.resources[0].arn, "arn:aws:kms::000000000000:key/00000000-0000-0000-0000-000000000001");
  EXPECT_TRUE(NoPublic(read->after).violated());
}

TEST(PlanJson, APolicyOfARepositoryIsThatRepositorys) {
  const auto plan = [](const std::string& repository) {
    return R"({"format_version":"1.2","resource_changes":[)" + repository +
           R"({"address":"aws_ecr_repository_policy.p","mode":"managed","type":"aws_ecr_repository_policy","name":"p","change":{
              "actions":["create"],"before":null,"after":{"repository":"team/app","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"222233334444\"},\"Action\":\"ecr:BatchGetImage\"}]}"},
              "after_unknown":{}}}]})";
  };
  const std::string made =
      R"({"address":"aws_ecr_repository.r","mode":"managed","type":"aws_ecr_repository","name":"r","change":{"actions":["no-op"],
          "before":{"name":"team/app","arn":"arn:aws:ecr:eu-west-1:111122223333:repository/team/app"},
          "after":{"name":"team/app","arn":"arn:aws:ecr:eu-west-1:111122223333:repository/team/app"},"after_unknown":{}}},)";
  const Result<ReviewedDocument> known = ReadPlanDocument("plan.json", plan(made)),
                                 elsewhere = ReadPlanDocument("plan.json", plan(""));
  ASSERT_TRUE(known.ok() && elsewhere.ok());
  ASSERT_EQ(known->after.resources.size(), 1u);
  EXPECT_EQ(known->after.resources[0].arn, "arn:aws:ecr:eu-west-1:111122223333:repository/team/app");
  const CheckReport report = NoNewAccess(known->before, known->after);
  ASSERT_TRUE(report.violated()) << CheckText(report);
  EXPECT_EQ(report.violations[0].example,
            "ecr:BatchGetImage on arn:aws:ecr:eu-west-1:111122223333:repository/team/app");
  EXPECT_NE(elsewhere->after.FindResourcePolicy("arn:aws:ecr:eu-west-1:111122223333:repository/team/app"), nullptr);
  EXPECT_EQ(elsewhere->after.FindResourcePolicy("arn:aws:ecr:eu-west-1:111122223333:repository/team"), nullptr);
}

TEST(PlanJson, OnePolicyAttachedToManyIsEverybodys) {
  const Result<ReviewedDocument> read = ReadPlanDocument("plan.json", R"({"format_version":"1.2","resource_changes":[
    {"address":"aws_iam_user.u","mode":"managed","type":"aws_iam_user","name":"u","change":{"actions":["no-op"],
     "before":{"name":"u","arn":"arn:aws:iam::111122223333:user/u"},"after":{"name":"u","arn":"arn:aws:iam::111122223333:user/u"},"after_unknown":{}}},
    {"address":"aws_iam_policy_attachment.all","mode":"managed","type":"aws_iam_policy_attachment","name":"all","change":{"actions":["create"],
     "before":null,"after":{"name":"all","policy_arn":"arn:aws:iam::aws:policy/AmazonS3FullAccess","users":["u"],"roles":[],"groups":null},
     "after_unknown":{"id":true}}}]})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const CheckReport report = NoNewAccess(read->before, read->after);
  ASSERT_TRUE(report.violated()) << CheckText(report);
  EXPECT_EQ(report.violations[0].who, "user u");
}

// A plan with these changes: {address type, before, after, unknown}.
Result<ReviewedDocument> PlanOf(const std::string& type, const std::string& before, const std::string& after,
                                const std::string& unknown) {
  const std::string role =
      R"({"name":"app","arn":"arn:aws:iam::111122223333:role/app","path":"/","assume_role_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Principal\":{\"Federated\":\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"},\"Condition\":{\"StringEquals\":{\"oidc.example.com/id/A:sub\":\"system:serviceaccount:apps:web\"}}}]}"})";
  const auto change = [](const std::string& kind, const std::string& was, const std::string& is,
                         const std::string& open) {
    return R"({"address":")" + kind + R"(.x","mode":"managed","type":")" + kind +
           R"(","name":"x","change":{"actions":["update"],"before":)" + was + R"(,"after":)" + is +
           R"(,"after_unknown":)" + open + "}}";
  };
  const std::string all =
      R"({"name":"all","role":"app","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"})";
  const std::string role_after = type == "aws_iam_role" ? after : role;
  return ReadPlanDocument("plan.json",
                          R"({"format_version":"1.2","resource_changes":[)" +
                              change("aws_iam_role", role, role_after, type == "aws_iam_role" ? unknown : "{}") +
                              (type == "aws_iam_role" ? "," + change("aws_iam_role_policy", all, all, "{}")
                                                      : "," + change(type, before, after, unknown)) +
                              "]}");
}

constexpr char kAll[] =
    R"("policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}")";

TEST(PlanJson, WhatIsGivenToARoleThatIsMadeElsewhereIsTold) {
  const Result<ReviewedDocument> read =
      PlanOf("aws_iam_role_policy", "null", std::string(R"({"name":"q","role":"elsewhere",)") + kAll + "}", "{}");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const CheckReport report = NoNewAccess(read->before, read->after);
  ASSERT_TRUE(report.violated()) << CheckText(report);
  EXPECT_EQ(report.violations[0].who, "role elsewhere");
  EXPECT_FALSE(NoPublic(read->after).undecided());
}

TEST(PlanJson, APolicyOfSomebodyWhoIsNotKnownYetIsNotKnown) {
  const Result<ReviewedDocument> read =
      PlanOf("aws_iam_role_policy", "null", std::string(R"({"name":"q",)") + kAll + "}", R"({"role":true})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(read->after.gaps, ::testing::Contains("whom the inline policy q is given to is known only after apply"));
}

TEST(PlanJson, ATrustPolicyThatIsNotKnownYetTakesNothingForCertain) {
  const Result<ReviewedDocument> read =
      PlanOf("aws_iam_role", "", R"({"name":"app","arn":"arn:aws:iam::111122223333:role/app","path":"/"})",
             R"({"assume_role_policy":true})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const AccessChanges changes = CompareAccess(read->before, read->after);
  EXPECT_TRUE(changes.changes.empty());
  EXPECT_FALSE(changes.remarks.empty());
}

TEST(PlanJson, WhatGivesAccessThatIsNotReadIsSaidWhereItChanges) {
  const auto plan = [](const std::string& actions) {
    return R"({"format_version":"1.2","resource_changes":[{"address":"aws_lambda_permission.api","mode":"managed",
      "type":"aws_lambda_permission","name":"api","change":{"actions":[)" +
           actions + R"(],"before":{"principal":"*"},"after":{"principal":"*"},"after_unknown":{}}}]})";
  };
  EXPECT_THAT(ReadPlanDocument("plan.json", plan(R"("create")"))->after.gaps,
              ::testing::ElementsAre(
                  "aws_lambda_permission.api gives access that is not looked at: who may invoke a function"));
  EXPECT_THAT(ReadPlanDocument("plan.json", plan(R"("delete","create")"))->after.gaps, ::testing::SizeIs(1));
  EXPECT_THAT(ReadPlanDocument("plan.json", plan(R"("no-op")"))->after.gaps, ::testing::IsEmpty());
  EXPECT_THAT(ReadPlanDocument("plan.json", plan(R"("delete")"))->after.gaps, ::testing::IsEmpty());
}

}  // namespace
}  // namespace rolecall::access
