// The pod identity webhook as an HTTP endpoint: POST /mutate.
//
// Service accounts come from manifest files that the server was given (read again when they change).
// Threads: Handle() may be called from several threads at once.
#ifndef ROLECALL_SERVICES_WEBHOOK_WEBHOOK_H_
#define ROLECALL_SERVICES_WEBHOOK_WEBHOOK_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "http/message.h"
#include "kube/pod_identity.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"

namespace rolecall::services::webhook {

class Webhook {
 public:
  // Whether a service account has a pod identity association: its pods then get EKS Pod Identity, as on EKS.
  using Associated = std::function<bool(const kube::ServiceAccountName&)>;

  // `manifests`: files or directories (their *.yaml, *.yml and *.json). All references must outlive this object.
  Webhook(kube::WebhookSettings settings, std::vector<std::string> manifests, const FileSystem& files,
          const Clock& clock, Random& random, Associated associated = {});

  // Reads the manifests. An error names the file; what was read before stays in force.
  Result<void> Load();

  // The role of a service account, as a pod of it would get it; "" if there is none.
  std::string RoleOf(const kube::ServiceAccountName& account);
  // Only POST with Content-Type application/json; 405 and 415 otherwise.
  http::Response Handle(const http::Request& request);

 private:
  std::shared_ptr<const kube::IdentitySource> Source();

  const kube::WebhookSettings settings_;
  const std::vector<std::string> manifests_;
  const FileSystem& files_;
  const Clock& clock_;
  Random& random_;
  const Associated associated_;
  const bool reads_files_;
  std::mutex mutex_;
  std::shared_ptr<const kube::IdentitySource> source_;
  Time loaded_;
};

}  // namespace rolecall::services::webhook

#endif  // ROLECALL_SERVICES_WEBHOOK_WEBHOOK_H_
