#include "policy/decide/work.h"

#include <gtest/gtest.h>

#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

std::uint64_t Work(const std::string& resource, const std::string& arn, Context context = {}) {
  const std::string text = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":")" +
                           resource + R"(","Condition":{"StringLike":{"k":"*x*"}}}]})";
  PolicySet identity = {testing::MustCompile(text, DocumentKind::kIdentity)};
  PolicyInputs inputs;
  inputs.identity = &identity;
  return WorkBound(inputs, testing::Ask(Principal::User(testing::kUser, ""), "s3:GetObject", arn, std::move(context)));
}

TEST(WorkBound, GrowsWithPoliciesAndWithWhatIsAskedAbout) {
  const std::uint64_t least = Work("*", "arn:aws:s3:::b/k");
  EXPECT_GT(least, 0u);
  EXPECT_GT(Work("*" + std::string(1000, 'a') + "b", "arn:aws:s3:::b/k"), least + 1000);
  EXPECT_GT(Work("*", "arn:aws:s3:::" + std::string(2000, 'a')), least * 10);
  Context long_value, many;
  long_value.Set("k", std::string(2000, 'a'));
  EXPECT_GT(Work("*", "arn:aws:s3:::b/k", long_value), least * 10);
  for (int i = 0; i < 1000; ++i) many.Set("key" + std::to_string(i), "v");
  EXPECT_GT(Work("*", "arn:aws:s3:::b/k", many), least + 999);
}

}  // namespace
}  // namespace rolecall::policy
