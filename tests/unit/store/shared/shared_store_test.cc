#include "store/shared/shared_store.h"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <thread>

#include "store/checksum.h"

namespace rolecall::store {
namespace {

// A database of one number: what becomes of each transaction is up to the test.
class Scripted final : public SharedStore {
 public:
  explicit Scripted(StoreOptions options = {}) : SharedStore(std::move(options), {1000, 100}) {}
  Result<std::optional<Entry>> Get(std::string_view) override { return std::optional<Entry>(); }
  Result<std::vector<Entry>> Scan(std::string_view, std::string_view, std::size_t) override {
    return std::vector<Entry>();
  }
  Result<std::vector<LogEntry>> ReadLog(std::uint64_t, std::size_t) override { return std::vector<LogEntry>(); }
  Result<void> Compact(std::uint64_t) override { return {}; }

  std::function<Result<void>(std::size_t batches, bool& again)> next = [](std::size_t, bool&) {
    return Result<void>();
  };
  using SharedStore::Checked;
  using SharedStore::Hinted;

  std::uint64_t head = 0;
  bool may_write = true;
  std::vector<std::size_t> groups;

 protected:
  Attempt CommitGroup(std::span<const Batch> batches, const std::optional<Error>& failed, SteadyTime,
                      CommitPlan& plan) override {
    groups.push_back(batches.size());
    Attempt attempt;
    attempt.done = next(batches.size(), attempt.again);
    if (!attempt.done.ok()) return attempt;
    plan = PlanCommit(batches, head, {}, failed, Now());
    head = plan.head_after;
    return attempt;
  }
  Result<std::uint64_t> ReadHead(SteadyTime) override { return Seen(head, Newest()); }
  Result<void> TryWrite(SteadyTime) override {
    if (!may_write) return Error{ErrorCode::kUnavailable, "no room"};
    return {};
  }
};

Batch Follower(const std::string& key) {
  Batch batch{{}, {{key, "v"}}, {}};
  batch.follows = true;
  return batch;
}

TEST(SharedStore, TriesATransactionAgainThatDidNotTakePlace) {
  Scripted store;
  int tries = 0;
  store.next = [&](std::size_t, bool& again) -> Result<void> {
    again = true;
    if (++tries < 3) return Error{ErrorCode::kUnavailable, "away"};
    return {};
  };
  EXPECT_EQ(*store.Commit(Follower("a")), 1u);
  EXPECT_EQ(tries, 3);
  EXPECT_TRUE(store.writable());
}

TEST(SharedStore, WhatFollowsAFailedOneIsRefusedUntilItsMakerKnows) {
  Scripted store;
  store.next = [](std::size_t, bool&) { return Result<void>(Error{ErrorCode::kUnavailable, "not known"}); };
  EXPECT_FALSE(store.Commit(Follower("a")).ok());
  EXPECT_FALSE(store.writable());
  store.next = [](std::size_t, bool&) { return Result<void>(); };
  EXPECT_FALSE(store.Commit(Follower("b")).ok());
  EXPECT_TRUE(store.Commit(Batch{{}, {{"c", "v"}}, {}}).ok());
  store.Resume();
  EXPECT_TRUE(store.Commit(Follower("b")).ok());
}

TEST(SharedStore, GroupsStayWithinTheirBoundsAndOneThatDoesNotFitFailsAlone) {
  Scripted store;
  store.next = [&](std::size_t batches, bool&) -> Result<void> {
    if (batches > 1 || store.groups.size() == 3) return Error{ErrorCode::kInvalidArgument, "too large"};
    return {};
  };
  const Store::Ticket tickets[] = {store.Submit(Batch{{}, {{"a", std::string(400, 'v')}}, {}}),
                                   store.Submit(Batch{{}, {{"b", std::string(400, 'v')}}, {}}),
                                   store.Submit(Batch{{}, {{"c", std::string(400, 'v')}}, {}})};
  EXPECT_TRUE(store.Wait(tickets[0]).ok());
  EXPECT_EQ(store.Wait(tickets[1]).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(store.Wait(tickets[2]).ok());
  EXPECT_EQ(store.groups, (std::vector<std::size_t>{2, 1, 1, 1}));
  EXPECT_TRUE(store.writable());
}

TEST(SharedStore, AHeadThatGoesBackIsDamage) {
  Scripted store;
  store.head = 5;
  EXPECT_EQ(*store.Head(), 5u);
  store.head = 4;
  EXPECT_EQ(store.Head().error().code, ErrorCode::kDataLoss);
}

TEST(SharedStore, AfterAFailureItIsTriedUntilItCanBeWrittenAgain) {
  Scripted store;
  store.may_write = false;
  EXPECT_TRUE(store.CheckWritable().ok()) << "nothing has failed: nothing is tried";
  store.next = [](std::size_t, bool&) { return Result<void>(Error{ErrorCode::kUnavailable, "not known"}); };
  EXPECT_FALSE(store.Commit(Follower("a")).ok());
  EXPECT_EQ(store.CheckWritable().error().message, "no room");
  EXPECT_FALSE(store.writable());
  store.may_write = true;
  EXPECT_TRUE(store.CheckWritable().ok());
  EXPECT_TRUE(store.writable());
}

TEST(SharedStore, AHintOfANewerHeadWakesAndIsNotBelieved) {
  Scripted store;
  store.head = 5;
  EXPECT_EQ(*store.Head(), 5u);
  std::future<void> awaited = std::async(std::launch::async, [&] { store.AwaitChange(5, std::chrono::seconds(120)); });
  store.Hinted(9);
  EXPECT_EQ(awaited.wait_for(std::chrono::seconds(60)), std::future_status::ready);
  EXPECT_EQ(*store.Head(), 5u) << "who hinted was wrong";
}

TEST(SharedStore, AnEntryOfAnotherChecksumIsDamagedAndItsValueIsNotGivenOut) {
  std::vector<std::string> damaged;
  StoreOptions options;
  options.on_damage = [&](std::string_view key) { damaged.emplace_back(key); };
  const Scripted store(options);
  const Entry entry{.key = "k", .value = "v", .revision = 3};
  const std::int64_t checksum = EntryChecksum("k", "v", 3);
  EXPECT_EQ(store.Checked(entry, checksum).value, "v");
  EXPECT_FALSE(store.Checked(entry, checksum).damaged);
  const Entry other = store.Checked(entry, checksum + 1);
  EXPECT_TRUE(other.damaged);
  EXPECT_EQ(other.value, "");
  EXPECT_EQ(damaged, std::vector<std::string>{"k"});
}

}  // namespace
}  // namespace rolecall::store
