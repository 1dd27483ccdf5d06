// Sleeper: waiting, as a dependency, so that tests of retries do not wait.
// Threads: Sleep() may be called from any thread.
#ifndef ROLECALL_AWS_CLIENT_SLEEPER_H_
#define ROLECALL_AWS_CLIENT_SLEEPER_H_

#include <chrono>

#include "base/clock.h"

namespace rolecall::aws {

class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual void Sleep(std::chrono::milliseconds duration) = 0;
  // A pause that an interrupt ends: false then, and what is waited for is given up.
  virtual bool Wait(std::chrono::milliseconds duration) {
    Sleep(duration);
    return true;
  }
};

class SystemSleeper final : public Sleeper {
 public:
  void Sleep(std::chrono::milliseconds duration) override;
};

// For tests: moves a fake clock forward instead of waiting.
class FakeSleeper final : public Sleeper {
 public:
  explicit FakeSleeper(FakeClock& clock) : clock_(clock) {}
  void Sleep(std::chrono::milliseconds duration) override {
    clock_.Advance(duration);
    slept_ += duration;
    ++count_;
  }
  std::chrono::milliseconds slept() const { return slept_; }
  int count() const { return count_; }

 private:
  FakeClock& clock_;
  std::chrono::milliseconds slept_{0};
  int count_ = 0;
};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CLIENT_SLEEPER_H_
