#include "server/webhook/webhook_endpoint.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "kube/injection/admission.h"

namespace rolecall::server {
namespace {

constexpr std::chrono::seconds kLookEvery(2);
constexpr int kBackground = 10;  // as nice(1) counts
constexpr std::chrono::minutes kRenewEvery(60);
// The API server keeps idle connections for 90 s: who closes first must be the client, or a review is sent into a
// connection that is just being closed.
constexpr std::chrono::seconds kIdle(300);

constexpr std::array<std::string_view, 16> kReasons = {
    "web_identity",       "container_credentials", "complete",  "no_role",      "unknown_service_account",
    "no_service_account", "not_selected",          "not_a_pod", "unreadable",   "too_large",
    "assumable",          "not_assumable",         "method",    "content_type", "busy",
    "not_synced"};

http::Response WebhookPage(int status, std::string text) {
  return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text)};
}

http::Response RefusedReview(const http::RefusedBody& why) {
  if (why.reason == http::Refusal::kBusy) {
    http::Response busy = WebhookPage(503, "the server is busy\n");
    busy.headers.Set("Retry-After", "1");
    return busy;
  }
  // The API server's own words.
  return WebhookPage(413, "Request entity too large: limit is " + std::to_string(why.max_body_bytes));
}

}  // namespace

WebhookEndpoint::WebhookEndpoint(WebhookOptions options, WebhookDependencies dependencies)
    : options_(std::move(options)), dependencies_(std::move(dependencies)) {}

Result<std::unique_ptr<WebhookEndpoint>> WebhookEndpoint::Open(WebhookOptions options, WebhookDependencies dependencies,
                                                               Associated associated, kube::JudgeRole judge) {
  std::unique_ptr<WebhookEndpoint> made(new WebhookEndpoint(std::move(options), std::move(dependencies)));
  WebhookEndpoint& endpoint = *made;
  endpoint.webhook_ = std::make_unique<services::webhook::Webhook>(services::webhook::WebhookParts{
      .settings = endpoint.options_.settings,
      .board = endpoint.board_,
      .random = endpoint.dependencies_.random,
      .on_review = [&endpoint](const services::webhook::Reviewed& reviewed) { endpoint.Count(reviewed); },
      .judge = std::move(judge),
      .only_warns = !endpoint.options_.validate_refuses,
      .lookup_grace =
          endpoint.dependencies_.add_sources ? endpoint.options_.lookup_grace : std::chrono::milliseconds(0)});
  for (const std::string_view reason : kReasons) {
    endpoint.dependencies_.metrics.Count("rolecall_webhook_reviews_total", "reason", reason, 0);
  }
  if (endpoint.dependencies_.add_sources) endpoint.dependencies_.add_sources(endpoint.board_);
  if (associated) {
    kube::IdentityBoard::Section& section = endpoint.board_.AddSection("pod identity associations");
    section.Update([&](kube::IdentitySource& own) { own.AlsoContainerCredentials(std::move(associated)); });
    section.MarkSynced();
  }
  const services::webhook::ManifestSource::Options files{endpoint.options_.manifests, endpoint.options_.settings,
                                                         endpoint.dependencies_.files, endpoint.dependencies_.clock};
  endpoint.manifests_ =
      std::make_unique<services::webhook::ManifestSource>(files, endpoint.board_.AddSection("the manifests"));
  ROLECALL_RETURN_IF_ERROR(endpoint.Look(false));
  if (!endpoint.options_.cert_dir.empty()) {
    endpoint.certificates_ = std::make_unique<OwnCertificates>(
        OwnCertificates::Options{endpoint.options_.cert_dir, endpoint.options_.cert_names},
        endpoint.dependencies_.files, endpoint.dependencies_.clock);
    ROLECALL_RETURN_IF_ERROR(endpoint.certificates_->Renew());
  }
  endpoint.ShowState();
  return made;
}

Result<void> WebhookEndpoint::Start() {
  if (!options_.host.empty()) ROLECALL_RETURN_IF_ERROR(Listen());
  // Also without files: what other sources have published shows in the metrics.
  looking_ = std::make_unique<Periodic>(kLookEvery, [this] {
    // This thread alone: parsing thousands of accounts must not take a processor from reviews.
    setpriority(PRIO_PROCESS, 0, kBackground);
    NoteFailure("manifests", Look(true), told_of_manifests_);
    ShowState();
  });
  if (certificates_ != nullptr) {
    renewing_ = std::make_unique<Periodic>(kRenewEvery, [this] {
      NoteFailure("the webhook's certificates", certificates_->Renew(), told_of_certificates_);
      ShowState();
    });
  }
  return {};
}

