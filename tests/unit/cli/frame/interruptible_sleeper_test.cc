#include "cli/frame/interruptible_sleeper.h"

#include <gtest/gtest.h>

namespace rolecall::cli {
namespace {

TEST(InterruptibleSleeper, AnInterruptEndsAPauseAndThoseThatFollow) {
  engine::Interrupt interrupt;
  InterruptibleSleeper sleeper(interrupt);
  EXPECT_TRUE(sleeper.Wait(std::chrono::milliseconds(1)));
  std::thread hand([&] { interrupt.Raise(); });
  EXPECT_FALSE(sleeper.Wait(std::chrono::hours(1)));
  hand.join();
  EXPECT_FALSE(sleeper.Wait(std::chrono::hours(1)));
}

}  // namespace
}  // namespace rolecall::cli
