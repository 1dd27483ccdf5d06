#include "server/backup/restore_target.h"

#include <algorithm>
#include <utility>

#include "server/replication/epochs.h"
#include "server/store_marks.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kPutAtOnce = 500, kBytesAtOnce = 256u << 10;

}  // namespace

Result<std::unique_ptr<RestoreTarget>> RestoreTarget::Begin(store::Store& store, const std::string& name) {
  ROLECALL_TRY(const std::uint64_t head, store.Head());
  ROLECALL_TRY(const std::vector<store::Entry> first, store.Scan("", "", 1));
  const Error not_empty{ErrorCode::kAlreadyExists,
                        name +
                            " is not empty: a restore or copy goes into a new store only. Name another one, or "
                            "empty this one first, if nothing of it is needed"};
  if (head != 0 || !first.empty()) return not_empty;
  store::Batch batch;
  batch.puts.push_back({std::string(kRestoringMark), ""});
  batch.expected_head = 0;
  Result<std::uint64_t> begun = store.Commit(std::move(batch));
  if (!begun.ok() && begun.error().code == ErrorCode::kConflict) return not_empty;
  if (!begun.ok()) return begun.error();
  return std::unique_ptr<RestoreTarget>(new RestoreTarget(store));
}

Result<void> RestoreTarget::Commit(store::Batch batch) {
  if (batch.puts.empty() && batch.deletes.empty()) return {};
  Result<std::uint64_t> written = store_.Commit(std::move(batch));
  if (!written.ok()) return written.error();
  return {};
}

Result<void> RestoreTarget::AddRecords(const std::vector<store::Put>& records) {
  for (std::size_t i = 0; i < records.size();) {
    store::Batch batch;
    std::size_t bytes = 0;
    while (i < records.size() && batch.puts.size() < kPutAtOnce && bytes < kBytesAtOnce) {
      bytes += records[i].key.size() + records[i].value.size();
      if (IsCopied(records[i].key)) batch.puts.push_back(records[i]);
      ++i;
    }
    ROLECALL_RETURN_IF_ERROR(Commit(std::move(batch)));
  }
  return {};
}

Result<void> RestoreTarget::AddLog(const store::LogEntry& entry) {
  store::Batch batch;
  batch.at = entry.at;
  for (const std::string& key : entry.deletes) {
    if (IsCopied(key)) batch.deletes.push_back(key);
  }
  for (const store::Put& put : entry.puts) {
    if (IsCopied(put.key)) batch.puts.push_back(put);
  }
  return Commit(std::move(batch));
}

Result<std::uint64_t> RestoreTarget::Finish(std::uint64_t revision, std::vector<store::Put> own) {
  store::Batch batch;
  batch.puts = std::move(own);
  ROLECALL_TRY(const std::optional<store::Entry> entry, store_.Get(kEpochsKey));
  ROLECALL_TRY(const std::uint64_t written, store_.Head());
  // Not before what was written here to fill it: a revision is given once.
  const std::uint64_t head = std::max(revision, written) + 1;
  if (entry.has_value()) {
    ROLECALL_TRY(Epochs epochs, ParseEpochs(entry->value));
    if (epochs.began.back() < revision + 1) epochs.began.push_back(revision + 1);
    batch.puts.push_back({std::string(kEpochsKey), FormatEpochs(epochs)});
  }
  batch.deletes.emplace_back(kRestoringMark);
  batch.becomes = head;
  ROLECALL_RETURN_IF_ERROR(store_.Commit(std::move(batch)));
  (void)store_.Compact(head);  // what filled it; kept, it does no harm
  return head;
}

}  // namespace rolecall::server
