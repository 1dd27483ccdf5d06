#include "access/explain/fix.h"

#include <gtest/gtest.h>

#include "access/explain/document_edit.h"
#include "access/explain/text_diff.h"
#include "access/offline/overlay_files.h"
#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kIssuer;
using testing::SubAndAud;
using testing::Trust;

std::optional<Fix> FixOf(Chain& chain) {
  const ExplainAnswer answer = chain.Ask();
  return FindFix(chain.question, answer, Trial());
}

TEST(Fix, ATrustPolicyGetsOneValueCorrected) {
  Chain chain;
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:nss:app"));
  const std::optional<Fix> fix = FixOf(chain);
  ASSERT_TRUE(fix);
  EXPECT_EQ(fix->document, "trust policy of App");
  EXPECT_EQ(fix->next, "");
  EXPECT_EQ(
      fix->json_patch,
      R"([{"op":"replace","path":"/Statement/0/Condition/StringEquals/oidc.example.com~1id~1A:sub","value":"system:serviceaccount:ns:app"}])");
}

TEST(Fix, AKnownServiceAccountKeepsItsWayIn) {
  Chain chain;
  ServiceAccount other;
  other.namespace_name = "ns";
  other.name = "other";
  chain.model.service_accounts.push_back(other);
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:other"));
  const std::optional<Fix> fix = FixOf(chain);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->json_patch.find(R"(["system:serviceaccount:ns:other","system:serviceaccount:ns:app"])"),
            std::string::npos)
      << fix->json_patch;
}

TEST(Fix, APermissionIsAddedAsNarrowlyAsItCanBe) {
  Chain chain;
  chain.question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  std::optional<Fix> fix = FixOf(chain);
  ASSERT_TRUE(fix);
  // The statement is about this action alone: one resource more.
  EXPECT_NE(fix->json_patch.find("/Statement/0/Resource"), std::string::npos) << fix->json_patch;
  chain.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:secret:app/*"}]})";
  fix = FixOf(chain);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->json_patch.find(R"("op":"add","path":"/Statement/-")"), std::string::npos) << fix->json_patch;
}

TEST(Fix, WhatFailsNextIsSaid) {
  Chain chain;
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:nss:app"));
  chain.question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  const std::optional<Fix> fix = FixOf(chain);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->next.find("no identity policy of App allows"), std::string::npos);
}

TEST(Fix, ADenyIsNotUndone) {
  Chain chain;
  chain.policy().insert(37, R"({"Effect":"Deny","Action":"secretsmanager:*","Resource":"*"},)");
  EXPECT_FALSE(FixOf(chain));
}

TEST(Fix, WrongKeysAreRenamedAndProvidersReplaced) {
  Chain key;
  key.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:app", "https://oidc.example.com/id/A"));
  ASSERT_TRUE(FixOf(key));
  Chain provider;
  provider.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:app", "oidc.example.com/id/B"),
                                     "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/B");
  const std::optional<Fix> fix = FixOf(provider);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->json_patch.find(testing::kProvider), std::string::npos);
}

// GitHub's immutable subjects: the same repository, refs and wildcards, with the ids of the token.
TEST(Fix, ARepositoryNamedWithoutIdsIsNamedWithThem) {
  constexpr char kGitHub[] = "token.actions.githubusercontent.com";
  Chain chain;
  const std::string provider = std::string("arn:aws:iam::054000737513:oidc-provider/") + kGitHub;
  chain.model.providers = {{provider, kGitHub, {"sts.amazonaws.com"}, {}}};
  chain.question.token.issuer = std::string("https://") + kGitHub;
  chain.question.token.subject = "repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main";
  chain.role().trust.text =
      Trust(R"({"StringLike":{")" + std::string(kGitHub) + R"(:sub":"repo:octo-org/octo-repo:*"}})", provider);
  EXPECT_EQ(chain.Cause(), "trust policy: trust-github-ids");
  const std::optional<Fix> fix = FixOf(chain);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->json_patch.find(R"("value":"repo:octo-org@123456/octo-repo@456789:*")"), std::string::npos)
      << fix->json_patch;
}

TEST(DocumentEdit, KeepsEverythingElseAsItIsWritten) {
  const std::string text = "{\n  \"Statement\": [\n    {\"Effect\": \"Deny\"}\n  ]\n}\n";
  DocumentEdit edit(text);
  edit.AppendStatement("{}");
  EXPECT_EQ(edit.Result(), "{\n  \"Statement\": [\n    {\"Effect\": \"Deny\"},\n    {}\n  ]\n}\n");
}

TEST(UnifiedDiff, HasThreeLinesOfContext) {
  EXPECT_EQ(UnifiedDiff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(UnifiedDiff("f", "same\n", "same\n"), "");
}

TEST(JsonPatch, NamesOnlyWhatDiffers) {
  EXPECT_EQ(JsonPatchBetween(R"({"a":[1,2],"b":{"c/d":1}})", R"({"a":[1,2,3],"b":{"c/d":2}})"),
            R"([{"op":"add","path":"/a/-","value":3},{"op":"replace","path":"/b/c~1d","value":2}])");
}

}  // namespace
}  // namespace rolecall::access
