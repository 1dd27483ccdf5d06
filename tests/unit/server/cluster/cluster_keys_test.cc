#include "server/cluster/cluster_keys.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "tests/support/fake_api.h"

namespace rolecall::server {
namespace {

using kube::Json;

class ClusterKeysTest : public testing::Test {
 protected:
  http::Response Answer(const http::Request& request) {
    if (!may_read_) return Json(403, kube::StatusText(403, "Forbidden", "no"));
    if (request.target == "/.well-known/openid-configuration") return Json(200, R"({"issuer":"https://k.test"})");
    if (request.headers.Get("Accept").find("application/jwk-set+json") == std::string_view::npos) return Json(406, "");
    return Json(200, keys_.ToJson());
  }
  void Start(std::set<std::string> configured = {}) {
    api_client_ = std::make_shared<kube::ApiClient>(api_.access(), around_.use());
    cluster_ = std::make_unique<ClusterKeys>(
        api_client_, sources_, std::move(configured), [this](const std::string&) { ++warnings_; }, nullptr,
        std::chrono::milliseconds(5));
  }
  bool HasIssuer() {
    for (int i = 0; i < 500 && cluster_->issuer().empty(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return cluster_->issuer() == "https://k.test";
  }

  kube::Around around_;
  std::atomic<bool> may_read_{true};
  std::atomic<int> warnings_{0};
  crypto::KeySet keys_{{{"k1", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}}};
  kube::FakeApi api_{[this](const http::Request& request) { return Answer(request); }};
  http::CurlClient http_{http::ClientOptions{}};
  KeySources sources_{around_.clock, around_.files, http_, {}};
  std::shared_ptr<kube::ApiClient> api_client_;
  std::unique_ptr<ClusterKeys> cluster_;
};

TEST_F(ClusterKeysTest, KeysOfTheClustersOwnIssuerAreReadFromItsApiServer) {
  Start();
  ASSERT_TRUE(HasIssuer());
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(sources_.Find("https://k.test", "k1").ok());
  EXPECT_FALSE(sources_.Find("https://k.test", "k2").ok());
  cluster_.reset();  // the source goes on without it
  EXPECT_TRUE(sources_.Find("https://k.test", "k1").ok());
}

TEST_F(ClusterKeysTest, GoesOnAskingAndTellsOnceWhatIsMissing) {
  may_read_ = false;
  Start();
  for (int i = 0; i < 500 && warnings_ == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  may_read_ = true;
  EXPECT_TRUE(HasIssuer());
  EXPECT_EQ(warnings_, 1);
}

TEST_F(ClusterKeysTest, IssuerThatTheOperatorGaveKeysForKeepsThose) {
  Start({"https://k.test"});
  sources_.AddEmbedded("https://k.test", crypto::KeySet());
  ASSERT_TRUE(HasIssuer());
  cluster_.reset();
  EXPECT_FALSE(sources_.Find("https://k.test", "k1").ok());
}

}  // namespace
}  // namespace rolecall::server
