#include "cli/identity/tighten_text.h"

#include <gtest/gtest.h>

#include "cli/check/event_files.h"

namespace rolecall::cli {
namespace {

TEST(TightenText, WritesPoliciesAsTerraformDoes) {
  EXPECT_EQ(PolicyAsTerraform(R"({"Version": "v", "Id": "i", "S": [{"A": "x${y}", "Condition": {"a:b": true}}]})", 0),
            R"({
  Version = "v"
  Id      = "i"
  S = [
    {
      A = "x$${y}"
      Condition = {
        "a:b" = true
      }
    },
  ]
})");
}

TEST(TightenText, DiffKeepsWhatIsTheSame) {
  EXPECT_EQ(DiffLines("a\nb\nc\n", "a\nx\nc\nd\n"), "  a\n- b\n+ x\n  c\n+ d\n");
  EXPECT_EQ(DiffLines("", "a"), "+ a\n");
}

TEST(TightenText, ResourceIsNamedAfterTheRole) {
  std::string text = TerraformResource("1.app", R"({"Version": "v"})");
  EXPECT_EQ(text.substr(0, text.find('\n')), R"(resource "aws_iam_role_policy" "role_1_app" {)");
}

TEST(EventFiles, CutOffAndHugeArchivesAreErrors) {
  MemoryFileSystem files({{"a", "\x1f\x8b rest"}, {"b", "plain"}});
  EXPECT_FALSE(ReadEventFile(files, "a").ok());
  EXPECT_EQ(*ReadEventFile(files, "b"), "plain");
}

}  // namespace
}  // namespace rolecall::cli
