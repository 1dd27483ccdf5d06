// What the SQLite store says about files that are not its own, and what it does when the disk refuses.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "store/store.h"

namespace rolecall::store {
namespace {

class SqliteFailures : public ::testing::Test {
 protected:
  SqliteFailures() {
    char name[] = "/tmp/rolecall-store-XXXXXX";
    directory_ = mkdtemp(name);
    path_ = directory_ + "/store.db";
  }
  ~SqliteFailures() override { std::filesystem::remove_all(directory_); }

  // Changes the file behind the store's back.
  void Execute(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  void MakeStore() {
    auto store = OpenSqliteStore(path_);
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
  }
  ErrorCode OpenedWith() {
    auto store = OpenSqliteStore(path_);
    EXPECT_FALSE(store.ok());
    return store.ok() ? ErrorCode::kInternal : store.error().code;
  }

  std::string directory_, path_;
};

// No file may grow beyond so many bytes as long as this lives: writes fail as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_;
  void (*handler_)(int);
};

TEST_F(SqliteFailures, AnotherProgramsDatabaseIsNotTouched) {
  Execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
  EXPECT_EQ(OpenedWith(), ErrorCode::kDataLoss);
  Execute("SELECT x FROM theirs");
}

TEST_F(SqliteFailures, AStoreOfANewerVersionIsNotTouched) {
  MakeStore();
  Execute("PRAGMA user_version = 4");
  EXPECT_EQ(OpenedWith(), ErrorCode::kUnimplemented);
  Execute("PRAGMA user_version = 3");
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((**(*store)->Get("a")).value, "1");
}

TEST_F(SqliteFailures, AStoreWithoutItsTablesIsRefused) {
  MakeStore();
  Execute("DROP TABLE entries");
  EXPECT_FALSE(OpenSqliteStore(path_).ok());
}

TEST_F(SqliteFailures, ADirectoryIsNoFile) {
  std::filesystem::create_directory(path_);
  EXPECT_EQ(OpenedWith(), ErrorCode::kUnavailable);
  path_ = directory_ + "/missing/store.db";
  EXPECT_EQ(OpenedWith(), ErrorCode::kNotFound);
}

TEST_F(SqliteFailures, AStoreOfTheFirstVersionIsBroughtUp) {
  MakeStore();
  Execute(
      "CREATE TABLE old (key BLOB PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID;"
      "INSERT INTO old SELECT key, value, revision FROM entries; DROP TABLE entries;"
      "ALTER TABLE old RENAME TO entries; DROP TABLE meta; DROP TABLE log;"
      "CREATE TABLE meta (revision INTEGER NOT NULL); INSERT INTO meta VALUES (7); PRAGMA user_version = 1;"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
      "INSERT INTO entries SELECT CAST('k' || i AS BLOB), CAST('v' || i AS BLOB), 3 FROM n");
  for (int opened = 0; opened < 2; ++opened) {
    auto store = OpenSqliteStore(path_);
    ASSERT_TRUE(store.ok()) << store.error().message;
    EXPECT_EQ((**(*store)->Get("a")).value, "1");
    EXPECT_EQ((**(*store)->Get("k200")).value, "v200");
    EXPECT_EQ((*store)->Scan("", "", 1000)->size(), 201u + static_cast<unsigned>(opened));
    EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"b", "1"}}, {}}), 8u + static_cast<unsigned>(opened));
  }
}

TEST_F(SqliteFailures, AStoreOfTheSecondVersionGetsALogThatBeginsWithWhatIsWrittenNext) {
  MakeStore();
  Execute("DROP TABLE log; PRAGMA user_version = 2");
  for (std::uint64_t opened = 0; opened < 2; ++opened) {
    auto store = OpenSqliteStore(path_);
    ASSERT_TRUE(store.ok()) << store.error().message;
    EXPECT_EQ((**(*store)->Get("a")).value, "1");
    EXPECT_EQ(*(*store)->Head(), 1 + opened);
    auto before = (*store)->ReadLog(0, 10);
    ASSERT_FALSE(before.ok());
    EXPECT_EQ(before.error().code, ErrorCode::kNotFound);
    EXPECT_EQ((*store)->ReadLog(1, 10)->size(), opened);
    EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"b", "1"}}, {}}), 2 + opened);
  }
}

