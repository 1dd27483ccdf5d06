// What every store does with its log: each revision is there, in order and without a gap, or said to be forgotten.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "base/random.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Model = std::map<std::string, std::string>;

void Apply(Model& model, const LogEntry& entry) {
  for (const std::string& key : entry.deletes) model.erase(key);
  for (const Put& put : entry.puts) model[put.key] = put.value;
}

Model Stored(Store& store) {
  Model model;
  auto entries = store.Scan("", "", 10000);
  EXPECT_TRUE(entries.ok());
  for (const Entry& entry : *entries) model[entry.key] = entry.value;
  return model;
}

TEST_P(StoreContract, TheLogHasEveryRevisionWithItsDeletesAndPuts) {
  EXPECT_EQ(Head(), 0u);
  EXPECT_TRUE(ReadLog(0, 10)->empty());
  const std::string bytes("x\0y\xff", 4);
  ASSERT_TRUE(Commit(Batch{{}, {{"a", bytes}, {"b", ""}}, {}}).ok());
  ASSERT_TRUE(Commit(Batch{{}, {{"a", "2"}}, {"b", "never-there"}}).ok());
  EXPECT_EQ(Head(), 2u);
  const std::vector<LogEntry> log = WholeLog(0);
  ASSERT_EQ(log.size(), 2u);
  ASSERT_EQ(log[0].puts.size(), 2u);
  EXPECT_EQ(log[0].puts[0].key, "a");
  EXPECT_EQ(log[0].puts[0].value, bytes);
  EXPECT_EQ(log[0].puts[1].value, "");
  EXPECT_TRUE(log[0].deletes.empty());
  EXPECT_EQ(log[1].puts.size(), 1u);
  EXPECT_EQ(log[1].deletes, (std::vector<std::string>{"b", "never-there"}));
  EXPECT_EQ(WholeLog(1).size(), 1u);
  EXPECT_TRUE(WholeLog(2).empty());
}

TEST_P(StoreContract, ARevisionThatIsNotYetIsNoPlaceToReadFrom) {
  auto read = ReadLog(7, 10);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
}

TEST_P(StoreContract, TheLimitOfAReadingIsKept) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Commit(PutOne("a", std::to_string(i))).ok());
  EXPECT_LE(ReadLog(0, 2)->size(), 2u);
  EXPECT_EQ(ReadLog(3, 1)->front().revision, 4u);
}

TEST_P(StoreContract, LargeEntriesComeInPagesOfSomeMegabytes) {
  const std::string large(1u << 20, 'v');
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(Commit(PutOne("k" + std::to_string(i), large)).ok());
  EXPECT_LT(ReadLog(0, 100)->size(), 8u);
  EXPECT_EQ(WholeLog(0).size(), 8u);
}

TEST_P(StoreContract, AValueThatIsWrittenOnceIsInTheLogAsLongAsItIsStored) {
  const std::string large(100000, 'v');
  ASSERT_TRUE(Commit(Batch{{}, {{"body", large, true}, {"small", "s", true}}, {}}).ok());
  std::vector<LogEntry> log = WholeLog(0);
  Model model;
  Apply(model, log[0]);
  EXPECT_EQ(model, (Model{{"body", large}, {"small", "s"}}));
  ASSERT_TRUE(Commit(Batch{{}, {}, {"body", "small"}}).ok());
  log = WholeLog(0);
  ASSERT_EQ(log.size(), 2u);
  for (const LogEntry& entry : log) Apply(model, entry);
  EXPECT_TRUE(model.empty());
}

TEST_P(StoreContract, ABatchThatWasRefusedIsNotInTheLog) {
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  EXPECT_FALSE(Commit(Batch{{{"a", 7}}, {{"b", "2"}}, {}}).ok());
  EXPECT_FALSE(Commit(PutOne("", "x")).ok());
  EXPECT_EQ(Head(), 1u);
  EXPECT_EQ(WholeLog(0).size(), 1u);
}

TEST_P(StoreContract, WhoExpectsAnotherHeadWritesNothing) {
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  Batch batch = PutOne("a", "2");
  for (std::uint64_t wrong : {0u, 2u}) {
    batch.expected_head = wrong;
    auto written = Commit(batch);
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::kConflict);
  }
  EXPECT_EQ(Value("a"), "1");
  batch.expected_head = 1;
  EXPECT_EQ(*Commit(batch), 2u);
  EXPECT_FALSE(Commit(batch).ok());
}

TEST_P(StoreContract, BatchesThatExpectEachOthersRevisionsAreAllWritten) {
  std::vector<Store::Ticket> tickets;
  for (std::uint64_t head = 0; head < 2; ++head) {
    Batch batch = PutOne("k" + std::to_string(head), "v");
    batch.expected_head = head;
    tickets.push_back(store().Submit(std::move(batch)));
  }
  EXPECT_EQ(*store().Wait(tickets[0]), 1u);
  EXPECT_EQ(*store().Wait(tickets[1]), 2u);
}

TEST_P(StoreContract, ConcurrentWritersWhoExpectTheHeadLoseNothing) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int done = 0; done < 25;) {
        auto head = store().Head();
        if (!head.ok()) continue;
        Batch batch = PutOne("t" + std::to_string(t) + "/" + std::to_string(done), "v");
        batch.expected_head = *head;
        done += store().Commit(std::move(batch)).ok() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Head(), 100u);
  Model model;
  for (const LogEntry& entry : WholeLog(0)) Apply(model, entry);
  EXPECT_EQ(model.size(), 100u);
  EXPECT_EQ(model, Stored(store()));
}

