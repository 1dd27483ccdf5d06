// Directories of several processes over one store: each follows the log, and writes on its newest revision only.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "crypto/aead.h"
#include "directory/directory.h"
#include "directory/ids.h"
#include "tests/support/shared_store.h"

namespace rolecall::directory {
namespace {

constexpr char kShared[] = "054000737513";

struct Node {
  std::unique_ptr<Directory> directory;
  store::SharedView* store = nullptr;
};

class SharedDirectory : public ::testing::Test {
 protected:
  SharedDirectory() : clock_(FromUnixSeconds(1795000000)), key_(crypto::MakeAeadKey(random_)) {
    a_ = OpenNode();
    EXPECT_TRUE(a_.directory->EnsureAccount(kShared).ok());
    b_ = OpenNode();
  }

  Node OpenNode() {
    auto view = std::make_unique<store::SharedView>(*store_);
    Node node;
    node.store = view.get();
    auto opened = Directory::Open(std::move(view), key_, random_, clock_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    node.directory = *std::move(opened);
    return node;
  }

  Result<void> PutGroup(Node& node, const std::string& name, const std::string& path = "/") {
    return node.directory->Write([&](Transaction& transaction) {
      Group group;
      group.account = kShared;
      group.name = name;
      group.path = path;
      group.id = MakeUniqueId(random_, "AGPA");
      transaction.Put(std::move(group));
      return true;
    });
  }
  static std::shared_ptr<const Group> Find(const Node& node, const std::string& name) {
    return node.directory->snapshot()->groups.Find(NameKey(kShared, name));
  }
  void PutRaw(const std::string& key, const std::string& value) {
    ASSERT_TRUE(store_->Commit(store::Batch{{}, {{key, value}}, {}}).ok());
  }

  FakeClock clock_;
  FakeRandom random_;
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  crypto::KeyRing key_;
  Node a_, b_;
};

TEST_F(SharedDirectory, WhatOneWritesTheOtherHasAfterFollowing) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  EXPECT_NE(Find(a_, "g"), nullptr);
  EXPECT_EQ(Find(b_, "g"), nullptr);
  auto followed = b_.directory->Follow();
  ASSERT_TRUE(followed.ok());
  EXPECT_EQ(followed->entries, 1u);
  EXPECT_EQ(followed->head, *store_->Head());
  EXPECT_NE(Find(b_, "g"), nullptr);
  EXPECT_EQ(b_.directory->revision(), *store_->Head());
  EXPECT_EQ(b_.directory->Follow()->entries, 0u);
}

TEST_F(SharedDirectory, DeletesAreFollowedToo) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  ASSERT_TRUE(b_.directory->Follow().ok());
  ASSERT_TRUE(a_.directory
                  ->Write([&](Transaction& transaction) {
                    transaction.Delete(*transaction.snapshot().groups.Find(NameKey(kShared, "g")));
                    return true;
                  })
                  .ok());
  ASSERT_TRUE(b_.directory->Follow().ok());
  EXPECT_EQ(Find(b_, "g"), nullptr);
}

TEST_F(SharedDirectory, AWriteHappensOnTheNewestRevisionAndRunsAgainUntilItDoes) {
  ASSERT_TRUE(PutGroup(a_, "g", "/a/").ok());
  int runs = 0;
  std::string seen;
  ASSERT_TRUE(b_.directory
                  ->Write([&](Transaction& transaction) {
                    ++runs;
                    auto group = transaction.snapshot().groups.Find(NameKey(kShared, "g"));
                    seen = group == nullptr ? "nothing" : group->path;
                    Group changed = group == nullptr ? Group() : *group;
                    changed.account = kShared;
                    changed.name = "g";
                    changed.path = seen + "b/";
                    transaction.Put(std::move(changed));
                    return true;
                  })
                  .ok());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(seen, "/a/");
  EXPECT_EQ(Find(b_, "g")->path, "/a/b/");
}

TEST_F(SharedDirectory, ARefusalIsDecidedOnTheNewestRevisionToo) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  bool is_there = false;
  ASSERT_TRUE(b_.directory
                  ->Write([&](Transaction& transaction) {
                    is_there = transaction.snapshot().groups.Find(NameKey(kShared, "g")) != nullptr;
                    return false;
                  })
                  .ok());
  EXPECT_TRUE(is_there);
}

