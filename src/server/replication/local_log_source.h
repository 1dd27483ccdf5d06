// A LogSource that is this process's own store: what log_pages.h gives to others, and what simulations follow.
// Threads: any.
#ifndef ROLECALL_SERVER_REPLICATION_LOCAL_LOG_SOURCE_H_
#define ROLECALL_SERVER_REPLICATION_LOCAL_LOG_SOURCE_H_

#include <chrono>
#include <functional>
#include <string>

#include "base/random.h"
#include "server/replication/log_source.h"
#include "server/replication/replicated_store.h"

namespace rolecall::server {

class LocalLogSource final : public LogSource {
 public:
  // All outlive it. `staleness`: how long ago what the store has was known to be the newest.
  LocalLogSource(ReplicatedStore& store, Random& random, std::function<std::chrono::microseconds()> staleness)
      : store_(store), random_(random), staleness_(std::move(staleness)) {}

  // Whoever is of a newer epoch fences this store.
  Result<LogPage> ReadLog(const FollowerState& state, std::chrono::milliseconds wait) override;
  Result<CopyPage> ReadCopy(const std::string& after) override;

 private:
  Result<void> CheckWhole() const;

  ReplicatedStore& store_;
  Random& random_;
  const std::function<std::chrono::microseconds()> staleness_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_LOCAL_LOG_SOURCE_H_
