// What an input may say, and where its policies come from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/simulate/simulate.h"

namespace rolecall::policy {
namespace {

using ::testing::HasSubstr;

constexpr char kRequest[] =
    R"("request": {"principal": "arn:aws:sts::111122223333:assumed-role/app/run", "action": "s3:GetObject",
       "resource": {"arn": "arn:aws:s3:::b/k", "accountId": "111122223333"}})";
constexpr char kAllowAll[] =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})";
constexpr char kAllowAllToAll[] =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})";
constexpr char kAllowPut[] =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}})";

std::string Input(const std::string& more, const std::string& request = kRequest) {
  return "{" + request + (more.empty() ? "" : ", " + more) + "}";
}

// A request of one user with one condition of its only statement.
Outcome WithContext(const std::string& context, const std::string& condition) {
  const std::string request =
      R"("request": {"principal": "arn:aws:sts::111122223333:assumed-role/app/run", "action": "s3:GetObject",
         "context": )" +
      context + "}";
  return SimulateOne(Input(R"("identityPolicies": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
             "Action": "*", "Resource": "*", "Condition": )" +
                               condition + "}}]",
                           request),
                     false)
      .outcome;
}

TEST(SimulateInput, ContextValuesAreTextsNumbersAndBooleans) {
  EXPECT_EQ(WithContext(R"({"k": 5})", R"({"NumericLessThan": {"k": "6"}})"), Outcome::kAllowed);
  EXPECT_EQ(WithContext(R"({"k": true})", R"({"Bool": {"k": "true"}})"), Outcome::kAllowed);
  EXPECT_EQ(WithContext(R"({"k": false})", R"({"Bool": {"k": "true"}})"), Outcome::kImplicitDeny);
  EXPECT_EQ(WithContext(R"({"k": ["a", 1]})", R"({"ForAllValues:StringEquals": {"k": ["a", "1"]}})"),
            Outcome::kAllowed);
  EXPECT_EQ(WithContext("null", R"({"Null": {"k": "true"}})"), Outcome::kAllowed);
}

TEST(SimulateInput, EveryLayerIsRead) {
  const std::string all = kAllowAll, put = kAllowPut;
  const std::string own = R"("identityPolicies": [)" + all + "]";
  EXPECT_EQ(SimulateOne(Input(own), false).outcome, Outcome::kAllowed);
  for (const std::string& layer : {R"("boundaries": [)" + put + "]", R"("sessionPolicies": [)" + put + "]",
                                   R"("scps": [{"policies": [)" + put + "]}]"}) {
    EXPECT_EQ(SimulateOne(Input(own + ", " + layer), false).outcome, Outcome::kImplicitDeny) << layer;
  }
  const std::string endpoint =
      R"({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ec2:*", "Resource": "*"}})";
  EXPECT_THAT(SimulateOne(Input(own + R"(, "endpointPolicies": [)" + endpoint + "]"), false).json,
              HasSubstr(R"("blockedBy": ["endpoint"])"));
  EXPECT_THAT(SimulateOne(Input(own + R"(, "rcps": [{"policies": [)" + endpoint + "]}]"), false).json,
              HasSubstr(R"("blockedBy": ["rcp"])"));
  // A resource's policy that names the caller is enough.
  EXPECT_EQ(SimulateOne(Input(R"("resourcePolicy": )" + std::string(kAllowAllToAll)), false).outcome,
            Outcome::kAllowed);
}

TEST(SimulateInput, ADocumentMayBeAString) {
  EXPECT_EQ(SimulateOne(Input(R"("identityPolicies":
                ["{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}"])"),
                        false)
                .outcome,
            Outcome::kAllowed);
}

TEST(SimulateInput, AbsentAndNullListsAreEmpty) {
  EXPECT_EQ(SimulateOne(Input(R"("identityPolicies": null, "scps": null, "resourcePolicy": null)"), false).outcome,
            Outcome::kImplicitDeny);
}

// The role's path and id are not in its session's ARN: the context tells them.
TEST(SimulateInput, TheContextTellsTheRole) {
  const auto decide = [](const std::string& context, const std::string& named) {
    return SimulateOne(Input(R"("resourcePolicy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                        "Principal": {"AWS": ")" +
                                 named + R"("}, "Action": "*", "Resource": "*"}})",
                             R"("request": {"principal": "arn:aws:sts::111122223333:assumed-role/app/run",
                        "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/k", "accountId": "111122223333"},
                        "context": )" +
                                 context + "}"),
                       false)
        .outcome;
  };
  EXPECT_EQ(decide(R"({"aws:userid": "AROAEXAMPLEEXAMPLE123:run"})", "AROAEXAMPLEEXAMPLE123"), Outcome::kAllowed);
  EXPECT_EQ(decide("{}", "AROAEXAMPLEEXAMPLE123"), Outcome::kImplicitDeny);
  const std::string one = "arn:aws:iam::111122223333:role/one/app", two = "arn:aws:iam::111122223333:role/two/app";
  EXPECT_EQ(decide(R"({"aws:PrincipalArn": ")" + one + R"("})", one), Outcome::kAllowed);
  EXPECT_EQ(decide(R"({"aws:PrincipalArn": ")" + one + R"("})", two), Outcome::kImplicitDeny);
  // Of another role it tells nothing.
  EXPECT_EQ(decide(R"({"aws:PrincipalArn": "arn:aws:iam::111122223333:role/other"})", two), Outcome::kAllowed);
}

