#include "store/sqlite_log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "store/changes.h"
#include "store/checksum.h"
#include "store/sqlite_schema.h"

namespace rolecall::store {
namespace {

constexpr int kMostForgottenAtOnce = 64;  // by one commit: none takes long

std::int64_t Micros(Time time) { return time.time_since_epoch().count(); }

Error Forgotten() { return {ErrorCode::kNotFound, "the log does not go back so far"}; }

// Before the changes' checksum goes their time, as before a value's its key.
std::int64_t Checksum(std::uint64_t revision, std::int64_t at, std::string_view changes) {
  return EntryChecksum(std::to_string(at), changes, revision);
}

}  // namespace

Result<void> SqliteLog::Prepare(Database& database, const StoreOptions& options) {
  database_ = &database;
  clock_ = options.clock;
  bounds_ = options.log;
  ROLECALL_TRY(append_, database.Prepare("INSERT INTO log VALUES (?1, ?2, ?3, ?4)"));
  ROLECALL_TRY(read_, database.Prepare("SELECT revision, at, changes, checksum FROM log WHERE revision > ?1 "
                                       "ORDER BY revision LIMIT ?2"));
  ROLECALL_TRY(forget_, database.Prepare("DELETE FROM log WHERE revision <= ?1"));
  ROLECALL_TRY(oldest_, database.Prepare("SELECT revision, at, length(changes) FROM log ORDER BY revision LIMIT ?1"));
  return Count();
}

Result<void> SqliteLog::Count() {
  ROLECALL_TRY(tally_.bytes, database_->QueryNumber("SELECT coalesce(sum(length(changes)), 0) FROM log"));
  ROLECALL_TRY(tally_.oldest_at,
               database_->QueryNumber("SELECT coalesce((SELECT at FROM log ORDER BY revision LIMIT 1), 0)"));
  return {};
}

Result<void> SqliteLog::Append(const Batch& batch, std::uint64_t revision) {
  const std::int64_t now = clock_ == nullptr ? 0 : Micros(clock_->Now());
  const std::int64_t at = batch.at == Time() ? now : Micros(batch.at);
  const std::string changes = EncodeChanges(batch.puts, batch.deletes, true);
  append_.BindNumber(1, static_cast<std::int64_t>(revision)).BindNumber(2, at).BindBlob(3, changes);
  ROLECALL_RETURN_IF_ERROR(Run(append_.BindNumber(4, Checksum(revision, at, changes))));
  if (tally_.bytes == 0) tally_.oldest_at = at;
  tally_.bytes += static_cast<std::int64_t>(changes.size());
  return ForgetSome(now);
}

// The oldest first, as long as there is too much or it is too old.
Result<void> SqliteLog::ForgetSome(std::int64_t now) {
  const auto most = static_cast<std::int64_t>(bounds_.bytes);
  const std::int64_t oldest =
      now == 0 ? std::numeric_limits<std::int64_t>::min() : now - std::chrono::microseconds(bounds_.age).count();
  if (tally_.bytes <= most && tally_.oldest_at >= oldest) return {};
  Tally left = tally_;
  std::int64_t through = 0;
  oldest_.BindNumber(1, kMostForgottenAtOnce);
  const InUse in_use(oldest_);
  int step;
  while ((step = oldest_.Step()) == SQLITE_ROW) {
    left.oldest_at = oldest_.Number(1);
    if (left.bytes <= most && left.oldest_at >= oldest) break;
    through = oldest_.Number(0);
    left.bytes -= oldest_.Number(2);
  }
  if (step != SQLITE_ROW && step != SQLITE_DONE) return database_->LastError("read");
  tally_ = left;
  return Run(forget_.BindNumber(1, through));
}

Result<void> SqliteLog::Forget(std::uint64_t through) {
  const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  ROLECALL_RETURN_IF_ERROR(Run(forget_.BindNumber(1, static_cast<std::int64_t>(std::min(through, most)))));
  return Count();
}

// The row that the statement stands on, which must be this revision's.
Result<LogEntry> SqliteLog::ReadRow(std::uint64_t revision, const Find& find) {
  if (static_cast<std::uint64_t>(read_.Number(0)) != revision) return Forgotten();
  const std::int64_t at = read_.Number(1);
  const std::string stored = read_.Blob(2);
  if (Checksum(revision, at, stored) != read_.Number(3)) {
    return Error{ErrorCode::kDataLoss, "an entry of the store's log is damaged: its checksum is wrong"};
  }
  ROLECALL_TRY(Changes changes, DecodeChanges(stored));
  return Resolve(revision, Time(std::chrono::microseconds(at)), std::move(changes), find);
}

Result<std::vector<LogEntry>> SqliteLog::ReadRows(std::uint64_t after, const Find& find) {
  std::vector<LogEntry> entries;
  std::size_t bytes = 0;
  while (bytes < kMaxLogPageBytes) {
    const int step = read_.Step();
    if (step == SQLITE_DONE) break;
    if (step != SQLITE_ROW) return database_->LastError("read");
    ROLECALL_TRY(LogEntry entry, ReadRow(after + entries.size() + 1, find));
    for (const Put& put : entry.puts) bytes += put.key.size() + put.value.size();
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) return Forgotten();
  return entries;
}

Result<std::vector<LogEntry>> SqliteLog::Read(std::uint64_t head, std::uint64_t after, std::size_t limit,
                                              const Find& find) {
  if (after > head) return Forgotten();
  if (after == head) return std::vector<LogEntry>();
  read_.BindNumber(1, static_cast<std::int64_t>(after)).BindNumber(2, static_cast<std::int64_t>(limit));
  const InUse in_use(read_);
  return ReadRows(after, find);
}

Result<void> SqliteLog::Run(Statement& statement) {
  const InUse in_use(statement);
  if (statement.Step() != SQLITE_DONE) return database_->LastError("write");
  return {};
}

}  // namespace rolecall::store
