// A fault at the n-th call of the disk, for every n, in one write of each kind; and the power going there. After each
// the directory is as before or as after, a restart reads everything, and the next write works.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <functional>
#include <map>

#include "crypto/aead.h"
#include "directory/directory.h"
#include "tests/support/simulated_disk.h"

namespace rolecall::directory {
namespace {

using store::SimulatedDisk;
using Model = std::map<std::string, std::string>;

constexpr char kOnDisk[] = "054000737513";

Role RoleNamed(const std::string& name) {
  Role role;
  role.account = kOnDisk;
  role.name = name;
  role.id = "AROA" + name;
  return role;
}

struct Kind {
  const char* name;
  std::function<Result<void>(Directory&)> write;
};

Result<void> In(Directory& directory, const std::function<void(Transaction&)>& change) {
  return directory.Write([&](Transaction& transaction) {
    change(transaction);
    return true;
  });
}

// A row for each way in which the plane writes.
std::vector<Kind> Kinds() {
  return {{"a new record", [](Directory& d) { return In(d, [](Transaction& t) { t.Put(RoleNamed("new")); }); }},
          {"a record in the place of another",
           [](Directory& d) {
             return In(d, [](Transaction& t) {
               Role role = RoleNamed("old");
               role.description = "changed";
               t.Put(std::move(role));
             });
           }},
          {"a deletion", [](Directory& d) { return In(d, [](Transaction& t) { t.Delete(RoleNamed("old")); }); }},
          {"many records and deletions",
           [](Directory& d) {
             return In(d, [](Transaction& t) {
               t.Delete(RoleNamed("old"));
               for (int i = 0; i < 40; ++i) t.Put(RoleNamed("many" + std::to_string(i)));
             });
           }},
          {"a secret",
           [](Directory& d) {
             return In(d, [](Transaction& t) {
               AccessKey key;
               key.id = "AKIANEW";
               key.account = kOnDisk;
               key.secret = Secret("of many letters");
               t.Put(std::move(key));
             });
           }},
          {"an object's bytes, larger than many pages",
           [](Directory& d) {
             return In(d, [](Transaction& t) {
               t.batch().puts.push_back({"s3/body/b/1", std::string(100000, 'v'), true});
               t.batch().puts.push_back({"s3/version/b/k", "{}"});
             });
           }},
          {"a new key of sessions", [](Directory& d) { return d.RotateSessionKeys(); }}};
}

constexpr std::int64_t kBegun = 1795000000;
constexpr std::chrono::hours kLater{25};  // then a new key of sessions is due

class DiskFaults : public ::testing::Test {
 protected:
  DiskFaults() : clock_(FromUnixSeconds(kBegun)), keys_(crypto::MakeAeadKey(random_)) {
    char name[] = "/tmp/rolecall-disk-XXXXXX";
    folder_ = mkdtemp(name);
    auto directory = Open();
    EXPECT_TRUE(directory.ok()) << directory.error().message;
    EXPECT_TRUE((*directory)->EnsureAccount(kOnDisk).ok());
    EXPECT_TRUE(In(**directory, [](Transaction& t) { t.Put(RoleNamed("old")); }).ok());
    base_model_ = Stored(**directory);
    base_ = disk_.Save();  // as after a crash: the newest writes are in the write-ahead log
  }
  ~DiskFaults() override { std::filesystem::remove_all(folder_); }

  Result<std::unique_ptr<Directory>> Open() {
    clock_.Set(FromUnixSeconds(kBegun));
    ROLECALL_TRY(std::unique_ptr<store::Store> store,
                 store::OpenSqliteStore(folder_ + "/store.db", {.clock = &clock_}));
    return Directory::Open(std::move(store), keys_, random_, clock_);
  }
  static Model Stored(Directory& directory) {
    Model model;
    auto entries = directory.store().Scan("", "", 100000);
    EXPECT_TRUE(entries.ok());
    if (!entries.ok()) return model;
    for (const store::Entry& entry : *entries) model[entry.key] = entry.value;
    return model;
  }
  // Secrets are sealed otherwise each time.
  static std::string Keys(const Model& model) {
    std::string all;
    for (const auto& [key, value] : model) {
      // Its id is by chance.
      if (key.starts_with("directory/sealed/session/")) {
        all += "session key\n";
        continue;
      }
      all += key + (value.find("changed") == value.npos ? "" : " (changed)") + "\n";
    }
    return all;
  }
  static std::string RolesOf(Directory& directory) {
    std::string all;
    for (const auto& role : directory.snapshot()->roles.Sorted()) all += role->name + role->description + " ";
    return all;
  }

  // Nothing fails: what the write leaves behind.
  std::string After(const Kind& kind) {
    disk_.Load(base_);
    auto directory = Open();
    EXPECT_TRUE(directory.ok());
    clock_.Advance(kLater);
    EXPECT_TRUE(kind.write(**directory).ok()) << kind.name;
    return Keys(Stored(**directory));
  }
  void ExpectNextWriteWorks(Directory& directory) {
    const Result<void> next = In(directory, [](Transaction& t) { t.Put(RoleNamed("next")); });
    EXPECT_TRUE(next.ok()) << next.error().message;
    EXPECT_NE(directory.snapshot()->roles.Find("054000737513/next"), nullptr);
  }

