#include "server/cluster/cluster_link.h"

#include <gtest/gtest.h>

#include <thread>

#include "crypto/key.h"
#include "kube/identity_board.h"
#include "tests/support/fake_api.h"

namespace rolecall::server {
namespace {

constexpr char kRole[] = "arn:aws:iam::111122223333:role/App";

class ClusterLinkTest : public testing::Test {
 protected:
  http::Response Answer(const http::Request& request) {
    if (request.path() == "/.well-known/openid-configuration") return kube::Json(200, R"({"issuer":"https://k.test"})");
    if (request.path() == "/openid/v1/jwks") return kube::Json(200, keys_.ToJson());
    if (request.target.find("watch=true") != std::string::npos) return kube::Streamed(changes_);
    if (request.path() == "/api/v1/serviceaccounts") {
      return kube::Json(200, R"({"kind":"ServiceAccountList","apiVersion":"v1","metadata":{"resourceVersion":"7"},)"
                             R"("items":[{"metadata":{"namespace":"demo","name":"app","resourceVersion":"7",)"
                             R"("annotations":{"eks.amazonaws.com/role-arn":")" +
                                 std::string(kRole) + "\"}}}]}");
    }
    return kube::Json(404, kube::StatusText(404, "NotFound", "not found"));
  }
  Result<std::unique_ptr<ClusterLink>> Open(const std::string& kubeconfig, const std::string& context = "") {
    return ClusterLink::Open({.kubeconfig = kubeconfig, .context = context},
                             {around_.environment, around_.files, around_.clock, random_, [](const std::string&) {}});
  }
  void WriteKubeconfig() {
    ASSERT_TRUE(around_.files.Write("/kubeconfig", api_.Kubeconfig(), FileMode::kPrivate).ok());
  }
  template <typename Condition>
  static bool Eventually(Condition condition) {
    for (int i = 0; i < 6000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return condition();
  }

  kube::Around around_;
  FakeRandom random_;
  crypto::KeySet keys_{{{"k1", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}}};
  std::shared_ptr<kube::Stream> changes_ = std::make_shared<kube::Stream>();
  kube::FakeApi api_{[this](const http::Request& request) { return Answer(request); }};
  http::CurlClient http_{http::ClientOptions{}};
  KeySources sources_{around_.clock, around_.files, http_, {}};
};

TEST_F(ClusterLinkTest, OpeningReadsTheKubeconfigAndAsksNothing) {
  EXPECT_EQ(Open("/none").error().code, ErrorCode::kNotFound);
  WriteKubeconfig();
  EXPECT_FALSE(Open("/kubeconfig", "none").ok());
  const auto link = Open("/kubeconfig");
  ASSERT_TRUE(link.ok()) << link.error().message;
  EXPECT_EQ((*link)->api().access().server, api_.url());
  EXPECT_EQ((*link)->identities(), nullptr);
  EXPECT_TRUE(api_.requests().empty());
}

TEST_F(ClusterLinkTest, ItsIssuersKeysAndItsServiceAccountsAreReadAsItsUser) {
  WriteKubeconfig();
  const auto link = Open("/kubeconfig");
  ASSERT_TRUE(link.ok()) << link.error().message;
  (*link)->ReadKeys(sources_, {}, /*review_tokens=*/true);
  EXPECT_TRUE(Eventually([&] { return (*link)->keys().issuer() == "https://k.test"; }));
  EXPECT_TRUE(Eventually([&] { return sources_.Find("https://k.test", "k1").ok(); }));
  kube::IdentityBoard board;
  kube::WebhookSettings settings;
  settings.watch_config_map = true;
  (*link)->WatchIdentities(board, settings);
  ASSERT_NE((*link)->identities(), nullptr);
  EXPECT_TRUE(Eventually([&] { return board.Read()->Find({"demo", "app"}) != nullptr; }));
  EXPECT_TRUE(Eventually([&] {
    return std::ranges::any_of(api_.requests(), [](const http::Request& request) {
      return request.target.starts_with("/api/v1/namespaces/eks/configmaps");
    });
  }));
  for (const http::Request& request : api_.requests()) EXPECT_EQ(request.headers.Get("Authorization"), "Bearer hush");
  changes_->End();
}

}  // namespace
}  // namespace rolecall::server
