#include <gtest/gtest.h>

#include "policy/explain/message.h"
#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Ask;
using testing::DecideIdentity;
using testing::kAccount;
using testing::kObject;
using testing::kOther;
using testing::kRole;
using testing::kUser;
using testing::Set;

constexpr char kAllowAll[] = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";
constexpr char kAllowIam[] = R"({"Effect": "Allow", "Action": "iam:*", "Resource": "*"})";
constexpr char kDenyAll[] = R"({"Effect": "Deny", "Action": "*", "Resource": "*"})";

// All inputs of one decision, owned.
struct World {
  PolicySet identity, boundary, session, endpoint;
  std::shared_ptr<const CompiledPolicy> resource;
  std::vector<PolicySet> scps, rcps;

  Decision Decide(const Request& request) const {
    PolicyInputs inputs;
    inputs.identity = &identity;
    if (!boundary.empty()) inputs.boundary = &boundary;
    if (!session.empty()) inputs.session = &session;
    if (!endpoint.empty()) inputs.endpoint = &endpoint;
    inputs.resource = resource.get();
    inputs.scps = scps;
    inputs.rcps = rcps;
    return policy::Decide(inputs, request);
  }
  void SetResource(const std::string& statements, DocumentKind kind = DocumentKind::kResource) {
    resource = testing::MustCompile(testing::Document2012(statements), kind);
  }
};

std::string ResourceAllow(const std::string& principal) {
  return R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": )" + principal + "}";
}

Principal Session() { return Principal::RoleSession(kRole, "AROAEXAMPLEEXAMPLE123", "run"); }
Request GetObject(Principal principal = Principal::User(kUser, "")) {
  return Ask(std::move(principal), "s3:GetObject", kObject);
}

TEST(PolicyDecide, NothingAllowsIsAnImplicitDeny) {
  Decision decision = World{}.Decide(GetObject());
  EXPECT_EQ(decision.outcome, Outcome::kImplicitDeny);
  EXPECT_EQ(decision.layer, Layer::kIdentity);
  EXPECT_TRUE(decision.BlockedBy(Layer::kIdentity));
  EXPECT_FALSE(decision.BlockedBy(Layer::kBoundary));
}

TEST(PolicyDecide, ExplicitDenyBeatsAllow) {
  EXPECT_EQ(DecideIdentity(std::string(kAllowAll) + "," + kDenyAll), Outcome::kExplicitDeny);
  EXPECT_EQ(DecideIdentity(std::string(kDenyAll) + "," + kAllowAll), Outcome::kExplicitDeny);
}

TEST(PolicyDecide, NamesTheStatementThatDecided) {
  World world;
  world.identity =
      Set(std::string(kAllowIam) + R"(, {"Sid": "Reader", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"})");
  Decision decision = world.Decide(GetObject());
  ASSERT_TRUE(decision.allowed() && decision.has_statement);
  EXPECT_EQ(decision.statement.statement, 1u);
  EXPECT_EQ(InternalReason(decision), "allowed by identity: policy \"test\" statement 1 (Sid Reader)");
}

TEST(PolicyDecide, BoundaryOnlyNarrows) {
  World world;
  world.boundary = Set(kAllowAll, DocumentKind::kBoundary);
  EXPECT_FALSE(world.Decide(GetObject()).allowed());
  world.identity = Set(kAllowAll);
  EXPECT_TRUE(world.Decide(GetObject()).allowed());
  world.boundary = Set(kAllowIam, DocumentKind::kBoundary);
  EXPECT_EQ(world.Decide(GetObject()).layer, Layer::kBoundary);
}

TEST(PolicyDecide, SessionPoliciesAreAUnionWithinTheRole) {
  World world;
  world.identity = Set(kAllowAll);
  world.session = {Set(kAllowIam, DocumentKind::kSession)[0]};
  EXPECT_EQ(world.Decide(GetObject(Session())).layer, Layer::kSession);
  world.session.push_back(Set(R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})", DocumentKind::kSession)[0]);
  EXPECT_TRUE(world.Decide(GetObject(Session())).allowed());
  PolicyInputs inputs;
  PolicySet empty;
  inputs.identity = &world.identity;
  inputs.session = &empty;
  EXPECT_FALSE(Decide(inputs, GetObject(Session())).allowed());
}

