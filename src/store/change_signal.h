// Wakes those who wait for a newer revision, for stores whose writers are all in this process. Header only.
#ifndef ROLECALL_STORE_CHANGE_SIGNAL_H_
#define ROLECALL_STORE_CHANGE_SIGNAL_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace rolecall::store {

class ChangeSignal {
 public:
  void Notify(std::uint64_t newest) {
    std::lock_guard<std::mutex> lock(mutex_);
    newest_ = newest;
    if (waiting_ > 0) changed_.notify_all();
  }
  void Await(std::uint64_t head, std::chrono::milliseconds timeout) {
    std::unique_lock<std::mutex> lock(mutex_);
    ++waiting_;
    changed_.wait_for(lock, timeout, [&] { return newest_ != head; });
    --waiting_;
  }
  std::uint64_t newest() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return newest_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t newest_ = 0;
  int waiting_ = 0;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_CHANGE_SIGNAL_H_
