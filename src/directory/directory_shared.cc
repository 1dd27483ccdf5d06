// Directory over a store that others write to: how it writes.
//
// One group of writes is on its way at a time; those that come meanwhile are the next one, in one batch of the store.
// The batch wants the head that the group was run on. If somebody else was faster nothing is written: the directory
// follows the log and runs the group again. What changes nothing (it was refused: a name is taken) was decided on the
// newest revision as well: the batch says so, or the head is read.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "directory/directory.h"

namespace rolecall::directory {
namespace {

constexpr int kMostConflicts = 100;
// A group takes no further writes beyond these: some stores bound what one transaction may have.
constexpr std::size_t kGroupEntries = 96;
constexpr std::size_t kGroupBytes = 512u << 10;

// `then` after `batch`, as one: deletes come before puts.
void Append(store::Batch& batch, store::Batch then) {
  const auto drop_put = [&](const std::string& key) {
    std::erase_if(batch.puts, [&](const store::Put& put) { return put.key == key; });
  };
  for (std::string& key : then.deletes) {
    drop_put(key);
    batch.deletes.push_back(std::move(key));
  }
  for (store::Put& put : then.puts) {
    drop_put(put.key);
    batch.puts.push_back(std::move(put));
  }
}

std::size_t BytesOf(const store::Batch& batch) {
  std::size_t bytes = 0;
  for (const store::Put& put : batch.puts) bytes += put.key.size() + put.value.size();
  for (const std::string& key : batch.deletes) bytes += key.size();
  return bytes;
}

}  // namespace

struct Directory::Proposal {
  const std::function<bool(Transaction&)>& action;
  Result<void> outcome = {};  // valid when done
  bool done = false;
};

struct Directory::Draft {
  std::uint64_t base = 0;  // the revision that it stands on
  Snapshot snapshot;
  store::Batch batch;
  std::size_t proposals = 0;  // how many of the group it has
  std::vector<Result<void>> outcomes;
};

Result<void> Directory::WriteShared(const std::function<bool(Transaction&)>& action) {
  if (store_->read_only()) return Error{ErrorCode::kPermissionDenied, "this node follows another one: write there"};
  Proposal mine{action};
  std::unique_lock<std::mutex> lock(queue_mutex_);
  queue_.push_back(&mine);
  while (!mine.done) {
    if (committing_) {
      queue_changed_.wait(lock);
      continue;
    }
    committing_ = true;
    std::vector<Proposal*> group(queue_.begin(), queue_.end());
    lock.unlock();
    CommitGroup(group);
    lock.lock();
    // Those that it left have their turn with the next one.
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(group.size()));
    for (Proposal* proposal : group) proposal->done = true;
    committing_ = false;
    queue_changed_.notify_all();
  }
  return mine.outcome;
}

// Leaves in the group those that have an outcome: the first of them, one at least.
void Directory::CommitGroup(std::vector<Proposal*>& group) {
  Error error{ErrorCode::kUnavailable, "too many others write to the store at the moment"};
  for (int conflicts = 0; conflicts < kMostConflicts; ++conflicts) {
    Draft draft = MakeDraft(group);
    Result<std::uint64_t> written = draft.base;
    if (draft.batch.puts.empty() && draft.batch.deletes.empty()) {
      written = store_->Head();
      if (written.ok() && *written != draft.base) written = store::HeadMoved();
    } else {
      written = store_->Commit(draft.batch);
    }
    if (written.ok()) {
      group.resize(draft.proposals);
      for (std::size_t i = 0; i < group.size(); ++i) group[i]->outcome = std::move(draft.outcomes[i]);
      Adopt(std::move(draft), *written);
      return;
    }
    error = written.error();
    if (error.code != ErrorCode::kConflict) break;
    if (Result<Followed> followed = Follow(); !followed.ok()) {
      error = followed.error();
      break;
    }
  }
  if (error.code == ErrorCode::kConflict) error.code = ErrorCode::kUnavailable;
  for (Proposal* proposal : group) proposal->outcome = error;
}

Directory::Draft Directory::MakeDraft(std::vector<Proposal*>& group) {
  std::lock_guard<std::mutex> lock(write_mutex_);
  Draft draft{.base = applied_, .snapshot = *pending_};
  std::size_t bytes = 0;
  for (Proposal* proposal : group) {
    Transaction transaction(draft.snapshot, keys_, random_, notes_.unreadable);
    Result<void> outcome;
    const bool is_wanted = proposal->action(transaction);
    if (is_wanted && transaction.refused_.has_value()) outcome = *transaction.refused_;
    ROLECALL_CHECK(transaction.batch_.conditions.empty());
    if (is_wanted && outcome.ok()) outcome = store::CheckBatch(transaction.batch_);
    if (is_wanted && outcome.ok()) {
      const std::size_t entries = transaction.batch_.puts.size() + transaction.batch_.deletes.size();
      bytes += BytesOf(transaction.batch_);
      const std::size_t all = draft.batch.puts.size() + draft.batch.deletes.size() + entries;
      if (draft.proposals > 0 && (all > kGroupEntries || bytes > kGroupBytes)) break;
      Append(draft.batch, std::move(transaction.batch_));
      draft.snapshot = transaction.TakeSnapshot();
    }
    draft.outcomes.push_back(std::move(outcome));
    ++draft.proposals;
  }
  draft.batch.expected_head = draft.base;
  draft.batch.at = clock_.Now();
  return draft;
}

// Unless the log was followed beyond it already: then the snapshot has it.
void Directory::Adopt(Draft draft, std::uint64_t revision) {
  std::lock_guard<std::mutex> lock(write_mutex_);
  if (applied_ >= revision || applied_ != draft.base) return;
  for (const store::Put& put : draft.batch.puts) notes_.unreadable.erase(put.key);
  std::erase_if(notes_.reasons,
                [&](const Unreadable& record) { return !notes_.unreadable.contains(record.store_key); });
  applied_ = revision;
  pending_ = std::make_shared<const Snapshot>(std::move(draft.snapshot));
  PublishShared();
}

}  // namespace rolecall::directory
