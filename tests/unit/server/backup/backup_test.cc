// What is restored is what the plane held at that point, or nothing is written and the reason said.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>

#include "crypto/aead.h"
#include "directory/directory.h"
#include "server/backup/check_store.h"
#include "server/backup/restore.h"
#include "server/backup/restore_target.h"
#include "server/replication/local_log_source.h"
#include "server/replication/replicated_store.h"
#include "server/store_marks.h"
#include "tests/support/store_wrapper.h"

namespace rolecall::server {
namespace {

using Model = std::map<std::string, std::string>;
using std::chrono::seconds;

Model Stored(store::Store& store) {
  Model model;
  auto entries = store.Scan("", "", 100000);
  EXPECT_TRUE(entries.ok());
  for (const store::Entry& entry : *entries) {
    if (IsCopied(entry.key) && entry.key != kEpochsKey) model[entry.key] = entry.value;
  }
  return model;
}

class View final : public store::StoreWrapper {
 public:
  using StoreWrapper::StoreWrapper;
};

// Somebody writes after each page.
class BusySource final : public CopySource {
 public:
  BusySource(CopySource& inner, std::function<void()> write) : inner_(inner), write_(std::move(write)) {}
  Result<CopyPage> ReadCopy(const std::string& after) override {
    Result<CopyPage> page = inner_.ReadCopy(after);
    if (page.ok() && page->puts.size() > 3) {
      page->puts.resize(3);
      page->is_last = false;
    }
    write_();
    return page;
  }
  Result<LogPage> ReadLog(std::uint64_t after, std::size_t limit) override { return inner_.ReadLog(after, limit); }

 private:
  CopySource& inner_;
  const std::function<void()> write_;
};

class Backup : public ::testing::Test {
 protected:
  Backup() : clock_(FromUnixSeconds(1795000000)), keys_(crypto::MakeAeadKey(random_)) {
    char name[] = "/tmp/rolecall-backup-XXXXXX";
    folder_ = mkdtemp(name);
    plane_ = store::OpenMemoryStore({.clock = &clock_});
    // A server was here: its sealed items are.
    auto directory = directory::Directory::Open(std::make_unique<View>(*plane_), keys_, random_, clock_);
    EXPECT_TRUE(directory.ok());
    EXPECT_TRUE((*directory)->EnsureAccount("054000737513").ok());
  }
  ~Backup() override { std::filesystem::remove_all(folder_); }

  std::uint64_t Put(const std::string& key, const std::string& value) {
    clock_.Advance(seconds(1));
    auto written = plane_->Commit(store::Batch{{}, {{key, value}}, {}});
    EXPECT_TRUE(written.ok());
    models_[*written] = Stored(*plane_);
    times_[*written] = clock_.Now();
    return *written;
  }
  std::string File(const std::string& name) const { return folder_ + "/" + name; }

  store::BackupSummary Make(const std::string& name) {
    clock_.Advance(seconds(1));
    StoreSource source(*plane_, [](const std::string&) {});
    auto made = MakeBackup(source, File(name), clock_);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return made.ok() ? *made : store::BackupSummary{};
  }
  std::unique_ptr<store::BackupReader> Opened(const std::string& name) {
    auto reader = store::BackupReader::Open(File(name));
    EXPECT_TRUE(reader.ok()) << reader.error().message;
    return reader.ok() ? *std::move(reader) : nullptr;
  }

  // Into a new store each time.
  Result<Restored> RestoreIt(const std::string& name, RestorePoint point = {},
                             const std::vector<std::string>& logs = {}) {
    fresh_ = store::OpenMemoryStore({.clock = &clock_});
    return RestoreInto(name, point, logs);
  }
  Result<Restored> RestoreInto(const std::string& name, RestorePoint point, const std::vector<std::string>& logs) {
    const auto backup = Opened(name);
    std::vector<std::unique_ptr<store::BackupReader>> later;
    std::vector<std::unique_ptr<LogSupply>> supplies;
    RestoreFrom from{*backup, {}, point};
    for (const std::string& log : logs) {
      later.push_back(Opened(log));
      supplies.push_back(LogOfBackup(*later.back()));
      from.logs.push_back(supplies.back().get());
    }
    return Restore(from, {*fresh_, "the new store", keys_, random_});
  }
  void ExpectRefused(const Result<Restored>& restored, const std::string& text) {
    ASSERT_FALSE(restored.ok());
    EXPECT_NE(restored.error().message.find(text), std::string::npos) << restored.error().message;
    EXPECT_EQ(*fresh_->Head(), 0u);  // nothing was written
  }