TEST_F(SharedDirectory, NoWriteIsLostInAStormOfConflicts) {
  constexpr int kThreads = 3, kWrites = 40;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (Node* node : {&a_, &b_}) {
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([this, node, t, &failed] {
        for (int i = 0; i < kWrites; ++i) {
          // A counter: what two write on the same revision would lose one of them.
          failed += node->directory
                            ->Write([&](Transaction& transaction) {
                              Group counter;
                              counter.account = kShared;
                              counter.name = "n";
                              auto found = transaction.snapshot().groups.Find(NameKey(kShared, "n"));
                              counter.path = std::to_string((found == nullptr ? 0 : std::stoi(found->path)) + 1);
                              transaction.Put(std::move(counter));
                              return true;
                            })
                            .ok()
                        ? 0
                        : 1;
          if (t == 0) {
            EXPECT_TRUE(node->directory->Follow().ok());
          }
        }
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  for (Node* node : {&a_, &b_}) {
    ASSERT_TRUE(node->directory->Follow().ok());
    EXPECT_EQ(Find(*node, "n")->path, std::to_string(2 * kThreads * kWrites));
  }
}

TEST_F(SharedDirectory, ALogThatDoesNotGoBackSoFarIsReplacedByReadingEverything) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(PutGroup(a_, "g" + std::to_string(i)).ok());
  ASSERT_TRUE(store_->Compact(*store_->Head()).ok());
  auto followed = b_.directory->Follow();
  ASSERT_TRUE(followed.ok());
  EXPECT_TRUE(followed->read_anew);
  EXPECT_NE(Find(b_, "g4"), nullptr);
  EXPECT_EQ(b_.directory->revision(), *store_->Head());
  ASSERT_TRUE(PutGroup(b_, "after").ok());
}

TEST_F(SharedDirectory, AStoreThatWentBackIsReadAnew) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  ASSERT_TRUE(b_.directory->Follow().ok());
  store::Batch back{{}, {}, {"directory/group/" + NameKey(kShared, "g")}};
  back.becomes = 1;
  ASSERT_TRUE(store_->Commit(std::move(back)).ok());
  EXPECT_TRUE(b_.directory->Follow()->read_anew);
  EXPECT_EQ(Find(b_, "g"), nullptr);
  EXPECT_EQ(b_.directory->revision(), 1u);
}

TEST_F(SharedDirectory, WhileTheStoreIsAwayReadsGoOnAndWritesFailClearly) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  a_.store->away = true;
  const Time before = a_.directory->fresh_at();
  clock_.Advance(std::chrono::seconds(30));
  EXPECT_NE(Find(a_, "g"), nullptr);
  for (bool changes : {true, false}) {
    auto written = a_.directory->Write([&](Transaction& transaction) {
      Group group;
      group.account = kShared;
      group.name = "h";
      transaction.Put(std::move(group));
      return changes;
    });
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::kUnavailable);
  }
  EXPECT_FALSE(a_.directory->Follow().ok());
  EXPECT_EQ(a_.directory->fresh_at(), before);
  EXPECT_EQ(Find(a_, "h"), nullptr);
  a_.store->away = false;
  ASSERT_TRUE(PutGroup(a_, "h").ok());
  ASSERT_TRUE(a_.directory->Follow().ok());
  EXPECT_EQ(a_.directory->fresh_at(), clock_.Now());
}

TEST_F(SharedDirectory, AWriteWhoseAnswerIsLostIsAnErrorAndShowsInTheLog) {
  a_.store->loses_answers = true;
  auto written = PutGroup(a_, "g");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Find(a_, "g"), nullptr);
  a_.store->loses_answers = false;
  ASSERT_TRUE(a_.directory->Follow().ok());
  EXPECT_NE(Find(a_, "g"), nullptr);
  ASSERT_TRUE(PutGroup(a_, "h").ok());
}

TEST_F(SharedDirectory, ARecordThatCannotBeReadReplacesTheGoodOneByNothing) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  ASSERT_TRUE(b_.directory->Follow().ok());
  PutRaw("directory/group/" + NameKey(kShared, "g"), "no record");
  PutRaw("directory/of-a-newer-program/x", "{}");
  ASSERT_TRUE(b_.directory->Follow().ok());
  EXPECT_EQ(Find(b_, "g"), nullptr);
  ASSERT_EQ(b_.directory->unreadable().size(), 1u);
  EXPECT_FALSE(PutGroup(b_, "g").ok());  // it can still be mended
  // Mended by another node's program, it is there again.
  PutRaw("directory/group/" + NameKey(kShared, "g"),
         R"({"account":"054000737513","name":"g","path":"/","id":"AGPA1"})");
  ASSERT_TRUE(b_.directory->Follow().ok());
  EXPECT_NE(Find(b_, "g"), nullptr);
  EXPECT_TRUE(b_.directory->unreadable().empty());
}

