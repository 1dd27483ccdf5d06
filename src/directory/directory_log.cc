// Directory over a store that others write to: how it follows the log.
//
// The truth is the store's head, read each time: whatever hints were lost, late or doubled, after Follow() the snapshot
// has everything that anybody was told of before it.
#include <algorithm>

#include "directory/directory.h"
#include "directory/record_kind.h"

namespace rolecall::directory {
namespace {

constexpr std::size_t kFollowPage = 1000;

bool IsForgotten(const Error& error) {
  return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kDataLoss;
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
  fresh_at_ = std::max(fresh_at_, asked);
  return followed;
}

Result<void> Directory::ReadAnew() {
  ReadNotes notes;
  std::uint64_t revision = 0;
  ROLECALL_TRY(Snapshot snapshot, ReadAll(notes, revision));
  std::lock_guard<std::mutex> lock(write_mutex_);
  notes_ = std::move(notes);
  applied_ = revision;
  pending_ = std::make_shared<const Snapshot>(std::move(snapshot));
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
  applied_ = applied;
  pending_ = std::make_shared<const Snapshot>(transaction.TakeSnapshot());
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
  std::lock_guard<std::mutex> lock(published_mutex_);
  return published_revision_;
}

Time Directory::fresh_at() const {
  if (!store_->shared()) return clock_.Now();
  const std::optional<Time> followed = store_->fresh_at();
  std::lock_guard<std::mutex> lock(published_mutex_);
  return followed.has_value() ? std::min(*followed, fresh_at_) : fresh_at_;
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

}  // namespace rolecall::directory
