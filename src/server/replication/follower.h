// The threads of a node whose store others write to: one follows the store's log into the directory, and, of a node
// that follows another one, one more brings that one's log here.
//
//   Follower follower({*directory, metrics, clock, warn});
//
// Metrics: rolecall_applied_revision, rolecall_staleness_seconds (how old what requests are decided on may be),
// rolecall_watch_gaps_total (there was something new, and no hint of it came).
// The destructor waits for what runs.
#ifndef ROLECALL_SERVER_REPLICATION_FOLLOWER_H_
#define ROLECALL_SERVER_REPLICATION_FOLLOWER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "directory/directory.h"
#include "server/observe/metrics.h"

namespace rolecall::server {

// A thread that repeats a step; after one that failed it waits a moment. The destructor waits for a running step.
class Stepping {
 public:
  // `step`: false: it failed.
  Stepping(std::function<bool()> step, std::chrono::milliseconds after_failure);
  ~Stepping();
  Stepping(const Stepping&) = delete;
  Stepping& operator=(const Stepping&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

class Follower {
 public:
  struct Parts {
    directory::Directory& directory;
    Metrics& metrics;
    const Clock& clock;
    std::function<void(const std::string&)> warn;
  };
  explicit Follower(Parts parts);

  // One step, as the thread does it: waits for a hint, a second at most, and follows. False: the store is away.
  bool Step();

 private:
  void Compact(std::uint64_t head);

  const Parts parts_;
  bool was_away_ = false;
  // For the store that is shared by processes: the newest revision of two hours ago is forgotten by somebody.
  std::vector<std::pair<Time, std::uint64_t>> heads_;
  std::unique_ptr<Stepping> thread_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_FOLLOWER_H_
