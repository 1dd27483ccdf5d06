// Which role and which issuer are meant where nobody says it.
#include "access/explain/assumed_role.h"

#include <gtest/gtest.h>

#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::SubAndAud;
using testing::Trust;

class AssumedRoleTest : public ::testing::Test {
 protected:
  // A role whose trust policy is for this subject, of this issuer.
  void AddRole(const std::string& name, const std::string& subject, const std::string& issuer = testing::kIssuer) {
    Role role;
    role.name = name;
    role.arn = "arn:aws:iam::054000737513:role/" + name;
    role.trust.text = Trust(SubAndAud(subject, issuer), "arn:aws:iam::054000737513:oidc-provider/" + issuer);
    model_.roles.push_back(role);
  }
  std::string Meant() const {
    const AssumedRole meant = RoleMeantFor(model_, {"ns", "app"});
    return meant.arn.substr(meant.arn.rfind('/') + 1) + ": " + meant.source;
  }
  std::string Issuer(const Role* role = nullptr) const {
    std::string source;
    const std::string issuer = AssumedIssuer(model_, role, source);
    return issuer.empty() ? "none" : issuer + ", " + source;
  }

  IdentityModel model_;
};

TEST_F(AssumedRoleTest, TheNearestTrustPolicyIsMeant) {
  EXPECT_EQ(Meant(), ": ");
  AddRole("only", "anything");
  EXPECT_EQ(Meant(), "only: no manifest is given; it is the only role");
  AddRole("near", "system:serviceaccount:ns:apq");
  EXPECT_EQ(Meant(), "near: no manifest is given; its trust policy is for system:serviceaccount:ns:apq");
  AddRole("name", "system:serviceaccount:elsewhere:app");
  EXPECT_EQ(Meant(), "name: no manifest is given; its trust policy is for one of this name");
  AddRole("pattern", "system:serviceaccount:ns:*");
  EXPECT_EQ(Meant(), "pattern: no manifest is given; its trust policy has a pattern for it");
  AddRole("exact", "system:serviceaccount:ns:app");
  EXPECT_EQ(Meant(), "exact: no manifest is given; its trust policy is for this service account");
}

TEST_F(AssumedRoleTest, ATrustPolicyThatIsNoneHasNoSubjects) {
  PolicyDocument trust;
  trust.text = "{";
  EXPECT_TRUE(TrustedSubjects(trust).empty());
}

TEST_F(AssumedRoleTest, TheOnlyProviderTellsTheIssuer) {
  model_.providers.push_back({testing::kProvider, testing::kIssuer, {}, {}});
  EXPECT_EQ(Issuer(),
            std::string("https://") + testing::kIssuer + ", of the only OIDC provider, " + testing::kProvider);
}

TEST_F(AssumedRoleTest, ElseWhatTrustPoliciesName) {
  EXPECT_EQ(Issuer(), "none");
  AddRole("a", "x", "one.example.com/");
  EXPECT_EQ(Issuer(), "https://one.example.com, the only one that trust policies name");
  AddRole("b", "x", "two.example.com");
  AddRole("c", "x", "two.example.com");
  EXPECT_EQ(Issuer(), "https://two.example.com, the one that most trust policies name");
  Role other;
  other.trust.text = "{}";
  model_.roles.push_back(other);
  EXPECT_EQ(Issuer(&other), "https://two.example.com, the one that most trust policies name");
}

}  // namespace
}  // namespace rolecall::access
