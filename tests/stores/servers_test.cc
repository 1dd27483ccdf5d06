// The shared stores when their servers are killed, freeze and come back, with several writers that know nothing of each
// other: as nodes of a plane do.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/random.h"
#include "tests/stores/history.h"
#include "tests/stores/shared_backend.h"

namespace rolecall::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::int64_t Ticks() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

Batch PutOne(const std::string& key, const std::string& value) { return Batch{{}, {{key, value}}, {}}; }

std::map<std::string, std::string> Stored(Store& store) {
  std::map<std::string, std::string> model;
  auto entries = store.Scan("", "", 100000);
  EXPECT_TRUE(entries.ok());
  for (const Entry& entry : *entries) model[entry.key] = entry.value;
  return model;
}
// What the whole log makes of nothing; a gap is a failure.
std::map<std::string, std::string> FromLog(Store& store) {
  std::map<std::string, std::string> model;
  for (std::uint64_t after = 0;;) {
    auto page = store.ReadLog(after, 1000);
    EXPECT_TRUE(page.ok()) << page.error().message;
    if (!page.ok() || page->empty()) return model;
    for (const LogEntry& entry : *page) {
      EXPECT_EQ(entry.revision, ++after);
      for (const std::string& key : entry.deletes) model.erase(key);
      for (const Put& put : entry.puts) model[put.key] = put.value;
    }
  }
}

class StoreServers : public ::testing::TestWithParam<ServerKind> {
 protected:
  void SetUp() override {
    backend_ = MakeShared(GetParam());
    if (backend_ == nullptr) GTEST_SKIP() << "not installed: etcd-server or postgresql";
  }
  std::unique_ptr<Store> Open() { return backend_->Open({}); }
  StoreServer& server() { return backend_->server(); }

  std::unique_ptr<SharedBackend> backend_;
};

TEST_P(StoreServers, NodesSeeEachOthersWritesAndOnlyOneOfTwoWins) {
  auto one = Open(), other = Open();
  ASSERT_EQ(*one->Commit(PutOne("a", "1")), 1u);
  EXPECT_EQ(*other->Head(), 1u);
  EXPECT_EQ((**other->Get("a")).value, "1");
  Batch batch = PutOne("a", "2");
  batch.expected_head = 1;
  EXPECT_EQ(*other->Commit(batch), 2u);
  auto late = one->Commit(batch);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  batch.expected_head = 2;
  EXPECT_EQ(*one->Commit(batch), 3u);
  EXPECT_TRUE(one->shared());
}

// The head has the number that the second was made for, but not with what it was built on.
TEST_P(StoreServers, ABatchBuiltOnOneThatLostIsNotTakenThoughTheNumberFits) {
  auto one = Open(), other = Open();
  ASSERT_TRUE(one->Commit(PutOne("a", "1")).ok());
  ASSERT_TRUE(other->Commit(PutOne("b", "other")).ok());
  Batch first = PutOne("c", "1"), second = PutOne("d", "1");
  first.follows = second.follows = true;
  first.expected_head = 1;
  second.expected_head = 2;
  const Store::Ticket tickets[] = {one->Submit(first), one->Submit(second)};
  EXPECT_FALSE(one->Wait(tickets[0]).ok());
  EXPECT_FALSE(one->Wait(tickets[1]).ok());
  EXPECT_FALSE(one->Commit(second).ok());
  EXPECT_EQ(*one->Head(), 2u);
  one->Resume();
  EXPECT_EQ(*one->Commit(second), 3u);
}

TEST_P(StoreServers, AWriteElsewhereWakesWhoAwaitsIt) {
  auto one = Open(), other = Open();
  std::atomic<bool> done{false};
  std::thread waiting([&] {
    // Each wait is longer than the test may take: it is the hint that ends it.
    while (*other->Head() < 1) other->AwaitChange(0, seconds(60));
    done = true;
  });
  std::this_thread::sleep_for(milliseconds(300));
  ASSERT_TRUE(one->Commit(PutOne("a", "1")).ok());
  waiting.join();
  EXPECT_TRUE(done);
}