TEST_F(SqliteFailures, ADamagedEntryOfTheLogIsToldApart) {
  for (const char* damage :
       {"UPDATE log SET changes = CAST('x' AS BLOB) WHERE revision = 2", "UPDATE log SET at = 7 WHERE revision = 2",
        "UPDATE log SET checksum = checksum + 1 WHERE revision = 2"}) {
    SCOPED_TRACE(damage);
    std::filesystem::remove(path_);
    MakeStore();
    {
      auto store = OpenSqliteStore(path_);
      ASSERT_TRUE((*store)->Commit(Batch{{}, {{"b", "1"}}, {}}).ok());
    }
    Execute(damage);
    auto store = OpenSqliteStore(path_);
    auto read = (*store)->ReadLog(0, 10);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::kDataLoss);
    EXPECT_TRUE((*store)->ReadLog(2, 10)->empty());
  }
}

TEST_F(SqliteFailures, ALogThatLacksAnEntryIsNotReadOverTheGap) {
  MakeStore();
  {
    auto store = OpenSqliteStore(path_);
    for (const char* key : {"b", "c", "d"}) ASSERT_TRUE((*store)->Commit(Batch{{}, {{key, "1"}}, {}}).ok());
  }
  Execute("DELETE FROM log WHERE revision = 3");
  auto store = OpenSqliteStore(path_);
  for (std::uint64_t after : {0u, 1u, 2u}) EXPECT_EQ((*store)->ReadLog(after, 10).error().code, ErrorCode::kNotFound);
  EXPECT_EQ((*store)->ReadLog(3, 10)->size(), 1u);
}

TEST_F(SqliteFailures, WhatCouldNotBeWrittenIsNotInTheLog) {
  auto store = OpenSqliteStore(path_, {.log = {.bytes = 2u << 20}});
  ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
  {
    FileSizeLimit limit(64u << 10);
    ASSERT_FALSE((*store)->Commit(Batch{{}, {{"large", std::string(1u << 20, 'v')}}, {}}).ok());
  }
  EXPECT_EQ(*(*store)->Head(), 1u);
  EXPECT_EQ((*store)->ReadLog(0, 10)->size(), 1u);
  ASSERT_TRUE((*store)->Commit(Batch{{}, {{"b", "1"}}, {}}).ok());
  auto log = (*store)->ReadLog(0, 10);
  ASSERT_EQ(log->size(), 2u);
  EXPECT_EQ((*log)[1].puts.front().key, "b");
}

TEST_F(SqliteFailures, WhatIsNotWhatWasWrittenIsNeverGivenOut) {
  struct Case {
    const char* change;
    const char* key;
  };
  for (const Case& damage : {Case{"UPDATE entries SET value = CAST('x' AS BLOB) WHERE key = CAST('b' AS BLOB)", "b"},
                             {"UPDATE entries SET value = X'' WHERE key = CAST('b' AS BLOB)", "b"},
                             {"UPDATE entries SET revision = 5 WHERE key = CAST('b' AS BLOB)", "b"},
                             {"UPDATE entries SET checksum = checksum + 1 WHERE key = CAST('b' AS BLOB)", "b"},
                             {"UPDATE entries SET checksum = NULL WHERE key = CAST('b' AS BLOB)", "b"},
                             {"UPDATE entries SET key = CAST('bb' AS BLOB) WHERE key = CAST('b' AS BLOB)", "bb"}}) {
    SCOPED_TRACE(damage.change);
    std::filesystem::remove(path_);
    {
      auto store = OpenSqliteStore(path_);
      ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}, {"b", "2"}, {"c", "3"}}, {}}).ok());
    }
    Execute(damage.change);
    std::vector<std::string> told;
    auto store = OpenSqliteStore(path_, {.on_damage = [&](std::string_view key) { told.emplace_back(key); }});
    ASSERT_TRUE(store.ok());
    auto got = (*store)->Get(damage.key);
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::kDataLoss);
    auto all = (*store)->Scan("", "", 10);
    ASSERT_EQ(all->size(), 3u);
    EXPECT_TRUE((*all)[1].damaged);
    EXPECT_EQ((*all)[1].value, "");
    EXPECT_EQ((*all)[2].value, "3");
    EXPECT_EQ(told, std::vector<std::string>(2, damage.key));
    // It can be replaced.
    ASSERT_TRUE((*store)->Commit(Batch{{}, {{damage.key, "new"}}, {}}).ok());
    EXPECT_EQ((**(*store)->Get(damage.key)).value, "new");
  }
}

TEST_F(SqliteFailures, ADamagedRevisionGivesNoneTwice) {
  MakeStore();
  Execute("UPDATE meta SET revision = 0");
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  EXPECT_GT(*(*store)->Commit(Batch{{}, {{"b", "1"}}, {}}), 1u);
}

