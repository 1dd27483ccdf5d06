// Group commit: batches of concurrent callers, applied in the order of their tickets, made durable together.
//
// The first caller that waits becomes the leader: it takes all that is queued, applies it without the lock, and wakes
// the others. No thread of its own. For the implementations of Store.
#ifndef ROLECALL_STORE_GROUP_COMMIT_H_
#define ROLECALL_STORE_GROUP_COMMIT_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace rolecall::store {

class GroupCommit {
 public:
  using BatchResult = Result<std::uint64_t>;
  // Applies the batches in order, durably, and answers each. Called by one thread at a time. What it throws (for lack
  // of memory) is kUnavailable to all of them; it must leave the store fit for the next.
  using Apply = std::function<std::vector<BatchResult>(const std::vector<Batch>&)>;

  explicit GroupCommit(Apply apply) : apply_(std::move(apply)) {}

  Store::Ticket Submit(Batch batch);
  BatchResult Wait(Store::Ticket ticket);

 private:
  void Lead(std::unique_lock<std::mutex>& lock);

  const Apply apply_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool leading_ = false;
  Store::Ticket next_ticket_ = 1;
  std::vector<Store::Ticket> queued_tickets_;
  std::vector<Batch> queued_;
  std::unordered_map<Store::Ticket, std::optional<BatchResult>> outcomes_;  // of every ticket that was not waited for
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_GROUP_COMMIT_H_
