// The pod identity webhook as an HTTP endpoint: POST /mutate and, where roles can be judged, POST /validate.
//
//   Webhook webhook({.settings = settings, .board = board, .random = random, .on_review = count});
//   http::Response answer = webhook.Handle(request);
//
// Identities come from a board (kube/identity_board.h); a review reads the view that is on it, and reads no files.
// Before every source has a whole view it is answered 503, so that the failure policy decides: a pod that only nobody
// knows yet would otherwise come without its role. Threads: Handle() may be called from several threads at once.
#ifndef ROLECALL_SERVICES_WEBHOOK_WEBHOOK_H_
#define ROLECALL_SERVICES_WEBHOOK_WEBHOOK_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "http/message.h"
#include "kube/identity_board.h"
#include "kube/injection/admission.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"

namespace rolecall::services::webhook {

// What came of a request: a word of kube::ReviewAnswer::reason, "method", "content_type" or "not_synced".
struct Reviewed {
  std::string_view reason;
  std::size_t warnings = 0;
};

// All references must outlive the webhook.
struct WebhookParts {
  kube::WebhookSettings settings;
  const kube::IdentityBoard& board;
  Random& random;
  std::function<void(const Reviewed&)> on_review = {};  // for metrics: quick, from any thread
  kube::JudgeRole judge = {};                           // of /validate; not set: there is no such path
  bool only_warns = true;                               // /validate does not refuse
  // How long a service account is waited for that no source knows yet: the API server makes pods of those that it has,
  // and tells of a new one a moment later. For sources that know all accounts.
  std::chrono::milliseconds lookup_grace{0};
};

class Webhook {
 public:
  explicit Webhook(WebhookParts parts) : parts_(std::move(parts)) {}

  // The role of a service account, as a pod of it would get it; "" if there is none.
  std::string RoleOf(const kube::ServiceAccountName& account) const;
  // Whether a path is the webhook's.
  bool Serves(std::string_view path) const;
  // A request for such a path. Only POST with Content-Type application/json; 405 and 415 otherwise.
  http::Response Handle(const http::Request& request) const;

 private:
  kube::ReviewAnswer Review(const http::Request& request) const;
  void Note(std::string_view reason, std::size_t warnings) const;

  const WebhookParts parts_;
};

}  // namespace rolecall::services::webhook

#endif  // ROLECALL_SERVICES_WEBHOOK_WEBHOOK_H_
