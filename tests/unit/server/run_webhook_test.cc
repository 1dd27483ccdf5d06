// The webhook as a process of its own: what it prints, what it answers, and why it does not start.
#include "server/run_webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <sstream>
#include <thread>

#include "http/client.h"
#include "tests/support/fake_api.h"
#include "tests/unit/server/line_buffer.h"

namespace rolecall::server {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kAccount[] =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: apps\n  annotations:\n"
    "    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/Web\n";
constexpr char kReview[] =
    R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","namespace":"apps","object":)"
    R"({"spec":{"serviceAccountName":"web","containers":[{"name":"c"}]}}}})";

class RunWebhookTest : public testing::Test {
 protected:
  RunWebhookTest() {
    char path[] = "/tmp/rolecall-webhook-XXXXXX";
    directory_ = mkdtemp(path);
    EXPECT_TRUE(files_.Write(Path("web.yaml"), kAccount, FileMode::kPublic).ok());
    options_.listen = "127.0.0.1:0";
    options_.metrics_listen = "127.0.0.1:0";
    options_.threads = 2;
    options_.manifests = {Path("web.yaml")};
    options_.cert_dir = Path("certs");
  }
  ~RunWebhookTest() override {
    if (process_.joinable()) Stop();
    std::filesystem::remove_all(directory_);
  }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  // Answers its ready line; empty: it did not start.
  std::string Start() {
    std::future<std::string> ready = out_buffer_.line();
    process_ = std::thread([this] {
      code_ = RunWebhook(options_, {clock_, random_, files_, out_, err_, &environment_});
    });
    return ready.wait_for(std::chrono::seconds(60)) == std::future_status::ready ? ready.get() : "";
  }
  int Stop() {
    pthread_kill(process_.native_handle(), SIGTERM);
    process_.join();
    return code_;
  }
  std::string WhyNot() {
    std::ostringstream out, err;
    EXPECT_EQ(RunWebhook(options_, {clock_, random_, files_, out, err, &environment_}), 1);
    EXPECT_EQ(out.str(), "");
    EXPECT_THAT(err.str(), testing::StartsWith("rolecall webhook: "));
    return err.str();
  }
  static http::Response Get(const std::string& url) {
    http::CurlClient client{http::ClientOptions{}};
    Result<http::Response> answer = client.Send({.url = url});
    return answer.ok() ? *std::move(answer) : http::Response{.status = 0, .body = answer.error().message};
  }
  // "http://127.0.0.1:1234" after `word` in a ready line.
  static std::string UrlAfter(const std::string& line, const std::string& word) {
    const std::size_t begin = line.find(word) + word.size();
    return line.substr(begin, line.find_first_of(" \n", begin) - begin);
  }

  SystemClock clock_;
  SystemRandom random_;
  SystemFileSystem files_;
  FakeEnvironment environment_;
  LineBuffer out_buffer_, err_buffer_;
  std::ostream out_{&out_buffer_}, err_{&err_buffer_};
  std::string directory_;
  WebhookProcessOptions options_;
  std::thread process_;
  int code_ = -1;
};

TEST_F(RunWebhookTest, ReviewsPodsOverItsOwnCertificateUntilItIsToldToStop) {
  const std::string line = Start();
  ASSERT_THAT(line, HasSubstr("rolecall: webhook ready on https://127.0.0.1:"));
  http::CurlClient client{http::ClientOptions{.ca_file = Path("certs/ca.crt")}};
  http::ClientRequest review{.method = "POST", .url = UrlAfter(line, "ready on ") + "/mutate", .body = kReview};
  review.headers.Add("Content-Type", "application/json");
  const Result<http::Response> answer = client.Send(review);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(answer->body, HasSubstr("\"patch\""));
  pthread_kill(process_.native_handle(), SIGHUP);  // reads the manifests again, and goes on
  EXPECT_EQ(client.Send(review).value().status, 200);
  EXPECT_EQ(Stop(), 0);
  EXPECT_FALSE(client.Send(review).ok());
  EXPECT_EQ(err_buffer_.str(), "");
}

TEST_F(RunWebhookTest, MetricsAreInPlainHttpAndNothingElseIsThere) {
  const std::string line = Start();
  ASSERT_THAT(line, HasSubstr(" metrics http://127.0.0.1:"));
  const std::string url = UrlAfter(line, " metrics ");
  EXPECT_THAT(Get(url + "/metrics").body, HasSubstr("rolecall_webhook_service_accounts 1\n"));
  EXPECT_EQ(Get(url + "/healthz").body, "ok\n");
  EXPECT_EQ(Get(url + "/mutate").status, 404);
  EXPECT_EQ(Stop(), 0);
}

TEST_F(RunWebhookTest, WithoutAnAddressThereAreNoMetrics) {
  options_.metrics_listen = "";
  EXPECT_THAT(Start(), Not(HasSubstr("metrics")));
  EXPECT_EQ(Stop(), 0);
}

// A cluster that does not answer keeps it from being ready, not from starting; what it says comes as one line.
TEST_F(RunWebhookTest, AClusterThatRefusesIsToldAndWatchedOn) {
  kube::FakeApi cluster([](const http::Request&) {
    return kube::Json(403, kube::StatusText(403, "Forbidden", "no\\nrolecall: all is well"));
  });
  ASSERT_TRUE(files_.Write(Path("kubeconfig"), cluster.Kubeconfig(), FileMode::kPrivate).ok());
  options_.cluster = kube::ClusterChoice{Path("kubeconfig"), ""};
  std::future<std::string> warned = err_buffer_.line();
  EXPECT_THAT(Start(), HasSubstr("webhook ready"));
  ASSERT_EQ(warned.wait_for(std::chrono::seconds(60)), std::future_status::ready);
  const std::string warning = warned.get();
  EXPECT_THAT(warning, testing::StartsWith("rolecall: "));
  EXPECT_THAT(warning, Not(HasSubstr("\nrolecall: all is well")));
  EXPECT_EQ(Stop(), 0);
}

TEST_F(RunWebhookTest, SaysWhyItDoesNotStart) {
  const WebhookProcessOptions good = options_;
  options_.listen = "nowhere";
  EXPECT_THAT(WhyNot(), HasSubstr("--listen: "));
  options_ = good;
  options_.tls_cert = Path("cert.pem");
  EXPECT_THAT(WhyNot(), HasSubstr("--tls-cert and --tls-key go together"));
  options_.tls_key = Path("key.pem");
  EXPECT_THAT(WhyNot(), HasSubstr("cert.pem"));
  options_ = good;
  options_.shutdown_delay = "soon";
  EXPECT_THAT(WhyNot(), HasSubstr("--shutdown-delay"));
  options_ = good;
  options_.metrics_listen = "nowhere";
  EXPECT_THAT(WhyNot(), HasSubstr("--metrics-listen: "));
  options_ = good;
  options_.manifests = {Path("none.yaml")};
  EXPECT_THAT(WhyNot(), HasSubstr("none.yaml"));
  options_ = good;
  options_.cluster = kube::ClusterChoice{Path("none"), ""};
  EXPECT_THAT(WhyNot(), HasSubstr("none"));
}

}  // namespace
}  // namespace rolecall::server
