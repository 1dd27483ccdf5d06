#include <gtest/gtest.h>

#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Ask;
using testing::kAccount;
using testing::kObject;
using testing::kRole;
using testing::kSession;
using testing::kUser;

Principal RoleSession() { return Principal::RoleSession(kRole, "AROAEXAMPLEEXAMPLE123", "run"); }

Outcome DecideResource(const std::string& principal, Principal caller, const char* effect = "Allow",
                       DocumentKind kind = DocumentKind::kResource) {
  std::string resource = kind == DocumentKind::kTrust ? "" : R"(, "Resource": "*")";
  auto policy = testing::MustCompile(testing::Document2012(std::string(R"({"Effect": ")") + effect + "\", " +
                                                           principal + R"(, "Action": "*")" + resource + "}"),
                                     kind);
  PolicyInputs inputs;
  inputs.resource = policy.get();
  PolicySet everything = testing::Set(R"({"Effect": "Allow", "Action": "*", "Resource": "*"})");
  if (std::string(effect) == "Deny") inputs.identity = &everything;
  return Decide(inputs, Ask(std::move(caller), "s3:GetObject", kObject)).outcome;
}

bool Grants(const std::string& principal, Principal caller, DocumentKind kind = DocumentKind::kResource) {
  return DecideResource(principal, std::move(caller), "Allow", kind) == Outcome::kAllowed;
}

bool Denies(const std::string& principal, Principal caller) {
  return DecideResource(principal, std::move(caller), "Deny") == Outcome::kExplicitDeny;
}

TEST(PolicyPrincipal, TextTellsTheKind) {
  EXPECT_EQ(Principal::FromText("").kind, Principal::Kind::kAnonymous);
  EXPECT_EQ(Principal::FromText("arn:aws:iam::111122223333:root").kind, Principal::Kind::kRoot);
  EXPECT_EQ(Principal::FromText(kUser).kind, Principal::Kind::kUser);
  EXPECT_EQ(Principal::FromText("ec2.amazonaws.com").kind, Principal::Kind::kService);
  EXPECT_EQ(Principal::FromText("accounts.google.com").kind, Principal::Kind::kFederated);
  Principal session = Principal::FromText(kSession);
  EXPECT_EQ(session.kind, Principal::Kind::kRoleSession);
  EXPECT_EQ(session.role_name, "app");
  EXPECT_EQ(session.session_name, "run");
  EXPECT_EQ(session.account, kAccount);
}

TEST(PolicyPrincipal, SessionArnHasNoPath) { EXPECT_EQ(RoleSession().arn, kSession); }

TEST(PolicyPrincipal, UserArnIsExact) {
  EXPECT_TRUE(Grants(R"("Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"})", Principal::User(kUser, "")));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "arn:aws:iam::111122223333:user/*"})", Principal::User(kUser, "")));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "arn:aws:iam::444455556666:user/ann"})", Principal::User(kUser, "")));
}

TEST(PolicyPrincipal, RoleArnMatchesItsSessionsWithItsPath) {
  EXPECT_TRUE(Grants(R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/team/app"})", RoleSession()));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/app"})", RoleSession()));
  EXPECT_TRUE(
      Grants(R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/team/app"})", Principal::FromText(kSession)));
}

TEST(PolicyPrincipal, SessionArnMatchesThatSessionOnly) {
  EXPECT_TRUE(Grants(R"("Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/app/run"})", RoleSession()));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/app/walk"})", RoleSession()));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/app/*"})", RoleSession()));
}

TEST(PolicyPrincipal, UniqueIdsOutliveNamesButNotRecreation) {
  EXPECT_TRUE(Grants(R"("Principal": {"AWS": "AROAEXAMPLEEXAMPLE123"})", RoleSession()));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "AROAEXAMPLEEXAMPLE999"})", RoleSession()));
}

TEST(PolicyPrincipal, AccountDelegatesToIdentityPolicies) {
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "111122223333"})", Principal::User(kUser, "")));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "arn:aws:iam::111122223333:root"})", Principal::User(kUser, "")));
  EXPECT_TRUE(Denies(R"("Principal": {"AWS": "111122223333"})", Principal::User(kUser, "")));
}

// The plane shows an account's number as the canonical id of its objects' owner.
TEST(PolicyPrincipal, TheCanonicalIdOfAnAccountIsTheAccount) {
  EXPECT_TRUE(Denies(R"("Principal": {"CanonicalUser": "111122223333"})", Principal::User(kUser, "")));
  EXPECT_FALSE(Denies(R"("Principal": {"CanonicalUser": "444455556666"})", Principal::User(kUser, "")));
  EXPECT_FALSE(Grants(R"("Principal": {"CanonicalUser": "111122223333"})", Principal::User(kUser, "")));
  EXPECT_TRUE(Grants(R"("Principal": {"CanonicalUser": "111122223333"})", Principal::Root(kAccount)));
  EXPECT_FALSE(Denies(R"("Principal": {"CanonicalUser": "*"})", Principal::User(kUser, "")));
}

TEST(PolicyPrincipal, StarMatchesEverybodyButTokenProviders) {
  Principal provider = Principal::Federated("arn:aws:iam::111122223333:oidc-provider/issuer.example");
  for (const char* star : {R"("Principal": "*")", R"("Principal": {"AWS": "*"})"}) {
    EXPECT_TRUE(Grants(star, Principal::User(kUser, "")));
    EXPECT_TRUE(Grants(star, Principal::Anonymous()));
    EXPECT_FALSE(Grants(star, provider, DocumentKind::kTrust));
    EXPECT_TRUE(Denies(star, provider));
  }
}

TEST(PolicyPrincipal, FederatedAndServiceAreExact) {
  Principal provider = Principal::Federated("arn:aws:iam::111122223333:oidc-provider/issuer.example");
  EXPECT_TRUE(
      Grants(R"("Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/issuer.example"})", provider));
  EXPECT_FALSE(Grants(R"("Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/*"})", provider));
  EXPECT_FALSE(Grants(R"("Principal": {"Federated": "*"})", provider));
  EXPECT_TRUE(Grants(R"("Principal": {"Service": "ec2.amazonaws.com"})", Principal::Service("ec2.amazonaws.com")));
  EXPECT_FALSE(Grants(R"("Principal": {"Service": "ecs.amazonaws.com"})", Principal::Service("ec2.amazonaws.com")));
  EXPECT_FALSE(Grants(R"("Principal": {"AWS": "111122223333"})", Principal::Service("ec2.amazonaws.com")));
}

TEST(PolicyPrincipal, NotPrincipalSparesOnlyWhoeverIsListedCompletely) {
  std::string all =
      R"("NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/team/app",
                       "arn:aws:sts::111122223333:assumed-role/app/run"]})";
  std::string no_role = R"("NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:root",
                           "arn:aws:sts::111122223333:assumed-role/app/run"]})";
  EXPECT_FALSE(Denies(all, RoleSession()));
  EXPECT_TRUE(Denies(no_role, RoleSession()));
  EXPECT_TRUE(Denies(all, Principal::User(kUser, "")));
  Principal bounded = RoleSession();
  bounded.has_boundary = true;
  EXPECT_TRUE(Denies(all, bounded));
}

TEST(PolicyPrincipal, NotPrincipalWithAllowGrantsNothing) {
  EXPECT_FALSE(Grants(R"("NotPrincipal": {"AWS": "444455556666"})", Principal::User(kUser, "")));
}

}  // namespace
}  // namespace rolecall::policy
