#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <optional>

#include "store/change_signal.h"
#include "store/checksum.h"
#include "store/group_commit.h"
#include "store/sqlite_database.h"
#include "store/sqlite_log.h"
#include "store/sqlite_schema.h"
#include "store/store.h"

namespace rolecall::store {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(Database database, StoreOptions options)
      : options_(std::move(options)),
        database_(std::move(database)),
        commits_([this](const std::vector<Batch>& batches) { return Apply(batches); }) {}

  Result<void> Prepare() {
    // In exclusive mode the lock is kept from the first write on; a second server finds the file busy.
    ROLECALL_RETURN_IF_ERROR(
        database_.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; BEGIN EXCLUSIVE; COMMIT"));
    ROLECALL_RETURN_IF_ERROR(CheckIntegrity(database_));
    ROLECALL_RETURN_IF_ERROR(Migrate(database_, options_.must_exist));
    ROLECALL_TRY(get_, database_.Prepare("SELECT value, revision, checksum FROM entries WHERE key = ?1"));
    ROLECALL_TRY(get_revision_, database_.Prepare("SELECT revision FROM entries WHERE key = ?1"));
    ROLECALL_TRY(scan_, database_.Prepare("SELECT key, value, revision, checksum FROM entries WHERE key > ?1 "
                                          "AND key < ?2 ORDER BY key LIMIT ?3"));
    ROLECALL_TRY(scan_open_, database_.Prepare("SELECT key, value, revision, checksum FROM entries WHERE key > ?1 "
                                               "ORDER BY key LIMIT ?3"));
    ROLECALL_TRY(put_, database_.Prepare("INSERT INTO entries VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET "
                                         "value = ?2, revision = ?3, checksum = ?4"));
    ROLECALL_TRY(delete_, database_.Prepare("DELETE FROM entries WHERE key = ?1"));
    ROLECALL_TRY(save_revision_, database_.Prepare("UPDATE meta SET revision = ?1, checksum = ~?1"));
    ROLECALL_RETURN_IF_ERROR(log_.Prepare(database_, options_));
    ROLECALL_TRY(revision_, NewestRevision(database_));
    changed_.Notify(revision_);
    return {};
  }

  Result<std::optional<Entry>> Get(std::string_view key) override {
    std::lock_guard<std::mutex> lock(mutex_);
    ROLECALL_TRY(std::optional<Entry> entry, Find(key));
    if (!entry.has_value() || !entry->damaged) return entry;
    return Error{ErrorCode::kDataLoss, "a stored value is damaged: its checksum is wrong"};
  }

  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    std::lock_guard<std::mutex> lock(mutex_);
    const std::string end = PrefixEnd(prefix);
    Statement& scan = end.empty() ? scan_open_ : scan_;
    // Keys are never empty: everything with the prefix but the prefix itself comes after it, so that is read apart.
    std::vector<Entry> out;
    const bool from_start = after < prefix || after.empty();
    if (from_start && !prefix.empty() && limit > 0) {
      ROLECALL_TRY(std::optional<Entry> first, Find(prefix));
      if (first.has_value()) out.push_back(*std::move(first));
    }
    scan.BindBlob(1, from_start ? prefix : after).BindNumber(3, static_cast<std::int64_t>(limit - out.size()));
    if (!end.empty()) scan.BindBlob(2, end);
    const InUse in_use(scan);
    int step;
    while ((step = scan.Step()) == SQLITE_ROW) {
      out.push_back(Checked({scan.Blob(0), scan.Blob(1), static_cast<std::uint64_t>(scan.Number(2))}, scan.Number(3)));
    }
    if (step != SQLITE_DONE) return database_.LastError("read");
    return out;
  }

  Ticket Submit(Batch batch) override { return commits_.Submit(std::move(batch)); }
  Result<std::uint64_t> Wait(Ticket ticket) override { return commits_.Wait(ticket); }

