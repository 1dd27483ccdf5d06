#include "policy/explain/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Ask;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kObject;
using testing::kRole;
using testing::Set;

Judgement JudgeIdentity(const std::string& statements) {
  const PolicySet identity = Set(statements);
  PolicyInputs inputs;
  inputs.identity = &identity;
  const Request request = Ask(Principal::RoleSession(kRole, "AROAEXAMPLEEXAMPLE123", "s"), "s3:GetObject", kObject);
  Judgement judged = Judge(inputs, request);
  // Whatever is said to be allowed under conditions, the engine allows when they are met.
  if (judged.verdict == Verdict::kAllowedIf) {
    EXPECT_TRUE(Decide(inputs, Request(request.principal(), request.action(), request.resource(),
                                       request.resource_account(), judged.example))
                    .allowed());
  }
  return judged;
}

std::string Allow(const std::string& condition) {
  return R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": )" + condition + "}";
}
std::string Deny(const std::string& condition) {
  return R"({"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": )" +
         condition + "}";
}

TEST(Judge, WithoutConditionsThereAreTwoValues) {
  EXPECT_EQ(JudgeIdentity(R"({"Effect": "Allow", "Action": "*", "Resource": "*"})").verdict, Verdict::kAllowed);
  EXPECT_EQ(JudgeIdentity(R"({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"})").verdict, Verdict::kDenied);
  EXPECT_EQ(JudgeIdentity(R"({"Effect": "Deny", "Action": "*", "Resource": "*"})").verdict, Verdict::kDenied);
}

struct Wanted {
  const char* condition;
  const char* said;
};

TEST(Judge, WhatAnAllowWaitsForIsACondition) {
  for (const Wanted& one : std::initializer_list<Wanted>{
           {R"({"StringEquals": {"aws:RequestTag/team": "a"}})", "StringEquals aws:RequestTag/team = a"},
           {R"({"StringLike": {"s3:prefix": ["home/*", "x"]}})", "StringLike s3:prefix = home/* or x"},
           {R"({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})", "IpAddress aws:SourceIp = 203.0.113.0/24"},
           {R"({"Bool": {"aws:SecureTransport": "true"}})", "Bool aws:SecureTransport = true"},
           {R"({"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})",
            "DateLessThan aws:CurrentTime = 2030-01-01T00:00:00Z"},
           {R"({"NumericLessThanEquals": {"s3:max-keys": "10"}})", "NumericLessThanEquals s3:max-keys = 10"},
           {R"({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t"}})", "ArnLike aws:SourceArn = arn:aws:sns:*:*:t"},
           {R"({"Null": {"aws:RequestTag/team": "false"}})", "Null aws:RequestTag/team = false"},
           {R"({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}})", "ForAnyValue:StringEquals aws:TagKeys = a"}}) {
    const Judgement judged = JudgeIdentity(Allow(one.condition));
    EXPECT_EQ(judged.verdict, Verdict::kAllowedIf) << one.condition;
    EXPECT_THAT(judged.conditions, ElementsAre(one.said)) << one.condition;
    EXPECT_FALSE(judged.decision.allowed());
    EXPECT_TRUE(judged.confirmed.allowed());
  }
}

TEST(Judge, WhatTheCallerIsIsNotTheRequestsToDecide) {
  EXPECT_EQ(JudgeIdentity(Allow(R"({"StringEquals": {"aws:PrincipalTag/team": "a"}})")).verdict, Verdict::kDenied);
}

// A request that does not say whose organization it is of may be of any.
TEST(Judge, AnOrganizationThatIsNotSaidIsNotAbsent) {
  EXPECT_EQ(JudgeIdentity(Allow(R"({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})")).verdict, Verdict::kAllowedIf);
}

TEST(Judge, ADenyThatARequestAvoidsOrMeetsIsACondition) {
  const Judgement outside = JudgeIdentity(Deny(R"({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})"));
  EXPECT_EQ(outside.verdict, Verdict::kAllowedIf);
  EXPECT_THAT(outside.conditions, ElementsAre("unless StringNotEquals aws:SourceVpce = vpce-1"));
  const Judgement inside = JudgeIdentity(Deny(R"({"StringEquals": {"aws:SourceVpce": "vpce-1"}})"));
  EXPECT_EQ(inside.verdict, Verdict::kAllowedIf);
  EXPECT_TRUE(inside.decision.allowed());
  EXPECT_THAT(inside.conditions, ElementsAre("unless StringEquals aws:SourceVpce = vpce-1"));
  // Nothing that a request has undoes this one.
  EXPECT_EQ(JudgeIdentity(Deny(R"({"StringNotEquals": {"aws:PrincipalTag/a": "b"}})")).verdict, Verdict::kDenied);
}

TEST(Judge, AConditionThatHoldsForTheLackOfAKeyIsOneToo) {
  const Judgement judged = JudgeIdentity(Allow(R"({"StringEqualsIfExists": {"aws:RequestTag/team": "a"}})"));
  EXPECT_EQ(judged.verdict, Verdict::kAllowedIf);
  EXPECT_THAT(judged.conditions, ElementsAre("StringEqualsIfExists aws:RequestTag/team = a"));
  // Another statement allows it anyway: then nothing depends on it.
  const Judgement both = JudgeIdentity(Allow(R"({"StringEqualsIfExists": {"aws:RequestTag/team": "a"}})") +
                                       R"(, {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})");
  EXPECT_EQ(both.verdict, Verdict::kAllowed);
  EXPECT_THAT(both.conditions, IsEmpty());
}

TEST(Judge, ConditionsOfOneStatementThatExcludeEachOtherAllowNothing) {
  EXPECT_EQ(
      JudgeIdentity(Allow(R"({"StringEquals": {"s3:prefix": "a"}, "StringNotEquals": {"s3:prefix": "a"}})")).verdict,
      Verdict::kDenied);
}

}  // namespace
}  // namespace rolecall::policy
