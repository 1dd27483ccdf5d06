#include <gtest/gtest.h>

#include "engine/backend/local.h"
#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

TEST(LockInfo, IsWrittenAsOthersReadIt) {
  LockInfo info = LockOf("one");
  info.path = "bucket/key";
  EXPECT_EQ(FormatLockInfo(info),
            R"({"ID":"one","Operation":"OperationTypeApply","Info":"","Who":"ann@desk","Version":"0.1.0",)"
            R"("Created":"2026-11-23T18:11:14.5Z","Path":"bucket/key"})");
  EXPECT_EQ(ParseLockInfo(FormatLockInfo(info))->who, "ann@desk");
  EXPECT_FALSE(ParseLockInfo("nonsense").ok());
}

TEST(AcquireLock, WaitsWithGrowingPausesAndThenTellsWhoHolds) {
  FakeContext context;
  LocalBackend holder({}, context.Use());
  ASSERT_TRUE(holder.TryLock("default", LockOf("one"))->acquired);
  LocalBackend backend({}, context.Use());
  int told = 0;
  LockOptions options;
  options.timeout = std::chrono::seconds(10);
  options.on_slow = [&told] { ++told; };
  const Result<std::string> lock = AcquireLock(backend, "default", options, "two", context.clock, context.sleeper);
  ASSERT_FALSE(lock.ok());
  EXPECT_EQ(lock.error().code, ErrorCode::kConflict);
  EXPECT_EQ(context.sleeper.count(), 4);  // 1 s, 2, 4, and the 3 that are left
  EXPECT_EQ(context.sleeper.slept(), std::chrono::seconds(10));
  EXPECT_EQ(told, 1);
  for (const char* part : {"ID:        one", "Who:       ann@desk", "Created:   2026-11-23 18:11:14.5 +0000 UTC",
                           "rolecall force-unlock one"}) {
    EXPECT_NE(lock.error().message.find(part), std::string::npos) << part << "\n" << lock.error().message;
  }
}

TEST(AcquireLock, WithoutTimeoutAsksOnce) {
  FakeContext context;
  LocalBackend holder({}, context.Use());
  ASSERT_TRUE(holder.TryLock("default", LockOf("one"))->acquired);
  LocalBackend backend({}, context.Use());
  EXPECT_FALSE(AcquireLock(backend, "default", {}, "two", context.clock, context.sleeper).ok());
  EXPECT_EQ(context.sleeper.count(), 0);
}

TEST(AcquireLock, TakesAFreeLock) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  const Result<std::string> lock = AcquireLock(backend, "default", {}, "two", context.clock, context.sleeper);
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(*lock, "two");
}

TEST(AcquireLock, StopsWaitingWhenCancelled) {
  FakeContext context;
  LocalBackend holder({}, context.Use());
  ASSERT_TRUE(holder.TryLock("default", LockOf("one"))->acquired);
  LocalBackend backend({}, context.Use());
  LockOptions options;
  options.timeout = std::chrono::hours(1);
  options.cancelled = [&context] { return context.sleeper.count() >= 2; };
  EXPECT_FALSE(AcquireLock(backend, "default", options, "two", context.clock, context.sleeper).ok());
  EXPECT_EQ(context.sleeper.count(), 2);
}

}  // namespace
}  // namespace rolecall::engine
