// Injection: what the webhook adds to a pod so that the AWS SDKs in it find their identity.
//
// The order of what is added is that of amazon-eks-pod-identity-webhook.
// Differs from amazon-eks-pod-identity-webhook: the patch holds only what is new. The upstream handler sends every
// container back whole and thereby drops the fields that it does not know. A container that mounts something at the
// token's path keeps that and gets no second mount there, with which the API server would refuse the pod.
#ifndef ROLECALL_KUBE_INJECTION_INJECTION_H_
#define ROLECALL_KUBE_INJECTION_INJECTION_H_

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "kube/identity_source.h"
#include "kube/injection/pod_view.h"
#include "kube/json_patch.h"
#include "kube/pod_identity.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

// What an injection may add to a pod, about, in bytes of JSON. etcd takes no object over 1.5 MiB, so a pod that gets
// more could not be stored; and one request must not make an answer many times its size.
inline constexpr std::size_t kMaxAddedBytes = 1u << 20;
inline constexpr std::size_t kMaxWarnings = 16;

struct InjectionResult {
  JsonPatch patch;                    // empty: the pod stays as it is
  std::vector<std::string> warnings;  // for the person who made the pod; at most kMaxWarnings
  std::size_t added_bytes = 0;        // by the patch, about
  bool is_too_large = false;          // more than kMaxAddedBytes would be added: the patch is not complete
  PodIdentity identity;
};

// The patch for `pod`, an object of kind Pod in `space`. Objects without a spec get none.
// Work and answer are linear in the pod, and end at kMaxAddedBytes. What an earlier round has injected (the API server
// asks again after other webhooks have changed the pod) is recognized: neither patched nor warned of.
// The pod must name its service account, as every pod does once the API server has filled in its defaults.
// `random` spreads the expiration of EKS Pod Identity tokens of the default length.
InjectionResult Inject(const PodView& pod, const std::string& space, const IdentitySource& source,
                       const WebhookSettings& settings, Random& random);
// The same of a pod that was parsed.
InjectionResult Inject(const boost::json::value& pod, const std::string& space, const IdentitySource& source,
                       const WebhookSettings& settings, Random& random);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_INJECTION_H_