  SimulatedDisk disk_;
  FakeClock clock_;
  FakeRandom random_;
  crypto::KeyRing keys_;
  std::string folder_;
  Model base_model_;
  SimulatedDisk::Image base_;
};

TEST_F(DiskFaults, ACallThatFailsLeavesAllAsBeforeOrAsAfter) {
  int faults = 0;
  for (const Kind& kind : Kinds()) {
    const std::string after = After(kind);
    for (const auto failure : {SimulatedDisk::Failure::kIo, SimulatedDisk::Failure::kFull}) {
      bool happened = true;
      for (std::uint64_t call = 1; happened; ++call) {
        SCOPED_TRACE(std::string(kind.name) + ", call " + std::to_string(call));
        ASSERT_LT(call, 1000u);
        disk_.Load(base_);
        auto directory = Open();
        ASSERT_TRUE(directory.ok()) << directory.error().message;
        const std::string before = Keys(Stored(**directory)), roles = RolesOf(**directory);
        clock_.Advance(kLater);
        disk_.FailAt(call, failure);
        const bool written = kind.write(**directory).ok();
        happened = disk_.Heal();
        faults += happened ? 1 : 0;
        const std::string now = Keys(Stored(**directory));
        EXPECT_EQ(now, written ? after : before);
        if (!written) {
          EXPECT_EQ(RolesOf(**directory), roles);
        }
        ExpectNextWriteWorks(**directory);
        const Model memory = Stored(**directory);
        const std::string roles_now = RolesOf(**directory);
        directory->reset();
        auto again = Open();
        ASSERT_TRUE(again.ok()) << again.error().message;
        EXPECT_TRUE((*again)->unreadable().empty());
        EXPECT_EQ(Stored(**again), memory);
        EXPECT_EQ(RolesOf(**again), roles_now);
      }
    }
  }
  EXPECT_GT(faults, 30);
}

TEST_F(DiskFaults, AStartOnWhichACallFailsHarmsNothing) {
  bool happened = true;
  for (std::uint64_t call = 1; happened; ++call) {
    SCOPED_TRACE(call);
    ASSERT_LT(call, 2000u);
    disk_.Load(base_);
    disk_.FailAt(call, SimulatedDisk::Failure::kIo);
    (void)Open();
    happened = disk_.Heal();
    auto again = Open();
    ASSERT_TRUE(again.ok()) << again.error().message;
    Model stored = Stored(**again);
    for (const auto& [key, value] : base_model_) EXPECT_EQ(stored[key], value);
    ExpectNextWriteWorks(**again);
  }
}

TEST_F(DiskFaults, WhenThePowerGoesWhatWasAcknowledgedIsThereAndNothingIsHalfDone) {
  int cuts = 0, kept = 0, lost = 0;
  for (const Kind& kind : Kinds()) {
    const std::string after = After(kind);
    bool happened = true;
    for (std::uint64_t change = 1; happened; ++change) {
      for (std::uint64_t luck = 0; luck < 6; ++luck) {
        SCOPED_TRACE(std::string(kind.name) + ", change " + std::to_string(change) + ", luck " + std::to_string(luck));
        ASSERT_LT(change, 2000u);
        disk_.Load(base_);
        auto directory = Open();
        ASSERT_TRUE(directory.ok()) << directory.error().message;
        const std::string before = Keys(Stored(**directory));
        clock_.Advance(kLater);
        disk_.CutPowerAt(change);
        const bool written = kind.write(**directory).ok();
        directory->reset();  // closing writes the log's pages into the file: the power may go there too
        happened = disk_.power_is_off();
        cuts += happened ? 1 : 0;
        FakeRandom dice(change * 100 + luck);
        // All of it is there, nothing is, or anything between.
        disk_.Boot([&](std::uint64_t bound) { return luck == 0 ? bound - 1 : luck == 1 ? 0 : dice.Below(bound); });
        auto again = Open();
        ASSERT_TRUE(again.ok()) << again.error().message;
        EXPECT_TRUE((*again)->unreadable().empty());
        const std::string now = Keys(Stored(**again));
        if (written) {
          EXPECT_EQ(now, after);
        }
        if (!written) {
          EXPECT_TRUE(now == before || now == after) << now;
        }
        kept += now == after ? 1 : 0;
        lost += now == before ? 1 : 0;
        ExpectNextWriteWorks(**again);
      }
    }
  }
  EXPECT_GT(cuts, 50);
  EXPECT_GT(kept, 10);
  EXPECT_GT(lost, 10);
}

// That the disk is one that loses: without syncs an acknowledged write would be gone.
TEST_F(DiskFaults, WhatIsNotSyncedIsLost) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ + "/other.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "PRAGMA synchronous = OFF; CREATE TABLE t (x); INSERT INTO t VALUES (1)", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
  disk_.Boot([](std::uint64_t) { return 0; });
  ASSERT_EQ(sqlite3_open((folder_ + "/other.db").c_str(), &database), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(database, "SELECT x FROM t", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace
}  // namespace rolecall::directory