TEST_F(SharedDirectory, SessionsOfOneAreGoodOnAllAndANewKeySealsWhenAllKnowIt) {
  const SessionCredentials first = *a_.directory->IssueSession(Session{});
  EXPECT_TRUE(b_.directory->OpenSession(first.token).ok());
  clock_.Advance(std::chrono::hours(25));
  ASSERT_TRUE(a_.directory->RotateSessionKeys().ok());
  // b has not followed yet: what a seals now is still good there.
  EXPECT_TRUE(b_.directory->OpenSession(a_.directory->IssueSession(Session{})->token).ok());
  clock_.Advance(std::chrono::minutes(61));
  EXPECT_EQ(a_.directory->IssueSession(Session{}).error().code, ErrorCode::kUnavailable);  // an hour without the store
  ASSERT_TRUE(a_.directory->Follow().ok());
  const SessionCredentials second = *a_.directory->IssueSession(Session{});
  EXPECT_FALSE(b_.directory->OpenSession(second.token).ok());
  ASSERT_TRUE(b_.directory->RotateSessionKeys().ok());  // follows, and makes no second one
  EXPECT_TRUE(b_.directory->OpenSession(second.token).ok());
  EXPECT_EQ(b_.directory->snapshot()->sealed_items.Count(kSessionKeyPrefix), 2u);
}

TEST_F(SharedDirectory, NodesThatStartTogetherHaveOneSessionKey) {
  EXPECT_EQ(b_.directory->snapshot()->sealed_items.Count(kSessionKeyPrefix), 1u);
  EXPECT_EQ(a_.directory->snapshot()->session_key->name, b_.directory->snapshot()->session_key->name);
}

TEST_F(SharedDirectory, WhoAwaitsARevisionGetsItOrIsToldNo) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  EXPECT_TRUE(b_.directory->AwaitRevision(a_.directory->revision(), std::chrono::seconds(60)));
  EXPECT_NE(Find(b_, "g"), nullptr);
  EXPECT_FALSE(b_.directory->AwaitRevision(a_.directory->revision() + 1, std::chrono::milliseconds(1)));
}

TEST_F(SharedDirectory, OneThatFollowsAnotherWritesNothing) {
  b_.store->follows = true;
  auto written = PutGroup(b_, "g");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(b_.store->commits, 0);
}

TEST_F(SharedDirectory, AResetIsFollowed) {
  ASSERT_TRUE(PutGroup(a_, "g").ok());
  ASSERT_TRUE(b_.directory->Follow().ok());
  ASSERT_TRUE(a_.directory->Reset().ok());
  EXPECT_EQ(Find(a_, "g"), nullptr);
  ASSERT_TRUE(b_.directory->Follow().ok());
  EXPECT_EQ(Find(b_, "g"), nullptr);
  EXPECT_NE(b_.directory->snapshot()->accounts.Find(kShared), nullptr);
}

TEST_F(SharedDirectory, ManyWritersShareABatch) {
  // The first batch waits until the others are queued: they are one batch then.
  std::atomic<int> begun = 0;
  a_.store->before_commit = [&] {
    while (begun < 8) std::this_thread::yield();
  };
  const std::uint64_t before = *store_->Head();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      ++begun;
      EXPECT_TRUE(PutGroup(a_, "g" + std::to_string(t)).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(*store_->Head() - before, 8u);
  ASSERT_TRUE(b_.directory->Follow().ok());
  for (int t = 0; t < 8; ++t) EXPECT_NE(Find(b_, "g" + std::to_string(t)), nullptr) << t;
}

TEST_F(SharedDirectory, AWriteThatMustNotBeStoredLeavesTheOthersOfItsGroup) {
  EXPECT_FALSE(PutGroup(a_, "bad", "\xff").ok());
  EXPECT_TRUE(PutGroup(a_, "good").ok());
  EXPECT_EQ(Find(a_, "bad"), nullptr);
}

}  // namespace
}  // namespace rolecall::directory
