// What is SQLite's own: its file, and who may have it open.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "store/store.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {
namespace {

TEST(SqliteStore, SurvivesBeingClosed) {
  TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  {
    auto store = OpenSqliteStore(path);
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
  }
  auto store = OpenSqliteStore(path);
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((**(*store)->Get("a")).value, "1");
  EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"b", "1"}}, {}}), 2u);
}

TEST(SqliteStore, IsReadableForItsOwnerOnly) {
  TemporaryDirectory directory;
  auto store = OpenSqliteStore(directory.File("store.db"));
  ASSERT_TRUE(store.ok());
  struct stat status;
  ASSERT_EQ(stat(directory.File("store.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(SqliteStore, RefusesASecondServer) {
  TemporaryDirectory directory;
  auto first = OpenSqliteStore(directory.File("store.db"));
  ASSERT_TRUE(first.ok());
  auto second = OpenSqliteStore(directory.File("store.db"));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
}

TEST(SqliteStore, NamesADamagedFile) {
  TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  std::ofstream(path) << std::string(8192, 'x');
  auto store = OpenSqliteStore(path);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kDataLoss);
  EXPECT_NE(store.error().message.find(path), std::string::npos);
}

TEST(SqliteStore, NamesAFileThatWasCutOff) {
  TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  {
    auto store = OpenSqliteStore(path);
    ASSERT_TRUE(store.ok());
    for (int i = 0; i < 50; ++i) {
      ASSERT_TRUE((*store)->Commit(Batch{{}, {{"k" + std::to_string(i), std::string(2000, 'v')}}, {}}).ok());
    }
  }
  std::filesystem::resize_file(path, 20000);
  auto store = OpenSqliteStore(path);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kDataLoss);
}

TEST(SqliteStore, RefusesAMissingDirectory) { EXPECT_FALSE(OpenSqliteStore("/nonexistent-directory/store.db").ok()); }

TEST(OpenStore, SaysNoToWhatIsNoStoreOfThisMachine) {
  for (const char* where : {"redis://localhost", "etcd://localhost:2379"}) {
    EXPECT_EQ(OpenStore(where).error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace rolecall::store
