#include "access/explain/text_diff.h"

#include <gtest/gtest.h>

namespace rolecall::access {
namespace {

TEST(UnifiedDiff, ShowsThreeLinesAroundAChange) {
  EXPECT_EQ(UnifiedDiff("main.tf", "a\nb\nc\nd\ne\n", "a\nb\nc\nD\ne\n"),
            "--- a/main.tf\n+++ b/main.tf\n@@ -1,5 +1,5 @@\n a\n b\n c\n-d\n+D\n e\n");
  EXPECT_EQ(UnifiedDiff("main.tf", "a\n", "a\n"), "");
}

TEST(UnifiedDiff, ShowsNothingOfAFileOfVariablesButWhatChanges) {
  const std::string before = "password = \"hunter2\"\noidc_url = \"https://x\"\ntoken = \"t0k3n\"\n";
  const std::string after = "password = \"hunter2\"\noidc_url = \"x\"\ntoken = \"t0k3n\"\n";
  EXPECT_EQ(
      UnifiedDiff("canida.tfvars", before, after),
      "--- a/canida.tfvars\n+++ b/canida.tfvars\n@@ -2,1 +2,1 @@\n-oidc_url = \"https://x\"\n+oidc_url = \"x\"\n");
  EXPECT_EQ(UnifiedDiff("canida.tfvars", "a = 1\nb = 2\n", "a = 1\nc = 3\nb = 2\n"),
            "--- a/canida.tfvars\n+++ b/canida.tfvars\n@@ -1,0 +2,1 @@\n+c = 3\n");
}

}  // namespace
}  // namespace rolecall::access
