// AdmissionReview (admission.k8s.io/v1 and v1beta1): reads the API server's question, writes the answer.
//
// A question that cannot be read is answered with allowed=false and a message, as the API server expects; HTTP stays
// 200. Why a pod was changed or not is in the answer's audit annotations.
#ifndef ROLECALL_KUBE_INJECTION_ADMISSION_H_
#define ROLECALL_KUBE_INJECTION_ADMISSION_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "kube/identity_source.h"
#include "kube/pod_identity.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

// The API server's own bound of a request (its MaxRequestBodyBytes). A review holds one object, and etcd none over
// 1.5 MiB.
inline constexpr std::size_t kMaxReviewBytes = 3u << 20;

struct ReviewAnswer {
  std::string body;  // the AdmissionReview, JSON
  bool mutated = false;
  // Why (not), in a word, for metrics; a static text: "web_identity" and "container_credentials" if the pod was
  // changed, "complete", "no_role", "unknown_service_account", "no_service_account", "not_selected", "not_a_pod" if it
  // stays as it is, "unreadable" and "too_large" if the question was refused.
  std::string_view reason;
  std::size_t warnings = 0;
};

// Whether a pod of the account would be given the role, and if not why: what /validate asks.
struct RoleVerdict {
  enum class Kind { kYes, kNo, kUnknown } kind = Kind::kUnknown;
  std::string why;  // one sentence, unless it would
};
struct RoleQuestion {
  ServiceAccountName account;
  std::string role_arn, audience;
};
using JudgeRole = std::function<RoleVerdict(const RoleQuestion&)>;

// The answer of the validating webhook: pods whose role they would surely not be given are refused, or, with
// `only_warns`, warned about; of what cannot be told they are warned. The roles are those of the containers, as the
// mutating webhook or somebody else has put them there, or else the service account's.
ReviewAnswer ReviewRoles(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                         const JudgeRole& judge, bool only_warns);

// The answer of the mutating webhook.
ReviewAnswer Review(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                    Random& random);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_ADMISSION_H_