TEST_F(SqliteFailures, AStoreThatMustExistIsNotMade) {
  const auto open = [&] { return OpenSqliteStore(path_, {.must_exist = true}); };
  EXPECT_EQ(open().error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::ofstream{path_};
  EXPECT_EQ(open().error().code, ErrorCode::kNotFound);
  std::filesystem::remove(path_);
  MakeStore();
  EXPECT_TRUE(open().ok());
  Execute("DROP TABLE entries; DROP TABLE meta; DROP TABLE log");
  EXPECT_EQ(open().error().code, ErrorCode::kNotFound);
}

TEST_F(SqliteFailures, AFileThatOthersMadeOrMayChangeIsRefused) {
  MakeStore();
  chmod(path_.c_str(), 0666);
  EXPECT_EQ(OpenedWith(), ErrorCode::kPermissionDenied);
  chmod(path_.c_str(), 0644);
  EXPECT_TRUE(OpenSqliteStore(path_).ok());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path_).permissions(), perms::owner_read | perms::owner_write);
  std::filesystem::rename(path_, directory_ + "/elsewhere");
  std::filesystem::create_symlink(directory_ + "/elsewhere", path_);
  EXPECT_EQ(OpenedWith(), ErrorCode::kPermissionDenied);
  std::filesystem::remove(path_);
  std::filesystem::rename(directory_ + "/elsewhere", path_);
  std::filesystem::create_symlink(directory_ + "/wal", path_ + "-wal");
  EXPECT_EQ(OpenedWith(), ErrorCode::kPermissionDenied);
}

TEST_F(SqliteFailures, WritesGoOnWhenThereIsRoomAgain) {
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
  for (int round = 0; round < 3; ++round) {
    FileSizeLimit limit(64u << 10);
    auto written = (*store)->Commit(Batch{{}, {{"a", "2"}, {"large", std::string(1u << 20, 'v')}}, {}});
    ASSERT_FALSE(written.ok());
    EXPECT_TRUE(written.error().code == ErrorCode::kUnavailable ||
                written.error().code == ErrorCode::kResourceExhausted);
    EXPECT_EQ((**(*store)->Get("a")).value, "1");
  }
  EXPECT_TRUE((*store)->CheckWritable().ok());
  EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"b", "1"}}, {}}), 2u);
  ASSERT_TRUE((*store)->Commit(Batch{{}, {{"large", std::string(1u << 20, 'v')}}, {}}).ok());
  store->reset();
  auto again = OpenSqliteStore(path_);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((**(*again)->Get("a")).value, "1");
  EXPECT_EQ((**(*again)->Get("b")).value, "1");
}

TEST_F(SqliteFailures, BatchesThatFollowAFailedOneAreRefusedUntilTheirMakerKnows) {
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  Batch large{{}, {{"large", std::string(1u << 20, 'v')}}, {}, true};
  {
    FileSizeLimit limit(64u << 10);
    // Together in one transaction: the small one has its turn, and is not written since it follows.
    const Store::Ticket first = (*store)->Submit(large);
    const Store::Ticket second = (*store)->Submit(Batch{{}, {{"b", "1"}}, {}, true});
    const Store::Ticket other = (*store)->Submit(Batch{{}, {{"c", "1"}}, {}});
    EXPECT_FALSE((*store)->Wait(first).ok());
    EXPECT_FALSE((*store)->Wait(second).ok());
    EXPECT_TRUE((*store)->Wait(other).ok());
  }
  EXPECT_FALSE((*store)->Commit(Batch{{}, {{"b", "1"}}, {}, true}).ok());
  EXPECT_FALSE((*store)->Get("b")->has_value());
  (*store)->Resume();
  EXPECT_TRUE((*store)->Commit(Batch{{}, {{"b", "1"}}, {}, true}).ok());
}

TEST_F(SqliteFailures, WhetherItCanBeWrittenIsTriedAfterAFailure) {
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE((*store)->CheckWritable().ok());
  {
    FileSizeLimit limit(1);
    EXPECT_FALSE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
    EXPECT_FALSE((*store)->CheckWritable().ok());
  }
  EXPECT_TRUE((*store)->CheckWritable().ok());
}

TEST_F(SqliteFailures, ABatchOutOfBoundsFailsAloneAmongThoseOfItsCommit) {
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  const Store::Ticket good = (*store)->Submit(Batch{{}, {{"a", "1"}}, {}});
  const Store::Ticket bad = (*store)->Submit(Batch{{}, {{"", "1"}}, {}});
  const Store::Ticket also_good = (*store)->Submit(Batch{{}, {{"b", "1"}}, {}});
  EXPECT_EQ(*(*store)->Wait(good), 1u);
  EXPECT_FALSE((*store)->Wait(bad).ok());
  EXPECT_EQ(*(*store)->Wait(also_good), 2u);
}

}  // namespace
}  // namespace rolecall::store
