// A follower's store becomes what the other one's is, and stays it, whatever happens on the way.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "base/random.h"
#include "server/replication/local_log_source.h"
#include "server/replication/replicated_store.h"
#include "server/replication/replicator.h"
#include "tests/support/store_wrapper.h"

namespace rolecall::server {
namespace {

using Model = std::map<std::string, std::string>;

// What is everybody's: without the node's own keys.
Model Stored(store::Store& store) {
  Model model;
  auto entries = store.Scan("", "", 100000);
  EXPECT_TRUE(entries.ok());
  for (const store::Entry& entry : *entries) {
    if (!entry.key.starts_with(kLocalPrefix)) model[entry.key] = entry.value;
  }
  return model;
}

// A way to another node on which things go wrong.
class FaultySource final : public LogSource {
 public:
  explicit FaultySource(LogSource& inner) : inner_(inner) {}
  bool away = false;
  std::function<void()> after_copy_page;

  Result<LogPage> ReadLog(const FollowerState& state, std::chrono::milliseconds wait) override {
    if (away) return Error{ErrorCode::kUnavailable, "the test wants it so"};
    return inner_.ReadLog(state, wait);
  }
  Result<CopyPage> ReadCopy(const std::string& after) override {
    if (away) return Error{ErrorCode::kUnavailable, "the test wants it so"};
    Result<CopyPage> page = inner_.ReadCopy(after);
    if (page.ok() && page->puts.size() > 3) {  // small pages
      page->puts.resize(3);
      page->is_last = false;
    }
    if (after_copy_page) after_copy_page();
    return page;
  }

 private:
  LogSource& inner_;
};

class View final : public store::StoreWrapper {
 public:
  using StoreWrapper::StoreWrapper;
};

struct Node {
  std::unique_ptr<store::Store> disk;  // outlives a crash
  std::unique_ptr<ReplicatedStore> store;
  std::unique_ptr<LocalLogSource> source;
};

class Replication : public ::testing::Test {
 protected:
  Replication() : clock_(FromUnixSeconds(1795000000)) {
    control_.disk = store::OpenMemoryStore({.clock = &clock_});
    Start(control_, ReplicatedStore::Role::kControl);
    follower_.disk = store::OpenMemoryStore({.clock = &clock_});
    Start(follower_, ReplicatedStore::Role::kFollower);
    way_ = std::make_unique<FaultySource>(*control_.source);
    replicator_ = std::make_unique<Replicator>(*follower_.store, *way_, "https://control", clock_);
  }

  // Or again, after a crash.
  void Start(Node& node, ReplicatedStore::Role role) {
    auto opened = ReplicatedStore::Open(std::make_unique<View>(*node.disk), role);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    node.store = *std::move(opened);
    node.source = std::make_unique<LocalLogSource>(*node.store, random_, [this, &node]() -> std::chrono::microseconds {
      const Time now = clock_.Now();
      return now - node.store->fresh_at().value_or(now);
    });
  }
  void RestartFollower() {
    replicator_.reset();
    Start(follower_, ReplicatedStore::Role::kFollower);
    replicator_ = std::make_unique<Replicator>(*follower_.store, *way_, "https://control", clock_);
  }

  static Result<std::uint64_t> Put(Node& node, const std::string& key, const std::string& value) {
    return node.store->Commit(store::Batch{{}, {{key, value}}, {}});
  }
  Result<void> Step() { return replicator_->Step(std::chrono::milliseconds(0)); }
  void ExpectSame() {
    EXPECT_EQ(*follower_.store->Head(), *control_.store->Head());
    EXPECT_EQ(Stored(*follower_.store), Stored(*control_.store));
  }

