#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/explain/explain.h"
#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Ask;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kObject;
using testing::kUser;
using testing::With;
using testing::WithSet;

// A policy's statements as the engine traced them for one request.
class Traced {
 public:
  Traced(const std::string& statements, Request request, DocumentKind kind = DocumentKind::kIdentity)
      : request_(std::move(request)), policies_(testing::Set(statements, kind)) {
    PolicyInputs inputs;
    if (kind == DocumentKind::kIdentity) {
      inputs.identity = &policies_;
    } else {
      inputs.resource = policies_[0].get();
    }
    Decide(inputs, request_, &list_);
  }

  const StatementTrace* Nearest(Layer layer = Layer::kIdentity) const {
    return NearestMiss(list_.statements, layer, request_);
  }
  std::string NearestSid() const { return Nearest() == nullptr ? "none" : StatementOf(Nearest()->place).sid; }
  std::string Why(std::size_t statement = 0) const { return WhyNot(list_.statements.at(statement), request_); }
  std::vector<std::string> Described(std::size_t statement = 0) const {
    return DescribeStatement(list_.statements.at(statement), request_);
  }

 private:
  Request request_;
  PolicySet policies_;
  TraceList list_;
};

Request AskObject(Context context = {}) {
  return Ask(Principal::User(kUser, ""), "s3:GetObject", kObject, std::move(context));
}

