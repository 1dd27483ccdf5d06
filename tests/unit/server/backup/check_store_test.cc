// serve --check says what a server could not read, and changes nothing.
#include "server/backup/check_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "crypto/aead.h"
#include "server/data_directory.h"
#include "server/open_directory.h"

namespace rolecall::server {
namespace {

class CheckStoreTest : public ::testing::Test {
 protected:
  CheckStoreTest() : clock_(FromUnixSeconds(1795000000)) {
    char name[] = "/tmp/rolecall-check-XXXXXX";
    folder_ = mkdtemp(name);
    options_.data_dir = folder_ + "/data";
    std::filesystem::create_directories(options_.data_dir);
    options_.environment["TMPDIR"] = folder_;
    auto directory = Start();
    EXPECT_TRUE(directory.ok()) << directory.error().message;
    EXPECT_TRUE((*directory)->EnsureRootKey("054000737513").ok());
    store::Store& store = (*directory)->store();
    EXPECT_TRUE(store.Commit(store::Batch{{}, {{"s3/body/b/aa", "content", true}}, {}}).ok());
    EXPECT_TRUE(store.Commit(store::Batch{{}, {{"s3/version/b/k", R"({"body":"aa"})"}}, {}}).ok());
  }
  ~CheckStoreTest() override { std::filesystem::remove_all(folder_); }

  Result<std::unique_ptr<directory::Directory>> Start() {
    return OpenDirectory({.data_dir = options_.data_dir,
                          .files = files_,
                          .random = random_,
                          .clock = clock_,
                          .warn = [](const std::string&) {}});
  }
  int Run(bool json = false) {
    out_.str("");
    err_.str("");
    return RunCheck(options_, json, {clock_, random_, files_, out_, err_});
  }
  void Execute(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((options_.data_dir + "/rolecall.db").c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_close(database);
  }
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      files[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return files;
  }

  FakeClock clock_;
  FakeRandom random_;
  SystemFileSystem files_;
  std::string folder_;
  ServeOptions options_;
  std::ostringstream out_, err_;
};

TEST_F(CheckStoreTest, AStoreThatIsWellIsSaidToBeAndIsNotChanged) {
  const auto before = Files();
  EXPECT_EQ(Run(), 0) << err_.str();
  EXPECT_NE(out_.str().find("all of it can be read"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("account: 1"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("access-key: 1"), std::string::npos) << out_.str();
  EXPECT_EQ(Run(true), 0);
  EXPECT_EQ(out_.str().find("\"ok\":true") == std::string::npos, false) << out_.str();
  EXPECT_EQ(Files(), before);
}

TEST_F(CheckStoreTest, AnOlderSchemaIsReadAndStaysOld) {
  Execute("DROP TABLE log; PRAGMA user_version = 2");
  const auto before = Files();
  EXPECT_EQ(Run(), 0) << err_.str();
  EXPECT_EQ(Files(), before);
}

TEST_F(CheckStoreTest, EachValueThatIsDamagedIsNamed) {
  Execute("UPDATE entries SET value = x'7b7d' WHERE key = CAST('directory/account/054000737513' AS BLOB)");
  Execute("UPDATE entries SET value = x'7b7d' WHERE key = CAST('s3/body/b/aa' AS BLOB)");
  EXPECT_EQ(Run(), 2) << err_.str();
  EXPECT_NE(out_.str().find("directory/account/054000737513: its checksum is wrong"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("s3/body/b/aa: its checksum is wrong"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("s3/version/b/k: its content is gone"), std::string::npos) << out_.str();
  EXPECT_EQ(Run(true), 2);
  EXPECT_NE(out_.str().find("\"problemCount\":3"), std::string::npos) << out_.str();
}

TEST_F(CheckStoreTest, ALogWithAHoleIsNamed) {
  Execute("UPDATE log SET checksum = 0 WHERE revision = (SELECT max(revision) FROM log)");
  EXPECT_EQ(Run(), 2) << err_.str();
  EXPECT_NE(out_.str().find("log"), std::string::npos) << out_.str();
}

TEST_F(CheckStoreTest, AWrongMasterKeyIsWhyNoServerWouldStart) {
  std::ofstream(options_.data_dir + "/master.key", std::ios::binary) << crypto::MakeAeadKey(random_).Reveal();
  EXPECT_EQ(Run(), 1);
  EXPECT_NE(out_.str().find("master key"), std::string::npos) << out_.str();
  EXPECT_FALSE(Start().ok());
}

TEST_F(CheckStoreTest, WhatIsNotThereIsNotMade) {
  options_.data_dir = folder_ + "/none";
  EXPECT_EQ(Run(), 1);
  EXPECT_EQ(Run(true), 1);
  EXPECT_NE(out_.str().find("\"ok\":false"), std::string::npos) << out_.str();
  EXPECT_FALSE(std::filesystem::exists(options_.data_dir));
}

TEST_F(CheckStoreTest, AServerThatRunsIsLeftAlone) {
  auto running = DataDirectory::Open(files_, options_.data_dir);
  ASSERT_TRUE(running.ok());
  EXPECT_EQ(Run(), 1);
  EXPECT_NE(err_.str().find("a server runs on"), std::string::npos) << err_.str();
}

TEST_F(CheckStoreTest, OnlyAStoreThatStaysIsChecked) {
  options_.store = "memory:";
  EXPECT_EQ(Run(), 1);
  EXPECT_EQ(err_.str(), "rolecall serve: a store in memory has nothing to check\n");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(CheckStoreTest, ASharedStoreThatCannotBeAskedIsSaid) {
  options_.store = "etcd://127.0.0.1:1";
  options_.store_ca = folder_ + "/gone.pem";
  EXPECT_EQ(Run(), 1);
  EXPECT_NE(err_.str().find("gone.pem"), std::string::npos) << err_.str();
  EXPECT_EQ(Run(true), 1);
  EXPECT_NE(out_.str().find("gone.pem"), std::string::npos) << out_.str();
}

TEST_F(CheckStoreTest, ManyProblemsAreCountedAndTheFirstNamed) {
  {
    auto directory = Start();
    ASSERT_TRUE(directory.ok());
    store::Batch batch;
    for (int i = 0; i < 1100; ++i) {
      batch.puts.push_back({"s3/version/b/n" + std::to_string(i), R"({"body":"gone"})", false});
    }
    batch.puts.push_back({"s3/object/b/\x1b[2J", "nonsense", false});
    batch.puts.push_back({"s3/object/b/marker", R"({"body":""})", false});  // has no content
    ASSERT_TRUE((*directory)->store().Commit(std::move(batch)).ok());
  }
  EXPECT_EQ(Run(), 2) << err_.str();
  EXPECT_NE(out_.str().find("problem: s3/object/b/?[2J: it cannot be read\n"), std::string::npos);
  EXPECT_EQ(out_.str().find("marker"), std::string::npos);
  EXPECT_NE(out_.str().find("\n… and 101 more\na server starts on it, without what is named\n"), std::string::npos)
      << out_.str().substr(out_.str().size() - 300);
}

}  // namespace
}  // namespace rolecall::server
