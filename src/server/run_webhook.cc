#include "server/run_webhook.h"

#include <sys/prctl.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <ostream>
#include <thread>
#include <utility>

#include "http/inherited_sockets.h"
#include "http/server.h"
#include "server/buffered_random.h"
#include "server/cluster/cluster_link.h"
#include "server/observe/metrics.h"
#include "server/stop_signals.h"
#include "server/webhook/listen_address.h"
#include "server/webhook/webhook_endpoint.h"

namespace rolecall::server {
namespace {

constexpr std::chrono::seconds kClientsWait(10);  // an API server's own default

class WebhookProcess {
 public:
  explicit WebhookProcess(Dependencies dependencies) : dependencies_(dependencies), random_(dependencies.random) {}

  Result<void> Start(const WebhookProcessOptions& options) {
    ROLECALL_TRY(WebhookOptions webhook, Read(options));
    ROLECALL_RETURN_IF_ERROR(FindCluster(options));
    ROLECALL_TRY(endpoint_, WebhookEndpoint::Open(std::move(webhook),
                                                  {dependencies_.clock, random_, dependencies_.files, metrics_,
                                                   [this](const std::string& text) { Warn(text); }, Sources(options)}));
    http::RaiseOpenFilesLimit();
    ROLECALL_RETURN_IF_ERROR(http::InheritSockets(OurEnvironment()));
    if (http::HasInherited()) endpoint_->WaitUntilSynced(kClientsWait);
    ROLECALL_RETURN_IF_ERROR(endpoint_->Start());
    if (!options.metrics_listen.empty()) ROLECALL_RETURN_IF_ERROR(ListenForMetrics(options.metrics_listen));
    return http::CheckAllTaken();
  }

  std::string ReadyLine() const {
    std::string line = "rolecall: webhook ready on https://" + host_ + ":" + std::to_string(endpoint_->port());
    if (metrics_server_ != nullptr) {
      line += " metrics http://" + metrics_host_ + ":" + std::to_string(metrics_server_->port());
    }
    return line;
  }
  void Reload() { endpoint_->Reload(); }
  void Stop() {
    cluster_.reset();
    endpoint_->Stop();
    if (metrics_server_ != nullptr) metrics_server_->Stop();
  }

 private:
  Result<WebhookOptions> Read(const WebhookProcessOptions& options) {
    ROLECALL_TRY(const ListenAddress address, ReadListenAddress("listen", options.listen));
    host_ = address.host;
    if (options.tls_cert.empty() != options.tls_key.empty()) {
      return Error{ErrorCode::kInvalidArgument, "--tls-cert and --tls-key go together"};
    }
    WebhookOptions webhook{.settings = options.settings, .manifests = options.manifests};
    webhook.host = address.host;
    webhook.port = address.port;
    webhook.threads =
        options.threads > 0 ? options.threads : static_cast<int>(std::max(2u, std::thread::hardware_concurrency()));
    ROLECALL_TRY(webhook.farewell, ReadShutdownDelay(options.shutdown_delay));
    webhook.lookup_grace = options.lookup_grace;
    webhook.tls_cert = options.tls_cert;
    webhook.tls_key = options.tls_key;
    if (webhook.tls_cert.empty()) {
      webhook.cert_dir = options.cert_dir;
      webhook.cert_names = CertificateNames(options.names, address.host);
    }
    return webhook;
  }

  std::function<void(kube::IdentityBoard&)> Sources(const WebhookProcessOptions& options) {
    if (cluster_ == nullptr) return {};
    return [this, &options](kube::IdentityBoard& board) { cluster_->WatchIdentities(board, options.settings); };
  }

  const Environment& OurEnvironment() const {
    return dependencies_.environment == nullptr ? own_environment_ : *dependencies_.environment;
  }

  Result<void> FindCluster(const WebhookProcessOptions& options) {
    if (!options.cluster.has_value()) return {};
    const ClusterAround around{OurEnvironment(), dependencies_.files, dependencies_.clock, random_,
                               [this](const std::string& text) { Warn(text); }};
    ROLECALL_TRY(cluster_, ClusterLink::Open(*options.cluster, around));
    return {};
  }

  Result<void> ListenForMetrics(const std::string& listen) {
    ROLECALL_TRY(const ListenAddress address, ReadListenAddress("metrics-listen", listen));
    metrics_host_ = address.host;
    http::ServerOptions options;
    options.host = address.host;
    options.port = address.port;
    options.max_connections = 64;
    options.max_body_bytes = 1024;
    options.memory_bytes = 4u << 20;
    ROLECALL_TRY(metrics_server_, http::Server::Start(std::move(options), [this](http::Request& request) {
                   return AnswerMetrics(request);
                 }));
    return {};
  }

  http::Response AnswerMetrics(const http::Request& request) const {
    http::Response response;
    if (request.path() == "/metrics") {
      response.headers.Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      response.body = metrics_.Text();
    } else {
      response.headers.Set("Content-Type", "text/plain; charset=utf-8");
      response.status = request.path() == "/healthz" ? 200 : 404;
      response.body = response.status == 200 ? "ok\n" : "not found\n";
    }
    return response;
  }

  void Warn(std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    const std::lock_guard lock(warn_mutex_);
    dependencies_.err << "rolecall: " << text << std::endl;
  }

  Dependencies dependencies_;
  BufferedRandom random_;
  std::mutex warn_mutex_;
  Metrics metrics_;
  std::string host_, metrics_host_;
  const SystemEnvironment own_environment_;
  std::unique_ptr<WebhookEndpoint> endpoint_;
  std::unique_ptr<ClusterLink> cluster_;  // feeds its board
  std::unique_ptr<http::Server> metrics_server_;
};

}  // namespace

int RunWebhook(const WebhookProcessOptions& options, Dependencies dependencies) {
  prctl(PR_SET_DUMPABLE, 0);
  StopSignals signals;
  WebhookProcess process(dependencies);
  if (Result<void> started = process.Start(options); !started.ok()) {
    dependencies.err << "rolecall webhook: " << started.error().message << std::endl;
    return 1;
  }
  dependencies.out << process.ReadyLine() << std::endl;
  signals.Wait([&] { process.Reload(); });
  process.Stop();
  return 0;
}

}  // namespace rolecall::server
