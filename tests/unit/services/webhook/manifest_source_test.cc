#include "services/webhook/manifest_source.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace rolecall::services::webhook {
namespace {

std::string AccountText(const std::string& name, const std::string& role) {
  return "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: " + name +
         "\n  namespace: apps\n  annotations:\n    eks.amazonaws.com/role-arn: " + role + "\n";
}

class ManifestSourceTest : public ::testing::Test {
 protected:
  ManifestSource Make(std::vector<std::string> paths, kube::WebhookSettings settings = {}) {
    return {{std::move(paths), std::move(settings), files_, clock_}, section_};
  }
  void Write(const std::string& path, const std::string& text) {
    ASSERT_TRUE(files_.Write(path, text, FileMode::kPublic).ok());
  }
  std::string RoleOf(const std::string& name) {
    const std::shared_ptr<const kube::IdentitySource> view = board_.Read();
    const kube::ServiceAccount* const account = view->Find({"apps", name});
    return account == nullptr ? "unknown" : account->annotations.begin()->second;
  }

  MemoryFileSystem files_;
  FakeClock clock_{FromUnixSeconds(1795000000)};
  kube::IdentityBoard board_;
  kube::IdentityBoard::Section& section_ = board_.AddSection("the manifests");
};

TEST_F(ManifestSourceTest, PublishesFilesAndDirectoriesAndIsSyncedThen) {
  Write("/m/web.yaml", AccountText("web", "Web") + "---\n" + AccountText("api", "Api"));
  Write("/m/sub/not.yaml", AccountText("not", "Not"));
  Write("/m/not.txt", "{");
  Write("/one.json", R"({"kind":"List","items":[{"kind":"ServiceAccount","metadata":{"name":"listed","namespace":"apps",
    "annotations":{"eks.amazonaws.com/role-arn":"Listed"}}}]})");
  ManifestSource source = Make({"/m", "/one.json"});
  EXPECT_EQ(board_.NotSynced(), "the manifests are not read yet");
  const Result<void> looked = source.Look();
  ASSERT_TRUE(looked.ok()) << looked.error().message;
  EXPECT_EQ(board_.NotSynced(), "");
  EXPECT_EQ(RoleOf("web"), "Web");
  EXPECT_EQ(RoleOf("api"), "Api");
  EXPECT_EQ(RoleOf("listed"), "Listed");
  EXPECT_EQ(RoleOf("not"), "unknown");
}

TEST_F(ManifestSourceTest, SeesChangesNewFilesAndFilesThatAreGone) {
  Write("/m/web.yaml", AccountText("web", "Old"));
  Write("/m/api.yaml", AccountText("api", "Api"));
  ManifestSource source = Make({"/m"});
  ASSERT_TRUE(source.Look().ok());
  Write("/m/web.yaml", AccountText("web", "New"));
  EXPECT_EQ(RoleOf("web"), "Old");
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "New");
  Write("/m/added.yaml", AccountText("added", "Added"));
  ASSERT_TRUE(files_.Remove("/m/api.yaml").ok());
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("added"), "Added");
  EXPECT_EQ(RoleOf("api"), "unknown");
}

// One file for another: as many as before.
TEST_F(ManifestSourceTest, SeesAFileThatIsRenamed) {
  Write("/m/a.yaml", AccountText("a", "A"));
  ManifestSource source = Make({"/m"});
  ASSERT_TRUE(source.Look().ok());
  ASSERT_TRUE(files_.Remove("/m/a.yaml").ok());
  Write("/m/b.yaml", AccountText("b", "B"));
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("a"), "unknown");
  EXPECT_EQ(RoleOf("b"), "B");
}

TEST_F(ManifestSourceTest, KeepsTheLastGoodViewOfABrokenFileAndGoesOnTellingIt) {
  Write("/m/web.yaml", AccountText("web", "Web"));
  Write("/m/api.yaml", AccountText("api", "Api"));
  ManifestSource source = Make({"/m"});
  ASSERT_TRUE(source.Look().ok());
  Write("/m/web.yaml", AccountText("web", "Half") + "---\n{ not yaml");
  Write("/m/api.yaml", AccountText("api", "Changed"));
  for (int i = 0; i < 2; ++i) {
    const Result<void> looked = source.Look();
    ASSERT_FALSE(looked.ok());
    EXPECT_NE(looked.error().message.find("/m/web.yaml:"), std::string::npos) << looked.error().message;
  }
  EXPECT_EQ(RoleOf("web"), "Web");
  EXPECT_EQ(RoleOf("api"), "Changed") << "what is good beside it counts";
  Write("/m/web.yaml", AccountText("web", "Mended"));
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "Mended");
}

