#include "policy/explain/message.h"

#include <gtest/gtest.h>

#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Ask;
using testing::kObject;
using testing::kRole;
using testing::kUser;

Decision Denied(Layer layer, Outcome outcome) {
  Decision decision;
  decision.layer = layer;
  decision.outcome = outcome;
  return decision;
}

Request AskedObject() { return Ask(Principal::User(kUser, ""), "s3:GetObject", kObject); }

constexpr char kStart[] = "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ";

struct LayerWords {
  Layer layer;
  const char* missing;
  const char* denying;
};

TEST(PolicyMessage, EachLayerHasAwssWords) {
  const LayerWords kWords[] = {
      {Layer::kIdentity, "no identity-based policy", "an identity-based policy"},
      {Layer::kResource, "no resource-based policy", "a resource-based policy"},
      {Layer::kBoundary, "no permissions boundary", "a permissions boundary"},
      {Layer::kSession, "no session policy", "a session policy"},
      {Layer::kScp, "no service control policy", "a service control policy"},
      {Layer::kRcp, "no resource control policy", "a resource control policy"},
      {Layer::kEndpoint, "no VPC endpoint policy", "a VPC endpoint policy"},
  };
  static_assert(std::size(kWords) == kLayerCount);
  for (const LayerWords& words : kWords) {
    EXPECT_EQ(AccessDeniedMessage(Denied(words.layer, Outcome::kImplicitDeny), AskedObject()),
              std::string(kStart) + "s3:GetObject on resource: arn:aws:s3:::bucket/key because " + words.missing +
                  " allows the s3:GetObject action");
    EXPECT_EQ(AccessDeniedMessage(Denied(words.layer, Outcome::kExplicitDeny), AskedObject()),
              std::string(kStart) + "s3:GetObject on resource: arn:aws:s3:::bucket/key with an explicit deny in " +
                  words.denying);
  }
}

Decision DeniedBy(const std::string& name, Layer layer, PolicySet& policies) {
  ParsedDocument parsed = Parse(R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}})",
                                DocumentKind::kIdentity);
  policies = {Compile(std::move(parsed.document), name)};
  Decision decision = Denied(layer, Outcome::kExplicitDeny);
  decision.has_statement = true;
  decision.statement.layer = layer;
  decision.statement.compiled = policies.front().get();
  return decision;
}

TEST(PolicyMessage, TheDenyingPolicyIsNamedByItsArnWithinAnAccountOrOrganization) {
  constexpr char kArn[] = "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1";
  PolicySet policies;
  const Decision scp = DeniedBy(kArn, Layer::kScp, policies);
  const std::string unnamed = std::string(kStart) +
                              "s3:GetObject on resource: arn:aws:s3:::bucket/key with an explicit deny in a service "
                              "control policy";
  EXPECT_EQ(AccessDeniedMessage(scp, AskedObject()), unnamed + ": " + kArn);
  const Request foreign(Principal::User(kUser, ""), "s3:GetObject", kObject, "444455556666", {});
  EXPECT_EQ(AccessDeniedMessage(scp, foreign), unnamed);
  EXPECT_EQ(AccessDeniedMessage(scp, foreign, foreign.resource(), true), unnamed + ": " + kArn);
  PolicySet inline_policies;
  EXPECT_EQ(AccessDeniedMessage(DeniedBy("inline policy p", Layer::kScp, inline_policies), AskedObject()), unnamed);
}

TEST(PolicyMessage, ATrustPolicyIsTheRolesOwn) {
  const Request request = Ask(Principal::User(kUser, ""), "sts:AssumeRole", kRole);
  EXPECT_EQ(AccessDeniedMessage(Denied(Layer::kResource, Outcome::kImplicitDeny), request),
            std::string(kStart) + "sts:AssumeRole on resource: " + kRole +
                " because no role trust policy allows the sts:AssumeRole action");
  EXPECT_EQ(
      AccessDeniedMessage(Denied(Layer::kResource, Outcome::kExplicitDeny), request),
      std::string(kStart) + "sts:AssumeRole on resource: " + kRole + " with an explicit deny in the role trust policy");
}

TEST(PolicyMessage, ToWhoBringsATokenNothingIsTold) {
  for (const char* action : {"sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"}) {
    const Request request = Ask(Principal::Federated("accounts.google.com"), action, kRole);
    for (Outcome outcome : {Outcome::kImplicitDeny, Outcome::kExplicitDeny}) {
      EXPECT_EQ(AccessDeniedMessage(Denied(Layer::kResource, outcome), request),
                std::string("Not authorized to perform ") + action);
    }
  }
}

TEST(PolicyMessage, WithoutAResourceNoneIsNamed) {
  const Request request = Ask(Principal::User(kUser, ""), "iam:ListRoles", "");
  EXPECT_EQ(AccessDeniedMessage(Denied(Layer::kIdentity, Outcome::kImplicitDeny), request),
            std::string(kStart) + "iam:ListRoles because no identity-based policy allows the iam:ListRoles action");
}

TEST(PolicyMessage, ForOurselvesTheStatementIsNamed) {
  const PolicySet identity = testing::Set(R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
      {"Sid": "No", "Effect": "Deny", "Action": "s3:Put*", "Resource": "*"})");
  PolicyInputs inputs;
  inputs.identity = &identity;
  EXPECT_EQ(InternalReason(Decide(inputs, AskedObject())), "allowed by identity: policy \"test\" statement 0");
  EXPECT_EQ(InternalReason(Decide(inputs, Ask(Principal::User(kUser, ""), "s3:PutObject", kObject))),
            "explicit deny in identity: policy \"test\" statement 1 (Sid No)");
  EXPECT_EQ(InternalReason(Decide(inputs, Ask(Principal::User(kUser, ""), "ec2:StartInstances", "*"))),
            "implicit deny in identity");
}

}  // namespace
}  // namespace rolecall::policy
