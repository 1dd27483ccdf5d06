// Lanes: how many handlers of each kind run at once, and who waits for a slot. For the sources of this folder only.
//
//   lanes.Enter(lane, session);          // runs session->Work() here and now, or keeps it, or session->TurnAway()
//   lanes.TurnAwayLate(now);             // now and then
//
// A thread that has a slot goes on with what waits in its lane until nothing does. `before_work` is called before a
// slot is used, with the number of those in use: the server makes threads by it. Threads: any.
#ifndef ROLECALL_HTTP_LANES_H_
#define ROLECALL_HTTP_LANES_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace rolecall::http {

class Job {
 public:
  virtual ~Job() = default;
  virtual void Work() = 0;
  virtual void TurnAway() = 0;
};

class Lanes {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // `slots`: of each lane, at least one.
  Lanes(const std::vector<int>& slots, std::size_t max_queue, std::chrono::milliseconds max_wait,
        std::function<void(int running)> before_work);

  // A lane that does not exist is the last one.
  void Enter(int lane, std::shared_ptr<Job> job);
  // Those that have waited too long.
  void TurnAwayLate(TimePoint now);
  // Of all lanes together.
  int slots() const;

 private:
  struct Waiting {
    std::shared_ptr<Job> job;
    TimePoint since;
  };
  struct Lane {
    int slots = 1;
    int running = 0;
    std::deque<Waiting> queue;
  };

  // The next job of the lane, in the slot of the one that is done; null: the slot is free.
  std::shared_ptr<Job> Next(Lane& lane);

  const std::size_t max_queue_;
  const std::chrono::milliseconds max_wait_;
  const std::function<void(int)> before_work_;
  mutable std::mutex mutex_;
  std::vector<Lane> lanes_;
  int running_ = 0;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_LANES_H_
