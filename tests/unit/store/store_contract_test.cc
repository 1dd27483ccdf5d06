// What every store does: entries, batches, their conditions and their order.
#include "tests/unit/store/store_contract.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "base/random.h"

namespace rolecall::store {
namespace {

TEST_P(StoreContract, GivesBackWhatWasPut) {
  ASSERT_TRUE(Commit(PutOne("a", std::string("x\0y", 3))).ok());
  EXPECT_EQ(Value("a"), std::string("x\0y", 3));
  EXPECT_EQ(Value("b"), "(none)");
}

TEST_P(StoreContract, KeepsEmptyValues) {
  ASSERT_TRUE(Commit(PutOne("a", "")).ok());
  EXPECT_EQ(Value("a"), "");
}

TEST_P(StoreContract, RevisionsGrowByOne) {
  EXPECT_EQ(*Commit(PutOne("a", "1")), 1u);
  EXPECT_EQ(*Commit(PutOne("b", "1")), 2u);
  EXPECT_EQ(store().Get("a")->value().revision, 1u);
}

TEST_P(StoreContract, AConditionOnAbsenceHoldsOnlyOnce) {
  Batch batch = PutOne("a", "1");
  batch.conditions.push_back({"a", 0});
  EXPECT_TRUE(Commit(batch).ok());
  auto second = Commit(batch);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
}

TEST_P(StoreContract, ABatchWhoseConditionFailsWritesNothing) {
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  Batch batch{{{"a", 7}}, {{"b", "2"}}, {"a"}};
  EXPECT_FALSE(Commit(batch).ok());
  EXPECT_EQ(Value("a"), "1");
  EXPECT_EQ(Value("b"), "(none)");
}

TEST_P(StoreContract, DeletesAndPutsAreOneStep) {
  ASSERT_TRUE(Commit(PutOne("a", "1")).ok());
  ASSERT_TRUE(Commit(Batch{{{"a", 1}}, {{"b", "2"}}, {"a", "never-there"}}).ok());
  EXPECT_EQ(Value("a"), "(none)");
  EXPECT_EQ(Value("b"), "2");
}

TEST_P(StoreContract, ScansAPrefixInOrderAndPages) {
  for (const char* key : {"p/2", "p", "p/1", "q", "o", "p/3", "p0"}) ASSERT_TRUE(Commit(PutOne(key, "v")).ok());
  EXPECT_EQ(Keys("p", "", 10), (std::vector<std::string>{"p", "p/1", "p/2", "p/3", "p0"}));
  EXPECT_EQ(Keys("p/", "", 2), (std::vector<std::string>{"p/1", "p/2"}));
  EXPECT_EQ(Keys("p/", "p/2", 2), (std::vector<std::string>{"p/3"}));
  EXPECT_EQ(Keys("", "", 3), (std::vector<std::string>{"o", "p", "p/1"}));
  EXPECT_EQ(Keys("x", "", 3), (std::vector<std::string>{}));
}

TEST_P(StoreContract, ScansPrefixesThatEndInTheHighestByte) {
  const std::string high = "\xff\xff";
  ASSERT_TRUE(Commit(PutOne(high + "a", "v")).ok());
  ASSERT_TRUE(Commit(PutOne("\xff", "v")).ok());
  EXPECT_EQ(Keys(high, "", 9), (std::vector<std::string>{high + "a"}));
}

TEST_P(StoreContract, RefusesBadKeys) {
  EXPECT_FALSE(Commit(PutOne("", "v")).ok());
  EXPECT_FALSE(Commit(PutOne(std::string(kMaxKeyBytes + 1, 'k'), "v")).ok());
  EXPECT_TRUE(Commit(PutOne("good", "v")).ok());
}

TEST_P(StoreContract, SubmissionOrderIsTheOrderOfWriting) {
  Store::Ticket first = store().Submit(PutOne("a", "first"));
  Store::Ticket second = store().Submit(PutOne("a", "second"));
  EXPECT_TRUE(store().Wait(second).ok());
  EXPECT_TRUE(store().Wait(first).ok());
  EXPECT_EQ(Value("a"), "second");
}

TEST_P(StoreContract, ConcurrentCountersLoseNoIncrement) {
  ASSERT_TRUE(Commit(PutOne("n", "0")).ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this] {
      for (int done = 0; done < 25;) {
        auto entry = store().Get("n");
        Batch batch{{{"n", (*entry)->revision}}, {{"n", std::to_string(std::stoi((*entry)->value) + 1)}}, {}};
        done += Commit(std::move(batch)).ok() ? 1 : 0;
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
      ASSERT_TRUE(Commit(Batch{{}, {}, {key}}).ok());
      model.erase(key);
    } else {
      const std::string value = RandomHex(random, random.Below(50));
      ASSERT_TRUE(Commit(PutOne(key, value)).ok());
      model[key] = value;
    }
  }
  auto entries = store().Scan("", "", 100);
  ASSERT_TRUE(entries.ok());
  std::map<std::string, std::string> stored;
  for (const Entry& entry : *entries) stored[entry.key] = entry.value;
  EXPECT_EQ(stored, model);
}

}  // namespace
}  // namespace rolecall::store
