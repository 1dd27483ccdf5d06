#include "cli/frame/interrupt_watch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace rolecall::cli {
namespace {

TEST(InterruptWatch, SaysTheFirstAndTheSecondInterruptOnce) {
  engine::Interrupt interrupt;
  std::promise<std::string> first, second;
  int said = 0;
  {
    const InterruptWatch watch(
        interrupt,
        [&](const std::string& text) {
          ++said;
          (said == 1 ? first : second).set_value(text);
        },
        [] { FAIL() << "the run has ended by itself"; });
    interrupt.Raise();
    EXPECT_NE(first.get_future().get().find("Interrupt received."), std::string::npos);
    interrupt.Raise();
    EXPECT_NE(second.get_future().get().find("Two interrupts received."), std::string::npos);
  }
  EXPECT_EQ(said, 2);
}

TEST(InterruptWatch, SaysNothingWithoutAnInterrupt) {
  engine::Interrupt interrupt;
  const InterruptWatch watch(
      interrupt, [](const std::string& text) { FAIL() << text; }, [] { FAIL(); });
}

// A third interrupt does not wait: what is known is saved and the process ends with 1.
TEST(InterruptWatchDeathTest, AThirdInterruptEndsTheProcessAfterTheLastResort) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        engine::Interrupt interrupt;
        const InterruptWatch watch(
            interrupt, [](const std::string&) {}, [] { (void)!write(STDERR_FILENO, "saved", 5); });
        interrupt.Raise();
        interrupt.Raise();
        interrupt.Raise();
        std::this_thread::sleep_for(std::chrono::seconds(10));
      },
      ::testing::ExitedWithCode(1), "saved");
}

}  // namespace
}  // namespace rolecall::cli
