// The webhook as a part of a process: its board of identities, what fills it from files, its handler, and, if it is
// wanted, a listener of its own with TLS.
//
//   ROLECALL_TRY(std::unique_ptr<WebhookEndpoint> webhook, WebhookEndpoint::Open(options, parts));   // files are read
//   … webhook->Handle(request) …                       // for POST /mutate on somebody else's listener
//   ROLECALL_RETURN_IF_ERROR(webhook->Listen());        // its own, if options.listen says where
//   webhook->Stop();
//
// The listener serves /mutate, /validate (if roles can be judged), /healthz and /readyz (503 until every source of
// identities was read), and nothing else. Files are looked at every two seconds in the background, own certificates
// every hour. What is wrong is told once, by `warn`, and again when it is something else; it shows in the metrics
// rolecall_webhook_…. Threads: Handle() from any.
#ifndef ROLECALL_SERVER_WEBHOOK_WEBHOOK_ENDPOINT_H_
#define ROLECALL_SERVER_WEBHOOK_WEBHOOK_ENDPOINT_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/periodic.h"
#include "base/random.h"
#include "base/result.h"
#include "http/server.h"
#include "kube/identity_board.h"
#include "server/observe/metrics.h"
#include "server/webhook/own_certificates.h"
#include "services/webhook/manifest_source.h"
#include "services/webhook/webhook.h"

namespace rolecall::server {

struct WebhookOptions {
  kube::WebhookSettings settings;
  std::vector<std::string> manifests;
  std::string host;  // where to listen; empty: nowhere
  std::uint16_t port = 0;
  int threads = 2;
  std::string tls_cert, tls_key;                // both or none
  std::string cert_dir;                         // of own certificates, without tls_cert
  bool validate_refuses = false;                // /validate refuses pods instead of warning
  std::vector<std::string> cert_names;          // what those are for
  std::chrono::milliseconds lookup_grace{100};  // with a cluster as source; see services::webhook::WebhookParts
  std::chrono::milliseconds farewell{0};        // see http::ServerOptions
};

// All must outlive the endpoint.
struct WebhookDependencies {
  const Clock& clock;
  Random& random;
  FileSystem& files;
  Metrics& metrics;
  std::function<void(const std::string&)> warn;  // one line, from any thread
  // Adds other sources of identities, such as the API server's list and watch; they hide what the files say.
  std::function<void(kube::IdentityBoard&)> add_sources = {};
};

class WebhookEndpoint {
 public:
  using Associated = std::function<bool(const kube::ServiceAccountName&)>;

  // Reads the files, and makes the certificates if they are its own. Errors name the file.
  // `judge`: of /validate; not set: there is none.
  static Result<std::unique_ptr<WebhookEndpoint>> Open(WebhookOptions options, WebhookDependencies dependencies,
                                                       Associated associated = {}, kube::JudgeRole judge = {});
  ~WebhookEndpoint() { Stop(); }

  kube::IdentityBoard& board() { return board_; }
  // Until every source has been read, at most so long: before a socket is taken in which clients may wait already.
  void WaitUntilSynced(std::chrono::seconds at_most) const;
  // Begins to look at the files every so often, and listens, if it is told where.
  Result<void> Start();
  // Looks at the files now.
  void Reload();
  // Finishes running reviews, then closes the listener. May be called twice.
  void Stop();

  services::webhook::Webhook& webhook() { return *webhook_; }
  http::Response Handle(const http::Request& request) { return webhook_->Handle(request); }
  // Why it is not ready; empty: it is.
  std::string NotReady() const;
  // Of the listener; 0: there is none.
  std::uint16_t port() const { return server_ == nullptr ? 0 : server_->port(); }
  // What the API server must trust, if the certificates are its own.
  Result<std::string> CaBundle() const { return certificates_->CaBundle(); }

 private:
  WebhookEndpoint(WebhookOptions options, WebhookDependencies dependencies);

  Result<void> Listen();
  http::Response HandleOwn(const http::Request& request);
  Result<void> Look(bool is_due);
  void Count(const services::webhook::Reviewed& reviewed);
  void NoteFailure(const char* what, const Result<void>& result, std::string& told);
  void ShowState();

  const WebhookOptions options_;
  WebhookDependencies dependencies_;
  kube::IdentityBoard board_;
  std::unique_ptr<services::webhook::ManifestSource> manifests_;
  std::unique_ptr<services::webhook::Webhook> webhook_;
  std::unique_ptr<OwnCertificates> certificates_;
  std::mutex told_mutex_;  // of the next two
  std::string told_of_manifests_, told_of_certificates_;
  std::atomic<bool> draining_{false};
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Periodic> looking_, renewing_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_WEBHOOK_WEBHOOK_ENDPOINT_H_
