#include "policy/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Ask;
using ::testing::HasSubstr;
using testing::kObject;
using testing::kRole;
using testing::kUser;
using ::testing::Not;
using testing::Set;
using ::testing::SizeIs;

constexpr char kAll[] = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";
constexpr char kAllToAll[] = R"({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})";
constexpr char kPutOnly[] = R"({"Sid": "Put", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})";

Request GetObject() { return Ask(Principal::User(kUser, ""), "s3:GetObject", kObject); }

Explanation ExplainIdentity(const PolicySet& identity, const Request& request) {
  PolicyInputs inputs;
  inputs.identity = &identity;
  return Explain(inputs, request);
}

TEST(PolicyExplain, AnAllowNamesTheStatementThatGranted) {
  const PolicySet identity = {Set(kPutOnly)[0], Set(std::string(kPutOnly) + ", " + kAll)[0]};
  const Explanation explanation = ExplainIdentity(identity, GetObject());
  EXPECT_TRUE(explanation.decision.allowed());
  EXPECT_THAT(explanation.trace, SizeIs(3));
  ASSERT_THAT(explanation.reasons, SizeIs(1));
  const Reason& reason = explanation.reasons[0];
  EXPECT_EQ(reason.layer, Layer::kIdentity);
  EXPECT_EQ(reason.policy, "identity[1]");
  EXPECT_EQ(reason.statement->statement, 1u);
  EXPECT_TRUE(reason.applies);
  EXPECT_EQ(reason.effect, Effect::kAllow);
  EXPECT_EQ(reason.why, "The identity-based policy of the caller allows s3:GetObject on arn:aws:s3:::bucket/key.");
}

TEST(PolicyExplain, ADenialNamesEveryDenyingStatementOfEveryLayer) {
  const PolicySet identity = Set(std::string(kAll) +
                                 R"(, {"Sid": "D1", "Effect": "Deny", "Action": "s3:*", "Resource": "*"},
                                      {"Sid": "D2", "Effect": "Deny", "Action": "*", "Resource": "*"},
                                      {"Sid": "D3", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"})");
  const std::vector<PolicySet> scps = {
      Set(kAll, DocumentKind::kScp),
      Set(std::string(kAll) + R"(, {"Sid": "S", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"})",
          DocumentKind::kScp)};
  PolicyInputs inputs;
  inputs.identity = &identity;
  inputs.scps = scps;
  const Explanation explanation = Explain(inputs, GetObject());
  EXPECT_EQ(explanation.decision.outcome, Outcome::kExplicitDeny);
  ASSERT_THAT(explanation.reasons, SizeIs(3));
  // The layer that AWS would name comes first.
  EXPECT_EQ(explanation.reasons[0].policy, "scp[1][0]");
  EXPECT_EQ(explanation.reasons[0].sid, "S");
  EXPECT_EQ(explanation.reasons[0].why,
            "The service control policy denies s3:GetObject on arn:aws:s3:::bucket/key explicitly.");
  EXPECT_EQ(explanation.reasons[1].sid, "D1");
  EXPECT_EQ(explanation.reasons[2].sid, "D2");
  EXPECT_EQ(explanation.reasons[2].policy, "identity[0]");
}

TEST(PolicyExplain, AMissingAllowNamesTheNearestStatement) {
  const Explanation explanation = ExplainIdentity(Set(kPutOnly), GetObject());
  EXPECT_EQ(explanation.decision.outcome, Outcome::kImplicitDeny);
  ASSERT_THAT(explanation.reasons, SizeIs(1));
  const Reason& reason = explanation.reasons[0];
  EXPECT_EQ(reason.policy, "identity[0]");
  EXPECT_EQ(reason.sid, "Put");
  EXPECT_FALSE(reason.applies);
  EXPECT_EQ(reason.why,
            "No identity-based policy of the caller allows s3:GetObject on arn:aws:s3:::bucket/key. The nearest "
            "statement does not apply: s3:GetObject is not among \"s3:PutObject\".");
}

TEST(PolicyExplain, WhereNothingIsNearOnlyTheLayerIsNamed) {
  const Explanation explanation =
      ExplainIdentity(Set(R"({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"})"), GetObject());
  ASSERT_THAT(explanation.reasons, SizeIs(1));
  EXPECT_EQ(explanation.reasons[0].policy, "identity");
  EXPECT_FALSE(explanation.reasons[0].statement.has_value());
  EXPECT_FALSE(explanation.reasons[0].effect.has_value());
  EXPECT_THAT(explanation.reasons[0].why, Not(HasSubstr("nearest")));
}

