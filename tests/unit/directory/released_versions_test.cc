// Stores as every released version left them (tests/fixtures/store) are read, brought up and written to.
//
// The files are SQL, with a master key of 32 letters k. A new version's is what `sqlite3 FILE .dump` prints, before the
// schema changes, of a store with what the last file holds: the account, the role Old, one access key and one body.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "directory/directory.h"
#include "directory/keys.h"

namespace rolecall::directory {
namespace {

constexpr char kReleased[] = "054000737513";

class ReleasedVersions : public ::testing::TestWithParam<int> {
 protected:
  ReleasedVersions() : clock_(FromUnixSeconds(1795000000)), keys_(Secret(std::string(32, 'k'))) {
    char name[] = "/tmp/rolecall-versions-XXXXXX";
    folder_ = mkdtemp(name);
    path_ = folder_ + "/store.db";
  }
  ~ReleasedVersions() override { std::filesystem::remove_all(folder_); }

  void Execute(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_close(database);
  }
  std::string Number(const std::string& sql) {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    std::string number;
    sqlite3_exec(
        database, sql.c_str(),
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) = values[0] == nullptr ? "" : values[0];
          return 0;
        },
        &number, nullptr);
    sqlite3_close(database);
    return number;
  }
  void LoadFixture(int version) {
    const std::string file =
        std::string(ROLECALL_SOURCE_DIR) + "/tests/fixtures/store/version-" + std::to_string(version) + ".sql";
    std::ifstream in(file);
    ASSERT_TRUE(in.good()) << file;
    Execute({std::istreambuf_iterator<char>(in), {}});
    ASSERT_EQ(Number("PRAGMA user_version"), std::to_string(version));
  }
  Result<std::unique_ptr<Directory>> Open() {
    ROLECALL_TRY(auto store, store::OpenSqliteStore(path_, {.must_exist = true, .clock = &clock_}));
    return Directory::Open(std::move(store), keys_, random_, clock_);
  }
  static Role RoleNamed(const std::string& name) {
    Role role;
    role.account = kReleased;
    role.name = name;
    role.id = "AROA" + name;
    role.description = "of a fixture";
    return role;
  }

  FakeClock clock_;
  FakeRandom random_;
  crypto::KeyRing keys_;
  std::string folder_, path_;
};

TEST_P(ReleasedVersions, AreReadBroughtUpAndWrittenTo) {
  LoadFixture(GetParam());
  for (int start = 0; start < 2; ++start) {
    auto directory = Open();
    ASSERT_TRUE(directory.ok()) << directory.error().message;
    EXPECT_TRUE((*directory)->unreadable().empty());
    const auto snapshot = (*directory)->snapshot();
    ASSERT_NE(snapshot->roles.Find(NameKey(kReleased, "Old")), nullptr);
    EXPECT_EQ(snapshot->roles.Find(NameKey(kReleased, "old"))->description, "of a fixture");
    ASSERT_NE(snapshot->access_keys.Find("AKIAFIXTURE"), nullptr);
    EXPECT_EQ(snapshot->access_keys.Find("AKIAFIXTURE")->secret.Reveal(), "a secret of the fixture");
    auto body = (*directory)->store().Get("s3/body/b/1");
    ASSERT_TRUE(body.ok() && body->has_value());
    EXPECT_EQ((*body)->value, std::string(100, 'v'));
    // A token that an older version sealed opens here: its key is still there.
    EXPECT_GE(snapshot->sealed_items.size(), 1u);
    const std::uint64_t head = *(*directory)->store().Head();
    ASSERT_TRUE((*directory)
                    ->Write([&](Transaction& transaction) {
                      transaction.Put(RoleNamed("start" + std::to_string(start)));
                      return true;
                    })
                    .ok());
    EXPECT_EQ(*(*directory)->store().Head(), head + 1);
    EXPECT_EQ((*directory)->store().ReadLog(head, 10)->size(), 1u);
    EXPECT_EQ((*directory)->snapshot()->roles.size(), static_cast<std::size_t>(2 + start));
  }
  EXPECT_EQ(Number("PRAGMA user_version"), "3");
  EXPECT_EQ(Number("SELECT count(*) FROM entries WHERE checksum IS NULL"), "0");
}

// What an upgrade cannot finish it has not begun.
TEST_P(ReleasedVersions, AreAsTheyWereIfTheyCannotBeBroughtUp) {
  LoadFixture(GetParam());
  if (GetParam() == 3) GTEST_SKIP() << "it is the newest";
  Execute("CREATE TABLE log (wrong)");
  EXPECT_FALSE(Open().ok());
  Execute("DROP TABLE log");
  EXPECT_TRUE(Open().ok());
}

INSTANTIATE_TEST_SUITE_P(All, ReleasedVersions, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace rolecall::directory
