#include "server/issuer_keys/fetcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>

namespace rolecall::server {
namespace {

TEST(Fetcher, RunsWhatItIsGivenOnAnotherThread) {
  std::promise<std::thread::id> ran;
  Fetcher fetcher(2);  // ends, with its tasks, before what they use
  ASSERT_TRUE(fetcher.Run([&] { ran.set_value(std::this_thread::get_id()); }, Fetcher::Lane::kHopeful));
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(Fetcher, DoubtfulTasksLeaveHalfOfTheThreadsToTheOthers) {
  std::promise<void> release, ran;
  std::shared_future<void> released = release.get_future();
  std::atomic<int> stuck{0};
  Fetcher fetcher(4);
  for (int i = 0; i < 10; ++i) {
    fetcher.Run(
        [&] {
          ++stuck;
          released.wait();
        },
        Fetcher::Lane::kDoubtful);
  }
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
  std::jthread releasing;
  {
    std::promise<void> began;
    Fetcher fetcher(1);
    fetcher.Run(
        [&] {
          began.set_value();
          released.wait();
        },
        Fetcher::Lane::kHopeful);
    began.get_future().wait();
    while (taken < 10000 && fetcher.Run([&] { ++ran; }, Fetcher::Lane::kHopeful)) ++taken;
    releasing = std::jthread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      release.set_value();
    });
  }
  EXPECT_EQ(taken, 256);
  EXPECT_LT(ran.load(), 256);
}

}  // namespace
}  // namespace rolecall::server
