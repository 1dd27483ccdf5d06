// What the pod identity webhook is told by its operator. Names and meanings are those of
// amazon-eks-pod-identity-webhook's flags; the defaults too, but for one:
// Differs from amazon-eks-pod-identity-webhook: regional STS endpoints are on, as on EKS itself and as today's SDKs do.
#ifndef ROLECALL_KUBE_WEBHOOK_SETTINGS_H_
#define ROLECALL_KUBE_WEBHOOK_SETTINGS_H_

#include <cstdint>
#include <string>

#include "kube/label_selector.h"

namespace rolecall::kube {

inline constexpr std::int64_t kDefaultTokenExpiration = 86400;              // seconds
inline constexpr std::int64_t kMinTokenExpiration = 600;                    // what the API server accepts at least
inline constexpr std::int64_t kMaxTokenExpiration = std::int64_t{1} << 32;  // and at most

struct WebhookSettings {
  std::string annotation_prefix = "eks.amazonaws.com";
  std::string token_audience = "sts.amazonaws.com";
  std::string token_mount_path = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
  std::int64_t token_expiration = kDefaultTokenExpiration;
  std::string default_region;         // AWS_REGION and AWS_DEFAULT_REGION; empty = not injected
  bool regional_sts_endpoint = true;  // AWS_STS_REGIONAL_ENDPOINTS=regional

  // What amazon-eks-pod-identity-webhook has not; each is left out unless it is set.
  std::string endpoint_url;          // AWS_ENDPOINT_URL, for services that are not AWS's
  std::string sts_endpoint_url;      // AWS_ENDPOINT_URL_STS: Go's SDK heeds no other for the exchange of the token
  std::string ca_bundle_config_map;  // whose key `ca.crt` is mounted beside the token, for AWS_CA_BUNDLE
  bool role_session_name = false;    // AWS_ROLE_SESSION_NAME is the pod's name
  std::int64_t fs_group = 0;         // of pods that do not run as root and say none: the token is theirs to read
  LabelSelector pod_selector;        // pods that it does not select are left alone

  // `role-arn` annotations that hold only a name or path/name are completed with these.
  bool compose_role_arn = false;
  std::string account_id;
  std::string partition = "aws";

  // The ConfigMap pod-identity-webhook of this namespace names roles for service accounts without annotations.
  bool watch_config_map = false;
  std::string config_map_namespace = "eks";

  // EKS Pod Identity, for the service accounts that are listed for it.
  std::string container_credentials_config;  // the list: a file with {"identities":[…]}; empty = none
  std::string container_credentials_audience = "pods.eks.amazonaws.com";
  std::string container_credentials_mount_path = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";
  std::string container_credentials_volume_name = "eks-pod-identity-token";
  std::string container_credentials_token_path = "eks-pod-identity-token";
  std::string container_credentials_full_uri = "http://169.254.170.23/v1/credentials";
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_WEBHOOK_SETTINGS_H_
