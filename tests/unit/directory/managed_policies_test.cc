#include "directory/managed_policies.h"

#include <gtest/gtest.h>

#include <set>

namespace rolecall::directory {
namespace {

constexpr std::string_view kReadOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

TEST(ManagedPolicies, AwssOwnAreFoundInEverySnapshot) {
  const Snapshot empty;
  const auto admin = FindPolicy(empty, "arn:aws:iam::aws:policy/AdministratorAccess");
  ASSERT_NE(admin, nullptr);
  EXPECT_EQ(admin->account, kAwsOwner);
  EXPECT_EQ(admin->arn(), "arn:aws:iam::aws:policy/AdministratorAccess");
  EXPECT_EQ(admin->id, "ANPA" + admin->id.substr(4));
  EXPECT_EQ(admin->id, FindPolicy(empty, admin->arn())->id);
  EXPECT_EQ(DocumentText(*admin, 1),
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})");
  EXPECT_EQ(DocumentText(*admin, 2), "");
  EXPECT_NE(FindCompiledPolicy(empty, admin->arn()), nullptr);
  EXPECT_EQ(FindPolicy(empty, "arn:aws:iam::aws:policy/NoSuchPolicy"), nullptr);
  EXPECT_EQ(FindCompiledPolicy(empty, "arn:aws:iam::aws:policy/NoSuchPolicy"), nullptr);
}

TEST(ManagedPolicies, IdsAndArnsOfAllAreDistinct) {
  std::set<std::string> arns, ids;
  for (const auto& policy : AwsPolicies()) {
    EXPECT_TRUE(arns.insert(policy->arn()).second) << policy->arn();
    EXPECT_TRUE(ids.insert(policy->id).second) << policy->arn();
    EXPECT_EQ(policy->id.size(), 21U);
    EXPECT_EQ(policy->versions.size(), 1U);
  }
  EXPECT_GT(arns.size(), 1500U);
}

TEST(ManagedPolicies, OlderVersionsAreListedAscendingWithTheirDates) {
  const Snapshot empty;
  const auto policy = FindPolicy(empty, kReadOnly);
  const std::vector<PolicyVersion> versions = AllVersions(*policy);
  ASSERT_GT(versions.size(), 100U);
  EXPECT_EQ(versions.front().number, 1);
  EXPECT_EQ(versions.back().number, policy->default_version);
  EXPECT_EQ(versions.back().created, policy->updated);
  EXPECT_NE(DocumentText(*policy, 1), DocumentText(*policy, policy->default_version));
}

TEST(ManagedPolicies, AnAccountsOwnHaveTheVersionsOfTheirRecord) {
  Snapshot snapshot;
  auto own = std::make_shared<ManagedPolicy>();
  own->account = "054000737513";
  own->name = "p";
  own->default_version = 2;
  for (const int number : {1, 2}) {
    own->versions.push_back({number, MakeStoredPolicy("{\"Statement\":[]}", policy::DocumentKind::kIdentity, ""), {}});
  }
  snapshot.policies = snapshot.policies.With(own->arn(), own);
  const auto found = FindPolicy(snapshot, own->arn());
  EXPECT_EQ(found, own);
  EXPECT_EQ(AllVersions(*found).size(), 2U);
  EXPECT_EQ(DocumentText(*found, 1), "{\"Statement\":[]}");
  EXPECT_EQ(FindCompiledPolicy(snapshot, own->arn()), own->versions[1].policy.compiled());
}

TEST(ManagedPolicies, ABoundaryOfAwssOwnLimits) {
  const Snapshot empty;
  EXPECT_EQ(BoundaryPolicies(empty, std::string(kReadOnly)).front(), FindCompiledPolicy(empty, kReadOnly));
  EXPECT_EQ(BoundaryPolicies(empty, "arn:aws:iam::aws:policy/NoSuchPolicy").size(), 1U);
}

}  // namespace
}  // namespace rolecall::directory
