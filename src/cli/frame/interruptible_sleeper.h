// Pauses that end when Ctrl-C is pressed; see Sleeper::Wait. Sleep() waits to the end: what it is for decides by itself
// whether to go on. Threads: any.
#ifndef ROLECALL_CLI_FRAME_INTERRUPTIBLE_SLEEPER_H_
#define ROLECALL_CLI_FRAME_INTERRUPTIBLE_SLEEPER_H_

#include <algorithm>
#include <thread>

#include "aws/client/sleeper.h"
#include "engine/provider/interrupt.h"

namespace rolecall::cli {

class InterruptibleSleeper final : public aws::Sleeper {
 public:
  explicit InterruptibleSleeper(const engine::Interrupt& interrupt) : interrupt_(interrupt) {}

  void Sleep(std::chrono::milliseconds duration) override { std::this_thread::sleep_for(duration); }

  bool Wait(std::chrono::milliseconds duration) override {
    constexpr std::chrono::milliseconds kGlance{50};
    const auto end = std::chrono::steady_clock::now() + duration;
    while (!interrupt_.IsStopping()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0) return true;
      std::this_thread::sleep_for(std::min(kGlance, left));
    }
    return false;
  }

 private:
  const engine::Interrupt& interrupt_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_INTERRUPTIBLE_SLEEPER_H_
