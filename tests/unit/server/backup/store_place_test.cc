// What FROM and TO of a copy name, and what becomes of the files there.
#include "server/backup/store_place.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "crypto/aead.h"

namespace rolecall::server {
namespace {

class StorePlaceTest : public ::testing::Test {
 protected:
  StorePlaceTest() : clock_(FromUnixSeconds(1795000000)) {
    char name[] = "/tmp/rolecall-place-XXXXXX";
    folder_ = mkdtemp(name);
    flags_.environment["TMPDIR"] = folder_;
  }
  ~StorePlaceTest() override { std::filesystem::remove_all(folder_); }

  std::string In(const std::string& name) const { return folder_ + "/" + name; }
  Result<std::unique_ptr<OpenedTarget>> Target(const std::string& place) {
    return OpenStoreTarget(place, flags_, {files_, random_, clock_});
  }
  Result<std::unique_ptr<OpenedSource>> Source(const std::string& place) {
    return OpenStoreSource(place, flags_, {files_, random_, clock_}, [](const std::string&) {});
  }
  Result<crypto::KeyRing> Keys(const std::vector<std::string>& beside) {
    return ReadKeysFor(beside, flags_, {files_, random_, clock_});
  }
  // A store with one entry that has its name.
  void Fill(const std::string& place) {
    auto target = Target(place);
    ASSERT_TRUE(target.ok()) << target.error().message;
    ASSERT_TRUE((*target)->store().Commit(store::Batch{{}, {{"k", "v"}}, {}}).ok());
    const auto kept = (*target)->Keep();
    ASSERT_TRUE(kept.ok()) << kept.error().message;
  }
  // The keys of what is there; what is wrong, if it cannot be read.
  std::string Read(const std::string& place) {
    auto source = Source(place);
    if (!source.ok()) return source.error().message;
    auto page = (*source)->source().ReadCopy("");
    if (!page.ok()) return page.error().message;
    std::string text;
    for (const store::Put& put : page->puts) text += put.key + "=" + put.value + "\n";
    return text;
  }
  Secret WriteKey(const std::string& folder) {
    std::filesystem::create_directories(folder);
    Secret key = crypto::MakeAeadKey(random_);
    EXPECT_TRUE(files_.Write(folder + "/master.key", key.Reveal(), FileMode::kPrivate).ok());
    return key;
  }
  // Whether the newest of those keys is that one.
  static bool IsNewest(const Result<crypto::KeyRing>& keys, const Secret& key) {
    return keys.ok() && keys->newest().Reveal() == key.Reveal();
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  FakeClock clock_;
  FakeRandom random_;
  SystemFileSystem files_;
  std::string folder_;
  StorePlaceFlags flags_;
};

using PlaceNames = std::vector<std::string>;

TEST_F(StorePlaceTest, ATargetHasItsNameWhenItIsKeptAndNotBefore) {
  {
    auto target = Target("sqlite:" + In("new.db"));
    ASSERT_TRUE(target.ok()) << target.error().message;
    ASSERT_TRUE((*target)->store().Commit(store::Batch{{}, {{"k", "v"}}, {}}).ok());
    EXPECT_FALSE(files_.Exists(In("new.db")));
    EXPECT_TRUE(files_.Exists(In("new.db.restoring")));
    // Another one does not write into the same file.
    const auto second = Target(In("new.db"));
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
    EXPECT_NE(second.error().message.find("another restore runs, or one was cut short"), std::string::npos);
    ASSERT_TRUE((*target)->Keep().ok());
    EXPECT_TRUE(files_.Exists(In("new.db")));
  }
  EXPECT_EQ(Names(), PlaceNames{"new.db"});
  EXPECT_EQ(Read(In("new.db")), "k=v\n");
  EXPECT_EQ(Read("sqlite:" + In("new.db")), "k=v\n");
  EXPECT_EQ(Names(), PlaceNames{"new.db"}) << "a source is read in a copy, which is gone";
}

TEST_F(StorePlaceTest, ATargetThatIsNotKeptLeavesNothing) {
  ASSERT_TRUE((*Target(In("new.db")))->store().Commit(store::Batch{{}, {{"k", "v"}}, {}}).ok());
  EXPECT_EQ(Names(), PlaceNames{});
}

TEST_F(StorePlaceTest, ADataDirectoryStandsForTheStoreInIt) {
  std::filesystem::create_directories(In("data"));
  Fill(In("data"));
  EXPECT_TRUE(files_.Exists(In("data/rolecall.db")));
  EXPECT_EQ(Read(In("data")), "k=v\n");
}

TEST_F(StorePlaceTest, ANameWithoutAnEndingIsADataDirectoryThatIsNew) {
  for (const char* name : {"new", "newer.d/"}) {
    Fill(In(name));
    EXPECT_TRUE(std::filesystem::is_regular_file(In(name) + "/rolecall.db")) << name;
    EXPECT_EQ(Read(In(name)), "k=v\n") << name;
  }
  Fill("sqlite:" + In("file"));
  EXPECT_TRUE(std::filesystem::is_regular_file(In("file"))) << "said to be a file";
}

TEST_F(StorePlaceTest, NothingIsWrittenOver) {
  for (const char* name : {"old.db", "log.db-wal"}) std::ofstream(In(name)) << "mine";
  for (const char* name : {"old.db", "log.db"}) {
    const auto target = Target(In(name));
    ASSERT_FALSE(target.ok()) << name;
    EXPECT_EQ(target.error().code, ErrorCode::kAlreadyExists);
    EXPECT_NE(target.error().message.find("is there already"), std::string::npos) << target.error().message;
  }
  // Nor what came there while it was filled.
  auto target = Target(In("new.db"));
  ASSERT_TRUE(target.ok());
  std::ofstream(In("new.db")) << "mine too";
  const auto kept = (*target)->Keep();
  ASSERT_FALSE(kept.ok());
  EXPECT_NE(kept.error().message.find("cannot give the new store its name"), std::string::npos);
  target->reset();
  EXPECT_EQ(*files_.Read(In("new.db"), 100), "mine too");
  EXPECT_EQ(*files_.Read(In("old.db"), 100), "mine");
  EXPECT_EQ(Names(), (PlaceNames{"log.db-wal", "new.db", "old.db"}));
}

TEST_F(StorePlaceTest, WhatIsNoStoreIsRefused) {
  for (const char* place : {"", "memory:", "sqlite:", "ftp://h/x"}) {
    for (const Error& error : {Target(place).error(), Source(place).error()}) {
      EXPECT_EQ(error.code, ErrorCode::kInvalidArgument) << place;
      EXPECT_NE(error.message.find(std::string("no store is called \"") + place + "\""), std::string::npos);
    }
  }
  EXPECT_EQ(Target("https://plane:4747").error().code, ErrorCode::kInvalidArgument) << "nodes are only read from";
  EXPECT_EQ(Source(In("gone.db")).error().code, ErrorCode::kNotFound);
  std::ofstream(In("text.db")) << std::string(5000, 'x');
  EXPECT_EQ(Read(In("text.db")).find("a copy of " + In("text.db") + ": "), 0u) << Read(In("text.db"));
  EXPECT_EQ(Names(), PlaceNames{"text.db"});
}

TEST_F(StorePlaceTest, ANodeIsReadInTheClearOnThisMachineOnly) {
  for (const char* url : {"http://10.0.0.1:4747", "http://127.0.0.1.example.com", "http://localhosts:1"}) {
    const auto source = Source(url);
    ASSERT_FALSE(source.ok()) << url;
    EXPECT_EQ(source.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(source.error().message.find("is not an https URL, nor on this machine"), std::string::npos);
  }
  for (const char* url : {"http://127.0.0.1:1", "http://localhost/", "http://[::1]:1//", "https://plane.example.com"}) {
    flags_.environment.erase("AWS_ACCESS_KEY_ID");
    EXPECT_EQ(Source(url).error().code, ErrorCode::kUnauthenticated) << url;
    flags_.environment["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
    flags_.environment["AWS_SECRET_ACCESS_KEY"] = "only-for-this-test";
    EXPECT_TRUE(Source(url).ok()) << url;
  }
  // Nobody listens there.
  const std::string said = Read("http://127.0.0.1:1/");
  EXPECT_NE(said.find("127.0.0.1"), std::string::npos) << said;
  EXPECT_EQ(said.find("only-for-this-test"), std::string::npos);
}

TEST_F(StorePlaceTest, ASharedStoreIsAskedOnlyWithWhatItNeeds) {
  flags_.store_ca = In("gone.pem");
  for (const Error& error : {Target("etcd://127.0.0.1:1").error(), Source("etcd://127.0.0.1:1").error()}) {
    EXPECT_EQ(error.code, ErrorCode::kNotFound);
    EXPECT_NE(error.message.find("gone.pem"), std::string::npos) << error.message;
  }
  flags_.store_ca.clear();
  // A user without a password: nobody is asked.
  const std::string place = "etcd://root@127.0.0.1:1";
  for (const Error& error : {Target(place).error(), Source(place).error()}) {
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(error.message.find(place + ": "), 0u) << error.message;
    EXPECT_NE(error.message.find("ROLECALL_STORE_PASSWORD"), std::string::npos) << error.message;
  }
}

TEST_F(StorePlaceTest, TheMasterKeyIsBesideTheFirstFileThatHasOne) {
  const Secret old = WriteKey(In("old"));
  std::filesystem::create_directories(In("new"));
  EXPECT_TRUE(IsNewest(Keys({In("new"), In("old")}), old));
  EXPECT_TRUE(IsNewest(Keys({"etcd://h", "https://node", "memory:", In("old/rolecall.db")}), old));
  const Secret fresh = WriteKey(In("new"));
  EXPECT_TRUE(IsNewest(Keys({In("new"), In("old")}), fresh));
  flags_.data_dir = In("old");
  EXPECT_TRUE(IsNewest(Keys({In("new")}), old));
}

TEST_F(StorePlaceTest, WhereTheMasterKeyIsMustBeSaid) {
  const auto nowhere = Keys({"etcd://h"});
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(nowhere.error().message.find("-data-dir DIR (DIR/master.key) or -master-key SOURCE"), std::string::npos);
  std::filesystem::create_directories(In("data"));
  const auto gone = Keys({In("data")});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::kNotFound);
  EXPECT_NE(gone.error().message.find("The master key that the store was written with is needed"), std::string::npos);
  flags_.master_key = "nonsense:x";
  EXPECT_EQ(Keys({In("data")}).error().code, ErrorCode::kInvalidArgument);
  const Secret key = WriteKey(In("elsewhere"));
  flags_.master_key = "file:" + In("elsewhere/master.key");
  EXPECT_TRUE(IsNewest(Keys({"etcd://h"}), key));
}

}  // namespace
}  // namespace rolecall::server
