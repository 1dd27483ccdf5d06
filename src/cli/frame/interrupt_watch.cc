#include "cli/frame/interrupt_watch.h"

#include <unistd.h>

#include <chrono>
#include <utility>

namespace rolecall::cli {
namespace {

constexpr std::chrono::milliseconds kLook{50};
constexpr int kLooksAfterSecond = 100;  // five seconds

}  // namespace

InterruptWatch::InterruptWatch(const engine::Interrupt& interrupt, Say say, std::function<void()> last_resort)
    : interrupt_(interrupt), say_(std::move(say)), last_resort_(std::move(last_resort)), thread_([this] { Run(); }) {}

InterruptWatch::~InterruptWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void InterruptWatch::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  int said = 0;
  int left = kLooksAfterSecond;
  while (!changed_.wait_for(lock, kLook, [this] { return over_; })) {
    if (said == 0 && interrupt_.IsStopping()) {
      said = 1;
      say_(
          "\nInterrupt received.\nPlease wait for Rolecall to exit or data loss may occur.\n"
          "Gracefully shutting down...\n\n");
    }
    if (said == 1 && interrupt_.IsCancelled()) {
      said = 2;
      say_("\nTwo interrupts received. Exiting immediately. Note that data loss may have occurred.\n\n");
    }
    if (said < 2 || (--left > 0 && !interrupt_.IsImpatient())) continue;
    last_resort_();
    // Threads of the engine still run: nothing of theirs may be taken down under them.
    _exit(1);
  }
}

}  // namespace rolecall::cli