TEST(SimulateInput, ATokensProviderMayBeADomain) {
  const std::string trust =
      R"("resourcePolicy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
         "Principal": {"Federated": "login.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}})";
  EXPECT_EQ(SimulateOne(Input(trust, R"("request": {"principal": "login.amazonaws.com",
                "action": "sts:AssumeRoleWithWebIdentity", "resource": {"arn": "arn:aws:iam::111122223333:role/r"}})"),
                        false)
                .outcome,
            Outcome::kAllowed);
}

TEST(SimulateInput, SaysWhatIsWrong) {
  struct Row {
    const char *input, *error;
  };
  const Row kRows[] = {
      {R"({"request": {"action": "a:b"}})", "request.principal is missing"},
      {R"({"request": {"principal": null, "action": "a:b", "resource": "x"}})", "request.resource is an object"},
      {R"({"request": {"principal": null, "action": "a:b", "resource": {"arn": 1}}})", "request.resource.arn"},
      {R"({"request": {"principal": null, "action": "a:b", "context": []}})", "request.context is an object"},
      {R"({"request": {"principal": null, "action": "a:b", "context": {"k": [null]}}})", "the values of \\\"k\\\""},
      {R"({"request": {"principal": null, "action": "a:b"}, "scps": [{"policies": {}}]})",
       "\\\"policies\\\" is a list"},
      {R"({"request": {"principal": null, "action": "a:b"}, "rcps": [[]]})", "holds objects with"},
      {"{\n \"request\": }", "line 2, column 13"},
  };
  for (const Row& row : kRows) {
    const SimulateAnswer answer = SimulateOne(row.input, false);
    EXPECT_FALSE(answer.ok) << row.input;
    EXPECT_THAT(answer.json, HasSubstr(row.error)) << row.input;
  }
}

TEST(SimulateInput, StoredDocumentsHaveKinds) {
  for (const char* kind : {"managed", "inline", "session"}) {
    EXPECT_EQ(
        SimulateOne(R"({"policyType": ")" + std::string(kind) + R"(", "document": )" + kAllowAll + "}", false).json,
        R"({"valid": true})")
        << kind;
  }
  EXPECT_EQ(SimulateOne(R"({"policyType": "resource", "document": )" + std::string(kAllowAllToAll) + "}", false).json,
            R"({"valid": true})");
  EXPECT_FALSE(SimulateOne(R"({"policyType": 1, "document": {}})", false).ok);
  EXPECT_FALSE(SimulateOne(R"({"policyType": "managed"})", false).ok);
}

class FakeSource : public PrincipalPolicySource {
 public:
  Result<const Policies*> Find(const std::string& principal) override {
    asked = principal;
    if (fails) return Error{ErrorCode::kNotFound, "no such principal"};
    return &policies;
  }
  Policies policies;
  bool fails = false;
  std::string asked;
};

TEST(SimulateSource, GivesWhatTheInputLacks) {
  FakeSource source;
  source.policies.identity = {{"arn:aws:iam::111122223333:policy/p", kAllowAll}};
  const SimulateAnswer answer = SimulateOne(Input(""), false, &source);
  EXPECT_EQ(answer.outcome, Outcome::kAllowed);
  EXPECT_EQ(source.asked, "arn:aws:sts::111122223333:assumed-role/app/run");
  EXPECT_THAT(answer.json, HasSubstr(R"("name": "arn:aws:iam::111122223333:policy/p")"));
  source.policies.boundaries = {{"boundary", kAllowPut}};
  EXPECT_THAT(SimulateOne(Input(""), false, &source).json, HasSubstr(R"("blockedBy": ["boundary"])"));
}

TEST(SimulateSource, WhatTheInputSaysStands) {
  FakeSource source;
  source.policies.identity = {{"p", kAllowAll}};
  EXPECT_EQ(SimulateOne(Input(R"("identityPolicies": [])"), false, &source).outcome, Outcome::kImplicitDeny);
  source.asked.clear();
  SimulateOne(Input(R"("identityPolicies": [], "boundaries": [])"), false, &source);
  EXPECT_EQ(source.asked, "") << "nothing was lacking";
}

TEST(SimulateSource, ItsErrorsAreTheAnswers) {
  FakeSource source;
  source.fails = true;
  EXPECT_THAT(SimulateOne(Input(""), false, &source).json, HasSubstr(R"("error": "no such principal")"));
  source.fails = false;
  source.policies.identity = {{"broken", "{}"}};
  EXPECT_THAT(SimulateOne(Input(""), false, &source).json, HasSubstr(R"("error": "broken: Syntax errors in policy.")"));
  source.policies.identity.clear();
  source.policies.boundaries = {{"broken boundary", "{}"}};
  EXPECT_THAT(SimulateOne(Input(""), false, &source).json, HasSubstr("broken boundary: "));
}

}  // namespace
}  // namespace rolecall::policy