  FakeClock clock_;
  FakeRandom random_;
  crypto::KeyRing keys_;
  std::string folder_;
  std::unique_ptr<store::Store> plane_, fresh_;
  std::map<std::uint64_t, Model> models_;
  std::map<std::uint64_t, Time> times_;
};

TEST_F(Backup, IsRestoredWholeAndGoesOnWithTheNextRevision) {
  for (int i = 0; i < 20; ++i) Put("directory/role/x/" + std::to_string(i), "v");
  const store::BackupSummary made = Make("one");
  auto restored = RestoreIt("one");
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_EQ(restored->revision, *plane_->Head());
  EXPECT_GT(restored->head, *plane_->Head());
  EXPECT_EQ(*fresh_->Head(), restored->head);
  EXPECT_EQ(Stored(*fresh_), Stored(*plane_));
  EXPECT_EQ(made.exact, *plane_->Head());
  EXPECT_EQ(made.exact_at, times_[*plane_->Head()]);
  EXPECT_FALSE((*fresh_->Get(kRestoringMark)).has_value());
  EXPECT_EQ(*fresh_->Commit(store::Batch{{}, {{"a", "1"}}, {}}), restored->head + 1);
  // A server starts on it with the same key.
  EXPECT_TRUE(directory::Directory::Open(std::make_unique<View>(*fresh_), keys_, random_, clock_).ok());
}

TEST_F(Backup, OneMadeWhileThePlaneIsWrittenIsExact) {
  for (int i = 0; i < 20; ++i) Put("directory/role/x/" + std::to_string(i), "v");
  int writes = 0;
  StoreSource source(*plane_, [](const std::string&) {});
  BusySource busy(source, [&] {
    ++writes;
    Put("directory/role/x/" + std::to_string(writes), "changed");
    Put("directory/account/" + std::to_string(writes), "before what was read");
    EXPECT_TRUE(plane_->Commit(store::Batch{{}, {}, {"directory/role/x/" + std::to_string(20 - writes)}}).ok());
  });
  auto made = MakeBackup(busy, File("busy"), clock_);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_LT(made->begun, made->exact);
  ASSERT_TRUE(RestoreIt("busy").ok());
  EXPECT_EQ(Stored(*fresh_), Stored(*plane_));
  // Before it was whole there is no point to go to.
  ExpectRefused(RestoreIt("busy", {.sequence = made->begun}), "which is later");
}

TEST_F(Backup, GoesToAnySequenceAndTimeThatTheLogsTellOf) {
  Put("directory/role/x/1", "first");
  const store::BackupSummary base = Make("monday");
  std::vector<std::uint64_t> later;
  for (int i = 0; i < 5; ++i) later.push_back(Put("directory/role/x/" + std::to_string(i % 2), std::to_string(i)));
  Make("tuesday");
  for (int i = 5; i < 10; ++i) later.push_back(Put("directory/role/x/" + std::to_string(i % 2), std::to_string(i)));
  Make("wednesday");
  for (const std::uint64_t sequence : later) {
    auto restored = RestoreIt("monday", {.sequence = sequence}, {"tuesday", "wednesday"});
    ASSERT_TRUE(restored.ok()) << restored.error().message;
    EXPECT_EQ(restored->revision, sequence);
    EXPECT_EQ(Stored(*fresh_), models_[sequence]);
    for (const auto& time : {times_[sequence], times_[sequence] + std::chrono::milliseconds(999)}) {
      restored = RestoreIt("monday", {.time = time}, {"wednesday"});
      ASSERT_TRUE(restored.ok()) << restored.error().message;
      EXPECT_EQ(restored->revision, sequence);
      EXPECT_EQ(restored->at, times_[sequence]);
      EXPECT_EQ(Stored(*fresh_), models_[sequence]);
    }
  }
  EXPECT_EQ(RestoreIt("monday", {}, {"wednesday"})->revision, later.back());
  EXPECT_EQ(RestoreIt("monday")->revision, base.last);
}

TEST_F(Backup, APointThatIsNotInItIsRefusedWithWhatWouldHelp) {
  Put("directory/role/x/1", "first");
  const store::BackupSummary base = Make("monday");
  ExpectRefused(RestoreIt("monday", {.sequence = base.exact - 1}), "made before that point");
  ExpectRefused(RestoreIt("monday", {.time = base.exact_at - seconds(1)}), "made before that point");
  ExpectRefused(RestoreIt("monday", {.sequence = base.last + 1}), "with -log");
  ExpectRefused(RestoreIt("monday", {.time = base.made + seconds(1)}), "tell of nothing after");
  EXPECT_TRUE(RestoreIt("monday", {.time = base.made}).ok());
}

TEST_F(Backup, ALogThatBeginsTooLateIsAGap) {
  Put("directory/role/x/1", "first");
  Make("monday");
  Put("directory/role/x/1", "lost");
  Put("directory/role/x/1", "lost too");
  ASSERT_TRUE(plane_->Compact(*plane_->Head()).ok());
  const std::uint64_t last = Put("directory/role/x/1", "last");
  Make("tuesday");
  ExpectRefused(RestoreIt("monday", {.sequence = last}, {"tuesday"}), "does not have what came after");
}

TEST_F(Backup, ALogOfAnotherHistoryIsRefused) {
  Put("directory/role/x/1", "first");
  Make("monday");
  // The store was restored, and went on otherwise: the same numbers, other writes.
  auto other = store::OpenMemoryStore({.clock = &clock_});
  clock_.Advance(seconds(5));
  while (*other->Head() <= *plane_->Head()) ASSERT_TRUE(other->Commit(store::Batch{{}, {{"a", "1"}}, {}}).ok());
  StoreSource source(*other, [](const std::string&) {});
  ASSERT_TRUE(MakeBackup(source, File("other"), clock_).ok());
  ExpectRefused(RestoreIt("monday", {}, {"other"}), "another history");
}

TEST_F(Backup, AWrongMasterKeyIsRefusedBeforeAnythingIsWritten) {
  Make("one");
  const crypto::KeyRing right = keys_;
  keys_ = crypto::KeyRing(crypto::MakeAeadKey(random_));
  ExpectRefused(RestoreIt("one"), "master key is not the one");
  StoreSource source(*plane_, [](const std::string&) {});
  const Result<Restored> copied = CopyInto(source, {*fresh_, "new", keys_, random_}, clock_);
  ExpectRefused(copied, "master key is not the one");
  keys_ = right.With(keys_);
  EXPECT_TRUE(RestoreIt("one").ok());
}

TEST_F(Backup, OnlyANewStoreIsFilled) {
  Make("one");
  fresh_ = store::OpenMemoryStore({.clock = &clock_});
  ASSERT_TRUE(fresh_->Commit(store::Batch{{}, {{"a", "1"}}, {}}).ok());
  ASSERT_TRUE(fresh_->Commit(store::Batch{{}, {}, {"a"}}).ok());
  const Result<Restored> restored = RestoreInto("one", {}, {});
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(*fresh_->Head(), 2u);
}

// No log beyond what is asked of it; fails from the n-th commit on.
class FailingStore final : public store::StoreWrapper {
 public:
  FailingStore(store::Store& inner, int commits) : StoreWrapper(inner), left_(commits) {}
  Ticket Submit(store::Batch batch) override { return left_-- > 0 ? inner().Submit(std::move(batch)) : kFailed; }
  Result<std::uint64_t> Wait(Ticket ticket) override {
    if (ticket == kFailed) return Error{ErrorCode::kResourceExhausted, "no room left"};
    return inner().Wait(ticket);
  }

