#include "directory/aws_managed_policies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "embedded/files.h"

namespace rolecall::directory {
namespace {

const ManagedPolicy* Find(const std::vector<ManagedPolicy>& policies, std::string_view name) {
  const auto found = std::find_if(policies.begin(), policies.end(),
                                  [name](const ManagedPolicy& policy) { return policy.name == name; });
  return found == policies.end() ? nullptr : &*found;
}

TEST(AwsManagedPolicies, EachRowHasItsDocumentAndEachDocumentItsRow) {
  std::set<std::string> files;
  for (const ManagedPolicy& policy : AwsManagedPolicies()) {
    EXPECT_TRUE(files.insert(policy.name + ".json").second) << policy.name << " stands twice";
  }
  ASSERT_FALSE(files.empty());
  for (const embedded::File& file : embedded::AwsManagedPolicies().all()) {
    EXPECT_EQ(files.erase(std::string(file.name)), 1U) << file.name << " is in no row";
  }
  EXPECT_TRUE(files.empty()) << *files.begin() << " is missing";
}

TEST(AwsManagedPolicies, EachCanBeDecided) {
  for (const ManagedPolicy& policy : AwsManagedPolicies()) {
    EXPECT_FALSE(policy::Parse(policy.current().policy.text, policy::DocumentKind::kIdentity).malformed) << policy.name;
    EXPECT_TRUE(policy.path.starts_with('/') && policy.path.ends_with('/')) << policy.name;
    EXPECT_EQ(policy.account, "aws");
    EXPECT_LT(policy.default_version, policy.next_version);
  }
}

TEST(AwsManagedPolicies, ArnIdAndDateNeverChange) {
  const std::vector<ManagedPolicy> policies = AwsManagedPolicies();
  const ManagedPolicy* admin = Find(policies, "AdministratorAccess");
  ASSERT_NE(admin, nullptr);
  EXPECT_EQ(admin->arn(), "arn:aws:iam::aws:policy/AdministratorAccess");
  EXPECT_EQ(admin->current().policy.text,
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["*"],"Resource":"*"}]})");
  EXPECT_EQ(admin->description, "Provides full access to AWS services and resources.");
  EXPECT_EQ(FormatIso8601(admin->created), "2015-02-05T18:40:00Z");
  EXPECT_EQ(admin->default_version, 1);
  EXPECT_EQ(admin->id.size(), 21U);
  EXPECT_EQ(admin->id, Find(AwsManagedPolicies(), "AdministratorAccess")->id);
  const ManagedPolicy* lambda = Find(policies, "AWSLambdaBasicExecutionRole");
  ASSERT_NE(lambda, nullptr);
  EXPECT_EQ(lambda->arn(), "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
}

}  // namespace
}  // namespace rolecall::directory
