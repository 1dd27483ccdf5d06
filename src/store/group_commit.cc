#include "store/group_commit.h"

#include "base/check.h"

namespace rolecall::store {

Store::Ticket GroupCommit::Submit(Batch batch) {
  std::lock_guard<std::mutex> lock(mutex_);
  queued_tickets_.push_back(next_ticket_);
  queued_.push_back(std::move(batch));
  return next_ticket_++;
}

GroupCommit::BatchResult GroupCommit::Wait(Store::Ticket ticket) {
  std::unique_lock<std::mutex> lock(mutex_);
  ROLECALL_CHECK(ticket < next_ticket_);
  while (true) {
    auto found = outcomes_.find(ticket);
    if (found != outcomes_.end()) {
      BatchResult outcome = std::move(found->second);
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
  ROLECALL_CHECK(!queued_.empty());  // else a ticket is waited for twice
  leading_ = true;
  std::vector<Store::Ticket> tickets = std::move(queued_tickets_);
  std::vector<Batch> batches = std::move(queued_);
  queued_tickets_.clear();
  queued_.clear();
  lock.unlock();
  std::vector<BatchResult> outcomes = apply_(batches);
  lock.lock();
  ROLECALL_CHECK(outcomes.size() == tickets.size());
  for (std::size_t i = 0; i < tickets.size(); ++i) outcomes_.emplace(tickets[i], std::move(outcomes[i]));
  leading_ = false;
  done_.notify_all();
}

}  // namespace rolecall::store
