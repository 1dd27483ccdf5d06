#include "server/replication/local_log_source.h"

#include <utility>

namespace rolecall::server {
namespace {

constexpr std::size_t kEntriesOfPage = 1000, kRecordsOfCopy = 4000, kBytesOfCopy = 4u << 20;
constexpr std::string_view kWrittenOnce = "s3/body/";  // docs/formats/store.md

Error CopyAnew() { return {ErrorCode::kNotFound, "the log does not go back so far: copy everything anew"}; }
Error Fenced() { return {ErrorCode::kConflict, "there is a newer control plane than this one"}; }

}  // namespace

Result<void> LocalLogSource::CheckWhole() const {
  if (store_.fenced()) return Fenced();
  if (store_.has_copy()) return {};
  return Error{ErrorCode::kUnavailable, "this node is copying what it follows itself"};
}

Result<LogPage> LocalLogSource::ReadLog(const FollowerState& state, std::chrono::milliseconds wait) {
  ROLECALL_TRY(const Epochs epochs, store_.ReadEpochs(random_));
  // Who is told that this one is fenced may count on it: also after a crash.
  if (state.plane == epochs.plane && state.epoch > epochs.newest()) ROLECALL_RETURN_IF_ERROR(store_.Fence(state.epoch));
  ROLECALL_RETURN_IF_ERROR(CheckWhole());
  if (state.plane.empty()) return CopyAnew();
  if (state.plane != epochs.plane) {
    return Error{ErrorCode::kConflict, "this is another plane than the one that the follower has a copy of"};
  }
  if (!IsSharedHistory(epochs, state.epoch, state.revision)) return CopyAnew();
  if (wait.count() > 0) store_.AwaitChange(state.revision, wait);
  LogPage page;
  page.behind = std::chrono::duration_cast<std::chrono::milliseconds>(staleness_());
  ROLECALL_TRY(page.head, store_.Head());
  Result<std::vector<store::LogEntry>> entries = store_.ReadLog(state.revision, kEntriesOfPage);
  if (!entries.ok() && entries.error().code == ErrorCode::kDataLoss) return CopyAnew();
  if (!entries.ok()) return entries.error();
  ROLECALL_RETURN_IF_ERROR(CheckWhole());  // a copy that began meanwhile
  page.entries = *std::move(entries);
  return page;
}

// The head is read first: what changes while the page is made comes with the log after it.
Result<CopyPage> LocalLogSource::ReadCopy(const std::string& start) {
  ROLECALL_RETURN_IF_ERROR(CheckWhole());
  ROLECALL_TRY([[maybe_unused]] const Epochs epochs, store_.ReadEpochs(random_));  // a copy has them
  CopyPage page;
  ROLECALL_TRY(page.head, store_.Head());
  std::string after = start;
  std::size_t bytes = 0;
  while (!page.is_last && page.puts.size() < kRecordsOfCopy && bytes < kBytesOfCopy) {
    // One by one: each may be large.
    ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan("", after, 1));
    page.is_last = entries.empty();
    for (store::Entry& entry : entries) {
      after = entry.key;
      if (after.starts_with(kLocalPrefix)) continue;
      bytes += entry.key.size() + entry.value.size();
      page.puts.push_back({std::move(entry.key), std::move(entry.value), after.starts_with(kWrittenOnce)});
    }
  }
  ROLECALL_RETURN_IF_ERROR(CheckWhole());
  return page;
}

}  // namespace rolecall::server