 private:
  static constexpr Ticket kFailed = ~Ticket{0};
  int left_;
};

TEST_F(Backup, OneThatIsCutShortAtAnyCommitIsMarkedAndNotGoneOnWith) {
  Put("directory/role/x/1", "first");
  Make("one");
  bool done = false;
  for (int commits = 0; !done; ++commits) {
    fresh_ = store::OpenMemoryStore({.clock = &clock_});
    FailingStore failing(*fresh_, commits);
    const auto backup = Opened("one");
    done = Restore({*backup, {}, {}}, {failing, "new", keys_, random_}).ok();
    EXPECT_EQ(CheckNotRestoring(*fresh_, "new").ok(), done || commits == 0) << commits;
    if (!done && commits > 0) {
      EXPECT_EQ(RestoreInto("one", {}, {}).error().code, ErrorCode::kAlreadyExists);
    }
    ASSERT_LT(commits, 100);
  }
  EXPECT_EQ(Stored(*fresh_), Stored(*plane_));
}

TEST_F(Backup, WhatIsANodesOwnIsInNoBackup) {
  Put("log/local/replica", "https://control");
  Put("server/master-key", "sealed");
  Put("log/epochs", "plane-1\n1 0\n");
  Make("one");
  ASSERT_TRUE(RestoreIt("one").ok());
  EXPECT_FALSE((*fresh_->Get("log/local/replica")).has_value());
  EXPECT_FALSE((*fresh_->Get("server/master-key")).has_value());
  // A new epoch: what the old one wrote later is nobody's.
  auto epochs = ParseEpochs((**fresh_->Get("log/epochs")).value);
  ASSERT_TRUE(epochs.ok());
  EXPECT_EQ(epochs->plane, "plane-1");
  EXPECT_EQ(epochs->newest(), 2u);
  EXPECT_TRUE(IsSharedHistory(*epochs, 1, *plane_->Head()));
  EXPECT_FALSE(IsSharedHistory(*epochs, 1, *plane_->Head() + 1));
}

TEST_F(Backup, AnotherNodeIsReadAsItsFollowersRead) {
  for (int i = 0; i < 20; ++i) Put("directory/role/x/" + std::to_string(i), "v");
  auto opened = ReplicatedStore::Open(std::make_unique<View>(*plane_), ReplicatedStore::Role::kControl);
  ASSERT_TRUE(opened.ok());
  LocalLogSource node(**opened, random_, [] { return std::chrono::microseconds(0); });
  NodeSource source(node, [](const std::string&) {});
  auto made = MakeBackup(source, File("node"), clock_);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->oldest, 1u);
  fresh_ = store::OpenMemoryStore({.clock = &clock_});
  ASSERT_TRUE(RestoreIt("node").ok());
  EXPECT_EQ(Stored(*fresh_), Stored(*plane_));
  fresh_ = store::OpenMemoryStore({.clock = &clock_});
  auto copied = CopyInto(source, {*fresh_, "new", keys_, random_}, clock_);
  ASSERT_TRUE(copied.ok()) << copied.error().message;
  EXPECT_EQ(Stored(*fresh_), Stored(*plane_));
}

TEST_F(Backup, AStoreThatNodesShareKnowsItsMasterKeyAfterwards) {
  Make("one");
  fresh_ = store::OpenMemoryStore({.clock = &clock_});
  class Shared final : public store::StoreWrapper {
   public:
    using StoreWrapper::StoreWrapper;
    bool shared() const override { return true; }
  } shared(*fresh_);
  const auto backup = Opened("one");
  ASSERT_TRUE(Restore({*backup, {}, {}}, {shared, "new", keys_, random_}).ok());
  EXPECT_EQ(OpenMasterKeyMark((**fresh_->Get(kMasterKeyMark)).value, keys_), MarkOpens::kByNewest);
}

TEST_F(Backup, AStoreThatIsThereTellsWhatCameAfterABackup) {
  Put("directory/role/x/1", "first");
  Make("monday");
  std::vector<std::uint64_t> later;
  for (int i = 0; i < 3; ++i) later.push_back(Put("directory/role/x/1", std::to_string(i)));
  StoreSource plane(*plane_, [](const std::string&) {});
  const auto log = LogOfStore(plane, "the plane's own", clock_.Now());
  EXPECT_EQ(log->name(), "the plane's own");
  EXPECT_EQ(log->complete_until(), clock_.Now());
  const auto restore = [&](RestorePoint point) {
    fresh_ = store::OpenMemoryStore({.clock = &clock_});
    const auto backup = Opened("monday");
    return Restore({*backup, {log.get()}, point}, {*fresh_, "the new store", keys_, random_});
  };
  auto restored = restore({.sequence = later[1]});
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_EQ(Stored(*fresh_), models_[later[1]]);
  restored = restore({.time = clock_.Now()});
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_EQ(restored->revision, later[2]);
  EXPECT_EQ(Stored(*fresh_), models_[later[2]]);
  ExpectRefused(restore({.sequence = later[2] + 1}), "the logs go through sequence " + std::to_string(later[2]));
}

TEST_F(Backup, ALogOfABackupIsReadAgainFromItsBegin) {
  Put("directory/role/x/1", "first");
  const store::BackupSummary made = Make("one");
  const auto backup = Opened("one");
  const auto log = LogOfBackup(*backup);
  EXPECT_EQ(log->name(), backup->name());
  EXPECT_EQ(log->complete_until(), made.made);
  EXPECT_TRUE(log->After(made.last)->empty());
  const auto again = log->After(made.oldest);
  ASSERT_TRUE(again.ok()) << again.error().message;
  ASSERT_EQ(again->size(), made.last - made.oldest);
  EXPECT_EQ(again->front().revision, made.oldest + 1);
}

TEST_F(Backup, ACopyOfAStoreThatIsWrittenMeanwhileIsWhole) {
  for (int i = 0; i < 20; ++i) Put("directory/role/x/" + std::to_string(i), "v");
  int writes = 0;
  StoreSource source(*plane_, [](const std::string&) {});
  BusySource busy(source, [&] {
    if (++writes < 6) Put("directory/role/x/0", "changed " + std::to_string(writes));
  });
  fresh_ = store::OpenMemoryStore({.clock = &clock_});
  const auto copied = CopyInto(busy, {*fresh_, "new", keys_, random_}, clock_);
  ASSERT_TRUE(copied.ok()) << copied.error().message;
  EXPECT_EQ(copied->revision, *plane_->Head());
  EXPECT_EQ(Stored(*fresh_), Stored(*plane_));
}

TEST_F(Backup, ALogThatIsCutWhileItIsCopiedIsNoBackup) {
  for (int i = 0; i < 20; ++i) Put("directory/role/x/" + std::to_string(i), "v");
  StoreSource source(*plane_, [](const std::string&) {});
  BusySource busy(source, [&] {
    Put("directory/role/x/0", "changed");
    EXPECT_TRUE(plane_->Compact(*plane_->Head()).ok());
  });
  const auto made = MakeBackup(busy, File("cut"), clock_);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(made.error().message.find("try again when less is written"), std::string::npos) << made.error().message;
  EXPECT_FALSE(std::filesystem::exists(File("cut")));
}

// It says that there is more, and sends nothing.
class LaggingSource final : public CopySource {
 public:
  explicit LaggingSource(CopySource& inner) : inner_(inner) {}
  Result<CopyPage> ReadCopy(const std::string& after) override { return inner_.ReadCopy(after); }
  Result<LogPage> ReadLog(std::uint64_t after, std::size_t limit) override {
    ROLECALL_TRY(LogPage page, inner_.ReadLog(after, limit));
    page.head += 5;
    return page;
  }

