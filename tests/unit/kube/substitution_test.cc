#include "kube/substitution.h"

#include <gtest/gtest.h>

namespace rolecall::kube {
namespace {

using Names = std::vector<std::string>;

TEST(Substitution, FindsTheVariablesOfEnvsubstAndFlux) {
  EXPECT_EQ(SubstitutedNames("arn:${P}:iam::${ACCOUNT_ID}:role/${c}-web"), (Names{"P", "ACCOUNT_ID", "c"}));
  EXPECT_EQ(SubstitutedNames("${A:=x} ${B:-y}"), (Names{"A", "B"}));
  EXPECT_EQ(SubstitutedNames("$A $${B} ${} ${1x} ${aws:username} ${open"), Names());
}

TEST(Substitution, FillsInValuesAndDefaultsAndLeavesTheRest) {
  EXPECT_EQ(Substitute("${A}-${B:=b}-${C}-$${A}", {{"A", "1"}}), "1-b-${C}-$${A}");
  EXPECT_EQ(Substitute("${B:=b}", {{"B", "2"}}), "2");
  EXPECT_EQ(Substitute("plain", {{"A", "1"}}), "plain");
  // What is filled in is not looked at again.
  EXPECT_EQ(Substitute("${A}", {{"A", "${A}"}}), "${A}");
}

}  // namespace
}  // namespace rolecall::kube
