#include "policy/managed/text_change.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

TEST(TextChange, KeepsLeavesOutAndPutsIn) {
  EXPECT_EQ(ApplyChange("abcdef", "=2-2+3:xyz=2"), "abxyzef");
  EXPECT_EQ(ApplyChange("abc", "=3"), "abc");
  EXPECT_EQ(ApplyChange("abc", "-3+1:+"), "+");
  EXPECT_EQ(ApplyChange("", "+4:=1-2"), "=1-2");
}

TEST(TextChangeDeathTest, AChangeThatDoesNotFitIsABug) {
  for (const char* wrong : {"=2", "=4", "-4", "+5:abc", "=3+1:", "=", "x3", "=3=1", ""}) {
    EXPECT_DEATH((void)ApplyChange("abc", wrong), "") << wrong;
  }
}

}  // namespace
}  // namespace rolecall::policy