TEST_P(StoreServers, LargeAndManyValuesAreOneStep) {
  auto store = Open();
  Batch batch;
  for (int i = 0; i < 4000; ++i) batch.puts.push_back({"many/" + std::to_string(i), std::string(200, 'v')});
  batch.puts.push_back({"large", std::string(5u << 20, 'l')});
  batch.puts.push_back({"once", std::string(3u << 20, 'o'), true});
  ASSERT_TRUE(store->Commit(batch).ok());
  auto another = Open();
  EXPECT_EQ((**another->Get("large")).value, batch.puts[4000].value);
  EXPECT_EQ(another->Scan("many/", "", 5000)->size(), 4000u);
  EXPECT_EQ(FromLog(*another), Stored(*another));
  EXPECT_EQ(Stored(*another).size(), 4002u);
  // The largest that a store takes, and every name that one batch may have.
  ASSERT_TRUE(store->Commit(PutOne("large", std::string(kMaxValueBytes, 'L'))).ok());
  EXPECT_EQ((**another->Get("large")).value.size(), kMaxValueBytes);
  Batch gone;
  for (int i = 0; i < 4000; ++i) gone.deletes.push_back("many/" + std::to_string(i));
  ASSERT_TRUE(store->Commit(gone).ok());
  EXPECT_EQ(Stored(*another).size(), 2u);
}

TEST_P(StoreServers, CompactionLeavesEveryEntryAndTakesWhatNothingNames) {
  auto store = Open();
  const std::string large(2u << 20, 'x');
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(store->Commit(PutOne("a", large + std::to_string(i))).ok());
  ASSERT_TRUE(store->Commit(Batch{{}, {{"b", large, true}, {"c", large, true}}, {}}).ok());
  ASSERT_TRUE(store->Commit(Batch{{}, {}, {"b"}}).ok());
  ASSERT_TRUE(store->Compact(*store->Head()).ok());
  EXPECT_EQ((**store->Get("a")).value, large + "2");
  EXPECT_EQ((**store->Get("c")).value, large);
  EXPECT_FALSE(store->Get("b")->has_value());
  EXPECT_FALSE(store->ReadLog(0, 10).ok());
  EXPECT_TRUE(store->ReadLog(*store->Head(), 10)->empty());
}

TEST_P(StoreServers, AStoreThatMustExistIsNotMade) {
  auto missing = backend_->TryOpen({.must_exist = true});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  { auto made = Open(); }
  EXPECT_TRUE(backend_->TryOpen({.must_exist = true}).ok());
}

TEST_P(StoreServers, ReadsAndWritesFailClearlyWhileItIsAwayAndComeBack) {
  auto store = Open();
  ASSERT_TRUE(store->Commit(PutOne("a", "1")).ok());
  server().Kill();
  auto written = store->Commit(PutOne("a", "2"));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(store->writable());
  auto head = store->Head();
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, ErrorCode::kUnavailable);
  server().Start();
  while (!store->CheckWritable().ok()) std::this_thread::sleep_for(milliseconds(100));
  ASSERT_TRUE(store->Commit(PutOne("a", "3")).ok());
  EXPECT_EQ((**store->Get("a")).value, "3");
}

struct Written {
  std::mutex mutex;
  std::map<std::string, std::string> acknowledged;
  std::set<std::string> unknown;  // keys
};

// Writes keys of its own until it is told to stop, each once, and its own counter with each: nobody else does, so that
// a conflict would be a lie.
void WriteOn(Store& store, const std::string& name, const std::atomic<bool>& stop, Written& written) {
  std::uint64_t revision = 0;
  bool is_known = true;
  for (int i = 0; !stop.load(); ++i) {
    if (!is_known) {
      auto counter = store.Get(name);
      if (!counter.ok()) continue;
      revision = counter->has_value() ? (*counter)->revision : 0;
    }
    const std::string key = name + "/" + std::to_string(i);
    const std::string value = key + std::string(i % 50 == 0 ? 300000 : 10, 'v');
    auto done = store.Commit(Batch{{{name, revision}}, {{key, value}, {name, std::to_string(i)}}, {}});
    if (!done.ok() && is_known) {
      EXPECT_NE(done.error().code, ErrorCode::kConflict) << key;
    }
    is_known = done.ok();
    std::lock_guard<std::mutex> lock(written.mutex);
    if (done.ok()) {
      revision = *done;
      written.acknowledged[key] = value;
      written.acknowledged[name] = std::to_string(i);
    } else {
      written.unknown.insert(key);
      written.unknown.insert(name);
    }
  }
}