 private:
  CopySource& inner_;
};

TEST_F(Backup, ALogThatLagsBehindItsHeadIsNoBackup) {
  Put("directory/role/x/1", "v");
  StoreSource source(*plane_, [](const std::string&) {});
  LaggingSource lagging(source);
  const auto made = MakeBackup(lagging, File("lags"), clock_);
  ASSERT_FALSE(made.ok());
  EXPECT_NE(made.error().message.find("its log lags behind its head"), std::string::npos) << made.error().message;
  EXPECT_FALSE(std::filesystem::exists(File("lags")));
}

TEST_F(Backup, TheLogOfANodeIsReadWithoutACopyBefore) {
  for (int i = 0; i < 5; ++i) Put("directory/role/x/" + std::to_string(i), "v");
  auto opened = ReplicatedStore::Open(std::make_unique<View>(*plane_), ReplicatedStore::Role::kControl);
  ASSERT_TRUE(opened.ok());
  LocalLogSource node(**opened, random_, [] { return std::chrono::microseconds(0); });
  NodeSource source(node, [](const std::string&) {});
  const auto page = source.ReadLog(2, 3);
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page->entries.size(), 3u);
  EXPECT_EQ(page->entries[0].revision, 3u);
  EXPECT_GE(page->head, 5u);
}