TEST(PolicyNearest, TheActionCountsMost) {
  EXPECT_EQ(Traced(R"({"Sid": "service", "Effect": "Allow", "Action": "s3:Put*", "Resource": "*"},
                      {"Sid": "action", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::other/*"})",
                   AskObject())
                .NearestSid(),
            "action");
}

TEST(PolicyNearest, ThenTheResourceThenTheConditions) {
  const char* condition = R"("Condition": {"StringEquals": {"k": "a", "l": "b"}})";
  EXPECT_EQ(Traced(R"({"Sid": "resource", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"},
                      {"Sid": "conditions", "Effect": "Allow", "Action": "s3:*", "Resource": "*", )" +
                       std::string(condition) + "}",
                   AskObject())
                .NearestSid(),
            "conditions");
  EXPECT_EQ(Traced(R"({"Sid": "two", "Effect": "Allow", "Action": "s3:*", "Resource": "*", )" + std::string(condition) +
                       R"(},
                      {"Sid": "one", "Effect": "Allow", "Action": "s3:*", "Resource": "*",
                       "Condition": {"StringEquals": {"k": "a"}}})",
                   AskObject())
                .NearestSid(),
            "one");
}

TEST(PolicyNearest, OfEqualOnesTheFirst) {
  EXPECT_EQ(Traced(R"({"Sid": "a", "Effect": "Allow", "Action": "s3:Put*", "Resource": "*"},
                      {"Sid": "b", "Effect": "Allow", "Action": "s3:List*", "Resource": "*"})",
                   AskObject())
                .NearestSid(),
            "a");
}

TEST(PolicyNearest, DeniesOtherServicesAndOtherLayersAreNotNear) {
  EXPECT_EQ(Traced(R"({"Sid": "d", "Effect": "Deny", "Action": "s3:Put*", "Resource": "*"})", AskObject()).NearestSid(),
            "none");
  EXPECT_EQ(Traced(R"({"Sid": "e", "Effect": "Allow", "Action": "ec2:*", "Resource": "*"})", AskObject()).NearestSid(),
            "none");
  const Traced traced(R"({"Sid": "i", "Effect": "Allow", "Action": "s3:Put*", "Resource": "*"})", AskObject());
  EXPECT_EQ(traced.Nearest(Layer::kSession), nullptr);
  EXPECT_NE(traced.Nearest(Layer::kIdentity), nullptr);
}

TEST(PolicyNearest, WhatAppliesIsNoMiss) {
  EXPECT_EQ(Traced(R"({"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"})", AskObject()).NearestSid(),
            "none");
}

TEST(PolicyWhyNot, NamesEveryElementThatIsMissed) {
  EXPECT_EQ(
      Traced(R"({"Effect": "Allow", "Principal": {"AWS": "444455556666", "Service": "ec2.amazonaws.com"},
                       "Action": ["s3:PutObject", "s3:List*"], "Resource": "arn:aws:s3:::other/*",
                       "Condition": {"StringEquals": {"aws:PrincipalTag/team": ["a", "b"]}, "Null": {"k": "true"}}})",
             AskObject(With("aws:PrincipalTag/team", "c")), DocumentKind::kResource)
          .Why(),
      "s3:GetObject is not among \"s3:PutObject\", \"s3:List*\"; the caller arn:aws:iam::111122223333:user/ann is "
      "not among \"AWS 444455556666\", \"Service ec2.amazonaws.com\"; arn:aws:s3:::bucket/key is not covered by "
      "\"arn:aws:s3:::other/*\"; StringEquals aws:PrincipalTag/team wants \"a\", \"b\", got \"c\"");
}

TEST(PolicyWhyNot, TheNegatedElementsSayWhatTheyLeaveOut) {
  EXPECT_EQ(
      Traced(R"({"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::bucket/*"})", AskObject()).Why(),
      "s3:GetObject is among NotAction \"s3:*\"; arn:aws:s3:::bucket/key is among NotResource "
      "\"arn:aws:s3:::bucket/*\"");
  EXPECT_EQ(Traced(R"({"Effect": "Deny", "NotPrincipal": {"AWS": ["111122223333", ")" + std::string(kUser) +
                       R"("]}, "Action": "*", "Resource": "*"})",
                   AskObject(), DocumentKind::kResource)
                .Why(),
            "the caller arn:aws:iam::111122223333:user/ann is among NotPrincipal \"AWS 111122223333\", \"AWS "
            "arn:aws:iam::111122223333:user/ann\"");
}

TEST(PolicyWhyNot, NamesKindsOfPrincipals) {
  EXPECT_THAT(Traced(R"({"Effect": "Allow", "Principal": {"Federated": "accounts.google.com", "CanonicalUser": "c0"},
                         "Action": "*", "Resource": "*"})",
                     AskObject(), DocumentKind::kResource)
                  .Why(),
              HasSubstr(R"(is not among "Federated accounts.google.com", "CanonicalUser c0")"));
}

TEST(PolicyWhyNot, LongListsAreCutShort) {
  EXPECT_EQ(
      Traced(R"({"Effect": "Allow", "Action": ["s3:A", "s3:B", "s3:C", "s3:D", "s3:E", "s3:F"], "Resource": "*"})",
             AskObject())
          .Why(),
      R"(s3:GetObject is not among "s3:A", "s3:B", "s3:C", "s3:D" and 2 more)");
}

std::string WhyNotCondition(const std::string& condition, Context context, const char* effect = "Allow") {
  return Traced(std::string(R"({"Effect": ")") + effect + R"(", "Action": "*", "Resource": "*", "Condition": )" +
                    condition + "}",
                AskObject(std::move(context)))
      .Why();
}

TEST(PolicyWhyNot, ConditionsSayWhatTheyWantAndWhatTheyGot) {
  EXPECT_EQ(WhyNotCondition(R"({"Bool": {"aws:SecureTransport": true}})", {}),
            "Bool aws:SecureTransport wants \"true\", but the request has no such key");
  EXPECT_EQ(WhyNotCondition(R"({"StringEquals": {"k": []}})", With("k", "v")),
            "StringEquals k wants nothing, got \"v\" (the condition lists no values)");
  EXPECT_EQ(
      WhyNotCondition(R"({"StringEquals": {"aws:TagKeys": "a"}})", WithSet("aws:TagKeys", {"a", "b"})),
      "StringEquals aws:TagKeys wants \"a\", got \"a\", \"b\" (the key holds several values: only ForAllValues and "
      "ForAnyValue operators can match it)");
  EXPECT_EQ(WhyNotCondition(R"({"NotIpAddress": {"k": "10.0.0.0/8"}})", With("k", "here")),
            "NotIpAddress k wants \"10.0.0.0/8\", got \"here\" (the request's value is no address)");
  EXPECT_EQ(WhyNotCondition(R"({"ArnLike": {"k": "arn:aws:s3:::b"}})", With("k", "b")),
            "ArnLike k wants \"arn:aws:s3:::b\", got \"b\" (the request's value is no ARN)");
  EXPECT_EQ(WhyNotCondition(R"({"ArnLike": {"k": "b"}})", With("k", "arn:aws:s3:::b")),
            "ArnLike k wants \"b\", got \"arn:aws:s3:::b\" (the policy's value is no ARN)");
}

TEST(PolicyWhyNot, WhatIsUncertainIsSaid) {
  EXPECT_THAT(WhyNotCondition(R"({"ForAnyValue:StringEqualsIfExists": {"k": "a"}})", {}),
              HasSubstr("but the request has no such key"));
}

TEST(PolicyWhyNot, VariablesAreShownFilledIn) {
  EXPECT_EQ(
      WhyNotCondition(R"({"StringEquals": {"k": "home/${aws:username}/${absent}"}})", With("aws:username", "ann")),
      "StringEquals k wants \"home/ann/${absent}\", but the request has no such key");
}

TEST(PolicyDescribe, ALineForTheStatementAndForEachElement) {
  EXPECT_THAT(
      Traced(R"({"Sid": "S", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::other/*",
                         "Condition": {"StringEquals": {"k": "a"}, "StringNotEquals": {"l": "b"}}})",
             AskObject(With("k", "a")))
          .Described(),
      ElementsAre("identity[0] statement 0 (S), Allow: does not apply", "  Action: matches (\"s3:Get*\")",
                  "  Resource: does not match: arn:aws:s3:::bucket/key is not covered by \"arn:aws:s3:::other/*\"",
                  "  Condition: StringEquals k wants \"a\", got \"a\": holds",
                  "  Condition: StringNotEquals l wants \"b\", but the request has no such key: holds"));
}

TEST(PolicyDescribe, ThePrincipalOfAResourcesPolicyToo) {
  EXPECT_THAT(Traced(R"({"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "*"})", AskObject(),
                     DocumentKind::kResource)
                  .Described(),
              ElementsAre("resource statement 0, Deny: applies", "  Principal: matches (\"*\")",
                          "  Action: matches (\"s3:Get*\")", "  Resource: matches (\"*\")"));
}

TEST(PolicyDescribe, WhatAwsLeavesOpenIsMarked) {
  const std::vector<std::string> lines =
      Traced(R"({"Effect": "Allow", "NotPrincipal": {"AWS": "444455556666"}, "NotAction": "iam:*",
                 "NotResource": "arn:aws:s3:::${absent}"})",
             AskObject(), DocumentKind::kResource)
          .Described();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_THAT(lines[1], ::testing::StartsWith("  NotPrincipal: does not match"));
  EXPECT_THAT(lines[1], HasSubstr("[uncertain: AWS does not support NotPrincipal with Allow"));
  EXPECT_THAT(lines[2], ::testing::StartsWith("  NotAction: matches"));
  EXPECT_THAT(lines[3], HasSubstr("[uncertain: AWS does not say what NotResource means"));
}

}  // namespace
}  // namespace rolecall::policy
