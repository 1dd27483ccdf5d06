#include "directory/policy_uses.h"

#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "directory/transaction.h"

namespace rolecall::directory {
namespace {

constexpr char kUsedPolicy[] = "arn:aws:iam::aws:policy/ReadOnlyAccess";
constexpr char kOwnPolicy[] = "arn:aws:iam::1:policy/own";

class PolicyUsesTest : public ::testing::Test {
 protected:
  // "attached, boundaries"
  std::string Of(const std::string& account, const std::string& arn) const {
    const PolicyUse use = transaction_.snapshot().policy_uses.Of(account, arn);
    return std::to_string(use.attached) + ", " + std::to_string(use.boundaries);
  }

  FakeRandom random_;
  const crypto::KeyRing key_{crypto::MakeAeadKey(random_)};
  Transaction transaction_{Snapshot{}, key_, random_};
};

TEST_F(PolicyUsesTest, AreThoseOfUsersGroupsAndRolesOfTheAccount) {
  transaction_.Put(User{.account = "1", .name = "ann", .boundary_arn = kOwnPolicy, .attached = {kUsedPolicy}});
  transaction_.Put(Group{.account = "1", .name = "all", .attached = {kUsedPolicy, kOwnPolicy}});
  transaction_.Put(Role{.account = "1", .name = "app", .boundary_arn = kOwnPolicy, .attached = {kUsedPolicy}});
  transaction_.Put(Role{.account = "2", .name = "app", .attached = {kUsedPolicy}});
  EXPECT_EQ(Of("1", kUsedPolicy), "3, 0");
  EXPECT_EQ(Of("1", kOwnPolicy), "1, 2");
  EXPECT_EQ(Of("2", kUsedPolicy), "1, 0");
  EXPECT_EQ(Of("1", "arn:aws:iam::1:policy/OWN"), "0, 0");
}

TEST_F(PolicyUsesTest, ChangeWithWhoHasThem) {
  transaction_.Put(Role{.account = "1", .name = "app", .attached = {kUsedPolicy}});
  transaction_.Put(Role{.account = "1", .name = "app", .description = "again", .attached = {kUsedPolicy}});
  EXPECT_EQ(Of("1", kUsedPolicy), "1, 0");
  const PolicyUses before = transaction_.snapshot().policy_uses;
  transaction_.Put(Role{.account = "1", .name = "App", .boundary_arn = kUsedPolicy, .attached = {kOwnPolicy}});
  EXPECT_EQ(Of("1", kUsedPolicy), "0, 1");
  EXPECT_EQ(Of("1", kOwnPolicy), "1, 0");
  transaction_.Delete(*transaction_.snapshot().roles.Find(NameKey("1", "app")));
  EXPECT_EQ(Of("1", kUsedPolicy), "0, 0");
  EXPECT_EQ(Of("1", kOwnPolicy), "0, 0");
  // What was before stays as it was.
  EXPECT_EQ(before.Of("1", kUsedPolicy).attached, 1);
}

}  // namespace
}  // namespace rolecall::directory
