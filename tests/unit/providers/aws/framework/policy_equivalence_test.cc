#include "providers/aws/framework/policy_equivalence.h"

#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

TEST(PolicyEquivalence, IgnoresOrderAndFormButNotMeaning) {
  auto same = [](const char* a, const char* b) {
    Result<bool> result = PolicyDocumentsEquivalent(a, b);
    return result.ok() ? (*result ? "same" : "different") : "error";
  };
  EXPECT_STREQ(same("", "{}"), "same");
  EXPECT_STREQ(same("{}", R"({"Version":"2012-10-17"})"), "different");
  EXPECT_STREQ(same(R"({"Statement":[{"Action":"a:b"},{"Action":"c:d"}]})",
                    R"({"Statement":[{"Action":["c:d"]},{"Action":["a:b"]}]})"),
               "same");
  EXPECT_STREQ(same(R"({"Statement":[{"Action":"a:b"}]})", R"({"Statement":[{"NotAction":"a:b"}]})"), "different");
  EXPECT_STREQ(same(R"({"Statement":[{"Principal":{"AWS":"123456789012"}}]})",
                    R"({"Statement":[{"Principal":{"AWS":["arn:aws:iam::123456789012:root"]}}]})"),
               "same");
  EXPECT_STREQ(same(R"({"Statement":[{"Principal":{"AWS":"123456789012"}}]})",
                    R"({"Statement":[{"Principal":{"AWS":"123456789013"}}]})"),
               "different");
  EXPECT_STREQ(same(R"({"Statement":[{"Condition":{"Bool":{"a":true}}}]})",
                    R"({"Statement":[{"Condition":{"Bool":{"a":["true"]}}}]})"),
               "same");
  EXPECT_STREQ(same("{", "{"), "error");
}

TEST(PolicyEquivalence, NamesIgnoreCaseAndEmptyListsAreAbsent) {
  auto same = [](const char* a, const char* b) {
    Result<bool> result = PolicyDocumentsEquivalent(a, b);
    return result.ok() && *result;
  };
  EXPECT_TRUE(same(R"({"version":"2012-10-17"})", R"({"Version":"2012-10-17"})"));
  EXPECT_TRUE(same(R"({"Statement":[{"Principal":{"AWS":[]}}]})", R"({"Statement":[{"Principal":{}}]})"));
  EXPECT_TRUE(same(R"({"Statement":[{"Principal":null,"Condition":null}]})", R"({"Statement":[{}]})"));
  EXPECT_TRUE(same(R"({"Statement":[{"Principal":{"AWS":"arn:aws:iam::1:root"}}]})",
                   R"({"Statement":[{"Principal":{"AWS":["arn:aws:iam::1:root"]}}]})"));
  EXPECT_FALSE(same(R"({"Statement":[{"Principal":{"AWS":"arn:aws:s3:::root:root"}}]})",
                    R"({"Statement":[{"Principal":{"AWS":"arn:aws:s3:::b"}}]})"));
  EXPECT_FALSE(same(R"({"Statement":[{"Condition":{"Bool":{"a":["x","x"]}}}]})",
                    R"({"Statement":[{"Condition":{"Bool":{"a":["x"]}}}]})"));
}

TEST(PolicyEquivalence, WhatIsNoPolicyIsAnError) {
  for (const char* wrong :
       {R"({"Statement":[{"Principal":1}]})", R"({"Statement":[{"Condition":1}]})",
        R"({"Statement":[{"Condition":{"Bool":1}}]})", R"({"Statement":[1]})", R"({"Statement":1})"}) {
    EXPECT_FALSE(PolicyDocumentsEquivalent(wrong, wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace rolecall::providers::aws
