// AdmissionReview (admission.k8s.io/v1 and v1beta1): reads the API server's question, writes the answer.
//
// A question that cannot be read is answered with allowed=false and a message, as the API server expects; HTTP stays
// 200.
#ifndef ROLECALL_KUBE_ADMISSION_H_
#define ROLECALL_KUBE_ADMISSION_H_

#include <string>
#include <string_view>

#include "base/random.h"
#include "kube/identity_source.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

// The API server's own bound of a request (its MaxRequestBodyBytes). A review holds one object, and etcd none over
// 1.5 MiB.
inline constexpr std::size_t kMaxReviewBytes = 3u << 20;

struct ReviewAnswer {
  std::string body;  // the AdmissionReview, JSON
  bool mutated = false;
  std::string outcome;  // one word or sentence for logs and metrics: why (not)
};

ReviewAnswer Review(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                    Random& random);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_ADMISSION_H_