// What was acknowledged is there, the log has no gap and says the same.
void ExpectNothingLost(Written& written, const std::map<std::string, std::string>& stored) {
  EXPECT_GT(written.acknowledged.size(), 100u);
  for (const auto& [key, value] : written.acknowledged) {
    const auto found = stored.find(key);
    ASSERT_NE(found, stored.end()) << key;
    if (key.find('/') != std::string::npos) {
      EXPECT_EQ(found->second, value) << key;
    } else {
      EXPECT_GE(std::stoi(found->second), std::stoi(value)) << key;
    }
  }
  for (const auto& [key, value] : stored) {
    EXPECT_TRUE(written.acknowledged.contains(key) || written.unknown.contains(key)) << key;
  }
}

TEST_P(StoreServers, KillsInTheMiddleOfWritesLoseNoAcknowledgedOne) {
  constexpr int kNodes = 3, kWritersOfEach = 3, kKills = 4;
  std::vector<std::unique_ptr<Store>> nodes;
  for (int i = 0; i < kNodes; ++i) nodes.push_back(Open());
  Written written;
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int i = 0; i < kNodes * kWritersOfEach; ++i) {
    writers.emplace_back([&, i] { WriteOn(*nodes[i % kNodes], "w" + std::to_string(i), stop, written); });
  }
  const auto acknowledged = [&written] {
    std::lock_guard<std::mutex> lock(written.mutex);
    return written.acknowledged.size();
  };
  // Not by the clock: how much is written in a while is the machine's to say.
  for (int i = 0; i < kKills; ++i) {
    const std::size_t enough = acknowledged() + 30;
    while (acknowledged() < enough) std::this_thread::sleep_for(milliseconds(20));
    server().Kill();
    server().Start();
  }
  std::this_thread::sleep_for(milliseconds(500));
  stop = true;
  for (std::thread& writer : writers) writer.join();
  auto fresh = Open();
  const auto stored = Stored(*fresh);
  ExpectNothingLost(written, stored);
  EXPECT_EQ(FromLog(*fresh), stored);
}

// The server cuts connections at any moment, also between a commit and its answer.
TEST(PostgresqlConnections, ThatAreCutLoseNothingAndAreNoConflict) {
  auto backend = MakeShared(ServerKind::kPostgresql);
  if (backend == nullptr) GTEST_SKIP() << "postgresql is not installed";
  std::vector<std::unique_ptr<Store>> nodes;
  for (int i = 0; i < 2; ++i) nodes.push_back(backend->Open({}));
  Written written;
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] { WriteOn(*nodes[i % 2], "w" + std::to_string(i), stop, written); });
  }
  for (int i = 0; i < 60; ++i) {
    RunSql(backend->url(),
           "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rolecall'");
    std::this_thread::sleep_for(milliseconds(53));
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();
  auto fresh = backend->Open({});
  const auto stored = Stored(*fresh);
  ExpectNothingLost(written, stored);
  EXPECT_EQ(FromLog(*fresh), stored);
}

// A frozen server has the write, perhaps, and does not say so.
TEST_P(StoreServers, AnAnswerThatIsLateIsNoConflictAndNoLie) {
  auto store = Open();
  ASSERT_TRUE(store->Commit(PutOne("a", "0")).ok());
  for (int i = 1; i <= 3; ++i) {
    std::thread freezer([&] {
      server().Freeze();
      std::this_thread::sleep_for(milliseconds(4000));
      server().Thaw();
    });
    Batch batch = PutOne("a", std::to_string(i));
    batch.expected_head = *store->Head();
    auto written = store->Commit(std::move(batch));
    freezer.join();
    if (written.ok()) {
      EXPECT_EQ((**store->Get("a")).value, std::to_string(i));
    } else {
      EXPECT_EQ(written.error().code, ErrorCode::kUnavailable) << written.error().message;
    }
  }
  EXPECT_EQ(FromLog(*store), Stored(*store));
}

TEST_P(StoreServers, WhatClientsSeeOfARegisterCouldBeOneRegister) {
  constexpr int kKeys = 4, kClients = 4, kCalls = 40;
  std::vector<std::unique_ptr<Store>> nodes;
  for (int i = 0; i < kClients; ++i) nodes.push_back(Open());
  std::mutex mutex;
  std::map<std::string, std::vector<Call>> histories;
  std::atomic<int> next{1};
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      FakeRandom random(static_cast<std::uint64_t>(client) + 1);
      for (int i = 0; i < kCalls; ++i) {
        const std::string key = "r" + std::to_string(random.Below(kKeys));
        Call call{random.Below(2) == 0, next++, Ticks()};
        if (call.is_write) {
          if (nodes[client]->Commit(PutOne(key, std::to_string(call.value))).ok()) call.ended = Ticks();
        } else {
          auto entry = nodes[client]->Get(key);
          if (!entry.ok()) continue;
          call.value = entry->has_value() ? std::stoi((*entry)->value) : 0;
          call.ended = Ticks();
        }
        std::lock_guard<std::mutex> lock(mutex);
        histories[key].push_back(call);
      }
    });
  }
  std::this_thread::sleep_for(milliseconds(100));
  server().Kill();
  server().Start();
  for (std::thread& client : clients) client.join();
  for (auto& [key, calls] : histories) EXPECT_TRUE(Linearizer(calls).Holds()) << key;
}

