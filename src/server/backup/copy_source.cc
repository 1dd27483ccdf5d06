#include "server/backup/copy_source.h"

#include <algorithm>
#include <utility>

#include "directory/record_reader.h"
#include "server/replication/epochs.h"
#include "server/store_marks.h"

namespace rolecall::server {
namespace {

// docs/formats/store.md: bodies are large, and written once.
constexpr std::string_view kBodies = "s3/body/", kAfterBodies = "s3/body0";
constexpr std::string_view kRecords = "directory/", kAfterRecords = "directory0";
constexpr std::size_t kScanned = 256, kLogged = 1000, kBytesOfPage = 4u << 20;

bool MayBeDamaged(const store::Put& put) { return put.value.empty() && put.key.starts_with(kRecords); }

}  // namespace

bool IsCopied(std::string_view key) { return !key.starts_with(kLocalPrefix) && !key.starts_with(kStoresOwnPrefix); }

// Records are small and may be read many at once; of what may be large, one by one.
Result<std::vector<store::Entry>> StoreSource::ScanAfter(const std::string& after) {
  if (after >= kRecords && after < kAfterRecords) {
    ROLECALL_TRY(std::vector<store::Entry> records, store_.Scan(kRecords, after, kScanned));
    if (!records.empty()) return records;
  }
  return store_.Scan("", after, after >= kAfterBodies ? kScanned : 1);
}

Result<CopyPage> StoreSource::ReadCopy(const std::string& start) {
  CopyPage page;
  ROLECALL_TRY(page.head, store_.Head());
  std::string after = start;
  for (std::size_t bytes = 0; bytes < kBytesOfPage && !page.is_last;) {
    ROLECALL_TRY(std::vector<store::Entry> entries, ScanAfter(after));
    page.is_last = entries.empty();
    for (store::Entry& entry : entries) {
      after = entry.key;
      if (entry.damaged) on_damage_(entry.key);
      bytes += entry.key.size() + entry.value.size();
      page.puts.push_back({std::move(entry.key), std::move(entry.value), after.starts_with(kBodies)});
    }
  }
  return page;
}

Result<LogPage> StoreSource::ReadLog(std::uint64_t after, std::size_t limit) {
  LogPage page;
  ROLECALL_TRY(page.head, store_.Head());
  ROLECALL_TRY(page.entries, store_.ReadLog(after, limit));
  return page;
}

Result<CopyPage> NodeSource::ReadCopy(const std::string& after) {
  ROLECALL_TRY(CopyPage page, node_.ReadCopy(after));
  for (const store::Put& put : page.puts) {
    if (MayBeDamaged(put)) on_damage_(put.key);
    if (put.key != kEpochsKey) continue;
    ROLECALL_TRY(const Epochs epochs, ParseEpochs(put.value));
    state_.plane = epochs.plane;
    state_.epoch = epochs.newest();
  }
  return page;
}

Result<LogPage> NodeSource::ReadLog(std::uint64_t after, std::size_t limit) {
  if (state_.plane.empty()) {
    // The page that the record lies on.
    std::string before(kEpochsKey);
    before.pop_back();
    ROLECALL_RETURN_IF_ERROR(ReadCopy(before));
  }
  state_.revision = after;
  ROLECALL_TRY(LogPage page, node_.ReadLog(state_, std::chrono::milliseconds(0)));
  if (page.entries.size() > limit) page.entries.resize(limit);
  return page;
}

Result<void> CheckKeyOf(CopySource& source, const crypto::KeyRing& keys) {
  ROLECALL_TRY(const CopyPage page, source.ReadCopy(std::string(directory::kSealedItems)));
  bool any = false;
  for (const store::Put& put : page.puts) {
    if (!put.key.starts_with(directory::kSealedItems)) continue;
    any = true;
    if (directory::OpensSealedItem(put.value, keys)) return {};
  }
  if (!any) return Error{ErrorCode::kNotFound, "there is nothing in it: no server was ever started on it"};
  return Error{ErrorCode::kDataLoss,
               "the master key is not the one that it was written with: put the right one back from a backup, or say "
               "with -master-key where it is"};
}

Result<std::uint64_t> OldestReadable(CopySource& source, std::uint64_t head) {
  std::uint64_t low = 0, high = head;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Result<LogPage> page = source.ReadLog(middle, 1);
    const bool is_forgotten =
        !page.ok() && (page.error().code == ErrorCode::kNotFound || page.error().code == ErrorCode::kDataLoss);
    if (!page.ok() && !is_forgotten) return page.error();
    if (is_forgotten) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

namespace {

Result<CopyRange> CopyRecords(CopySource& source, CopySink& sink) {
  CopyRange range;
  std::string after;
  for (bool is_first = true;; is_first = false) {
    ROLECALL_TRY(CopyPage page, source.ReadCopy(after));
    if (is_first) range.begun = page.head;
    range.exact = page.head;
    if (!page.puts.empty()) {
      if (page.puts.back().key <= after) return Error{ErrorCode::kDataLoss, "what came is no part of a copy"};
      after = page.puts.back().key;
    }
    const bool is_stuck = page.puts.empty() && !page.is_last;
    if (is_stuck) return Error{ErrorCode::kDataLoss, "what came is no part of a copy"};
    std::erase_if(page.puts, [](const store::Put& put) { return !IsCopied(put.key); });
    ROLECALL_RETURN_IF_ERROR(sink.AddRecords(page.puts));
    if (page.is_last) return range;
  }
}

// The log from one revision on, until all is there that the source had when the last page was asked for.
Result<void> CopyLog(CopySource& source, CopySink& sink, std::uint64_t from, const Clock& clock, CopyRange& range) {
  range.last = from;
  std::uint64_t wanted = range.exact;
  for (bool is_first = true;; is_first = false) {
    range.made = clock.Now();
    Result<LogPage> page = source.ReadLog(range.last, kLogged);
    if (!page.ok() && page.error().code == ErrorCode::kNotFound) {
      return Error{ErrorCode::kUnavailable,
                   "its log is shorter than what was written while it was read: try again when less is written"};
    }
    if (!page.ok()) return page.error();
    if (is_first) wanted = std::max(wanted, page->head);
    for (store::LogEntry& entry : page->entries) {
      if (entry.revision == range.exact && entry.at != Time()) range.exact_at = entry.at;
      range.last = entry.revision;
      std::erase_if(entry.puts, [](const store::Put& put) { return !IsCopied(put.key); });
      std::erase_if(entry.deletes, [](const std::string& key) { return !IsCopied(key); });
      ROLECALL_RETURN_IF_ERROR(sink.AddLog(entry));
    }
    if (range.last >= wanted) return {};
    if (page->entries.empty()) return Error{ErrorCode::kUnavailable, "its log lags behind its head"};
  }
}

}  // namespace

Result<CopyRange> CopyAll(CopySource& source, CopySink& sink, bool older_log, const Clock& clock) {
  ROLECALL_TRY(CopyRange range, CopyRecords(source, sink));
  std::uint64_t from = range.begun;
  if (older_log) {
    ROLECALL_TRY(from, OldestReadable(source, range.begun));
  }
  ROLECALL_RETURN_IF_ERROR(CopyLog(source, sink, from, clock, range));
  if (range.exact_at == Time()) range.exact_at = range.made;
  return range;
}

}  // namespace rolecall::server