  FakeClock clock_;
  FakeRandom random_;
  Node control_, follower_;
  std::unique_ptr<FaultySource> way_;
  std::unique_ptr<Replicator> replicator_;
};

TEST_F(Replication, AFollowerCopiesAndThenFollows) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Put(control_, "k" + std::to_string(i), "v").ok());
  EXPECT_FALSE(follower_.store->has_copy());
  ASSERT_TRUE(Step().ok());
  EXPECT_TRUE(follower_.store->has_copy());
  ExpectSame();
  ASSERT_TRUE(Put(control_, "k1", "changed").ok());
  ASSERT_TRUE(control_.store->Commit(store::Batch{{}, {}, {"k2"}}).ok());
  ASSERT_TRUE(Step().ok());
  ExpectSame();
  EXPECT_EQ(*follower_.store->fresh_at(), clock_.Now());
}

TEST_F(Replication, ACopyMadeWhileTheOtherIsWrittenIsExact) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Put(control_, "k" + std::to_string(i), "v").ok());
  int pages = 0;
  way_->after_copy_page = [&] {
    ++pages;
    ASSERT_TRUE(Put(control_, "k" + std::to_string(pages), "changed").ok());
    ASSERT_TRUE(Put(control_, "a" + std::to_string(pages), "before what was read").ok());
    ASSERT_TRUE(control_.store->Commit(store::Batch{{}, {}, {"k" + std::to_string(20 - pages)}}).ok());
  };
  ASSERT_TRUE(Step().ok());
  EXPECT_GT(pages, 5);
  ASSERT_TRUE(Step().ok());
  ExpectSame();
}

TEST_F(Replication, ACopyThatIsCutShortIsNotSeenAndBegunAnew) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Put(control_, "k" + std::to_string(i), "v").ok());
  way_->after_copy_page = [&] { way_->away = true; };
  EXPECT_FALSE(Step().ok());
  EXPECT_FALSE(follower_.store->has_copy());
  EXPECT_EQ(*follower_.store->Head(), 0u);
  RestartFollower();
  EXPECT_FALSE(follower_.store->has_copy());
  way_->away = false;
  way_->after_copy_page = nullptr;
  ASSERT_TRUE(Step().ok());
  ExpectSame();
}

TEST_F(Replication, AFollowerThatStartsAgainGoesOnWhereItWas) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  RestartFollower();
  EXPECT_TRUE(follower_.store->has_copy());
  way_->after_copy_page = [] { ADD_FAILURE() << "it copies again"; };
  ASSERT_TRUE(Put(control_, "a", "2").ok());
  ASSERT_TRUE(Step().ok());
  ExpectSame();
}

TEST_F(Replication, WhoIsTooFarBehindCopiesAnewAndKeepsNothingThatIsGone) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Put(control_, "k" + std::to_string(i), "v").ok());
  ASSERT_TRUE(Step().ok());
  for (int i = 0; i < 10; i += 2)
    ASSERT_TRUE(control_.store->Commit(store::Batch{{}, {}, {"k" + std::to_string(i)}}).ok());
  ASSERT_TRUE(control_.store->Compact(*control_.store->Head()).ok());
  ASSERT_TRUE(Step().ok());
  ExpectSame();
}

TEST_F(Replication, AFollowerIsReadOnlyAndSaysHowOldItIs) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  const Time fresh = clock_.Now();
  auto written = Put(follower_, "b", "1");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kPermissionDenied);
  way_->away = true;
  clock_.Advance(std::chrono::seconds(30));
  EXPECT_FALSE(Step().ok());
  EXPECT_EQ(*follower_.store->fresh_at(), fresh);
}

TEST_F(Replication, AChainIsAsOldAsItsOldestLink) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  const Time fresh = clock_.Now();
  clock_.Advance(std::chrono::seconds(30));
  Node edge;
  edge.disk = store::OpenMemoryStore();
  Start(edge, ReplicatedStore::Role::kFollower);
  Replicator second(*edge.store, *follower_.source, "https://follower", clock_);
  ASSERT_TRUE(second.Step(std::chrono::milliseconds(0)).ok());
  EXPECT_EQ(Stored(*edge.store), Stored(*control_.store));
  EXPECT_EQ(*edge.store->fresh_at(), fresh);
}

