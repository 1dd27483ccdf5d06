// The rules of retention, each against each.
#include "services/s3/bucket/object_lock.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::bucket {
namespace {

const Time kNow = FromUnixSeconds(1795000000);
const Time kSoon = kNow + std::chrono::hours(1), kLater = kNow + std::chrono::hours(2);

TEST(S3Retention, ProtectsUntilItsTime) {
  EXPECT_EQ(DeletionProtection({}, kNow), Protection::kNone);
  EXPECT_EQ(DeletionProtection({{"GOVERNANCE", kSoon}, ""}, kNow), Protection::kBypassable);
  EXPECT_EQ(DeletionProtection({{"COMPLIANCE", kSoon}, ""}, kNow), Protection::kAbsolute);
  EXPECT_EQ(DeletionProtection({{"COMPLIANCE", kSoon}, ""}, kSoon), Protection::kNone);
  EXPECT_EQ(DeletionProtection({{"", {}}, "ON"}, kNow), Protection::kAbsolute);
  EXPECT_EQ(DeletionProtection({{"GOVERNANCE", kSoon}, "ON"}, kNow), Protection::kAbsolute);
  EXPECT_EQ(DeletionProtection({{"", {}}, "OFF"}, kNow), Protection::kNone);
}

TEST(S3Retention, ChangesOnlyToMore) {
  const Retention governance{"GOVERNANCE", kSoon}, compliance{"COMPLIANCE", kSoon}, none;
  EXPECT_EQ(ChangeProtection(none, governance, kNow), Protection::kNone);
  EXPECT_EQ(ChangeProtection(governance, {"GOVERNANCE", kLater}, kNow), Protection::kNone);
  EXPECT_EQ(ChangeProtection(governance, {"COMPLIANCE", kSoon}, kNow), Protection::kNone);
  EXPECT_EQ(ChangeProtection(governance, none, kNow), Protection::kBypassable);
  EXPECT_EQ(ChangeProtection({"GOVERNANCE", kLater}, governance, kNow), Protection::kBypassable);
  EXPECT_EQ(ChangeProtection(compliance, {"COMPLIANCE", kLater}, kNow), Protection::kNone);
  EXPECT_EQ(ChangeProtection(compliance, {"GOVERNANCE", kLater}, kNow), Protection::kAbsolute);
  EXPECT_EQ(ChangeProtection({"COMPLIANCE", kLater}, compliance, kNow), Protection::kAbsolute);
  EXPECT_EQ(ChangeProtection(compliance, none, kNow), Protection::kAbsolute);
  EXPECT_EQ(ChangeProtection(compliance, none, kSoon), Protection::kNone);
}

}  // namespace
}  // namespace rolecall::services::s3::bucket
