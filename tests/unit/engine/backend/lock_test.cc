#include <gtest/gtest.h>

#include "engine/backend/local.h"
#include "tests/unit/engine/backend/test_world.h"

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
  TestWorld world;
  LocalBackend holder({}, world.Use());
  ASSERT_TRUE(holder.TryLock("default", LockOf("one"))->acquired);
  LocalBackend backend({}, world.Use());
  int told = 0;
  LockOptions options;
  options.timeout = std::chrono::seconds(10);
  options.on_slow = [&told] { ++told; };
  const Result<std::string> lock = AcquireLock(backend, "default", options, "two", world.clock, world.sleeper);
  ASSERT_FALSE(lock.ok());
  EXPECT_EQ(lock.error().code, ErrorCode::kConflict);
  EXPECT_EQ(world.sleeper.count(), 4);  // 1 s, 2, 4, and the 3 that are left
  EXPECT_EQ(world.sleeper.slept(), std::chrono::seconds(10));
  EXPECT_EQ(told, 1);
  for (const char* part : {"ID:        one", "Who:       ann@desk", "Created:   2026-11-23 18:11:14.5 +0000 UTC",
                           "rolecall force-unlock one"}) {
    EXPECT_NE(lock.error().message.find(part), std::string::npos) << part << "\n" << lock.error().message;
  }
}

TEST(AcquireLock, WithoutTimeoutAsksOnce) {
  TestWorld world;
  LocalBackend holder({}, world.Use());
  ASSERT_TRUE(holder.TryLock("default", LockOf("one"))->acquired);
  LocalBackend backend({}, world.Use());
  EXPECT_FALSE(AcquireLock(backend, "default", {}, "two", world.clock, world.sleeper).ok());
  EXPECT_EQ(world.sleeper.count(), 0);
}

TEST(AcquireLock, TakesAFreeLock) {
  TestWorld world;
  LocalBackend backend({}, world.Use());
  const Result<std::string> lock = AcquireLock(backend, "default", {}, "two", world.clock, world.sleeper);
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(*lock, "two");
}

TEST(AcquireLock, StopsWaitingWhenCancelled) {
  TestWorld world;
  LocalBackend holder({}, world.Use());
  ASSERT_TRUE(holder.TryLock("default", LockOf("one"))->acquired);
  LocalBackend backend({}, world.Use());
  LockOptions options;
  options.timeout = std::chrono::hours(1);
  options.cancelled = [&world] { return world.sleeper.count() >= 2; };
  EXPECT_FALSE(AcquireLock(backend, "default", options, "two", world.clock, world.sleeper).ok());
  EXPECT_EQ(world.sleeper.count(), 2);
}

}  // namespace
}  // namespace rolecall::engine
