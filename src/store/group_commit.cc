#include "store/group_commit.h"

#include <exception>

#include "base/check.h"

namespace rolecall::store {

Store::Ticket GroupCommit::Submit(Batch batch) {
  std::lock_guard<std::mutex> lock(mutex_);
  // All memory that the ticket needs is had before it is given, or nothing happened.
  queued_tickets_.reserve(queued_tickets_.size() + 1);
  queued_.reserve(queued_.size() + 1);
  outcomes_.emplace(next_ticket_, std::nullopt);
  queued_tickets_.push_back(next_ticket_);
  queued_.push_back(std::move(batch));
  return next_ticket_++;
}

GroupCommit::BatchResult GroupCommit::Wait(Store::Ticket ticket) {
  std::unique_lock<std::mutex> lock(mutex_);
  ROLECALL_CHECK(ticket < next_ticket_);
  while (true) {
    auto found = outcomes_.find(ticket);
    ROLECALL_CHECK(found != outcomes_.end());  // else a ticket is waited for twice
    if (found->second.has_value()) {
      BatchResult outcome = *std::move(found->second);
      outcomes_.erase(found);
      return outcome;
    }
    if (leading_) {
      done_.wait(lock);
    } else {
      Lead(lock);
    }
  }
}

void GroupCommit::Lead(std::unique_lock<std::mutex>& lock) {
  ROLECALL_CHECK(!queued_.empty());
  leading_ = true;
  std::vector<Store::Ticket> tickets = std::move(queued_tickets_);
  std::vector<Batch> batches = std::move(queued_);
  queued_tickets_.clear();
  queued_.clear();
  lock.unlock();
  std::vector<BatchResult> outcomes;
  bool applied = true;
  try {
    outcomes = apply_(batches);
  } catch (const std::exception&) {
    applied = false;  // for lack of memory: nobody knows, and everybody who waits is told so
  }
  lock.lock();
  ROLECALL_CHECK(!applied || outcomes.size() == tickets.size());
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    std::optional<BatchResult>& outcome = outcomes_.find(tickets[i])->second;
    if (applied) {
      outcome = std::move(outcomes[i]);
    } else {
      outcome = Error{ErrorCode::kUnavailable, "out of memory"};  // short: it takes none
    }
  }
  leading_ = false;
  done_.notify_all();
}

}  // namespace rolecall::store
