// The same body on every store.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "base/random.h"
#include "store/store.h"

namespace rolecall::store {
namespace {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char name[] = "/tmp/rolecall-store-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class StoreContract : public ::testing::TestWithParam<std::string> {
 protected:
  StoreContract() {
    auto opened = OpenStore(GetParam() == "memory" ? "memory:" : "sqlite:" + directory_.File("store.db"));
    EXPECT_TRUE(opened.ok());
    store_ = *std::move(opened);
  }

  static Batch PutOne(const std::string& key, const std::string& value) { return Batch{{}, {{key, value}}, {}}; }
  std::string Value(const std::string& key) {
    auto entry = store_->Get(key);
    return entry.ok() && entry->has_value() ? (*entry)->value : "(none)";
  }
  std::vector<std::string> Keys(const std::string& prefix, const std::string& after, std::size_t limit) {
    std::vector<std::string> keys;
    auto entries = store_->Scan(prefix, after, limit);
    EXPECT_TRUE(entries.ok());
    for (const Entry& entry : *entries) keys.push_back(entry.key);
    return keys;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, GivesBackWhatWasPut) {
  ASSERT_TRUE(store_->Commit(PutOne("a", std::string("x\0y", 3))).ok());
  EXPECT_EQ(Value("a"), std::string("x\0y", 3));
  EXPECT_EQ(Value("b"), "(none)");
}

TEST_P(StoreContract, KeepsEmptyValues) {
  ASSERT_TRUE(store_->Commit(PutOne("a", "")).ok());
  EXPECT_EQ(Value("a"), "");
}

TEST_P(StoreContract, RevisionsGrowByOne) {
  EXPECT_EQ(*store_->Commit(PutOne("a", "1")), 1u);
  EXPECT_EQ(*store_->Commit(PutOne("b", "1")), 2u);
  EXPECT_EQ((*store_->Get("a"))->revision, 1u);
}

TEST_P(StoreContract, AConditionOnAbsenceHoldsOnlyOnce) {
  Batch batch = PutOne("a", "1");
  batch.conditions.push_back({"a", 0});
  EXPECT_TRUE(store_->Commit(batch).ok());
  auto second = store_->Commit(batch);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
}

TEST_P(StoreContract, ABatchWhoseConditionFailsWritesNothing) {
  ASSERT_TRUE(store_->Commit(PutOne("a", "1")).ok());
  Batch batch{{{"a", 7}}, {{"b", "2"}}, {"a"}};
  EXPECT_FALSE(store_->Commit(batch).ok());
  EXPECT_EQ(Value("a"), "1");
  EXPECT_EQ(Value("b"), "(none)");
}

TEST_P(StoreContract, DeletesAndPutsAreOneStep) {
  ASSERT_TRUE(store_->Commit(PutOne("a", "1")).ok());
  ASSERT_TRUE(store_->Commit(Batch{{{"a", 1}}, {{"b", "2"}}, {"a", "never-there"}}).ok());
  EXPECT_EQ(Value("a"), "(none)");
  EXPECT_EQ(Value("b"), "2");
}

TEST_P(StoreContract, ScansAPrefixInOrderAndPages) {
  for (const char* key : {"p/2", "p", "p/1", "q", "o", "p/3", "p0"}) ASSERT_TRUE(store_->Commit(PutOne(key, "v")).ok());
  EXPECT_EQ(Keys("p", "", 10), (std::vector<std::string>{"p", "p/1", "p/2", "p/3", "p0"}));
  EXPECT_EQ(Keys("p/", "", 2), (std::vector<std::string>{"p/1", "p/2"}));
  EXPECT_EQ(Keys("p/", "p/2", 2), (std::vector<std::string>{"p/3"}));
  EXPECT_EQ(Keys("", "", 3), (std::vector<std::string>{"o", "p", "p/1"}));
  EXPECT_EQ(Keys("x", "", 3), (std::vector<std::string>{}));
}

TEST_P(StoreContract, ScansPrefixesThatEndInTheHighestByte) {
  const std::string high = "\xff\xff";
  ASSERT_TRUE(store_->Commit(PutOne(high + "a", "v")).ok());
  ASSERT_TRUE(store_->Commit(PutOne("\xff", "v")).ok());
  EXPECT_EQ(Keys(high, "", 9), (std::vector<std::string>{high + "a"}));
}

TEST_P(StoreContract, RefusesBadKeys) {
  EXPECT_FALSE(store_->Commit(PutOne("", "v")).ok());
  EXPECT_FALSE(store_->Commit(PutOne(std::string(kMaxKeyBytes + 1, 'k'), "v")).ok());
  EXPECT_TRUE(store_->Commit(PutOne("good", "v")).ok());
}

TEST_P(StoreContract, SubmissionOrderIsTheOrderOfWriting) {
  Store::Ticket first = store_->Submit(PutOne("a", "first"));
  Store::Ticket second = store_->Submit(PutOne("a", "second"));
  EXPECT_TRUE(store_->Wait(second).ok());
  EXPECT_TRUE(store_->Wait(first).ok());
  EXPECT_EQ(Value("a"), "second");
}

TEST_P(StoreContract, ConcurrentCountersLoseNoIncrement) {
  ASSERT_TRUE(store_->Commit(PutOne("n", "0")).ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this] {
      for (int done = 0; done < 25;) {
        auto entry = store_->Get("n");
        Batch batch{{{"n", (*entry)->revision}}, {{"n", std::to_string(std::stoi((*entry)->value) + 1)}}, {}};
        done += store_->Commit(std::move(batch)).ok() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Value("n"), "100");
}

TEST_P(StoreContract, AgreesWithAModelOnRandomOperations) {
  FakeRandom random(7);
  std::map<std::string, std::string> model;
  for (int i = 0; i < 300; ++i) {
    const std::string key = "k" + std::to_string(random.Below(20));
    if (random.Below(3) == 0) {
      ASSERT_TRUE(store_->Commit(Batch{{}, {}, {key}}).ok());
      model.erase(key);
    } else {
      const std::string value = RandomHex(random, random.Below(50));
      ASSERT_TRUE(store_->Commit(PutOne(key, value)).ok());
      model[key] = value;
    }
  }
  auto entries = store_->Scan("", "", 100);
  ASSERT_TRUE(entries.ok());
  std::map<std::string, std::string> stored;
  for (const Entry& entry : *entries) stored[entry.key] = entry.value;
  EXPECT_EQ(stored, model);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, ::testing::Values("memory", "sqlite"),
                         [](const auto& info) { return info.param; });

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

TEST(OpenStore, SaysNoToEtcd) {
  auto store = OpenStore("etcd://localhost:2379");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kUnimplemented);
}

TEST(OpenStore, SaysNoToUnknownSchemes) { EXPECT_FALSE(OpenStore("redis://localhost").ok()); }

}  // namespace
}  // namespace rolecall::store