void WebhookEndpoint::WaitUntilSynced(std::chrono::seconds at_most) const {
  const auto end = std::chrono::steady_clock::now() + at_most;
  while (!board_.NotSynced().empty() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Result<void> WebhookEndpoint::Listen() {
  http::ServerOptions options;
  options.host = options_.host;
  options.port = options_.port;
  options.threads = options_.threads;
  options.lanes = {options_.threads};
  options.max_body_bytes = kube::kMaxReviewBytes;
  options.memory_bytes = 64u << 20;
  options.max_connections = 1024;
  options.max_connections_per_peer = 1024;  // all are the API server's
  options.idle_timeout = kIdle;
  options.farewell = options_.farewell;
  options.tls_cert_file = certificates_ != nullptr ? certificates_->cert_file() : options_.tls_cert;
  options.tls_key_file = certificates_ != nullptr ? certificates_->key_file() : options_.tls_key;
  http::Application application;
  application.handle = [this](http::Request& request) { return HandleOwn(request); };
  application.lane = [this](const http::Request& request) {
    return webhook_->Serves(request.path()) ? 0 : http::kAtOnce;
  };
  application.refuse = [this](const http::Request&, const http::RefusedBody& why) {
    Count({why.reason == http::Refusal::kBusy ? "busy" : "too_large", 0});
    return RefusedReview(why);
  };
  ROLECALL_TRY(server_, http::Server::Start(std::move(options), std::move(application)));
  return {};
}

http::Response WebhookEndpoint::HandleOwn(const http::Request& request) {
  if (webhook_->Serves(request.path())) return Handle(request);
  if (request.path() == "/healthz") return WebhookPage(200, "ok\n");
  if (request.path() == "/readyz") {
    const std::string why = NotReady();
    return why.empty() ? WebhookPage(200, "ok\n") : WebhookPage(503, why + "\n");
  }
  return WebhookPage(404, "not found\n");
}

std::string WebhookEndpoint::NotReady() const { return draining_.load() ? "stopping" : board_.NotSynced(); }

Result<void> WebhookEndpoint::Look(bool is_due) {
  Result<void> looked = is_due ? manifests_->Look() : manifests_->LookNow();
  if (!looked.ok()) dependencies_.metrics.Count("rolecall_webhook_source_failures_total", "source", "manifests");
  dependencies_.metrics.Set("rolecall_webhook_manifests_good", looked.ok() ? 1 : 0);
  return looked;
}

void WebhookEndpoint::Reload() {
  NoteFailure("manifests", Look(false), told_of_manifests_);
  ShowState();
}

// Once for each thing that is wrong, and once when it is not any more.
void WebhookEndpoint::NoteFailure(const char* what, const Result<void>& result, std::string& told) {
  const std::string now = result.ok() ? "" : result.error().message;
  {
    const std::lock_guard lock(told_mutex_);
    if (std::exchange(told, now) == now) return;
  }
  dependencies_.warn(now.empty() ? std::string(what) + " are good again"
                                 : std::string(what) + " (the last good ones stay): " + now);
}

void WebhookEndpoint::Count(const services::webhook::Reviewed& reviewed) {
  dependencies_.metrics.Count("rolecall_webhook_reviews_total", "reason", reviewed.reason);
  if (reviewed.warnings > 0) {
    dependencies_.metrics.Count("rolecall_webhook_warned_reviews_total", "reason", reviewed.reason);
  }
}

void WebhookEndpoint::ShowState() {
  dependencies_.metrics.Set("rolecall_webhook_service_accounts", board_.Read()->account_count());
  dependencies_.metrics.Set("rolecall_webhook_synced", board_.NotSynced().empty() ? 1 : 0);
  if (certificates_ != nullptr) {
    dependencies_.metrics.Set(
        "rolecall_webhook_certificate_expires_seconds",
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, UnixSeconds(certificates_->not_after()))));
  }
}

void WebhookEndpoint::Stop() {
  looking_.reset();
  renewing_.reset();
  draining_.store(true);
  if (server_ != nullptr) server_->Stop();
}

}  // namespace rolecall::server
