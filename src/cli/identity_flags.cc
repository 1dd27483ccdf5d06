#include "cli/identity_flags.h"

namespace rolecall::cli {

void IdentityFlags::Declare(Flags& flags) {
  flags.Text("annotation-prefix", "PREFIX", &settings.annotation_prefix,
             "Prefix of the annotations [eks.amazonaws.com]");
  flags.Text("token-audience", "AUDIENCE", &settings.token_audience, "Audience of the tokens [sts.amazonaws.com]");
  flags.Text("token-mount-path", "PATH", &settings.token_mount_path, "Where the token is mounted");
  flags.Number("token-expiration", "SECONDS", &token_expiration, "Lifetime of the tokens, at least 600 [86400]");
  flags.Text("aws-default-region", "REGION", &settings.default_region, "AWS_REGION and AWS_DEFAULT_REGION of the pods");
  flags.Switch("sts-regional-endpoint", &settings.regional_sts_endpoint,
               "Inject AWS_STS_REGIONAL_ENDPOINTS=regional [true]");
  flags.Text("sts-endpoint-url", "URL", &settings.sts_endpoint_url,
             "Inject AWS_ENDPOINT_URL_STS, for an STS other than AWS's");
}

kube::WebhookSettings IdentityFlags::Settings(const Environment& environment) const {
  kube::WebhookSettings result = settings;
  result.token_expiration = token_expiration;
  if (result.default_region.empty()) {
    result.default_region = environment.GetOr("AWS_REGION", environment.GetOr("AWS_DEFAULT_REGION", ""));
  }
  return result;
}

}  // namespace rolecall::cli
