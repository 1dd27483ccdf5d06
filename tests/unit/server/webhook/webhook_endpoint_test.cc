#include "server/webhook/webhook_endpoint.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/encoding.h"
#include "http/client.h"
#include "server/webhook/replay.h"

namespace rolecall::server {
namespace {

constexpr const char* kReview =
    R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","namespace":"apps","object":
       {"spec":{"serviceAccountName":"web","containers":[{"name":"c"}]}}}})";
constexpr const char* kAccount =
    "kind: ServiceAccount\nmetadata:\n  name: web\n  namespace: apps\n  annotations:\n    eks.amazonaws.com/role-arn: "
    "arn:aws:iam::054000737513:role/Web\n";

class WebhookEndpointTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<WebhookEndpoint>> Open(WebhookOptions options) {
    return WebhookEndpoint::Open(std::move(options), {clock_, random_, files_, metrics_,
                                                      [this](const std::string& text) { warnings_.push_back(text); }});
  }
  bool Shows(const std::string& line) { return metrics_.Text().find("\n" + line + "\n") != std::string::npos; }
  static http::Request Question() {
    return {.method = "POST", .target = "/mutate", .headers = {{"Content-Type", "application/json"}}, .body = kReview};
  }

  MemoryFileSystem files_{{{"/m/web.yaml", kAccount}}};
  FakeClock clock_{FromUnixSeconds(1795000000)};
  FakeRandom random_;
  Metrics metrics_;
  std::vector<std::string> warnings_;
};

TEST_F(WebhookEndpointTest, CountsReviewsByReason) {
  const auto endpoint = Open({.manifests = {"/m"}});
  ASSERT_TRUE(endpoint.ok()) << endpoint.error().message;
  EXPECT_TRUE(Shows("rolecall_webhook_reviews_total{reason=\"web_identity\"} 0"));
  (*endpoint)->Handle(Question());
  (*endpoint)->Handle(Question());
  EXPECT_TRUE(Shows("rolecall_webhook_reviews_total{reason=\"web_identity\"} 2")) << metrics_.Text();
  EXPECT_TRUE(Shows("rolecall_webhook_service_accounts 1"));
  EXPECT_TRUE(Shows("rolecall_webhook_synced 1"));
}

TEST_F(WebhookEndpointTest, ABrokenManifestIsToldOnceCountedAndSeen) {
  const auto endpoint = Open({.manifests = {"/m"}});
  ASSERT_TRUE(endpoint.ok());
  ASSERT_TRUE(files_.Write("/m/web.yaml", "{", FileMode::kPublic).ok());
  (*endpoint)->Reload();
  (*endpoint)->Reload();
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_TRUE(warnings_[0].starts_with("manifests (the last good ones stay): /m/web.yaml:")) << warnings_[0];
  EXPECT_TRUE(Shows("rolecall_webhook_manifests_good 0"));
  EXPECT_TRUE(Shows("rolecall_webhook_source_failures_total{source=\"manifests\"} 2")) << metrics_.Text();
  EXPECT_NE((*endpoint)->Handle(Question()).body.find("\"patch\""), std::string::npos);
  ASSERT_TRUE(files_.Write("/m/web.yaml", kAccount, FileMode::kPublic).ok());
  (*endpoint)->Reload();
  ASSERT_EQ(warnings_.size(), 2u);
  EXPECT_TRUE(Shows("rolecall_webhook_manifests_good 1"));
}

TEST_F(WebhookEndpointTest, AManifestThatIsMissingAtTheStartIsAnError) {
  const auto endpoint = Open({.manifests = {"/none.yaml"}});
  ASSERT_FALSE(endpoint.ok());
  EXPECT_NE(endpoint.error().message.find("/none.yaml"), std::string::npos);
}

TEST_F(WebhookEndpointTest, IsReadyWhenEverySourceIs) {
  const auto endpoint = Open({.manifests = {"/m"}});
  ASSERT_TRUE(endpoint.ok());
  EXPECT_EQ((*endpoint)->NotReady(), "");
  kube::IdentityBoard::Section& cluster = (*endpoint)->board().AddSection("the cluster's service accounts");
  EXPECT_EQ((*endpoint)->NotReady(), "the cluster's service accounts are not read yet");
  cluster.MarkSynced();
  EXPECT_EQ((*endpoint)->NotReady(), "");
  (*endpoint)->Stop();
  EXPECT_EQ((*endpoint)->NotReady(), "stopping");
}

// With its own certificates, by a client that trusts the CA bundle and checks the name.
TEST_F(WebhookEndpointTest, ListensWithItsOwnCertificates) {
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("rolecall-webhook-" + RandomHex(*std::make_unique<SystemRandom>(), 8));
  SystemFileSystem files;
  const SystemClock clock;
  {
    auto endpoint = WebhookEndpoint::Open(
        {.host = "127.0.0.1", .cert_dir = directory / "certs", .cert_names = {"localhost", "127.0.0.1"}},
        {clock, random_, files, metrics_, [](const std::string&) {}});
    ASSERT_TRUE(endpoint.ok()) << endpoint.error().message;
    ASSERT_TRUE((*endpoint)->Start().ok());
    http::ClientOptions trusting;
    trusting.ca_file = directory / "certs" / "ca.crt";
    http::CurlClient client(trusting);
    const std::string base = "https://127.0.0.1:" + std::to_string((*endpoint)->port());
    const auto get = [&](const std::string& path) {
      const Result<http::Response> answer = client.Send({.method = "GET", .url = base + path});
      return answer.ok() ? answer->status : 0;
    };
    EXPECT_EQ(get("/readyz"), 200);
    EXPECT_EQ(get("/healthz"), 200);
    EXPECT_EQ(get("/metrics"), 404) << "the webhook's listener serves the webhook";
    http::ClientRequest question{.method = "POST", .url = base + "/mutate"};
    question.headers.Set("Content-Type", "application/json");
    question.body = kReview;
    const Result<http::Response> answer = client.Send(question);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(boost::json::parse(answer->body).at("response").at("allowed"), true);
    http::CurlClient stranger{http::ClientOptions{}};
    EXPECT_FALSE(stranger.Send({.method = "GET", .url = base + "/healthz"}).ok());
  }
  std::filesystem::remove_all(directory);
}

TEST(Replay, AnswersAsTheHandlerDoes) {
  FakeRandom random;
  RecordedReview review{.content_type = "application/json", .body = kReview};
  review.objects.push_back(boost::json::parse(
      R"({"kind":"ServiceAccount","metadata":{"name":"web","namespace":"apps","annotations":{"eks.amazonaws.com/role-arn":"r"}}})"));
  const http::Response answer = Replay(review, random);
  EXPECT_EQ(answer.status, 200);
  const boost::json::value response = boost::json::parse(answer.body).at("response");
  EXPECT_NE(Base64Decode(response.at("patch").as_string())->find("AWS_ROLE_ARN"), std::string::npos);
  review.content_type = "";
  EXPECT_EQ(Replay(review, random).status, 415);
  review.content_type = "application/json";
  review.container_credentials = R"({"identities":[{"namespace":"apps","serviceAccount":"web"}]})";
  EXPECT_NE(Base64Decode(boost::json::parse(Replay(review, random).body).at("response").at("patch").as_string())
                ->find("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            std::string::npos);
}

}  // namespace
}  // namespace rolecall::server
