// Runs a function every so often, in a thread of its own, until it goes. The function must not throw.
#ifndef ROLECALL_SERVER_PERIODIC_H_
#define ROLECALL_SERVER_PERIODIC_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace rolecall::server {

class Periodic {
 public:
  Periodic(std::chrono::seconds every, std::function<void()> action)
      : thread_([this, every, action = std::move(action)] {
          std::unique_lock lock(mutex_);
          while (!stopped_.wait_for(lock, every, [this] { return stopping_; })) action();
        }) {}
  ~Periodic() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_PERIODIC_H_
