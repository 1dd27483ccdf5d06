#include "server/fetcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

namespace rolecall::server {
namespace {

TEST(Fetcher, RunsWhatItIsGivenOnAnotherThread) {
  Fetcher fetcher(2);
  std::promise<std::thread::id> ran;
  ASSERT_TRUE(fetcher.Run([&] { ran.set_value(std::this_thread::get_id()); }, Fetcher::Lane::kHopeful));
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(Fetcher, DoubtfulTasksLeaveHalfOfTheThreadsToTheOthers) {
  Fetcher fetcher(4);
  std::promise<void> release;
  std::shared_future<void> released = release.get_future();
  std::atomic<int> stuck{0};
  for (int i = 0; i < 10; ++i) {
    fetcher.Run(
        [&] {
          ++stuck;
          released.wait();
        },
        Fetcher::Lane::kDoubtful);
  }
  std::promise<void> ran;
  fetcher.Run([&] { ran.set_value(); }, Fetcher::Lane::kHopeful);
  ran.get_future().wait();
  EXPECT_LE(stuck.load(), 2);
  release.set_value();
}

TEST(Fetcher, WhatIsQueuedIsBoundedAndDroppedAtTheEnd) {
  std::atomic<int> ran{0};
  std::promise<void> release;
  std::shared_future<void> released = release.get_future();
  int taken = 0;
  {
    Fetcher fetcher(1);
    std::promise<void> began;
    fetcher.Run(
        [&] {
          began.set_value();
          released.wait();
        },
        Fetcher::Lane::kHopeful);
    began.get_future().wait();
    while (taken < 10000 && fetcher.Run([&] { ++ran; }, Fetcher::Lane::kHopeful)) ++taken;
    std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      release.set_value();
    }).detach();
  }
  EXPECT_EQ(taken, 256);
  EXPECT_LT(ran.load(), 256);
}

}  // namespace
}  // namespace rolecall::server
