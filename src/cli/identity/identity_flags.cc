#include "cli/identity/identity_flags.h"

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
  flags.Text("sts-endpoint-url", "URL", &settings.sts_endpoint_url,
             "Inject AWS_ENDPOINT_URL_STS, for an STS other than AWS's");
  flags.Switch("compose-role-arn", &settings.compose_role_arn, "Complete annotations that hold only a role's name");
  flags.Switch("watch-config-map", &settings.watch_config_map,
               "Take roles from the ConfigMap pod-identity-webhook among the manifests");
  flags.Text("namespace", "NAMESPACE", &settings.config_map_namespace, "Of that ConfigMap [eks]");
  DeclareContainerCredentials(flags);
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