TEST(PolicyDecide, DirectGrantOfTheResourceIsEnoughInTheSameAccount) {
  World world;
  world.boundary = Set(kAllowIam, DocumentKind::kBoundary);
  world.SetResource(ResourceAllow(R"({"AWS": "arn:aws:iam::111122223333:user/ann"})"));
  EXPECT_TRUE(world.Decide(GetObject()).allowed());
  EXPECT_EQ(world.Decide(GetObject()).layer, Layer::kResource);
}

TEST(PolicyDecide, RoleGrantIsLimitedByBoundaryAndSessionButNeedsNoIdentityPolicy) {
  World world;
  world.SetResource(ResourceAllow(R"({"AWS": "arn:aws:iam::111122223333:role/team/app"})"));
  EXPECT_TRUE(world.Decide(GetObject(Session())).allowed());
  world.session = Set(kAllowIam, DocumentKind::kSession);
  Decision decision = world.Decide(GetObject(Session()));
  EXPECT_FALSE(decision.allowed());
  EXPECT_EQ(decision.layer, Layer::kSession);
}

TEST(PolicyDecide, DenyInTheResourcePolicyBeatsEverything) {
  World world;
  world.identity = Set(kAllowAll);
  world.SetResource(
      R"({"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::bucket/open/*", "Principal": "*"})");
  EXPECT_EQ(world.Decide(GetObject()).outcome, Outcome::kExplicitDeny);
  EXPECT_TRUE(world.Decide(Ask(Principal::User(kUser, ""), "s3:GetObject", "arn:aws:s3:::bucket/open/x")).allowed());
}

TEST(PolicyDecide, CrossAccountNeedsBothSides) {
  World world;
  Request request = Ask(Principal::User(kUser, ""), "s3:GetObject", kObject, {}, kOther);
  world.identity = Set(kAllowAll);
  EXPECT_EQ(world.Decide(request).layer, Layer::kResource);
  world.SetResource(ResourceAllow(R"({"AWS": "111122223333"})"));
  EXPECT_TRUE(world.Decide(request).allowed());
  world.identity.clear();
  EXPECT_EQ(world.Decide(request).layer, Layer::kIdentity);
  world.SetResource(ResourceAllow(R"("*")"));
  EXPECT_FALSE(world.Decide(request).allowed());
}

TEST(PolicyDecide, EveryScpLevelMustAllow) {
  World world;
  world.identity = Set(kAllowAll);
  world.scps = {Set(kAllowAll, DocumentKind::kScp), Set(kAllowIam, DocumentKind::kScp)};
  EXPECT_EQ(world.Decide(GetObject()).layer, Layer::kScp);
  world.scps[1] = Set(kAllowAll, DocumentKind::kScp);
  EXPECT_TRUE(world.Decide(GetObject()).allowed());
  world.scps.push_back({});
  EXPECT_FALSE(world.Decide(GetObject()).allowed());
}

TEST(PolicyDecide, ScpsDoNotConcernServices) {
  World world;
  world.scps = {Set(kDenyAll, DocumentKind::kScp)};
  world.SetResource(ResourceAllow(R"({"Service": "ec2.amazonaws.com"})"));
  EXPECT_TRUE(world.Decide(GetObject(Principal::Service("ec2.amazonaws.com"))).allowed());
}

TEST(PolicyDecide, RcpsWithDeniesOnlyAllowTheRest) {
  World world;
  world.identity = Set(kAllowAll);
  world.rcps = {Set(R"({"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Principal": "*"})", DocumentKind::kRcp)};
  EXPECT_TRUE(world.Decide(GetObject()).allowed());
  EXPECT_EQ(world.Decide(Ask(Principal::User(kUser, ""), "iam:GetUser", kUser)).layer, Layer::kRcp);
}

TEST(PolicyDecide, EndpointPolicyMustAllow) {
  World world;
  world.identity = Set(kAllowAll);
  world.endpoint =
      Set(R"({"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Principal": "*"})", DocumentKind::kEndpoint);
  EXPECT_EQ(world.Decide(GetObject()).layer, Layer::kEndpoint);
}

TEST(PolicyDecide, RootNeedsNoIdentityPolicyButObeysDenies) {
  World world;
  EXPECT_TRUE(world.Decide(GetObject(Principal::Root(kAccount))).allowed());
  world.scps = {Set(kAllowIam, DocumentKind::kScp)};
  EXPECT_FALSE(world.Decide(GetObject(Principal::Root(kAccount))).allowed());
  world.scps.clear();
  world.SetResource(R"({"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"})");
  EXPECT_EQ(world.Decide(GetObject(Principal::Root(kAccount))).outcome, Outcome::kExplicitDeny);
  EXPECT_FALSE(World{}.Decide(Ask(Principal::Root(kAccount), "s3:GetObject", kObject, {}, kOther)).allowed());
}

TEST(PolicyDecide, GetCallerIdentityIsAlwaysAllowed) {
  World world;
  world.identity = Set(kDenyAll);
  EXPECT_TRUE(world.Decide(Ask(Principal::User(kUser, ""), "sts:GetCallerIdentity", "*")).allowed());
}

TEST(PolicyDecide, TrustPoliciesMustAllowThemselves) {
  World world;
  world.identity = Set(kAllowAll);
  Request assume = Ask(Principal::User(kUser, ""), "sts:AssumeRole", kRole);
  EXPECT_EQ(world.Decide(assume).layer, Layer::kResource);
  std::string trust = R"({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": )";
  world.SetResource(trust + R"("111122223333"}})", DocumentKind::kTrust);
  EXPECT_TRUE(world.Decide(assume).allowed());
  EXPECT_FALSE(world.Decide(Ask(Principal::User(kUser, ""), "sts:TagSession", kRole)).allowed());
  world.identity.clear();
  EXPECT_EQ(world.Decide(assume).layer, Layer::kIdentity);
  world.SetResource(trust + R"("arn:aws:iam::111122223333:user/ann"}})", DocumentKind::kTrust);
  EXPECT_TRUE(world.Decide(assume).allowed());
}

TEST(PolicyDecide, KeyPoliciesMustAllowThemselves) {
  World world;
  world.identity = Set(kAllowAll);
  Request decrypt = Ask(Principal::User(kUser, ""), "kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:key/abc");
  EXPECT_EQ(world.Decide(decrypt).layer, Layer::kResource);
  world.SetResource(ResourceAllow(R"({"AWS": "111122223333"})"));
  EXPECT_TRUE(world.Decide(decrypt).allowed());
  world.identity.clear();
  EXPECT_FALSE(world.Decide(decrypt).allowed());
}

TEST(PolicyDecide, TokensNeedTheTrustPolicyOnly) {
  World world;
  std::string provider = "arn:aws:iam::111122223333:oidc-provider/issuer.example/id/1";
  world.SetResource(
      R"({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": ")" + provider +
          R"("}, "Condition": {"StringEquals": {"issuer.example/id/1:sub": "system:serviceaccount:a:b"}}})",
      DocumentKind::kTrust);
  auto ask = [&](const char* subject, const std::string& from) {
    return Ask(Principal::Federated(from), "sts:AssumeRoleWithWebIdentity", kRole,
               testing::With("issuer.example/id/1:sub", subject));
  };
  EXPECT_TRUE(world.Decide(ask("system:serviceaccount:a:b", provider)).allowed());
  EXPECT_FALSE(world.Decide(ask("system:serviceaccount:a:c", provider)).allowed());
  EXPECT_FALSE(world.Decide(ask("system:serviceaccount:a:b", provider + "2")).allowed());
  EXPECT_EQ(AccessDeniedMessage(world.Decide(ask("x", provider)), ask("x", provider)),
            "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST(PolicyMessage, NamesTheLayer) {
  World world;
  EXPECT_EQ(AccessDeniedMessage(world.Decide(GetObject()), GetObject()),
            "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject on resource: "
            "arn:aws:s3:::bucket/key because no identity-based policy allows the s3:GetObject action");
  world.identity = Set(kDenyAll);
  EXPECT_EQ(AccessDeniedMessage(world.Decide(GetObject()), GetObject()),
            "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject on resource: "
            "arn:aws:s3:::bucket/key with an explicit deny in an identity-based policy");
}

}  // namespace
}  // namespace rolecall::policy
