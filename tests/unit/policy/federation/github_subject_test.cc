#include "policy/federation/github_subject.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

TEST(GitHubSubject, AreImmutableOnGitHubComAlone) {
  EXPECT_TRUE(HasImmutableSubjects("token.actions.githubusercontent.com"));
  EXPECT_TRUE(HasImmutableSubjects("Token.Actions.githubusercontent.com/octo-corp"));
  for (const char* issuer : {"token.actions.acme.ghe.com", "ghes.example.com/_services/token", "gitlab.com",
                             "token.actions.githubusercontent.com.example.com"}) {
    EXPECT_FALSE(HasImmutableSubjects(issuer)) << issuer;
  }
}

TEST(GitHubSubject, OfNamesAloneHasNoId) {
  EXPECT_TRUE(NamesRepositoryOnly("repo:octo-org/octo-repo:ref:refs/heads/main"));
  EXPECT_TRUE(NamesRepositoryOnly("repo:octo-org/*:*"));
  for (const char* subject : {"repo:octo-org@1/octo-repo@2:ref:refs/heads/main", "repo:octo-org/octo-repo@2:x",
                              "repo:a", "repo:a:b/c", "repo:/c:d", "repo:a/:d", "job_workflow_ref:a/b:c", ""}) {
    EXPECT_FALSE(NamesRepositoryOnly(subject)) << subject;
  }
}

TEST(GitHubSubject, GivesItsIdsToThePatternOfItsRepository) {
  constexpr char kToken[] = "repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main";
  EXPECT_EQ(WithIdsOf(kToken, "repo:octo-org/octo-repo:ref:refs/heads/main"), kToken);
  EXPECT_EQ(WithIdsOf(kToken, "repo:octo-org/octo-repo:*"), "repo:octo-org@123456/octo-repo@456789:*");
  for (const char* pattern : {"repo:octo-org/other:*", "repo:octo/octo-repo:*", "repo:octo-org/*:*", "*",
                              "repo:octo-org@123456/octo-repo@456789:*"}) {
    EXPECT_EQ(WithIdsOf(kToken, pattern), std::nullopt) << pattern;
  }
  for (const char* token : {"repo:octo-org/octo-repo:x", "repo:octo-org@/octo-repo@1:x",
                            "repo:octo-org@a/octo-repo@1:x", "repo:octo-org@1/octo-repo:x", "repo:@1/octo-repo@1:x"}) {
    EXPECT_EQ(WithIdsOf(token, "repo:octo-org/octo-repo:x"), std::nullopt) << token;
  }
}

}  // namespace
}  // namespace rolecall::policy
