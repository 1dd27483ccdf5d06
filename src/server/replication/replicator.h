// Replicator: keeps a ReplicatedStore as the other node's store is: first a copy, then its log. One step at a time, so
// that a thread or a simulation can drive it.
//
//   Replicator replicator(replica, source, "https://control:4747", clock);
//   Result<void> stepped = replicator.Step(std::chrono::seconds(1));   // again and again; after an error, later
//
// Errors of Step: those of log_source.h; kUnavailable and kDataLoss are tried again. One thread.
#ifndef ROLECALL_SERVER_REPLICATION_REPLICATOR_H_
#define ROLECALL_SERVER_REPLICATION_REPLICATOR_H_

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "server/replication/log_source.h"
#include "server/replication/replicated_store.h"

namespace rolecall::server {

class Replicator {
 public:
  // All outlive it; `from` is for the record of whose copy it is.
  Replicator(ReplicatedStore& replica, LogSource& source, std::string from, const Clock& clock)
      : replica_(replica), source_(source), from_(std::move(from)), clock_(clock) {}

  // Waits for news so long at most.
  Result<void> Step(std::chrono::milliseconds wait);

 private:
  Result<void> Copy();
  // Applies the other's log until it has this revision.
  Result<void> CatchUp(std::uint64_t through);

  ReplicatedStore& replica_;
  LogSource& source_;
  const std::string from_;
  const Clock& clock_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_REPLICATOR_H_
