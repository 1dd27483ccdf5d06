// Memory that lacks at the n-th allocation, for every n, in one write of each kind: the directory is as before or as
// after, a restart reads everything, and the next write works. In an executable of its own, whose operator new fails.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <new>

#include "crypto/aead.h"
#include "directory/directory.h"
#include "tests/support/shared_store.h"

namespace {
std::size_t left_until_failure = 0;  // 0: none fails
bool failed = false;
}  // namespace

// gcc takes these for the library's own, whose memory is not free()'s.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
void* operator new(std::size_t size) {
  if (left_until_failure != 0 && --left_until_failure == 0) {
    failed = true;
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace rolecall::directory {
namespace {

using Model = std::map<std::string, std::string>;

constexpr char kAccount[] = "054000737513";

Role RoleNamed(const std::string& name) {
  Role role;
  role.account = kAccount;
  role.name = name;
  role.id = "AROA" + name;
  return role;
}

using Change = std::function<void(Transaction&)>;
struct Kind {
  const char* name;
  Change change;
};

std::vector<Kind> Kinds() {
  return {{"a new record", [](Transaction& t) { t.Put(RoleNamed("new")); }},
          {"a deletion", [](Transaction& t) { t.Delete(RoleNamed("old")); }},
          {"a secret",
           [](Transaction& t) {
             AccessKey key;
             key.id = "AKIANEW";
             key.account = kAccount;
             key.secret = Secret("a secret of many letters, longer than a short text");
             t.Put(std::move(key));
           }},
          {"records, a deletion and an object's bytes", [](Transaction& t) {
             t.Delete(RoleNamed("old"));
             for (int i = 0; i < 5; ++i) t.Put(RoleNamed("many" + std::to_string(i)));
             t.batch().puts.push_back({"s3/body/b/1", std::string(20000, 'v'), true});
           }}};
}

// Which store is below, and how it is opened again.
struct World {
  virtual ~World() = default;
  virtual std::unique_ptr<store::Store> Open() = 0;
};

struct SqliteWorld final : World {
  SqliteWorld() {
    char name[] = "/tmp/rolecall-allocations-XXXXXX";
    folder = mkdtemp(name);
  }
  ~SqliteWorld() override { std::filesystem::remove_all(folder); }
  std::unique_ptr<store::Store> Open() override {
    auto store = store::OpenSqliteStore(folder + "/store.db");
    EXPECT_TRUE(store.ok());
    return *std::move(store);
  }
  std::string folder;
};

// As etcd and PostgreSQL: others write too.
struct SharedWorld final : World {
  std::unique_ptr<store::Store> Open() override { return std::make_unique<store::SharedView>(*truth); }
  std::unique_ptr<store::Store> truth = store::OpenMemoryStore();
};

class DirectoryAllocations : public ::testing::Test {
 protected:
  DirectoryAllocations() : clock_(FromUnixSeconds(1795000000)), keys_(crypto::MakeAeadKey(random_)) {}

  std::unique_ptr<Directory> Open(World& world) {
    auto directory = Directory::Open(world.Open(), keys_, random_, clock_);
    EXPECT_TRUE(directory.ok());
    return directory.ok() ? *std::move(directory) : nullptr;
  }
  static std::string KeysIn(Directory& directory) {
    std::string all;
    auto entries = directory.store().Scan("", "", 100000);
    EXPECT_TRUE(entries.ok());
    for (const store::Entry& entry : *entries) all += entry.key + "\n";
    return all;
  }
  static std::string RolesIn(Directory& directory) {
    std::string all;
    for (const auto& role : directory.snapshot()->roles.Sorted()) all += role->name + " ";
    return all;
  }
  static Result<void> Write(Directory& directory, const Change& change) {
    return directory.Write([&](Transaction& transaction) {
      change(transaction);
      return true;
    });
  }
  // As the request's handler does: what is thrown ends there. Whether the write was acknowledged.
  static bool WriteFailingAt(std::size_t allocation, Directory& directory, const Change& change) {
    const std::function<bool(Transaction&)> action = [&](Transaction& transaction) {
      change(transaction);
      return true;
    };
    failed = false;
    bool written = false;
    left_until_failure = allocation;
    try {
      written = directory.Write(action).ok();
    } catch (const std::bad_alloc&) {
    }
    left_until_failure = 0;
    return written;
  }

  template <typename World>
  void Run() {
    std::size_t failures = 0;
    for (const Kind& kind : Kinds()) {
      bool happened = true;
      for (std::size_t allocation = 1; happened; ++allocation) {
        SCOPED_TRACE(std::string(kind.name) + ", allocation " + std::to_string(allocation));
        ASSERT_LT(allocation, 5000u);
        World world;
        std::unique_ptr<Directory> directory = Open(world);
        ASSERT_TRUE(directory->EnsureAccount(kAccount).ok());
        ASSERT_TRUE(Write(*directory, [](Transaction& t) { t.Put(RoleNamed("old")); }).ok());
        const std::string before = KeysIn(*directory);
        const bool written = WriteFailingAt(allocation, *directory, kind.change);
        happened = failed;
        failures += happened ? 1 : 0;
        const std::string now = KeysIn(*directory);
        if (written) {
          EXPECT_NE(now, before);
        } else if (!directory->store().shared()) {  // where others write, one that was not acknowledged may be there
          EXPECT_EQ(now, before);
        }
        const Result<void> next = Write(*directory, [](Transaction& t) { t.Put(RoleNamed("next")); });
        EXPECT_TRUE(next.ok()) << next.error().message;
        const std::string stored = KeysIn(*directory), roles = RolesIn(*directory);
        EXPECT_NE(roles.find("next"), std::string::npos);
        directory.reset();  // one at a time has the file open
        directory = Open(world);
        EXPECT_EQ(KeysIn(*directory), stored);
        EXPECT_EQ(RolesIn(*directory), roles);
        EXPECT_TRUE(directory->unreadable().empty());
      }
    }
    EXPECT_GT(failures, 100u);
  }

  FakeClock clock_;
  FakeRandom random_;
  crypto::KeyRing keys_;
};

TEST_F(DirectoryAllocations, OneThatFailsOverSqliteLeavesAllAsBeforeOrAsAfter) { Run<SqliteWorld>(); }

TEST_F(DirectoryAllocations, OneThatFailsOverAStoreOfManyNodesLeavesAllAsBeforeOrAsAfter) { Run<SharedWorld>(); }

// What is read after a reading that failed is not the one before: a statement of SQLite was left standing.
TEST_F(DirectoryAllocations, AReadingThatFailsHarmsNoOther) {
  SqliteWorld world;
  const std::unique_ptr<store::Store> store = world.Open();
  const std::string a(100, 'a'), b(100, 'b');
  ASSERT_TRUE(store->Commit(store::Batch{{}, {{a, std::string(5000, '1')}, {b, std::string(5000, '2')}}, {}}).ok());
  const auto each = [&](const std::function<void()>& read) {
    bool happened = true;
    for (std::size_t allocation = 1; happened; ++allocation) {
      SCOPED_TRACE(allocation);
      failed = false;
      left_until_failure = allocation;
      try {
        read();
      } catch (const std::bad_alloc&) {
      }
      left_until_failure = 0;
      happened = failed;
      auto entry = store->Get(b);
      ASSERT_TRUE(entry.ok() && entry->has_value());
      EXPECT_EQ((*entry)->value, std::string(5000, '2'));
      EXPECT_EQ(store->Scan("", "", 10)->size(), 2u);
      EXPECT_EQ(store->ReadLog(0, 10)->size(), 1u);
    }
  };
  each([&] { (void)store->Get(a); });
  each([&] { (void)store->Scan("", "", 10); });
  each([&] { (void)store->ReadLog(0, 10); });
}

}  // namespace
}  // namespace rolecall::directory