TEST(PolicyExplain, EveryLayerThatDoesNotAllowIsNamedInItsOwnWords) {
  const PolicySet none;
  const PolicySet other = Set(kPutOnly, DocumentKind::kBoundary);
  const PolicySet session = Set(kPutOnly, DocumentKind::kSession);
  const PolicySet endpoint =
      Set(R"({"Effect": "Allow", "Principal": "*", "Action": "ec2:*", "Resource": "*"})", DocumentKind::kEndpoint);
  const std::vector<PolicySet> scps = {Set(kPutOnly, DocumentKind::kScp)};
  const std::vector<PolicySet> rcps = {
      Set(R"({"Effect": "Allow", "Principal": "*", "Action": "s3:Put*", "Resource": "*"})", DocumentKind::kRcp)};
  PolicyInputs inputs;
  inputs.identity = &none;
  inputs.boundary = &other;
  inputs.session = &session;
  inputs.endpoint = &endpoint;
  inputs.scps = scps;
  inputs.rcps = rcps;
  const Explanation explanation =
      Explain(inputs, Ask(Principal::User(kUser, ""), "s3:GetObject", kObject, {}, testing::kOther));
  std::vector<std::string> starts;
  for (const Reason& reason : explanation.reasons) starts.push_back(reason.why.substr(0, reason.why.find(" allows")));
  EXPECT_THAT(starts, ::testing::UnorderedElementsAre(
                          "No resource control policy", "No service control policy", "No VPC endpoint policy",
                          "No identity-based policy of the caller", "No permissions boundary", "No session policy",
                          "No policy of the resource"));
  EXPECT_EQ(explanation.reasons[0].layer, explanation.decision.layer);
  EXPECT_EQ(explanation.reasons[0].policy, "rcp[0][0]");
}

TEST(PolicyExplain, ARolesTrustPolicyIsCalledThat) {
  const auto trust = testing::MustCompile(
      testing::Document2012(R"({"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"})"),
      DocumentKind::kTrust);
  const PolicySet identity = Set(kAll);
  PolicyInputs inputs;
  inputs.identity = &identity;
  inputs.resource = trust.get();
  const Explanation explanation = Explain(inputs, Ask(Principal::User(kUser, ""), "sts:AssumeRole", kRole));
  ASSERT_THAT(explanation.reasons, SizeIs(1));
  EXPECT_EQ(explanation.reasons[0].policy, "resource");
  EXPECT_THAT(explanation.reasons[0].why,
              ::testing::StartsWith("No trust policy of the role allows sts:AssumeRole on " + std::string(kRole)));
}

TEST(PolicyExplain, WhatNoStatementGrantsHasAReasonToo) {
  const PolicySet none;
  const Explanation who = ExplainIdentity(none, Ask(Principal::User(kUser, ""), "sts:GetCallerIdentity", "*"));
  ASSERT_THAT(who.reasons, SizeIs(1));
  EXPECT_EQ(who.reasons[0].why, "Every caller may ask who it is.");
  EXPECT_FALSE(who.reasons[0].statement.has_value());
  const Explanation root = ExplainIdentity(none, Ask(Principal::Root(testing::kAccount), "s3:GetObject", kObject));
  ASSERT_THAT(root.reasons, SizeIs(1));
  EXPECT_THAT(root.reasons[0].why, HasSubstr("The root user may do everything in its account"));
  EXPECT_EQ(root.reasons[0].policy, "identity");
}

TEST(PolicyExplain, ALabelSaysTheLayerTheLevelAndThePolicy) {
  StatementPlace place;
  place.level = 2;
  place.policy = 1;
  place.layer = Layer::kIdentity;
  EXPECT_EQ(PolicyLabel(place), "identity[1]");
  place.layer = Layer::kScp;
  EXPECT_EQ(PolicyLabel(place), "scp[2][1]");
  place.layer = Layer::kRcp;
  EXPECT_EQ(PolicyLabel(place), "rcp[2][1]");
  place.layer = Layer::kResource;
  EXPECT_EQ(PolicyLabel(place), "resource");
}

TEST(PolicyExplain, TheDecisionIsThatOfTheEngine) {
  const auto resource = testing::MustCompile(testing::Document2012(kAllToAll), DocumentKind::kResource);
  for (const char* statements : {kAll, kPutOnly, R"({"Effect": "Deny", "Action": "*", "Resource": "*"})"}) {
    for (const CompiledPolicy* policy : {static_cast<const CompiledPolicy*>(nullptr), resource.get()}) {
      const PolicySet identity = Set(statements);
      PolicyInputs inputs;
      inputs.identity = &identity;
      inputs.resource = policy;
      const Decision decided = Decide(inputs, GetObject());
      const Explanation explanation = Explain(inputs, GetObject());
      EXPECT_EQ(explanation.decision.outcome, decided.outcome) << statements;
      EXPECT_EQ(explanation.decision.layer, decided.layer) << statements;
      EXPECT_EQ(explanation.decision.blocked, decided.blocked) << statements;
      EXPECT_FALSE(explanation.reasons.empty()) << statements;
    }
  }
}

}  // namespace
}  // namespace rolecall::policy
