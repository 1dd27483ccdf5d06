#include <map>
#include <mutex>
#include <shared_mutex>

#include "store/group_commit.h"
#include "store/store.h"

namespace rolecall::store {
namespace {

class MemoryStore final : public Store {
 public:
  MemoryStore() : commits_([this](const std::vector<Batch>& batches) { return Apply(batches); }) {}

  Result<std::optional<Entry>> Get(std::string_view key) override {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    auto found = entries_.find(key);
    if (found == entries_.end()) return std::optional<Entry>();
    return std::optional<Entry>(found->second);
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

 private:
  std::vector<GroupCommit::BatchResult> Apply(const std::vector<Batch>& batches) {
    std::unique_lock<std::shared_mutex> lock(mutex_);
    std::vector<GroupCommit::BatchResult> outcomes;
    for (const Batch& batch : batches) outcomes.push_back(ApplyOne(batch));
    return outcomes;
  }

  GroupCommit::BatchResult ApplyOne(const Batch& batch) {
    ROLECALL_RETURN_IF_ERROR(CheckBatch(batch));
    for (const Condition& condition : batch.conditions) {
      auto found = entries_.find(condition.key);
      std::uint64_t revision = found == entries_.end() ? 0 : found->second.revision;
      if (revision != condition.revision) return Error{ErrorCode::kConflict, "somebody else changed the record"};
    }
    ++revision_;
    for (const std::string& key : batch.deletes) entries_.erase(key);
    for (const Put& put : batch.puts) entries_[put.key] = Entry{put.key, put.value, revision_};
    return revision_;
  }

  std::shared_mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::uint64_t revision_ = 0;
  GroupCommit commits_;
};

}  // namespace

std::unique_ptr<Store> OpenMemoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace rolecall::store