TEST_F(Replication, PromotionFencesTheOldControlPlaneWhenItHearsOfIt) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  auto epoch = follower_.store->Promote();
  ASSERT_TRUE(epoch.ok());
  EXPECT_EQ(*epoch, 2u);
  ASSERT_TRUE(Put(follower_, "b", "the new one's").ok());
  ASSERT_TRUE(Put(control_, "c", "the old one's").ok());  // it does not know yet
  auto told = control_.source->ReadLog(*follower_.store->state(), std::chrono::milliseconds(0));
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(control_.store->fenced());
  EXPECT_EQ(Put(control_, "d", "1").error().code, ErrorCode::kPermissionDenied);
  EXPECT_FALSE(control_.source->ReadCopy("").ok());
  // Nor after a start.
  auto again = ReplicatedStore::Open(std::make_unique<View>(*control_.disk), ReplicatedStore::Role::kControl);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  // As a follower it takes the new one's history in the place of its own.
  Start(control_, ReplicatedStore::Role::kFollower);
  EXPECT_FALSE(control_.store->has_copy());
  Replicator back(*control_.store, *follower_.source, "https://follower", clock_);
  ASSERT_TRUE(back.Step(std::chrono::milliseconds(0)).ok());
  EXPECT_EQ(Stored(*control_.store), Stored(*follower_.store));
  EXPECT_EQ(Stored(*control_.store).count("c"), 0u);
}

TEST_F(Replication, AnotherFollowerWithWhatThePromotedOneLacksCopiesAnew) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  Node other;
  other.disk = store::OpenMemoryStore();
  Start(other, ReplicatedStore::Role::kFollower);
  Replicator to_control(*other.store, *control_.source, "https://control", clock_);
  ASSERT_TRUE(to_control.Step(std::chrono::milliseconds(0)).ok());
  ASSERT_TRUE(Put(control_, "b", "nobody else has this").ok());
  ASSERT_TRUE(to_control.Step(std::chrono::milliseconds(0)).ok());
  ASSERT_TRUE(follower_.store->Promote().ok());
  ASSERT_TRUE(Put(follower_, "c", "1").ok());
  Replicator to_new(*other.store, *follower_.source, "https://follower", clock_);
  ASSERT_TRUE(to_new.Step(std::chrono::milliseconds(0)).ok());
  EXPECT_EQ(Stored(*other.store), Stored(*follower_.store));
  EXPECT_EQ(Stored(*other.store).count("b"), 0u);
}

TEST_F(Replication, ACopyThatWasNotPromotedIsNoControlPlaneAndAControlPlaneNoCopy) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  EXPECT_FALSE(ReplicatedStore::Open(std::make_unique<View>(*follower_.disk), ReplicatedStore::Role::kControl).ok());
  EXPECT_FALSE(ReplicatedStore::Open(std::make_unique<View>(*control_.disk), ReplicatedStore::Role::kFollower).ok());
  ASSERT_TRUE(follower_.store->Promote().ok());
  EXPECT_TRUE(ReplicatedStore::Open(std::make_unique<View>(*follower_.disk), ReplicatedStore::Role::kControl).ok());
}

TEST_F(Replication, AnotherPlanesLogIsNotTaken) {
  ASSERT_TRUE(Put(control_, "a", "1").ok());
  ASSERT_TRUE(Step().ok());
  Node other;
  other.disk = store::OpenMemoryStore();
  Start(other, ReplicatedStore::Role::kControl);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Put(other, "x", "1").ok());
  Replicator wrong(*follower_.store, *other.source, "https://other", clock_);
  auto stepped = wrong.Step(std::chrono::milliseconds(0));
  ASSERT_FALSE(stepped.ok());
  EXPECT_EQ(stepped.error().code, ErrorCode::kConflict);
  EXPECT_EQ(Stored(*follower_.store).count("x"), 0u);
}

}  // namespace
}  // namespace rolecall::server
