#include "policy/simulate/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

using ::testing::HasSubstr;

std::string InputOf(const std::string& more, const std::string& action = "secretsmanager:GetSecretValue") {
  return R"({"name": "n", "request": {"principal": "arn:aws:sts::111122223333:assumed-role/app/run", "action": ")" +
         action +
         R"(", "resource": {"arn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:main/db-AbCdEf", "accountId": "111122223333"},
             "context": {"aws:SourceIp": "192.0.2.1", "aws:TagKeys": ["a"]}})" +
         more + "}";
}

std::string Identity(const std::string& statement) {
  return R"(, "identityPolicies": [{"Version": "2012-10-17", "Statement": [)" + statement + "]}]";
}

TEST(Simulate, AnswersWithDecisionAndReason) {
  SimulateAnswer answer = SimulateOne(
      InputOf(Identity(R"({"Sid": "S", "Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"})")), false);
  EXPECT_TRUE(answer.ok && answer.decided);
  EXPECT_EQ(
      answer.json,
      R"({"name": "n", "decision": "allowed", "blockedBy": [], "reasons": [{"policy": "identity[0]", "statement": 0, "sid": "S", "effect": "Allow", "applies": true, "why": "The identity-based policy of the caller allows secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:111122223333:secret:main/db-AbCdEf."}]})");
}

TEST(Simulate, NamesTheNearestStatementOfADenial) {
  SimulateAnswer answer = SimulateOne(InputOf(Identity(R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                        {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "arn:aws:secretsmanager:*:*:secret:other/*"})")),
                                      false);
  EXPECT_EQ(answer.outcome, Outcome::kImplicitDeny);
  EXPECT_THAT(answer.json, HasSubstr(R"("blockedBy": ["identity"])"));
  EXPECT_THAT(answer.json, HasSubstr(R"("statement": 1)"));
  EXPECT_THAT(answer.json, HasSubstr(R"(is not covered by \"arn:aws:secretsmanager:*:*:secret:other/*\")"));
}

TEST(Simulate, ExplainShowsEveryStatement) {
  SimulateAnswer answer = SimulateOne(
      InputOf(Identity(
          R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}})")),
      true);
  EXPECT_THAT(
      answer.json,
      HasSubstr(
          R"("operator": "IpAddress", "key": "aws:SourceIp", "expected": ["10.0.0.0/8"], "actual": ["192.0.2.1"], "matched": false)"));
}

TEST(Simulate, ExplainMarksWhatAwsLeavesOpen) {
  auto explain = [](const std::string& more) { return SimulateOne(InputOf(more), true).json; };
  EXPECT_THAT(explain(Identity(R"({"Effect": "Allow", "NotResource": "arn:aws:s3:::${absent}", "Action": "*"})")),
              HasSubstr(R"("uncertain": "AWS does not say what NotResource means)"));
  EXPECT_THAT(explain(Identity(R"({"Effect": "Deny", "Resource": "arn:aws:S3:::b", "Action": "*"})")),
              HasSubstr(R"("uncertain": "AWS does not say whether the case)"));
  EXPECT_THAT(
      explain(
          R"(, "scps": [{"policies": [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3"}}]}])"),
      HasSubstr(R"("uncertain": "AWS completes short ARNs)"));
  EXPECT_THAT(
      explain(
          R"(, "resourcePolicy": {"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*"}})"),
      HasSubstr(R"("uncertain": "AWS does not support NotPrincipal with Allow)"));
  EXPECT_THAT(explain(Identity(R"({"Effect": "Allow", "Resource": "*", "Action": "*"})")),
              ::testing::Not(HasSubstr("uncertain")));
}

TEST(Simulate, PassesOnAwsRefusals) {
  SimulateAnswer answer = SimulateOne(InputOf(R"(, "identityPolicies": [{"Statement": [{}]}])"), false);
  EXPECT_TRUE(answer.ok);
  EXPECT_FALSE(answer.decided);
  EXPECT_THAT(answer.json,
              HasSubstr(R"({"name": "n", "error": "MalformedPolicyDocument", "message": "Syntax errors in policy.")"));
}

TEST(Simulate, RefusesMalformedInput) {
  for (const char* text :
       {"", "nonsense", "[]", "{}", R"({"request": {}})", R"({"request": {"principal": 1, "action": "a:b"}})",
        R"({"request": {"principal": null, "action": "ab"}})",
        R"({"request": {"principal": null, "action": "a:b", "context": {"k": {}}}})",
        R"({"request": {"principal": null, "action": "a:b"}, "identityPolicies": {}})",
        R"({"request": {"principal": null, "action": "a:b"}, "scps": [1]})"}) {
    SimulateAnswer answer = SimulateOne(text, false);
    EXPECT_FALSE(answer.ok) << text;
    EXPECT_THAT(answer.json, HasSubstr(R"("error": ")")) << text;
  }
}

TEST(Simulate, AlsoChecksDocuments) {
  EXPECT_EQ(
      SimulateOne(
          R"({"policyType": "managed", "document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}})",
          false)
          .json,
      R"({"valid": true})");
  EXPECT_THAT(SimulateOne(R"({"policyType": "trust", "document": "x"})", false).json,
              HasSubstr("This policy contains invalid Json"));
  EXPECT_FALSE(SimulateOne(R"({"policyType": "x", "document": {}})", false).ok);
}

}  // namespace
}  // namespace rolecall::policy