TEST_F(Backup, AStoreThatNodesShareIsCheckedWithItsMark) {
  Make("one");
  fresh_ = store::OpenMemoryStore({.clock = &clock_});
  class Shared final : public store::StoreWrapper {
   public:
    using StoreWrapper::StoreWrapper;
    bool shared() const override { return true; }
  } shared(*fresh_);
  const auto backup = Opened("one");
  ASSERT_TRUE(Restore({*backup, {}, {}}, {shared, "new", keys_, random_}).ok());
  const auto refused = [&](const crypto::KeyRing& keys) {
    const auto report = CheckStore(shared, "etcd://h", keys, random_);
    return report.ok() ? report->refused : "not checked: " + report.error().message;
  };
  EXPECT_EQ(refused(keys_), "");
  EXPECT_EQ(CheckStore(shared, "etcd://h", keys_, random_)->problem_count, 0u);
  EXPECT_NE(refused(crypto::KeyRing(crypto::MakeAeadKey(random_))).find("master key"), std::string::npos);
  ASSERT_TRUE(fresh_->Commit(store::Batch{{}, {}, {std::string(kMasterKeyMark)}}).ok());
  EXPECT_EQ(refused(keys_), "the master key is not the one that the store at etcd://h was written with");
  ASSERT_TRUE(fresh_->Commit(store::Batch{{}, {{std::string(kRestoringMark), "x"}}, {}}).ok());
  EXPECT_EQ(refused(keys_).find("a restore or copy into etcd://h goes on, or was cut short"), 0u) << refused(keys_);
}

}  // namespace
}  // namespace rolecall::server