TEST_F(ManifestSourceTest, IsNotSyncedWhileAManifestIsMissing) {
  ManifestSource source = Make({"/none.yaml"});
  const Result<void> looked = source.Look();
  ASSERT_FALSE(looked.ok());
  EXPECT_EQ(looked.error().code, ErrorCode::kNotFound);
  EXPECT_NE(looked.error().message.find("/none.yaml"), std::string::npos);
  EXPECT_NE(board_.NotSynced(), "");
  Write("/none.yaml", AccountText("web", "Web"));
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(board_.NotSynced(), "");
}

TEST_F(ManifestSourceTest, AFileThatIsGoneTakesNothingAway) {
  Write("/one.yaml", AccountText("web", "Web"));
  ManifestSource source = Make({"/one.yaml"});
  ASSERT_TRUE(source.Look().ok());
  ASSERT_TRUE(files_.Remove("/one.yaml").ok());
  EXPECT_FALSE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "Web");
}

TEST_F(ManifestSourceTest, ReadsTheListOfPodIdentitiesAgainToo) {
  kube::WebhookSettings settings;
  settings.container_credentials_config = "/identities.json";
  Write("/identities.json", "");
  ManifestSource source = Make({}, settings);
  EXPECT_TRUE(source.has_files());
  ASSERT_TRUE(source.Look().ok());
  EXPECT_FALSE(board_.Read()->UsesContainerCredentials({"apps", "web"}));
  Write("/identities.json", R"({"identities":[{"namespace":"apps","serviceAccount":"web"}]})");
  ASSERT_TRUE(source.Look().ok());
  EXPECT_TRUE(board_.Read()->UsesContainerCredentials({"apps", "web"}));
  Write("/identities.json", "[]");
  const Result<void> looked = source.Look();
  ASSERT_FALSE(looked.ok());
  EXPECT_TRUE(looked.error().message.starts_with("/identities.json: ")) << looked.error().message;
  EXPECT_TRUE(board_.Read()->UsesContainerCredentials({"apps", "web"}));
}

TEST_F(ManifestSourceTest, ABrokenConfigMapIsTold) {
  kube::WebhookSettings settings;
  settings.watch_config_map = true;
  const std::string begin =
      "kind: ConfigMap\nmetadata: {name: pod-identity-webhook, namespace: eks}\ndata:\n  config: ";
  Write("/cm.yaml", begin + R"('{"apps/web":{"RoleARN":"Mapped"}}')");
  ManifestSource source = Make({"/cm.yaml"}, settings);
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(board_.Read()->FindMapped({"apps", "web"})->role_arn, "Mapped");
  Write("/cm.yaml", begin + "'{'");
  const Result<void> looked = source.Look();
  ASSERT_FALSE(looked.ok());
  EXPECT_NE(looked.error().message.find("/cm.yaml: the ConfigMap"), std::string::npos) << looked.error().message;
  EXPECT_EQ(board_.Read()->FindMapped({"apps", "web"})->role_arn, "Mapped");
}

// A clock that moves while somebody works.
class SlowClock final : public Clock {
 public:
  Time Now() const override { return now_ += step; }
  std::chrono::milliseconds step{100};
  mutable Time now_ = FromUnixSeconds(1795000000);
};

TEST_F(ManifestSourceTest, RestsTwentyTimesAsLongAsReadingTookWhatHasNotChanged) {
  Write("/one.yaml", AccountText("web", "Old"));
  SlowClock clock;
  ManifestSource source({{"/one.yaml"}, {}, files_, clock}, section_);
  ASSERT_TRUE(source.Look().ok());
  Write("/one.yaml", AccountText("web", "Newer"));
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "Newer");
  ASSERT_TRUE(source.Look().ok());
  Write("/one.yaml", AccountText("web", "New"));
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "Newer");
  clock.now_ += std::chrono::seconds(2);
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "New");
}

// A machine that is busy makes a look long, and would leave changes unseen for minutes.
TEST_F(ManifestSourceTest, RestsTenSecondsAtMost) {
  Write("/one.yaml", AccountText("web", "Old"));
  SlowClock clock;
  clock.step = std::chrono::seconds(5);
  ManifestSource source({{"/one.yaml"}, {}, files_, clock}, section_);
  ASSERT_TRUE(source.Look().ok());
  ASSERT_TRUE(source.Look().ok());
  Write("/one.yaml", AccountText("web", "New"));
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "Old");
  clock.now_ += std::chrono::seconds(10);
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "New");
}

TEST_F(ManifestSourceTest, OfAnAccountThatStandsTwiceTheLastFileCounts) {
  Write("/m/a.yaml", AccountText("web", "First"));
  Write("/m/b.yaml", AccountText("web", "Second"));
  ManifestSource source = Make({"/m"});
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "Second");
  ASSERT_TRUE(files_.Remove("/m/b.yaml").ok());
  ASSERT_TRUE(source.Look().ok());
  EXPECT_EQ(RoleOf("web"), "First");
}

}  // namespace
}  // namespace rolecall::services::webhook
