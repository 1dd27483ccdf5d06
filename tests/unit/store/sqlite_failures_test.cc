// What the SQLite store says about files that are not its own, and what it does when the disk refuses.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>

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
  Execute("PRAGMA user_version = 2");
  EXPECT_EQ(OpenedWith(), ErrorCode::kUnimplemented);
  Execute("PRAGMA user_version = 1");
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

TEST_F(SqliteFailures, AfterAWriteThatFailedNoOtherIsTakenAndWhatWasThereStays) {
  auto store = OpenSqliteStore(path_);
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
  {
    FileSizeLimit limit(64u << 10);
    auto written = (*store)->Commit(Batch{{}, {{"a", "2"}, {"large", std::string(1u << 20, 'v')}}, {}});
    ASSERT_FALSE(written.ok());
    EXPECT_TRUE(written.error().code == ErrorCode::kUnavailable ||
                written.error().code == ErrorCode::kResourceExhausted);
  }
  // There is room again, but later batches were made in the belief that this one is written.
  auto later = (*store)->Commit(Batch{{}, {{"b", "1"}}, {}});
  ASSERT_FALSE(later.ok());
  EXPECT_EQ(later.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ((**(*store)->Get("a")).value, "1");
  store->reset();
  auto again = OpenSqliteStore(path_);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((**(*again)->Get("a")).value, "1");
  EXPECT_FALSE((*again)->Get("b")->has_value());
  EXPECT_EQ(*(*again)->Commit(Batch{{}, {{"b", "1"}}, {}}), 2u);
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
