#include "http/lanes.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace rolecall::http {
namespace {

// Runs until it is let go.
class HeldJob final : public Job {
 public:
  void Work() override {
    begun.set_value();
    done.get_future().wait();
  }
  void TurnAway() override { turned_away = true; }

  std::promise<void> begun, done;
  bool turned_away = false;
};

class QuickJob final : public Job {
 public:
  void Work() override { ++runs; }
  void TurnAway() override { turned_away = true; }

  int runs = 0;
  bool turned_away = false;
};

TEST(Lanes, AJobIsLongWhenTwoLooksHaveSeenIt) {
  Lanes lanes({2}, 10, std::chrono::hours(1));
  // Begun at any of the looks, whatever the parity.
  for (int looks = 0; looks < 3; ++looks) {
    auto held = std::make_shared<HeldJob>();
    std::thread thread([&] { lanes.Enter(0, held); });
    held->begun.get_future().wait();
    EXPECT_TRUE(lanes.AwaitWork(false));
    EXPECT_EQ(lanes.CountLong(), std::vector{0});
    auto quick = std::make_shared<QuickJob>();
    lanes.Enter(0, quick);
    EXPECT_EQ(quick->runs, 1);
    EXPECT_EQ(lanes.CountLong(), std::vector{1});
    EXPECT_EQ(lanes.CountLong(), std::vector{1});
    held->done.set_value();
    thread.join();
    lanes.CountLong();
    for (int i = 0; i <= looks; ++i) EXPECT_EQ(lanes.CountLong(), std::vector{0});
  }
}

TEST(Lanes, TheJobsOfAGroupAreCountedForItself) {
  Lanes lanes({2}, 10, std::chrono::hours(1), 2);
  auto held = std::make_shared<HeldJob>();
  std::thread thread([&] {
    Lanes::JoinGroup(1);
    lanes.Enter(0, held);
  });
  held->begun.get_future().wait();
  lanes.CountLong();
  EXPECT_EQ(lanes.CountLong(), (std::vector{0, 1}));
  held->done.set_value();
  thread.join();
  lanes.CountLong();
  EXPECT_EQ(lanes.CountLong(), (std::vector{0, 0}));
}

TEST(Lanes, AJobOfAWaitingLaneThatTookAMillisecondIsTold) {
  class WaitingJob final : public Job {
   public:
    void Work() override { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }
    void TurnAway() override {}
  };
  Lanes lanes({2, 2}, 10, std::chrono::hours(1), 1, {1});
  lanes.Enter(0, std::make_shared<WaitingJob>());
  EXPECT_EQ(lanes.CountLong(), std::vector{0});
  for (int i = 0; i < 2; ++i) lanes.Enter(1, std::make_shared<WaitingJob>());
  EXPECT_EQ(lanes.CountLong(), std::vector{1});
  EXPECT_EQ(lanes.CountLong(), std::vector{0});
}

TEST(Lanes, TheOneThatIsDoneRunsWhatWaits) {
  Lanes lanes({1}, 2, std::chrono::hours(1));
  auto held = std::make_shared<HeldJob>();
  std::thread thread([&] { lanes.Enter(0, held); });
  held->begun.get_future().wait();
  auto first = std::make_shared<QuickJob>(), second = std::make_shared<QuickJob>(),
       third = std::make_shared<QuickJob>();
  for (const auto& job : {first, second, third}) lanes.Enter(0, job);
  EXPECT_EQ(first->runs + second->runs, 0);
  EXPECT_TRUE(third->turned_away);
  held->done.set_value();
  thread.join();
  EXPECT_EQ(first->runs, 1);
  EXPECT_EQ(second->runs, 1);
  EXPECT_EQ(third->runs, 0);
}

TEST(Lanes, WhoWaitsTooLongIsTurnedAwayOnce) {
  Lanes lanes({1}, 2, std::chrono::milliseconds(1000));
  auto held = std::make_shared<HeldJob>();
  std::thread thread([&] { lanes.Enter(0, held); });
  held->begun.get_future().wait();
  auto waiting = std::make_shared<QuickJob>();
  lanes.Enter(0, waiting);
  const auto now = std::chrono::steady_clock::now();
  lanes.TurnAwayLate(now);
  EXPECT_FALSE(waiting->turned_away);
  lanes.TurnAwayLate(now + std::chrono::seconds(2));
  EXPECT_TRUE(waiting->turned_away);
  held->done.set_value();
  thread.join();
  EXPECT_EQ(waiting->runs, 0);
}

TEST(Lanes, TheWatchEndsWhenItIsTold) {
  Lanes lanes({1}, 1, std::chrono::hours(1));
  std::future<bool> watch = std::async(std::launch::async, [&] { return lanes.AwaitWork(false); });
  lanes.EndWatch();
  EXPECT_FALSE(watch.get());
}

}  // namespace
}  // namespace rolecall::http