TEST(History, OneThatNoRegisterCouldDoIsFound) {
  const std::vector<Call> good = {
      {true, 1, 0, 10}, {false, 1, 5, 6}, {true, 2, 20}, {false, 1, 30, 31}, {false, 2, 40, 41}};
  EXPECT_TRUE(Linearizer(good).Holds());
  std::vector<Call> stale = good;
  stale.push_back({false, 1, 50, 51});  // the old value after the new one was seen
  EXPECT_FALSE(Linearizer(stale).Holds());
  EXPECT_FALSE(Linearizer({{true, 1, 0, 10}, {false, 0, 11, 12}}).Holds());  // a write that was lost
  EXPECT_FALSE(Linearizer({{false, 7, 0, 1}}).Holds());                      // a value that nobody wrote
}

TEST(PostgresqlSchema, OfAnotherProgramOrANewerVersionIsRefused) {
  auto backend = MakeShared(ServerKind::kPostgresql);
  if (backend == nullptr) GTEST_SKIP() << "postgresql is not installed";
  RunSql(backend->url(), "CREATE SCHEMA rolecall; CREATE TABLE rolecall.people (name text)");
  EXPECT_EQ(backend->TryOpen({}).error().code, ErrorCode::kDataLoss);
  RunSql(backend->url(), "DROP TABLE rolecall.people");
  auto store = backend->Open({});  // an empty schema is what an administrator may give
  ASSERT_NE(store, nullptr);
  RunSql(backend->url(), "UPDATE rolecall.meta SET version = 2");
  EXPECT_EQ(backend->TryOpen({}).error().code, ErrorCode::kUnimplemented);
}

TEST(PostgresqlDamage, IsNeverGivenOut) {
  auto backend = MakeShared(ServerKind::kPostgresql);
  if (backend == nullptr) GTEST_SKIP() << "postgresql is not installed";
  auto store = backend->Open({});
  ASSERT_TRUE(store->Commit(Batch{{}, {{"a", "1"}, {"b", "2"}}, {}}).ok());
  RunSql(backend->url(), "UPDATE rolecall.entries SET value = 'x' WHERE key = 'a'");
  EXPECT_EQ(store->Get("a").error().code, ErrorCode::kDataLoss);
  auto all = store->Scan("", "", 10);
  EXPECT_TRUE((*all)[0].damaged);
  EXPECT_EQ((*all)[1].value, "2");
  RunSql(backend->url(), "UPDATE rolecall.log SET changes = 'x'");
  EXPECT_EQ(store->ReadLog(0, 10).error().code, ErrorCode::kDataLoss);
  // Restored from a backup, under a node that runs.
  RunSql(backend->url(), "UPDATE rolecall.meta SET head = 0, checksum = ~0::int8");
  EXPECT_EQ(store->Head().error().code, ErrorCode::kDataLoss);
}

TEST(PostgresqlStandby, IsNotWrittenTo) {
  auto backend = MakeShared(ServerKind::kPostgresql);
  if (backend == nullptr) GTEST_SKIP() << "postgresql is not installed";
  { auto store = backend->Open({}); }
  RunSql(backend->url(), "ALTER DATABASE postgres SET default_transaction_read_only = on");
  auto store = backend->TryOpen({});
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(store.error().message.find("read-only"), std::string::npos) << store.error().message;
  RunSql(backend->url() + "?options=-cdefault_transaction_read_only%3Doff", "ALTER DATABASE postgres RESET ALL");
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreServers, ::testing::Values(ServerKind::kEtcd, ServerKind::kPostgresql),
                         [](const auto& info) { return info.param == ServerKind::kEtcd ? "etcd" : "postgresql"; });

}  // namespace
}  // namespace rolecall::store
