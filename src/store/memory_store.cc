#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <shared_mutex>

#include "store/change_signal.h"
#include "store/changes.h"
#include "store/group_commit.h"
#include "store/store.h"

namespace rolecall::store {
namespace {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(StoreOptions options)
      : options_(std::move(options)), commits_([this](const std::vector<Batch>& batches) { return Apply(batches); }) {}

  Result<std::optional<Entry>> Get(std::string_view key) override {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    return Find(key);
  }

  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    std::vector<Entry> out;
    auto at = after >= prefix && !after.empty() ? entries_.upper_bound(after) : entries_.lower_bound(prefix);
    for (; at != entries_.end() && out.size() < limit && at->first.compare(0, prefix.size(), prefix) == 0; ++at) {
      out.push_back(at->second);
    }
    return out;
  }

  Ticket Submit(Batch batch) override { return commits_.Submit(std::move(batch)); }
  Result<std::uint64_t> Wait(Ticket ticket) override { return commits_.Wait(ticket); }

  Result<std::uint64_t> Head() override { return changed_.newest(); }

  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    if (after > revision_ || after < forgotten_) return Error{ErrorCode::kNotFound, "the log does not go back so far"};
    std::vector<LogEntry> out;
    std::size_t bytes = 0;
    for (std::size_t i = after - forgotten_; i < log_.size() && out.size() < limit && bytes < kMaxLogPageBytes; ++i) {
      ROLECALL_TRY(Changes changes, DecodeChanges(log_[i].changes));
      ROLECALL_TRY(LogEntry entry, Resolve(forgotten_ + i + 1, log_[i].at, std::move(changes),
                                           [this](const std::string& key) { return Find(key); }));
      for (const Put& put : entry.puts) bytes += put.key.size() + put.value.size();
      out.push_back(std::move(entry));
    }
    return out;
  }

  void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) override { changed_.Await(head, timeout); }

  Result<void> Compact(std::uint64_t through) override {
    std::unique_lock<std::shared_mutex> lock(mutex_);
    while (!log_.empty() && forgotten_ < through) ForgetOldest();
    return {};
  }

 private:
  using Entries = std::map<std::string, Entry, std::less<>>;
  struct Logged {
    Time at;
    std::string changes;
  };

  Result<std::optional<Entry>> Find(std::string_view key) const {
    auto found = entries_.find(key);
    if (found == entries_.end()) return std::optional<Entry>();
    return std::optional<Entry>(found->second);
  }

  std::vector<GroupCommit::BatchResult> Apply(const std::vector<Batch>& batches) {
    std::unique_lock<std::shared_mutex> lock(mutex_);
    std::vector<GroupCommit::BatchResult> outcomes;
    outcomes.reserve(batches.size());
    for (const Batch& batch : batches) outcomes.push_back(TryOne(batch));
    changed_.Notify(revision_);
    return outcomes;
  }

  GroupCommit::BatchResult TryOne(const Batch& batch) {
    try {
      return ApplyOne(batch);
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::kUnavailable, "out of memory"};
    }
  }

  GroupCommit::BatchResult ApplyOne(const Batch& batch) {
    ROLECALL_RETURN_IF_ERROR(CheckBatch(batch));
    if (batch.expected_head.has_value() && *batch.expected_head != revision_) return HeadMoved();
    for (const Condition& condition : batch.conditions) {
      auto found = entries_.find(condition.key);
      std::uint64_t revision = found == entries_.end() ? 0 : found->second.revision;
      if (revision != condition.revision) return Error{ErrorCode::kConflict, "somebody else changed the record"};
    }
    // All memory is had before anything changes: a batch is written whole or not at all.
    const std::uint64_t revision = batch.becomes.value_or(revision_ + 1);
    Entries fresh;
    for (const Put& put : batch.puts) fresh[put.key] = Entry{put.key, put.value, revision};
    if (batch.becomes.has_value()) {
      log_.clear();
      log_bytes_ = 0;
      forgotten_ = revision;
    } else {
      Log(batch);
    }
    revision_ = revision;
    for (const std::string& key : batch.deletes) entries_.erase(key);
    while (!fresh.empty()) {
      auto node = fresh.extract(fresh.begin());
      entries_.erase(node.key());
      entries_.insert(std::move(node));
    }
    return revision_;
  }

  void Log(const Batch& batch) {
    const Time now = options_.clock == nullptr ? Time() : options_.clock->Now();
    log_.push_back({batch.at == Time() ? now : batch.at, EncodeChanges(batch.puts, batch.deletes, true)});
    log_bytes_ += log_.back().changes.size();
    while (log_bytes_ > options_.log.bytes || (now != Time() && log_.front().at < now - options_.log.age)) {
      ForgetOldest();
      if (log_.empty()) return;
    }
  }

  void ForgetOldest() {
    log_bytes_ -= log_.front().changes.size();
    log_.pop_front();
    ++forgotten_;
  }

  const StoreOptions options_;
  std::shared_mutex mutex_;
  Entries entries_;
  std::uint64_t revision_ = 0;
  std::deque<Logged> log_;       // of the revisions after the forgotten ones
  std::uint64_t forgotten_ = 0;  // the newest revision whose entry is forgotten
  std::size_t log_bytes_ = 0;
  ChangeSignal changed_;
  GroupCommit commits_;
};

}  // namespace

std::unique_ptr<Store> OpenMemoryStore(StoreOptions options) {
  return std::make_unique<MemoryStore>(std::move(options));
}

}  // namespace rolecall::store
