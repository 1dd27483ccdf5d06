#include "server/replication/replicated_store.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kDeletedAtOnce = 16;  // with their values, which may be large
constexpr std::size_t kPutAtOnce = 1000, kPutBytesAtOnce = 8u << 20;

bool IsLocal(std::string_view key) { return key.starts_with(kLocalPrefix); }

// What a batch of the other store is here.
store::Batch LocalBatch(const store::LogEntry& entry) {
  store::Batch batch;
  for (const std::string& key : entry.deletes) {
    if (!IsLocal(key)) batch.deletes.push_back(key);
  }
  for (const store::Put& put : entry.puts) {
    if (!IsLocal(put.key)) batch.puts.push_back(put);
  }
  batch.expected_head = entry.revision - 1;
  batch.at = entry.at;
  return batch;
}

}  // namespace

Result<std::unique_ptr<ReplicatedStore>> ReplicatedStore::Open(std::unique_ptr<store::Store> local, Role role) {
  std::unique_ptr<ReplicatedStore> opened(new ReplicatedStore(std::move(local), role));
  ROLECALL_RETURN_IF_ERROR(role == Role::kControl ? opened->OpenControl() : opened->OpenFollower());
  return opened;
}

Result<void> ReplicatedStore::OpenControl() {
  ROLECALL_TRY(std::optional<store::Entry> fence, local_->Get(kFencedKey));
  if (fence.has_value()) {
    return Error{ErrorCode::kConflict, "this control plane was replaced by a newer one (epoch " + fence->value +
                                           "): start it with --follow and the newer one's URL"};
  }
  ROLECALL_TRY(std::optional<store::Entry> copy, local_->Get(kReplicaKey));
  if (copy.has_value()) {
    return Error{ErrorCode::kConflict, "the store of this data directory is a copy of " + copy->value +
                                           ": start it with --follow, or make it the control plane with `rolecall "
                                           "promote`"};
  }
  has_copy_ = true;
  return {};
}

Result<void> ReplicatedStore::OpenFollower() {
  ROLECALL_TRY(const bool is_copy, Has(kReplicaKey));
  ROLECALL_TRY(const bool is_fenced, Has(kFencedKey));
  ROLECALL_TRY(std::optional<store::Entry> copying, local_->Get(kCopyingKey));
  ROLECALL_TRY(const std::vector<store::Entry> first, local_->Scan("", "", 1));
  if (!is_copy && !copying.has_value() && !is_fenced && !first.empty()) {
    return Error{ErrorCode::kConflict,
                 "the store of this data directory is a control plane's own, no copy: to follow another one name an "
                 "empty data directory"};
  }
  // What a fenced control plane wrote last may be nobody's history. A copy is whole from a revision on.
  if (!is_copy || is_fenced || !copying.has_value()) return {};
  ROLECALL_TRY(const std::uint64_t head, local_->Head());
  const auto whole_from = ParseInt<std::uint64_t>(copying->value);
  has_copy_ = whole_from.has_value() && head >= *whole_from;
  return {};
}

Result<bool> ReplicatedStore::Has(std::string_view key) {
  ROLECALL_TRY(std::optional<store::Entry> entry, local_->Get(key));
  return entry.has_value();
}

Result<FollowerState> ReplicatedStore::state() {
  FollowerState state;
  ROLECALL_TRY(state.revision, local_->Head());
  ROLECALL_TRY(std::optional<store::Entry> entry, local_->Get(kEpochsKey));
  if (!entry.has_value()) return state;
  ROLECALL_TRY(const Epochs epochs, ParseEpochs(entry->value));
  state.plane = epochs.plane;
  state.epoch = epochs.newest();
  return state;
}

Result<void> ReplicatedStore::Apply(const std::vector<store::LogEntry>& entries) {
  std::vector<Ticket> tickets;
  for (const store::LogEntry& entry : entries) tickets.push_back(local_->Submit(LocalBatch(entry)));
  Result<void> applied;
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    Result<std::uint64_t> written = local_->Wait(tickets[i]);
    if (!written.ok() && applied.ok()) applied = written.error();
  }
  return applied;
}

Result<void> ReplicatedStore::BeginCopy() {
  has_copy_ = false;
  {
    ROLECALL_TRY(const std::uint64_t head, local_->Head());
    std::lock_guard<std::mutex> lock(mutex_);
    if (!shown_head_.has_value()) shown_head_ = head;
  }
  store::Batch batch;
  batch.puts.push_back({std::string(kCopyingKey), "begun"});
  Result<std::uint64_t> written = local_->Commit(std::move(batch));
  if (!written.ok()) return written.error();
  return {};
}

