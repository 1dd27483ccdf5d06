// Pod identity tokens: service account tokens for the audience pods.eks.amazonaws.com, from the text to what is
// believed of it.
//
//   ROLECALL_TRY(PodToken token, CheckPodToken(text, cluster, keys, now));
//
// Checked: well-formed, the cluster's issuer, key and signature, audience, times, subject; the first that fails is the
// error (InvalidTokenException, ExpiredTokenException). Differs from AWS: no API server is asked whether the pod still
// is; the token counts until it ends. Threads: any.
#ifndef ROLECALL_SERVICES_EKS_POD_TOKEN_H_
#define ROLECALL_SERVICES_EKS_POD_TOKEN_H_

#include <string>
#include <string_view>

#include "base/clock.h"
#include "services/checked.h"
#include "services/eks/clusters.h"
#include "services/sts/key_source.h"

namespace rolecall::services::eks {

inline constexpr std::string_view kPodAudience = "pods.eks.amazonaws.com";

struct PodToken {
  std::string name_space, service_account;
  std::string pod_name, pod_uid;  // empty: the token is bound to no pod
};

Checked<PodToken> CheckPodToken(std::string_view text, const Cluster& cluster, sts::KeySource& keys, Time now);

// Of a token that is not verified: whether it is one for EKS Pod Identity, and whose. For choosing, never for trusting.
bool IsForPodIdentity(std::string_view text);
std::string IssuerOf(std::string_view text);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_POD_TOKEN_H_
