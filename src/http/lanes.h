// Lanes: how many handlers of each kind run at once, and who waits for a slot. For the sources of this folder only.
//
//   lanes.Enter(lane, session);          // runs session->Work() here and now, or keeps it, or session->TurnAway()
//   lanes.TurnAwayLate(now);             // now and then
//
// A thread that has a slot goes on with what waits in its lane until nothing does. Threads: any, each of a group (an
// event loop's); the watch is one thread, which counts the jobs of each group that take long.
#ifndef ROLECALL_HTTP_LANES_H_
#define ROLECALL_HTTP_LANES_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
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

  // `slots`: of each lane, at least one. `waiting`: lanes whose jobs wait for others now and then, rather than work.
  Lanes(const std::vector<int>& slots, std::size_t max_queue, std::chrono::milliseconds max_wait, int groups = 1,
        const std::vector<int>& waiting = {});

  // The group of the calling thread from now on; before it is of the first.
  static void JoinGroup(int group);

  // A lane that does not exist is the last one.
  void Enter(int lane, std::shared_ptr<Job> job);
  // Those that have waited too long.
  void TurnAwayLate(TimePoint now);

  // The watch. Waits until a job runs, unless it is told not to; false once it is to end.
  bool AwaitWork(bool at_once);
  // For each group how many jobs that run now were running at the call before; one more if since then some job took
  // long enough that others should not have waited for it.
  std::vector<int> CountLong();
  void EndWatch();

 private:
  struct Waiting {
    std::shared_ptr<Job> job;
    TimePoint since;
  };
  struct Lane {
    int slots = 1;
    int running = 0;
    bool waits = false;
    std::deque<Waiting> queue;
  };

  struct Begun {
    std::uint64_t look = 0;
    TimePoint time;
  };
  // Of the jobs that run in a group: those that were begun since the last look, since the one before, and before that.
  class Ages {
   public:
    Begun Begin();
    void End(const Begun& begun, bool waits);
    int Look();
    int running() const { return young_[0] + young_[1] + long_; }

   private:
    std::uint64_t looks_ = 0;
    int young_[2] = {0, 0};  // by the lowest bit of looks_ when they were begun
    int long_ = 0;
    bool has_waited_ = false;  // since the last look
  };

  // Of the calling thread.
  Ages& OwnAges();
  // The next job of the lane, in the slot of the one that is done; null: the slot is free.
  std::shared_ptr<Job> Next(Lane& lane, Begun& begun);

  const std::size_t max_queue_;
  const std::chrono::milliseconds max_wait_;
  std::mutex mutex_;
  std::condition_variable watch_;
  std::vector<Lane> lanes_;
  std::vector<Ages> ages_;  // of the groups
  bool watch_waits_ = false;
  bool watch_ends_ = false;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_LANES_H_
