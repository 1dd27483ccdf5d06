#include "cli/identity/identity_flags.h"

#include <cstdint>

#include "base/text.h"

namespace rolecall::cli {

void IdentityFlags::Declare(Flags& flags) {
  flags.Text("annotation-prefix", "PREFIX", &settings.annotation_prefix,
             "Prefix of the annotations [eks.amazonaws.com]");
  flags.Text("token-audience", "AUDIENCE", &settings.token_audience, "Audience of the tokens [sts.amazonaws.com]");
  flags.Text("token-mount-path", "PATH", &settings.token_mount_path, "Where the token is mounted");
  flags.Number("token-expiration", "SECONDS", &token_expiration, "Lifetime of the tokens, at least 600 [86400]");
  flags.Custom(
      "aws-default-region", "REGION",
      [this](const std::string& text) -> Result<void> {
        region = text;
        return {};
      },
      "AWS_REGION and AWS_DEFAULT_REGION of the pods; empty: none");
  flags.Switch("sts-regional-endpoint", &settings.regional_sts_endpoint,
               "Inject AWS_STS_REGIONAL_ENDPOINTS=regional [true]");
  DeclareOwn(flags);
  flags.Switch("compose-role-arn", &settings.compose_role_arn, "Complete annotations that hold only a role's name");
  flags.Switch("watch-config-map", &settings.watch_config_map,
               "Take roles from the ConfigMap pod-identity-webhook among the manifests");
  flags.Text("namespace", "NAMESPACE", &settings.config_map_namespace, "Of that ConfigMap [eks]");
  DeclareContainerCredentials(flags);
}

// What amazon-eks-pod-identity-webhook has not.
void IdentityFlags::DeclareOwn(Flags& flags) {
  flags.Text("endpoint-url", "URL", &settings.endpoint_url, "Inject AWS_ENDPOINT_URL, for services other than AWS's");
  flags.Text("sts-endpoint-url", "URL", &settings.sts_endpoint_url,
             "Inject AWS_ENDPOINT_URL_STS, for an STS other than AWS's");
  flags.Text("ca-bundle-config-map", "NAME", &settings.ca_bundle_config_map,
             "Mount ca.crt of this ConfigMap of the pod's namespace beside the token, and inject AWS_CA_BUNDLE");
  flags.Switch("role-session-name", &settings.role_session_name, "Inject AWS_ROLE_SESSION_NAME, the pod's name");
  flags.Custom(
      "fs-group", "GID",
      [this](const std::string& text) -> Result<void> {
        const std::optional<std::int64_t> group = ParseInt<std::int64_t>(text);
        if (!group || *group < 0) return Error{ErrorCode::kInvalidArgument, "is not a number of a group"};
        settings.fs_group = *group;
        return {};
      },
      "Give pods that do not run as root, and have none, this fsGroup, so that they can read the token [0: no]");
  flags.Custom(
      "pod-selector", "SELECTOR",
      [this](const std::string& text) -> Result<void> {
        ROLECALL_TRY(settings.pod_selector, kube::LabelSelector::Parse(text));
        return {};
      },
      "Only pods whose labels it selects, as kubectl's -l has it");
}

void IdentityFlags::DeclareContainerCredentials(Flags& flags) {
  flags.Text("watch-container-credentials-config", "FILE", &settings.container_credentials_config,
             "JSON list of the service accounts that use EKS Pod Identity");
  flags.Text("container-credentials-audience", "AUDIENCE", &settings.container_credentials_audience,
             "Audience of their tokens [pods.eks.amazonaws.com]");
  flags.Text("container-credentials-token-mount-path", "PATH", &settings.container_credentials_mount_path,
             "Where their token is mounted");
  flags.Text("container-credentials-token-volume-name", "NAME", &settings.container_credentials_volume_name,
             "Name of their volume [eks-pod-identity-token]");
  flags.Text("container-credentials-token-path", "PATH", &settings.container_credentials_token_path,
             "Their token's file in it [eks-pod-identity-token]");
  flags.Text("container-credentials-full-uri", "URI", &settings.container_credentials_full_uri,
             "Where they get credentials [http://169.254.170.23/v1/credentials]");
}

kube::WebhookSettings IdentityFlags::Settings(const std::string& default_region) const {
  kube::WebhookSettings result = settings;
  result.token_expiration = token_expiration;
  result.default_region = region.value_or(default_region);
  return result;
}

kube::WebhookSettings IdentityFlags::Settings(const Environment& environment) const {
  return Settings(environment.GetOr("AWS_REGION", environment.GetOr("AWS_DEFAULT_REGION", "")));
}

}  // namespace rolecall::cli
