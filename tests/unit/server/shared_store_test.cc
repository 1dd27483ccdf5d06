// One master key for all nodes of a shared store: who makes it, who is refused, and what is removed again. The store
// is one in memory; what is said before a real one is opened is tested by addresses where nobody listens.
#include "server/shared_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/encoding.h"
#include "tests/support/shared_store.h"

namespace rolecall::server {
namespace {

using ::testing::HasSubstr;

class SharedStoreTest : public ::testing::Test {
 protected:
  SharedStoreTest() {
    char path[] = "/tmp/rolecall-shared-XXXXXX";
    directory_ = mkdtemp(path);
    flags_.url = "etcd://127.0.0.1:1";
  }
  ~SharedStoreTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return JoinPath(directory_, name); }
  // A node with a data directory of its own.
  Result<SharedByNodes> Join(const std::string& node, const MasterKeySource& key = {},
                             std::function<void()> before_commit = {}) {
    const std::string data_dir = Path(node);
    EXPECT_TRUE(files_.MakeDirectories(data_dir, true).ok());
    auto view = std::make_unique<store::SharedView>(*store_);
    view->before_commit = std::move(before_commit);
    view->away = is_away_;
    return AgreeOnKeys({flags_, data_dir, key}, std::move(view), files_, random_);
  }
  Result<SharedByNodes> Open() {
    const std::string data_dir = Path("node");
    return OpenSharedByNodes({flags_, data_dir, {}}, files_, random_, {});
  }
  void CopyKey(const std::string& from, const std::string& to) {
    std::filesystem::create_directories(Path(to));
    std::filesystem::copy_file(Path(from + "/master.key"), Path(to + "/master.key"));
  }
  bool Exists(const std::string& name) const { return files_.Exists(Path(name)); }

  SystemFileSystem files_;
  FakeRandom random_;
  std::string directory_;
  SharedStoreFlags flags_;
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  bool is_away_ = false;
};

TEST_F(SharedStoreTest, TheFirstNodeMakesTheKeyAndTheOthersAreGivenIt) {
  const auto first = Join("a");
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_TRUE(Exists("a/master.key"));
  EXPECT_TRUE(Exists("a/store.shared"));
  const auto without = Join("b");
  EXPECT_EQ(without.error().code, ErrorCode::kDataLoss);
  EXPECT_THAT(without.error().message, HasSubstr("copy the one of another node to " + Path("b/master.key")));
  EXPECT_FALSE(Exists("b/master.key"));
  CopyKey("a", "b");
  const auto second = Join("b");
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(second->keys.newest().Reveal(), first->keys.newest().Reveal());
  EXPECT_TRUE(Join("a").ok()) << "and again";
}

TEST_F(SharedStoreTest, AnotherKeyThanTheStoresIsRefusedAndKept) {
  ASSERT_TRUE(Join("a").ok());
  std::filesystem::create_directories(Path("b"));
  ASSERT_TRUE(files_.Write(Path("b/master.key"), std::string(32, '2'), FileMode::kPrivate).ok());
  const auto other = Join("b");
  EXPECT_EQ(other.error().code, ErrorCode::kDataLoss);
  EXPECT_THAT(other.error().message, HasSubstr("every node needs the same"));
  EXPECT_TRUE(Exists("b/master.key")) << "it is the operator's, not ours to remove";
  EXPECT_FALSE(Exists("b/store.shared"));
}

TEST_F(SharedStoreTest, AStoreWithRecordsAndWithoutACheckIsNobodysToKey) {
  store::Batch batch;
  batch.puts.push_back({"directory/x", "y"});
  ASSERT_TRUE(store_->Commit(std::move(batch)).ok());
  EXPECT_EQ(Join("a").error().code, ErrorCode::kDataLoss);
  EXPECT_FALSE(Exists("a/master.key"));
}

TEST_F(SharedStoreTest, OfTwoThatStartAtOnceOneIsFirstAndTheOthersKeyIsRemoved) {
  bool is_first = true;
  const auto late = Join("late", {}, [&] {
    if (std::exchange(is_first, false)) {
      ASSERT_TRUE(Join("early").ok());
    }
  });
  EXPECT_EQ(late.error().code, ErrorCode::kDataLoss);
  EXPECT_TRUE(Exists("early/master.key"));
  EXPECT_FALSE(Exists("late/master.key")) << "else it would be taken for one that was given";
  CopyKey("early", "late");
  EXPECT_TRUE(Join("late").ok());
}

TEST_F(SharedStoreTest, ANewKeySealsTheCheckAndTheOldOneIsNoLongerNeeded) {
  ASSERT_TRUE(Join("a").ok());
  MasterKeySource rotated = ParseMasterKeySource("env:MASTER").value();
  rotated.environment["MASTER"] = Base64Encode(std::string(32, '3'));
  EXPECT_EQ(Join("b", rotated).error().code, ErrorCode::kDataLoss) << "it does not open the store yet";
  ASSERT_TRUE(Join("a", rotated).ok()) << "with the old one beside it";
  EXPECT_TRUE(Join("b", rotated).ok());
}

TEST_F(SharedStoreTest, WhereOthersChangeTheCheckAgainAndAgainItGivesUp) {
  ASSERT_TRUE(Join("a").ok());
  MasterKeySource rotated = ParseMasterKeySource("env:MASTER").value();
  rotated.environment["MASTER"] = Base64Encode(std::string(32, '3'));
  int writes = 0;
  const auto result = Join("a", rotated, [&] {
    ++writes;
    store::Batch same;
    same.puts.push_back({"server/master-key", store_->Get("server/master-key").value()->value});
    ASSERT_TRUE(store_->Commit(std::move(same)).ok());
  });
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable) << result.error().message;
  EXPECT_EQ(writes, 3);
  EXPECT_TRUE(Exists("a/master.key"));
}

TEST_F(SharedStoreTest, AStoreThatIsAwaySaysSoAndNoKeyIsMade) {
  is_away_ = true;
  EXPECT_EQ(Join("a").error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(Exists("a/master.key"));
}

TEST_F(SharedStoreTest, FilesOfTheConnectionMustBeThereAndTheKeyTheOwnersAlone) {
  flags_.ca_file = Path("ca.pem");
  EXPECT_THAT(Open().error().message, HasSubstr("ca.pem"));
  ASSERT_TRUE(files_.Write(Path("ca.pem"), "-", FileMode::kPublic).ok());
  flags_.certificate_file = Path("cert.pem");
  EXPECT_THAT(Open().error().message, HasSubstr("cert.pem"));
  ASSERT_TRUE(files_.Write(Path("cert.pem"), "-", FileMode::kPublic).ok());
  flags_.key_file = Path("key.pem");
  EXPECT_THAT(Open().error().message, HasSubstr("key.pem"));
  ASSERT_TRUE(files_.Write(Path("key.pem"), "-", FileMode::kPublic).ok());
  const auto open = Open();
  EXPECT_EQ(open.error().code, ErrorCode::kPermissionDenied) << open.error().message;
  ASSERT_TRUE(files_.Write(Path("key.pem"), "-", FileMode::kPrivate).ok());
  std::filesystem::permissions(Path("key.pem"), std::filesystem::perms(0600));
  flags_.url = "etcd://ann@127.0.0.1:1";
  EXPECT_EQ(Open().error().code, ErrorCode::kInvalidArgument) << "now it is the address: it has no password";
  EXPECT_FALSE(Exists("node/master.key"));
}

}  // namespace
}  // namespace rolecall::server