// What lies between the page's keys here is not there any more. The last page is followed by nothing.
Result<void> ReplicatedStore::PutPage(const std::string& after, const CopyPage& page) {
  std::size_t next = 0;
  std::string at = after;
  const std::string end = page.puts.empty() ? after : page.puts.back().key;
  bool is_done = page.puts.empty() && !page.is_last;
  while (!is_done) {
    ROLECALL_TRY(std::vector<store::Entry> here, local_->Scan("", at, kDeletedAtOnce));
    store::Batch batch;
    for (const store::Entry& entry : here) {
      is_done = !page.is_last && entry.key > end;
      if (is_done) break;
      while (next < page.puts.size() && page.puts[next].key < entry.key) ++next;
      const bool is_there = next < page.puts.size() && page.puts[next].key == entry.key;
      if (!is_there && !IsLocal(entry.key)) batch.deletes.push_back(entry.key);
    }
    is_done = is_done || here.size() < kDeletedAtOnce;
    if (!here.empty()) at = here.back().key;
    if (batch.deletes.empty()) continue;
    if (Result<std::uint64_t> written = local_->Commit(std::move(batch)); !written.ok()) return written.error();
  }
  for (std::size_t i = 0; i < page.puts.size();) {
    store::Batch batch;
    std::size_t bytes = 0;
    for (; i < page.puts.size() && batch.puts.size() < kPutAtOnce && bytes < kPutBytesAtOnce; ++i) {
      if (IsLocal(page.puts[i].key)) continue;
      bytes += page.puts[i].value.size();
      batch.puts.push_back(page.puts[i]);
    }
    if (Result<std::uint64_t> written = local_->Commit(std::move(batch)); !written.ok()) return written.error();
  }
  return {};
}

Result<void> ReplicatedStore::EndCopy(std::uint64_t head, std::uint64_t through, const std::string& from) {
  store::Batch batch;
  batch.puts.push_back({std::string(kReplicaKey), from});
  batch.puts.push_back({std::string(kCopyingKey), std::to_string(through)});
  batch.deletes.emplace_back(kFencedKey);
  batch.becomes = head;
  Result<std::uint64_t> written = local_->Commit(std::move(batch));
  if (!written.ok()) return written.error();
  return {};
}

void ReplicatedStore::ShowCopy() {
  std::lock_guard<std::mutex> lock(mutex_);
  shown_head_.reset();
  has_copy_ = true;
}

void ReplicatedStore::NoteFresh(Time at) {
  std::lock_guard<std::mutex> lock(mutex_);
  fresh_at_ = at;
}

std::optional<Time> ReplicatedStore::fresh_at() const {
  if (!is_follower_ || promoted_.load()) return std::nullopt;
  std::lock_guard<std::mutex> lock(mutex_);
  return fresh_at_;
}

Result<std::uint64_t> ReplicatedStore::Promote() {
  ROLECALL_TRY(std::optional<store::Entry> entry, local_->Get(kEpochsKey));
  if (!entry.has_value() || !has_copy_.load()) {
    return Error{ErrorCode::kConflict, "there is no whole copy here yet that could be promoted"};
  }
  ROLECALL_TRY(Epochs epochs, ParseEpochs(entry->value));
  ROLECALL_TRY(const std::uint64_t head, local_->Head());
  epochs.began.push_back(head + 1);
  store::Batch batch;
  batch.puts.push_back({std::string(kEpochsKey), FormatEpochs(epochs)});
  for (const std::string_view key : {kReplicaKey, kCopyingKey, kFencedKey}) batch.deletes.emplace_back(key);
  batch.expected_head = head;
  Result<std::uint64_t> written = local_->Commit(std::move(batch));
  if (!written.ok()) return written.error();
  promoted_ = true;
  return epochs.newest();
}

Result<Epochs> ReplicatedStore::ReadEpochs(Random& random) {
  while (true) {
    ROLECALL_TRY(std::optional<store::Entry> entry, local_->Get(kEpochsKey));
    if (entry.has_value()) return ParseEpochs(entry->value);
    if (read_only()) return Error{ErrorCode::kNotFound, "there is no record of epochs"};
    store::Batch batch;
    batch.conditions.push_back({std::string(kEpochsKey), 0});
    batch.puts.push_back({std::string(kEpochsKey), FormatEpochs({RandomUuid(random), {0}})});
    Result<std::uint64_t> written = local_->Commit(std::move(batch));
    if (!written.ok() && written.error().code != ErrorCode::kConflict) return written.error();
  }
}

Result<void> ReplicatedStore::Fence(std::uint64_t epoch) {
  fenced_ = true;
  std::lock_guard<std::mutex> lock(fence_mutex_);
  if (fence_is_kept_) return {};
  store::Batch batch;
  batch.puts.push_back({std::string(kFencedKey), std::to_string(epoch)});
  const Result<std::uint64_t> written = local_->Commit(std::move(batch));
  if (!written.ok()) return written.error();
  fence_is_kept_ = true;
  return {};
}

store::Store::Ticket ReplicatedStore::Submit(store::Batch batch) {
  return read_only() ? kRefused : local_->Submit(std::move(batch));
}

Result<std::uint64_t> ReplicatedStore::Wait(Ticket ticket) {
  if (ticket == kRefused)
    return Error{ErrorCode::kPermissionDenied, "this node follows another one, or was replaced: write there"};
  return local_->Wait(ticket);
}

Result<std::uint64_t> ReplicatedStore::Head() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (shown_head_.has_value()) return *shown_head_;
  }
  return local_->Head();
}

}  // namespace rolecall::server