TEST_P(StoreContract, WhatIsForgottenIsSaidToBe) {
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(Commit(PutOne("k" + std::to_string(i), "v")).ok());
  ASSERT_TRUE(store().Compact(3).ok());
  for (std::uint64_t after : {0u, 2u}) {
    auto read = ReadLog(after, 10);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
  }
  EXPECT_EQ(WholeLog(3).size(), 3u);
  EXPECT_EQ(Keys("k", "", 10).size(), 6u);
  ASSERT_TRUE(store().Compact(1).ok());
  EXPECT_EQ(WholeLog(3).size(), 3u);
  ASSERT_TRUE(store().Compact(6).ok());
  EXPECT_TRUE(WholeLog(6).empty());
  EXPECT_EQ(*Commit(PutOne("a", "1")), 7u);
  EXPECT_EQ(WholeLog(6).size(), 1u);
}

TEST_P(StoreContract, TheLogOutlivesThoseWhoWroteIt) {
  if (!backend().keeps()) return;
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  ASSERT_TRUE(Commit(Batch{{}, {}, {"a"}}).ok());
  Open();
  EXPECT_EQ(Head(), 2u);
  EXPECT_EQ(WholeLog(0).size(), 2u);
  Batch batch = PutOne("b", "1");
  batch.expected_head = 2;
  EXPECT_EQ(*Commit(batch), 3u);
}

TEST_P(StoreContract, EntriesHaveTheTimeOfTheirWriting) {
  FakeClock clock(FromUnixSeconds(1795000000));
  Open({.clock = &clock});
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  Batch batch = PutOne("b", "1");
  batch.at = FromUnixSeconds(1795000007);
  ASSERT_TRUE(Commit(batch).ok());
  const std::vector<LogEntry> log = WholeLog(0);
  ASSERT_EQ(log.size(), 2u);
  EXPECT_EQ(log[0].at, clock.Now());
  EXPECT_EQ(log[1].at, batch.at);
}

TEST_P(StoreContract, ALogWithBoundsForgetsTheOldestAndNoRecord) {
  if (backend().is_shared()) return;
  FakeClock clock(FromUnixSeconds(1795000000));
  Open({.clock = &clock, .log = {.bytes = 5000, .age = seconds(60)}});
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Commit(PutOne("k" + std::to_string(i), std::string(100, 'v'))).ok());
  EXPECT_FALSE(ReadLog(0, 10).ok());
  EXPECT_FALSE(ReadLog(40, 10).ok());
  EXPECT_EQ(WholeLog(60).size(), 40u);
  clock.Advance(seconds(61));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  EXPECT_FALSE(ReadLog(99, 10).ok());
  EXPECT_EQ(WholeLog(100).size(), 3u);
  EXPECT_EQ(Keys("k", "", 1000).size(), 100u);
}

TEST_P(StoreContract, ACopyTakesTheRevisionOfWhatItCopies) {
  ASSERT_TRUE(Commit(PutOne("old", "1")).ok());
  Batch last = PutOne("a", "1");
  last.becomes = 5000;
  EXPECT_EQ(*Commit(last), 5000u);
  EXPECT_EQ(Head(), 5000u);
  EXPECT_FALSE(ReadLog(1, 10).ok());
  EXPECT_TRUE(WholeLog(5000).empty());
  if (backend().keeps()) Open();
  EXPECT_EQ(Head(), 5000u);
  Batch next = PutOne("b", "1");
  next.expected_head = 5000;
  EXPECT_EQ(*Commit(next), 5001u);
  EXPECT_EQ(WholeLog(5000).size(), 1u);
}

TEST_P(StoreContract, WhoAwaitsAChangeIsWokenByIt) {
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  store().AwaitChange(0, seconds(60));  // there is one already: else this test takes its minute
  std::thread writer([this] { EXPECT_TRUE(Commit(PutOne("a", "2")).ok()); });
  while (Head() < 2) store().AwaitChange(1, seconds(1));
  writer.join();
  store().AwaitChange(2, milliseconds(1));  // comes back without one
}

TEST_P(StoreContract, TheLogAppliedToACopyMadeDuringWritesIsExact) {
  std::thread writer([this] {
    FakeRandom random(7);
    for (int i = 0; i < 300; ++i) {
      const std::string key = "k" + std::to_string(random.Below(20));
      Batch batch = random.Below(3) == 0 ? Batch{{}, {}, {key}} : PutOne(key, std::to_string(i));
      EXPECT_TRUE(Commit(batch).ok());
    }
  });
  const std::uint64_t before = Head();
  Model copy;
  std::string after;
  while (true) {
    auto page = store().Scan("", after, 3);
    ASSERT_TRUE(page.ok());
    for (const Entry& entry : *page) copy[entry.key] = entry.value;
    if (page->size() < 3) break;
    after = page->back().key;
  }
  writer.join();
  for (const LogEntry& entry : WholeLog(before)) Apply(copy, entry);
  EXPECT_EQ(copy, Stored(store()));
}

}  // namespace
}  // namespace rolecall::store
