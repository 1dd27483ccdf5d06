// Injection: what the webhook adds to a pod so that the AWS SDKs in it find their identity.
//
// The order of what is added is that of amazon-eks-pod-identity-webhook.
// Differs from amazon-eks-pod-identity-webhook: the patch holds only what is new. The upstream handler sends every
// container back whole and thereby drops the fields that it does not know.
#ifndef ROLECALL_KUBE_INJECTION_H_
#define ROLECALL_KUBE_INJECTION_H_

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "kube/json_patch.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

struct InjectionResult {
  JsonPatch patch;                    // empty: the pod stays as it is
  std::vector<std::string> warnings;  // for the person who made the pod
  PodIdentity identity;
};

// The patch for `pod`, an object of kind Pod in `space`. Pods that are not objects, or without containers, get none.
// The pod must name its service account, as every pod does once the API server has filled in its defaults.
// `random` spreads the expiration of EKS Pod Identity tokens of the default length.
InjectionResult Inject(const boost::json::value& pod, const std::string& space, const IdentitySource& source,
                       const WebhookSettings& settings, Random& random);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_H_
