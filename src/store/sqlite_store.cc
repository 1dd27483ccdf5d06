#include <mutex>
#include <optional>

#include "store/group_commit.h"
#include "store/sqlite_database.h"
#include "store/store.h"

namespace rolecall::store {
namespace {

constexpr std::int64_t kSchemaVersion = 1;
// "role" in ASCII: tells our files from other programs' databases.
constexpr std::int64_t kApplicationId = 0x726f6c65;

// One transaction brings an empty file to the current schema. A later version adds its steps here.
Result<void> Migrate(Database& database) {
  ROLECALL_TRY(std::int64_t version, database.QueryNumber("PRAGMA user_version"));
  ROLECALL_TRY(std::int64_t application, database.QueryNumber("PRAGMA application_id"));
  ROLECALL_TRY(std::int64_t tables, database.QueryNumber("SELECT count(*) FROM sqlite_schema"));
  if (version > kSchemaVersion && application == kApplicationId) {
    return Error{ErrorCode::kUnimplemented, "the store was written by a newer version of this program"};
  }
  if (tables == 0) {
    return database.Execute(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE entries (key BLOB PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE meta (revision INTEGER NOT NULL);"
        "INSERT INTO meta VALUES (0);"
        "PRAGMA application_id = 1919904869;"
        "PRAGMA user_version = 1;"
        "COMMIT");
  }
  if (application != kApplicationId || version < 1) {
    return Error{ErrorCode::kDataLoss, "the file is a database of another program"};
  }
  return {};
}

Result<void> CheckIntegrity(Database& database) {
  ROLECALL_TRY(Statement check, database.Prepare("PRAGMA quick_check(1)"));
  if (check.Step() != SQLITE_ROW) return database.LastError("read");
  if (check.Blob(0) == "ok") return {};
  return Error{ErrorCode::kDataLoss, "the store is damaged (" + check.Blob(0) +
                                         "): restore it from a backup, or move it away to start empty"};
}

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(Database database)
      : database_(std::move(database)),
        commits_([this](const std::vector<Batch>& batches) { return Apply(batches); }) {}

  Result<void> Prepare() {
    // In exclusive mode the lock is kept from the first write on; a second server finds the file busy.
    ROLECALL_RETURN_IF_ERROR(
        database_.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; BEGIN EXCLUSIVE; COMMIT"));
    ROLECALL_RETURN_IF_ERROR(CheckIntegrity(database_));
    ROLECALL_RETURN_IF_ERROR(Migrate(database_));
    ROLECALL_TRY(get_, database_.Prepare("SELECT value, revision FROM entries WHERE key = ?1"));
    ROLECALL_TRY(scan_, database_.Prepare("SELECT key, value, revision FROM entries WHERE key > ?1 AND key < ?2 "
                                          "ORDER BY key LIMIT ?3"));
    ROLECALL_TRY(scan_open_, database_.Prepare("SELECT key, value, revision FROM entries WHERE key > ?1 "
                                               "ORDER BY key LIMIT ?3"));
    ROLECALL_TRY(put_, database_.Prepare("INSERT INTO entries VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET "
                                         "value = ?2, revision = ?3"));
    ROLECALL_TRY(delete_, database_.Prepare("DELETE FROM entries WHERE key = ?1"));
    ROLECALL_TRY(save_revision_, database_.Prepare("UPDATE meta SET revision = ?1"));
    ROLECALL_TRY(std::int64_t revision, database_.QueryNumber("SELECT revision FROM meta"));
    revision_ = static_cast<std::uint64_t>(revision);
    return {};
  }

  Result<std::optional<Entry>> Get(std::string_view key) override {
    std::lock_guard<std::mutex> lock(mutex_);
    return Find(key);
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
    int step;
    while ((step = scan.Step()) == SQLITE_ROW) {
      out.push_back(Entry{scan.Blob(0), scan.Blob(1), static_cast<std::uint64_t>(scan.Number(2))});
    }
    const Error error = step == SQLITE_DONE ? Error{} : database_.LastError("read");
    scan.Reset();
    if (step != SQLITE_DONE) return error;
    return out;
  }

  Ticket Submit(Batch batch) override { return commits_.Submit(std::move(batch)); }
  Result<std::uint64_t> Wait(Ticket ticket) override { return commits_.Wait(ticket); }

 private:
  Result<std::optional<Entry>> Find(std::string_view key) {
    get_.BindBlob(1, key);
    const int step = get_.Step();
    std::optional<Entry> entry;
    if (step == SQLITE_ROW) entry = Entry{std::string(key), get_.Blob(0), static_cast<std::uint64_t>(get_.Number(1))};
    const Error error = step == SQLITE_ROW || step == SQLITE_DONE ? Error{} : database_.LastError("read");
    get_.Reset();
    if (step != SQLITE_ROW && step != SQLITE_DONE) return error;
    return entry;
  }

  // All batches in one transaction: one sync of the disk for them all.
  std::vector<GroupCommit::BatchResult> Apply(const std::vector<Batch>& batches) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (failed_.has_value()) return std::vector<GroupCommit::BatchResult>(batches.size(), *failed_);
    const std::uint64_t before = revision_;
    std::vector<GroupCommit::BatchResult> outcomes;
    Result<void> written = ApplyAll(batches, outcomes);
    if (written.ok()) return outcomes;
    (void)database_.Execute("ROLLBACK");
    revision_ = before;
    // Later batches were made in the belief that these are written: nothing more is until the store is opened again.
    failed_ = Error{ErrorCode::kUnavailable, "the store refuses writes since one failed: " + written.error().message};
    return std::vector<GroupCommit::BatchResult>(batches.size(), written.error());
  }

  Result<void> ApplyAll(const std::vector<Batch>& batches, std::vector<GroupCommit::BatchResult>& outcomes) {
    ROLECALL_RETURN_IF_ERROR(database_.Execute("BEGIN IMMEDIATE"));
    for (const Batch& batch : batches) {
      ROLECALL_TRY(GroupCommit::BatchResult outcome, ApplyOne(batch));
      outcomes.push_back(std::move(outcome));
    }
    ROLECALL_RETURN_IF_ERROR(Run(save_revision_.BindNumber(1, static_cast<std::int64_t>(revision_))));
    return database_.Execute("COMMIT");
  }

  // The inner result is the batch's own: its conditions may fail without harm to the others.
  Result<GroupCommit::BatchResult> ApplyOne(const Batch& batch) {
    if (Result<void> good = CheckBatch(batch); !good.ok()) return GroupCommit::BatchResult(good.error());
    for (const Condition& condition : batch.conditions) {
      ROLECALL_TRY(std::optional<Entry> entry, Find(condition.key));
      if ((entry.has_value() ? entry->revision : 0) != condition.revision) {
        return GroupCommit::BatchResult(Error{ErrorCode::kConflict, "somebody else changed the record"});
      }
    }
    ++revision_;
    for (const std::string& key : batch.deletes) ROLECALL_RETURN_IF_ERROR(Run(delete_.BindBlob(1, key)));
    for (const Put& put : batch.puts) {
      put_.BindBlob(1, put.key).BindBlob(2, put.value).BindNumber(3, static_cast<std::int64_t>(revision_));
      ROLECALL_RETURN_IF_ERROR(Run(put_));
    }
    return GroupCommit::BatchResult(revision_);
  }

  Result<void> Run(Statement& statement) {
    const int step = statement.Step();
    const Error error = step == SQLITE_DONE ? Error{} : database_.LastError("write");
    statement.Reset();
    if (step != SQLITE_DONE) return error;
    return {};
  }

  Database database_;  // before the statements: closed after they are gone
  std::mutex mutex_;   // guards all that follows but commits_
  Statement get_, scan_, scan_open_, put_, delete_, save_revision_;
  std::uint64_t revision_ = 0;
  std::optional<Error> failed_;
  GroupCommit commits_;
};

}  // namespace

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path) {
  ROLECALL_TRY(Database database, Database::Open(path));
  auto store = std::make_unique<SqliteStore>(std::move(database));
  ROLECALL_RETURN_IF_ERROR(store->Prepare());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace rolecall::store
