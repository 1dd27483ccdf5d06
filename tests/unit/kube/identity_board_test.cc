#include "kube/identity_board.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <thread>

namespace rolecall::kube {
namespace {

ServiceAccount WithRole(const std::string& role) { return {{{"eks.amazonaws.com/role-arn", role}}}; }

std::string RoleOf(const IdentitySource& source, const ServiceAccountName& name) {
  const ServiceAccount* account = source.Find(name);
  return account == nullptr ? "unknown" : account->annotations.begin()->second;
}

TEST(IdentityBoard, AReaderKeepsTheViewThatItBeganWith) {
  IdentityBoard board;
  IdentityBoard::Section& section = board.AddSection("accounts");
  section.Update([](IdentitySource& identities) { identities.Add({"ns", "a"}, WithRole("old")); });
  const std::shared_ptr<const IdentitySource> before = board.Read();
  section.Update([](IdentitySource& identities) {
    identities.Add({"ns", "a"}, WithRole("new"));
    identities.Add({"ns", "b"}, WithRole("b"));
  });
  EXPECT_EQ(RoleOf(*before, {"ns", "a"}), "old");
  EXPECT_EQ(RoleOf(*before, {"ns", "b"}), "unknown");
  EXPECT_EQ(RoleOf(*board.Read(), {"ns", "a"}), "new");
  section.Update([](IdentitySource& identities) { identities.Remove({"ns", "a"}); });
  EXPECT_EQ(RoleOf(*board.Read(), {"ns", "a"}), "unknown");
  EXPECT_EQ(RoleOf(*board.Read(), {"ns", "b"}), "b");
  EXPECT_EQ(board.Read()->account_count(), 1u);
}

TEST(IdentityBoard, TheFirstSectionHidesWhatTheOthersSayOfAnAccount) {
  IdentityBoard board;
  IdentityBoard::Section& cluster = board.AddSection("the cluster's service accounts");
  IdentityBoard::Section& files = board.AddSection("manifests");
  files.Update([](IdentitySource& identities) {
    identities.Add({"ns", "both"}, WithRole("file"));
    identities.Add({"ns", "file"}, WithRole("file"));
    identities.SetConfigMap(R"({"ns/mapped":{"RoleARN":"r"}})");
    identities.SetContainerCredentials(R"({"identities":[{"namespace":"ns","serviceAccount":"listed"}]})");
  });
  cluster.Update([](IdentitySource& identities) { identities.Add({"ns", "both"}, WithRole("cluster")); });
  const std::shared_ptr<const IdentitySource> view = board.Read();
  EXPECT_EQ(RoleOf(*view, {"ns", "both"}), "cluster");
  EXPECT_EQ(RoleOf(*view, {"ns", "file"}), "file");
  EXPECT_EQ(view->FindMapped({"ns", "mapped"})->role_arn, "r");
  EXPECT_TRUE(view->UsesContainerCredentials({"ns", "listed"}));
}

TEST(IdentityBoard, IsSyncedWhenEverySectionIs) {
  IdentityBoard board;
  EXPECT_EQ(board.NotSynced(), "");
  IdentityBoard::Section& cluster = board.AddSection("the cluster's service accounts");
  IdentityBoard::Section& files = board.AddSection("manifests");
  files.MarkSynced();
  EXPECT_EQ(board.NotSynced(), "the cluster's service accounts are not read yet");
  cluster.MarkSynced();
  EXPECT_EQ(board.NotSynced(), "");
}

TEST(IdentityBoard, ReadersSeeWholeUpdatesWhileOthersArePublished) {
  IdentityBoard board;
  IdentityBoard::Section& section = board.AddSection("accounts");
  const auto publish = [&](int version) {
    section.Update([&](IdentitySource& identities) {
      for (const char* name : {"a", "b"}) identities.Add({"ns", name}, WithRole(std::to_string(version)));
    });
  };
  publish(0);
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::thread reader([&] {
    while (!done) {
      const std::shared_ptr<const IdentitySource> view = board.Read();
      if (RoleOf(*view, {"ns", "a"}) != RoleOf(*view, {"ns", "b"})) ++torn;
    }
  });
  for (int version = 1; version <= 2000; ++version) publish(version);
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(RoleOf(*board.Read(), {"ns", "a"}), "2000");
}

TEST(IdentitySource, KeepsOnlyTheAnnotationsThatItReads) {
  IdentitySource source;
  source.AddObject(boost::json::parse(R"({"kind":"List","items":[{"kind":"ServiceAccount","metadata":{"name":"a",
    "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","x.example/role-arn":"r"}}}]})"));
  const ServiceAccount* account = source.Find({"default", "a"});
  ASSERT_NE(account, nullptr);
  EXPECT_EQ(account->annotations, (std::map<std::string, std::string>{{"x.example/role-arn", "r"}}));
}

TEST(IdentitySource, ACopyStaysAsItWasWhileTheOtherIsChanged) {
  IdentitySource source;
  for (int i = 0; i < 1000; ++i) source.Add({"ns", "a" + std::to_string(i)}, WithRole("r"));
  const IdentitySource copy = source;
  source.ClearAccounts();
  EXPECT_EQ(source.account_count(), 0u);
  EXPECT_EQ(copy.account_count(), 1000u);
  EXPECT_EQ(RoleOf(copy, {"ns", "a999"}), "r");
}

}  // namespace
}  // namespace rolecall::kube
