// Which identity a pod of a service account gets: annotations, ConfigMap, EKS Pod Identity and the webhook's settings,
// by the precedence of amazon-eks-pod-identity-webhook.
//
//   const PodIdentity identity = IdentityOf({"ns", "sa"}, *identities, settings);
//   if (identity.method == IdentityMethod::kNone) … identity.reason …
//
// Pure; any thread.
#ifndef ROLECALL_KUBE_POD_IDENTITY_H_
#define ROLECALL_KUBE_POD_IDENTITY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kube/identity_source.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

enum class IdentityMethod { kNone, kWebIdentity, kContainerCredentials };

// What a pod of a service account gets.
struct PodIdentity {
  IdentityMethod method = IdentityMethod::kNone;
  std::string reason;            // with kNone: why not, one sentence
  std::string_view reason_code;  // with kNone: the same in a word, for metrics; a static text
  std::string role_arn;
  std::string audience;
  bool regional_sts = false;
  std::int64_t token_expiration = kDefaultTokenExpiration;  // before a pod's own annotation; within the bounds
  std::vector<std::string> warnings;                        // what is wrong with annotations and entries; few
};

PodIdentity IdentityOf(const ServiceAccountName& name, const IdentitySource& source, const WebhookSettings& settings);

// A value of somebody's annotation as a warning repeats it: short, on one line.
std::string Shown(std::string_view text);

// The seconds that a token-expiration of `text` stands for, within what the API server takes (kMinTokenExpiration to
// kMaxTokenExpiration); `otherwise` if it is no number. `whose`, "annotation X of service account Y", begins the
// warning that tells if something else is used than what is written.
std::int64_t TokenLife(std::string_view text, std::int64_t otherwise, std::string_view whose,
                       std::vector<std::string>& warnings);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_POD_IDENTITY_H_
