#include "policy/document/claim_keys.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

TEST(ClaimKeys, EveryIssuerHasTheFive) {
  for (const char* claim : {"sub", "aud", "oaud", "amr", "email"}) {
    EXPECT_TRUE(IsClaimKey("oidc.eks.eu-west-1.amazonaws.com/id/A1", claim)) << claim;
    EXPECT_TRUE(IsClaimKey("gitlab.com", claim)) << claim;
  }
  for (const char* claim : {"azp", "iss", "exp", "namespace", "kubernetes.io", ""}) {
    EXPECT_FALSE(IsClaimKey("oidc.eks.eu-west-1.amazonaws.com/id/A1", claim)) << claim;
  }
}

TEST(ClaimKeys, GitHubsAreThoseOfAllItsIssuers) {
  for (const char* issuer : {"token.actions.githubusercontent.com", "token.actions.githubusercontent.com/acme",
                             "token.actions.acme.ghe.com", "github.com/enterprises/acme"}) {
    EXPECT_TRUE(IsClaimKey(issuer, "repository_id")) << issuer;
    EXPECT_TRUE(IsClaimKey(issuer, "Job_Workflow_Ref")) << issuer;
    for (const char* none : {"repository_owner", "event_name", "runner_environment", "repository_visibility"}) {
      EXPECT_FALSE(IsClaimKey(issuer, none)) << issuer << " " << none;
    }
  }
  for (const char* other : {"token.actions.githubusercontent.com.evil.example", "x.token.actions.githubusercontent.com",
                            "token.actions.a.b.ghe.com", "token.actions..ghe.com", "token.actions.ghe.com",
                            "token.actions.a/b.ghe.com", "github.com/enterprises/"}) {
    EXPECT_FALSE(IsClaimKey(other, "repository_id")) << other;
  }
}

TEST(ClaimKeys, OtherProvidersHaveTheirOwn) {
  EXPECT_TRUE(IsClaimKey("gitlab.com", "ref_protected"));
  EXPECT_FALSE(IsClaimKey("gitlab.com", "project_path"));
  EXPECT_FALSE(IsClaimKey("gitlab.example.com", "project_id"));
  EXPECT_TRUE(IsClaimKey("oidc.circleci.com/org/11111111-2222", "oidc.circleci.com/project-id"));
  EXPECT_TRUE(IsClaimKey("agent.buildkite.com", "pipeline_slug"));
  EXPECT_TRUE(IsClaimKey("idcs-0123abc.identity.oraclecloud.com", "rpst_id"));
  EXPECT_TRUE(IsClaimKey("accounts.google.com", "google/organization_number"));
  EXPECT_FALSE(IsClaimKey("agent.buildkite.com", "rpst_id"));
}

}  // namespace
}  // namespace rolecall::policy
