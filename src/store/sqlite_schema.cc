#include "store/sqlite_schema.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "store/checksum.h"

namespace rolecall::store {
namespace {

constexpr std::int64_t kSchemaVersion = 3;
// "role" in ASCII: tells our files from other programs' databases.
constexpr std::int64_t kApplicationId = 0x726f6c65;
constexpr std::int64_t kPage = 64;  // entries, which may be large

constexpr char kLogTable[] =
    "CREATE TABLE log (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, changes BLOB NOT NULL, checksum INTEGER);";

// Since version 2 entries have checksums: what is there is taken as it is now.
Result<void> AddChecksums(Database& database) {
  ROLECALL_TRY(Statement scan, database.Prepare("SELECT key, value, revision FROM entries WHERE key > ?1 ORDER BY key "
                                                "LIMIT ?2"));
  ROLECALL_TRY(Statement update, database.Prepare("UPDATE entries SET checksum = ?2 WHERE key = ?1"));
  std::string after;
  while (true) {
    std::vector<std::pair<std::string, std::int64_t>> page;
    scan.BindBlob(1, after).BindNumber(2, kPage);
    int step;
    while ((step = scan.Step()) == SQLITE_ROW) {
      std::string key = scan.Blob(0);
      const std::int64_t sum = EntryChecksum(key, scan.Blob(1), static_cast<std::uint64_t>(scan.Number(2)));
      page.emplace_back(std::move(key), sum);
    }
    if (step != SQLITE_DONE) return database.LastError("read");
    scan.Reset();
    for (const auto& [key, sum] : page) {
      if (update.BindBlob(1, key).BindNumber(2, sum).Step() != SQLITE_DONE) return database.LastError("write");
      update.Reset();
    }
    if (page.size() < kPage) return {};
    after = page.back().first;
  }
}

Result<void> UpgradeFrom1(Database& database) {
  ROLECALL_RETURN_IF_ERROR(
      database.Execute("BEGIN IMMEDIATE;"
                       "ALTER TABLE entries ADD COLUMN checksum INTEGER;"
                       "ALTER TABLE meta ADD COLUMN checksum INTEGER;"
                       "UPDATE meta SET checksum = ~revision"));
  Result<void> added = AddChecksums(database);
  if (added.ok()) added = database.Execute("PRAGMA user_version = 2; COMMIT");
  if (!added.ok()) (void)database.Execute("ROLLBACK");
  return added;
}

// Since version 3 there is a log: it begins with what is written next.
Result<void> UpgradeFrom2(Database& database) {
  Result<void> added =
      database.Execute(("BEGIN IMMEDIATE;" + std::string(kLogTable) + "PRAGMA user_version = 3; COMMIT").c_str());
  if (!added.ok()) (void)database.Execute("ROLLBACK");
  return added;
}

}  // namespace

Result<void> Migrate(Database& database, bool must_exist) {
  ROLECALL_TRY(std::int64_t version, database.QueryNumber("PRAGMA user_version"));
  ROLECALL_TRY(std::int64_t application, database.QueryNumber("PRAGMA application_id"));
  ROLECALL_TRY(std::int64_t tables, database.QueryNumber("SELECT count(*) FROM sqlite_schema"));
  if (version > kSchemaVersion && application == kApplicationId) {
    return Error{ErrorCode::kUnimplemented, "the store was written by a newer version of this program"};
  }
  if (tables == 0 && must_exist) return database.Missing();
  if (tables == 0) {
    const std::string sql =
        "BEGIN IMMEDIATE;"
        "CREATE TABLE entries (key BLOB PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL, checksum INTEGER) "
        "WITHOUT ROWID;"
        "CREATE TABLE meta (revision INTEGER NOT NULL, checksum INTEGER);"
        "INSERT INTO meta VALUES (0, ~0);" +
        std::string(kLogTable) +
        "PRAGMA application_id = 1919904869;"
        "PRAGMA user_version = 3;"
        "COMMIT";
    return database.Execute(sql.c_str());
  }
  if (application != kApplicationId || version < 1) {
    return Error{ErrorCode::kDataLoss,
                 "the store's file is a database of another program, or damaged: restore it from "
                 "a backup, or move the files of the data directory away to begin anew"};
  }
  if (version == 1) ROLECALL_RETURN_IF_ERROR(UpgradeFrom1(database));
  if (version <= 2) return UpgradeFrom2(database);
  return {};
}

Result<void> CheckIntegrity(Database& database) {
  ROLECALL_TRY(Statement check, database.Prepare("PRAGMA quick_check(1)"));
  if (check.Step() != SQLITE_ROW) return database.LastError("read");
  if (check.Blob(0) == "ok") return {};
  return Error{ErrorCode::kDataLoss, "the store is damaged (" + check.Blob(0) +
                                         "): restore it from a backup, or move the files of the data directory away "
                                         "to begin anew"};
}

Result<std::uint64_t> NewestRevision(Database& database) {
  ROLECALL_TRY(const std::int64_t revision, database.QueryNumber("SELECT revision FROM meta"));
  ROLECALL_TRY(const std::int64_t sum, database.QueryNumber("SELECT checksum FROM meta"));
  if (sum == ~revision && revision >= 0) return static_cast<std::uint64_t>(revision);
  ROLECALL_TRY(const std::int64_t newest,
               database.QueryNumber("SELECT max(coalesce((SELECT max(revision) FROM entries), 0), "
                                    "coalesce((SELECT max(revision) FROM log), 0))"));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(newest, 0)) + 1;
}

}  // namespace rolecall::store
