#include "store/shared/shared_store.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "store/checksum.h"

namespace rolecall::store {
namespace {

constexpr std::chrono::milliseconds kPause{50};

SteadyTime In(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

std::size_t BytesOf(const Batch& batch) {
  std::size_t bytes = 0;
  for (const Put& put : batch.puts) bytes += put.key.size() + put.value.size();
  for (const std::string& key : batch.deletes) bytes += key.size();
  return bytes;
}

bool IsOfOne(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kResourceExhausted;
}

// What large values take longer.
std::chrono::milliseconds TimeFor(std::size_t bytes) { return std::chrono::milliseconds(500) * (bytes >> 20); }

std::size_t EntriesOf(const Batch& batch) { return batch.puts.size() + batch.deletes.size() + batch.conditions.size(); }

}  // namespace

SharedStore::SharedStore(StoreOptions options, GroupBounds bounds)
    : options_(std::move(options)),
      bounds_(bounds),
      commits_([this](const std::vector<Batch>& batches) { return Apply(batches); }) {}

Result<std::uint64_t> SharedStore::Head() { return ReadHead(In(kReadWithin)); }

std::uint64_t SharedStore::Newest() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return newest_;
}

Result<std::uint64_t> SharedStore::Seen(std::uint64_t head, std::uint64_t known_before) {
  if (head < known_before) {
    return Error{ErrorCode::kDataLoss, "the store went back from revision " + std::to_string(known_before) + " to " +
                                           std::to_string(head) +
                                           ": it was restored from a backup, or a standby took over that lacked the "
                                           "newest writes. Start every node anew"};
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  newest_ = std::max(newest_, head);
  changed_.Notify(newest_);
  return head;
}

void SharedStore::Hinted(std::uint64_t head) {
  const std::lock_guard<std::mutex> lock(mutex_);
  changed_.Notify(std::max(newest_, head));
}

Entry SharedStore::Checked(Entry entry, std::int64_t checksum) const {
  if (EntryChecksum(entry.key, entry.value, entry.revision) == checksum) return entry;
  if (options_.on_damage) options_.on_damage(entry.key);
  entry.value.clear();
  entry.damaged = true;
  return entry;
}

void SharedStore::Resume() {
  const std::lock_guard<std::mutex> lock(mutex_);
  failed_.reset();
}

Result<void> SharedStore::CheckWritable() {
  if (writable_.load()) return {};
  Result<void> written = TryWrite(In(kWriteWithinAfterFailure));
  writable_.store(written.ok());
  return written;
}

std::size_t SharedStore::GroupFrom(const std::vector<Batch>& batches, std::size_t first) const {
  std::size_t bytes = 0, entries = 0, end = first;
  for (; end < batches.size(); ++end) {
    bytes += BytesOf(batches[end]);
    entries += EntriesOf(batches[end]);
    if (end > first && (bytes > bounds_.bytes || entries > bounds_.entries)) break;
  }
  return end;
}

std::vector<GroupCommit::BatchResult> SharedStore::Apply(const std::vector<Batch>& batches) {
  std::vector<GroupCommit::BatchResult> outcomes;
  for (std::size_t first = 0; first < batches.size();) {
    const std::size_t end = GroupFrom(batches, first);
    CommitUntilDone(std::span(batches).subspan(first, end - first), outcomes);
    first = end;
  }
  return outcomes;
}

void SharedStore::CommitUntilDone(std::span<const Batch> group, std::vector<GroupCommit::BatchResult>& outcomes) {
  std::size_t bytes = 0;
  for (const Batch& batch : group) bytes += BytesOf(batch);
  const SteadyTime until = In((writable_.load() ? kWriteWithin : kWriteWithinAfterFailure) + TimeFor(bytes));
  while (true) {
    std::optional<Error> failed;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      failed = failed_;
    }
    CommitPlan plan;
    const Attempt attempt = CommitGroup(group, failed, until, plan);
    if (attempt.done.ok()) {
      writable_.store(true);
      const std::lock_guard<std::mutex> lock(mutex_);
      if (plan.failed.has_value() && !failed.has_value()) failed_ = plan.failed;
      std::move(plan.outcomes.begin(), plan.outcomes.end(), std::back_inserter(outcomes));
      return;
    }
    if (!attempt.again || std::chrono::steady_clock::now() + kPause >= until) {
      // What is too large for the database, or for what room there is, does not take the others with it.
      if (group.size() > 1 && IsOfOne(attempt.done.error())) {
        for (std::size_t i = 0; i < group.size(); ++i) CommitUntilDone(group.subspan(i, 1), outcomes);
        return;
      }
      NoteFailure(group, attempt.done.error());
      outcomes.insert(outcomes.end(), group.size(), attempt.done.error());
      return;
    }
    std::this_thread::sleep_for(kPause);
  }
}

void SharedStore::NoteFailure(std::span<const Batch> group, const Error& error) {
  if (error.code != ErrorCode::kInvalidArgument) writable_.store(false);
  const bool any_follows = std::any_of(group.begin(), group.end(), [](const Batch& batch) { return batch.follows; });
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!any_follows || failed_.has_value()) return;
  failed_ = Error{ErrorCode::kUnavailable, "a write before this one failed: " + error.message};
}

}  // namespace rolecall::store
