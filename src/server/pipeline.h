// The way of a request: bytes have become a message; here it is found what it is for, who sends it, and the service
// that authorizes, acts and answers. One audit record for each call of a service.
//
//   Pipeline pipeline(parts);
//   Server::Start(options, [&](const http::Request& request) { return pipeline.Handle(request); });
//
// Never throws: what escapes from below is logged inside and answered with InternalFailure, without details.
// Threads: Handle() from any.
#ifndef ROLECALL_SERVER_PIPELINE_H_
#define ROLECALL_SERVER_PIPELINE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/sigv4/sigv4.h"
#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "http/message.h"
#include "server/audit_log.h"
#include "server/metrics.h"
#include "services/oidc/issuer.h"
#include "services/service.h"
#include "services/webhook/webhook.h"

namespace rolecall::server {

struct PipelineParts {
  std::string account_id;
  std::string region;
  const Clock& clock;
  Random& random;
  directory::Directory& directory;
  std::vector<std::unique_ptr<services::Service>> services;
  const std::vector<services::oidc::Issuer>& issuers;
  services::webhook::Webhook& webhook;
  Metrics& metrics;
  AuditLog* audit = nullptr;                     // null: no log
  std::function<void(const std::string&)> warn;  // one line, for the operator
  std::function<Result<void>()> reset = {};      // empties everything; not set: not possible
};

class Pipeline {
 public:
  explicit Pipeline(PipelineParts parts) : parts_(std::move(parts)) {}

  http::Response Handle(const http::Request& request) noexcept;
  // /readyz says no from now on.
  void StartDraining() { draining_.store(true); }

 private:
  struct Work;  // one request on its way

  http::Response Dispatch(const http::Request& request);
  // Health, metrics, OIDC documents, webhook, reset: what is neither signed nor AWS.
  std::optional<http::Response> OwnPage(const http::Request& request);
  http::Response Reset();
  http::Response CallService(const http::Request& request);
  std::optional<aws::AuthFailure> Authenticate(Work& work);
  http::Response Answer(Work& work);
  void NoteUse(const services::Call& call, const Work& work);
  services::Service* FindService(std::string_view name) const;
  http::Response Failed(const http::Request& request, const char* what) noexcept;

  PipelineParts parts_;
  aws::SigningKeys signing_keys_;
  std::atomic<bool> draining_{false};
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_PIPELINE_H_
