// Directory over a store that others write to: how it follows the log, and how it writes.
//
// The truth is the store's head, read each time: whatever hints were lost, late or doubled, after Follow() the snapshot
// has everything that anybody was told of before it.
//
// One group of writes is on its way at a time; those that come meanwhile are the next one, in one batch of the store.
// The batch wants the head that the group was run on. If somebody else was faster nothing is written: the directory
// follows the log and runs the group again. What changes nothing (it was refused: a name is taken) was decided on the
// newest revision as well: the batch says so, or the head is read.
#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include "base/check.h"
#include "directory/directory.h"
#include "directory/record_kind.h"

namespace rolecall::directory {
namespace {

constexpr std::size_t kFollowPage = 1000;

bool IsForgotten(const Error& error) {
  return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kDataLoss;
}

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

Result<Followed> Directory::Follow() {
  std::lock_guard<std::mutex> following(follow_mutex_);
  const Time asked = clock_.Now();
  const std::uint64_t before = revision();
  Followed followed;
  ROLECALL_TRY(followed.head, store_->Head());
  // A head that went back is another history: the store was put back from a backup.
  if (followed.head < before) followed.read_anew = true;
  while (!followed.read_anew && revision() < followed.head) {
    Result<std::vector<store::LogEntry>> entries = store_->ReadLog(revision(), kFollowPage);
    if (!entries.ok() && !IsForgotten(entries.error())) return entries.error();
    followed.read_anew = !entries.ok();
    if (followed.read_anew) break;
    if (entries->empty()) return Error{ErrorCode::kUnavailable, "the store's log lags behind its head"};
    ROLECALL_RETURN_IF_ERROR(Apply(*entries));
    followed.entries += entries->size();
  }
  if (followed.read_anew) ROLECALL_RETURN_IF_ERROR(ReadAnew());
  std::lock_guard<std::mutex> lock(published_mutex_);
  fresh_at_ = asked;
  return followed;
}

// What moved the head is in the log: that alone is read, and not the head once more. Each reading is a round trip that
// somebody else uses to be faster again.
Result<void> Directory::CatchUp(std::uint64_t base) {
  {
    std::lock_guard<std::mutex> following(follow_mutex_);
    const std::uint64_t here = revision();
    if (here > base) return {};  // the follower was quicker
    const Result<std::vector<store::LogEntry>> entries = store_->ReadLog(here, kFollowPage);
    if (entries.ok() && !entries->empty()) return Apply(*entries);
    if (!entries.ok() && !IsForgotten(entries.error())) return entries.error();
  }
  const Result<Followed> followed = Follow();
  if (!followed.ok()) return followed.error();
  return {};
}

Result<void> Directory::ReadAnew() {
  ReadNotes notes;
  std::uint64_t revision = 0;
  ROLECALL_TRY(Snapshot snapshot, ReadAll(notes, revision));
  auto all = std::make_shared<const Snapshot>(std::move(snapshot));
  std::lock_guard<std::mutex> lock(write_mutex_);
  notes_ = std::move(notes);
  applied_ = revision;
  pending_ = std::move(all);
  PublishShared();
  return {};
}

// Entries that a write of this directory has published already are passed over.
Result<void> Directory::Apply(const std::vector<store::LogEntry>& entries) {
  std::lock_guard<std::mutex> lock(write_mutex_);
  Transaction transaction(*pending_, keys_, random_, notes_.unreadable);
  RecordReader reader(transaction, keys_, notes_);
  std::uint64_t applied = applied_;
  for (const store::LogEntry& entry : entries) {
    if (entry.revision <= applied) continue;
    if (entry.revision != applied + 1) return Error{ErrorCode::kInternal, "the store's log has a gap"};
    for (const std::string& key : entry.deletes) reader.Delete(key);
    for (const store::Put& put : entry.puts) reader.Put({put.key, put.value, entry.revision});
    applied = entry.revision;
  }
  if (applied == applied_) return {};
  pending_ = std::make_shared<const Snapshot>(transaction.TakeSnapshot());
  applied_ = applied;
  PublishShared();
  return {};
}

void Directory::PublishShared() {
  std::lock_guard<std::mutex> lock(published_mutex_);
  published_ = pending_;
  published_revision_ = applied_;
  published_changed_.notify_all();
}

std::uint64_t Directory::revision() const {
  if (!store_->shared()) {
    const Result<std::uint64_t> head = store_->Head();  // published before anybody was told of it
    return head.ok() ? *head : 0;
  }
  std::lock_guard<std::mutex> lock(published_mutex_);
  return published_revision_;
}

Time Directory::fresh_at() const {
  if (!store_->shared()) return clock_.Now();
  const std::optional<Time> followed = store_->fresh_at();
  std::lock_guard<std::mutex> lock(published_mutex_);
  return followed.has_value() ? std::min(*followed, fresh_at_) : fresh_at_;
}

std::uint64_t Directory::sequence() const { return std::max(revision(), store_->newest_commit()); }

// A clock that went back leaves a time that has not come yet: nobody knows how old that is.
std::chrono::microseconds Directory::staleness() const {
  const Time now = clock_.Now(), fresh = fresh_at();
  if (fresh > now + std::chrono::minutes(1)) return std::chrono::hours(24 * 365);
  return std::max<std::chrono::microseconds>(std::chrono::microseconds(0), now - fresh);
}

bool Directory::AwaitRevision(std::uint64_t revision, std::chrono::milliseconds timeout) {
  if (this->revision() >= revision) return true;
  if (store_->shared()) (void)Follow();  // who is away is not waited for longer below
  std::unique_lock<std::mutex> lock(published_mutex_);
  return published_changed_.wait_for(lock, timeout, [&] { return published_revision_ >= revision; });
}

Result<void> Directory::ResetShared() {
  const std::shared_ptr<const Snapshot> now = snapshot();
  ROLECALL_RETURN_IF_ERROR(DeleteAllBut([&](const std::string& key) { return IsServersOwnKey(*now, key); }));
  Result<Followed> followed = Follow();
  if (!followed.ok()) return followed.error();
  return {};
}

Error Directory::ReadOnly() {
  return {ErrorCode::kPermissionDenied, "this node follows another one, or was replaced: write there"};
}

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
  if (store_->read_only()) return ReadOnly();
  Proposal mine{action};
  std::unique_lock<std::mutex> lock(queue_mutex_);
  queue_.push_back(&mine);
  while (!mine.done) {
    if (committing_) {
      queue_changed_.wait(lock);
      continue;
    }
    std::vector<Proposal*> group;
    try {
      group.assign(queue_.begin(), queue_.end());
    } catch (const std::bad_alloc&) {
      std::erase(queue_, &mine);
      queue_changed_.notify_all();
      return Error{ErrorCode::kUnavailable, "out of memory"};
    }
    committing_ = true;
    lock.unlock();
    try {
      CommitGroup(group);
    } catch (const std::exception&) {
      // For lack of memory, or an action's. Nobody of the group may leave as long as it is in the queue. Short: a text
      // that takes no memory.
      for (Proposal* proposal : group) proposal->outcome = Error{ErrorCode::kUnavailable, "failed inside"};
    }
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
    const Time asked = clock_.Now();
    Draft draft = MakeDraft(group);
    Result<std::uint64_t> written = draft.base;
    if (draft.batch.puts.empty() && draft.batch.deletes.empty()) {
      written = store_->Head();
      if (written.ok() && *written != draft.base) written = store::HeadMoved();
    } else {
      written = store_->Commit(draft.batch);  // a copy: it is adopted when it was written
    }
    if (written.ok()) {
      group.resize(draft.proposals);
      for (std::size_t i = 0; i < group.size(); ++i) group[i]->outcome = std::move(draft.outcomes[i]);
      Adopt(std::move(draft), *written);
      std::lock_guard<std::mutex> lock(published_mutex_);
      fresh_at_ = asked;  // nobody wrote between that and this
      return;
    }
    error = written.error();
    if (error.code != ErrorCode::kConflict) break;
    if (Result<void> followed = CatchUp(draft.base); !followed.ok()) {
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
  pending_ = std::make_shared<const Snapshot>(std::move(draft.snapshot));
  applied_ = revision;
  PublishShared();
}

}  // namespace rolecall::directory