  Result<std::uint64_t> Head() override { return changed_.newest(); }

  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    std::lock_guard<std::mutex> lock(mutex_);
    return log_.Read(revision_, after, limit, [this](const std::string& key) { return Find(key); });
  }

  void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) override { changed_.Await(head, timeout); }

  Result<void> Compact(std::uint64_t through) override {
    std::lock_guard<std::mutex> lock(mutex_);
    return log_.Forget(std::min(through, revision_));
  }

  void Resume() override {
    std::lock_guard<std::mutex> lock(mutex_);
    failed_.reset();
  }

  bool writable() const override { return writable_.load(); }

  Result<void> CheckWritable() override {
    if (writable_.load()) return {};
    std::lock_guard<std::mutex> lock(mutex_);
    Result<void> written = Finish(TryDisk());
    writable_.store(written.ok());
    return written;
  }

 private:
  Entry Checked(Entry entry, std::int64_t checksum) const {
    if (EntryChecksum(entry.key, entry.value, entry.revision) == checksum) return entry;
    if (options_.on_damage) options_.on_damage(entry.key);
    entry.value.clear();
    entry.damaged = true;
    return entry;
  }

  Result<std::optional<Entry>> Find(std::string_view key) {
    const InUse in_use(get_);
    get_.BindBlob(1, key);
    const int step = get_.Step();
    std::optional<Entry> entry;
    if (step == SQLITE_ROW) {
      entry = Checked({std::string(key), get_.Blob(0), static_cast<std::uint64_t>(get_.Number(1))}, get_.Number(2));
    }
    if (step != SQLITE_ROW && step != SQLITE_DONE) return database_.LastError("read");
    return entry;
  }

  // 0: the key is absent.
  Result<std::uint64_t> FindRevision(std::string_view key) {
    const InUse in_use(get_revision_);
    get_revision_.BindBlob(1, key);
    const int step = get_revision_.Step();
    if (step != SQLITE_ROW && step != SQLITE_DONE) return database_.LastError("read");
    return step == SQLITE_ROW ? static_cast<std::uint64_t>(get_revision_.Number(0)) : 0;
  }

  // All batches in one transaction: one sync of the disk for them all. If that fails each is tried alone: one that is
  // too large for what room there is does not take the others with it.
  std::vector<GroupCommit::BatchResult> Apply(const std::vector<Batch>& batches) {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<GroupCommit::BatchResult> outcomes;
    if (TryAll(batches, outcomes).ok() || batches.size() == 1) return outcomes;
    outcomes.clear();
    for (const Batch& batch : batches) {
      std::vector<GroupCommit::BatchResult> outcome;
      (void)TryAll({batch}, outcome);
      outcomes.push_back(std::move(outcome.front()));
    }
    return outcomes;
  }

  // Answers each batch; an error: none was written.
  Result<void> TryAll(const std::vector<Batch>& batches, std::vector<GroupCommit::BatchResult>& outcomes) {
    const std::uint64_t before = revision_;
    const SqliteLog::Tally tally = log_.tally();
    Result<void> written = Finish(ApplyAllOrNothing(batches, outcomes));
    writable_.store(written.ok());
    if (written.ok()) changed_.Notify(revision_);
    if (written.ok()) return {};
    revision_ = before;
    log_.Restore(tally);
    outcomes.assign(batches.size(), written.error());
    if (batches.size() > 1) return written;  // each has its turn yet
    if (batches.front().follows && !failed_.has_value()) {
      failed_ = Error{ErrorCode::kUnavailable, "a write before this one failed: " + written.error().message};
    }
    return written;
  }

  // Writes a page: one whose content changes and changes back, for what does not change is not written.
  Result<void> TryDisk() {
    ROLECALL_RETURN_IF_ERROR(database_.Execute("BEGIN IMMEDIATE; UPDATE meta SET checksum = 0"));
    ROLECALL_RETURN_IF_ERROR(Run(save_revision_.BindNumber(1, static_cast<std::int64_t>(revision_))));
    return database_.Execute("COMMIT");
  }

  // Leaves no transaction open, so that the next one finds the store as it was.
  Result<void> Finish(Result<void> written) {
    if (!written.ok() && database_.InTransaction()) (void)database_.Execute("ROLLBACK");
    return written;
  }

  // Memory that lacks in the middle is an error as any other: the transaction is rolled back.
  Result<void> ApplyAllOrNothing(const std::vector<Batch>& batches, std::vector<GroupCommit::BatchResult>& outcomes) {
    try {
      return ApplyAll(batches, outcomes);
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::kUnavailable, "out of memory"};
    }
  }

  Result<void> ApplyAll(const std::vector<Batch>& batches, std::vector<GroupCommit::BatchResult>& outcomes) {
    ROLECALL_RETURN_IF_ERROR(database_.Execute("BEGIN IMMEDIATE"));
    for (const Batch& batch : batches) {
      if (batch.follows && failed_.has_value()) {
        outcomes.push_back(*failed_);
        continue;
      }
      ROLECALL_TRY(GroupCommit::BatchResult outcome, ApplyOne(batch));
      outcomes.push_back(std::move(outcome));
    }
    ROLECALL_RETURN_IF_ERROR(Run(save_revision_.BindNumber(1, static_cast<std::int64_t>(revision_))));
    return database_.Execute("COMMIT");
  }

  // The inner result is the batch's own: its conditions may fail without harm to the others.
  Result<GroupCommit::BatchResult> ApplyOne(const Batch& batch) {
    if (Result<void> good = CheckBatch(batch); !good.ok()) return GroupCommit::BatchResult(good.error());
    if (batch.expected_head.has_value() && *batch.expected_head != revision_) {
      return GroupCommit::BatchResult(HeadMoved());
    }
    for (const Condition& condition : batch.conditions) {
      ROLECALL_TRY(const std::uint64_t revision, FindRevision(condition.key));
      if (revision != condition.revision) {
        return GroupCommit::BatchResult(Error{ErrorCode::kConflict, "somebody else changed the record"});
      }
    }
    if (batch.becomes.has_value()) ROLECALL_RETURN_IF_ERROR(log_.Forget(revision_));
    revision_ = batch.becomes.value_or(revision_ + 1);
    if (!batch.becomes.has_value()) ROLECALL_RETURN_IF_ERROR(log_.Append(batch, revision_));
    for (const std::string& key : batch.deletes) ROLECALL_RETURN_IF_ERROR(Run(delete_.BindBlob(1, key)));
    for (const Put& put : batch.puts) {
      put_.BindBlob(1, put.key).BindBlob(2, put.value).BindNumber(3, static_cast<std::int64_t>(revision_));
      put_.BindNumber(4, EntryChecksum(put.key, put.value, revision_));
      ROLECALL_RETURN_IF_ERROR(Run(put_));
    }
    return GroupCommit::BatchResult(revision_);
  }

  Result<void> Run(Statement& statement) {
    const InUse in_use(statement);
    if (statement.Step() != SQLITE_DONE) return database_.LastError("write");
    return {};
  }

  const StoreOptions options_;
  Database database_;  // before the statements: closed after they are gone
  std::atomic<bool> writable_{true};
  std::mutex mutex_;  // guards all that follows but commits_
  Statement get_, get_revision_, scan_, scan_open_, put_, delete_, save_revision_;
  SqliteLog log_;
  std::uint64_t revision_ = 0;
  std::optional<Error> failed_;  // why batches that follow others are refused
  ChangeSignal changed_;
  GroupCommit commits_;
};

}  // namespace

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, StoreOptions options) {
  ROLECALL_TRY(Database database, Database::Open(path, options.must_exist));
  auto store = std::make_unique<SqliteStore>(std::move(database), std::move(options));
  ROLECALL_RETURN_IF_ERROR(store->Prepare());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace rolecall::store
