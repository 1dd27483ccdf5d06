// Where a service's endpoint is: explicit overrides, environment, profile, else AWS's own host names.
//
//   EndpointSettings settings = LoadEndpointSettings(environment, profiles, "dev");
//   settings.overrides["sts"] = "http://127.0.0.1:4747";   // a provider's or backend's argument wins
//   ROLECALL_TRY(Endpoint endpoint, ResolveEndpoint(kIam, "eu-central-1", settings));
//
// Order: overrides; AWS_ENDPOINT_URL_<SERVICE>; AWS_ENDPOINT_URL; the profile's services section; the profile's
// endpoint_url; AWS. AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true leaves out all but overrides.
#ifndef ROLECALL_AWS_CLIENT_ENDPOINTS_H_
#define ROLECALL_AWS_CLIENT_ENDPOINTS_H_

#include <map>
#include <string>
#include <string_view>

#include "aws/client/profiles.h"
#include "base/environment.h"
#include "base/result.h"

namespace rolecall::aws {

struct Service {
  std::string_view id;            // our key for overrides, and the signing name: "secretsmanager"
  std::string_view env_suffix;    // AWS_ENDPOINT_URL_<…>: "SECRETS_MANAGER"
  std::string_view config_key;    // in a services section: "secrets_manager"
  std::string_view display_name;  // "Secrets Manager"
  std::string_view version;       // Query API version; empty otherwise
  std::string_view target;        // X-Amz-Target prefix of JSON services; empty otherwise
  bool global = false;            // one endpoint for the partition
};
inline constexpr Service kIam{"iam", "IAM", "iam", "IAM", "2010-05-08", "", true};
inline constexpr Service kSts{"sts", "STS", "sts", "STS", "2011-06-15", "", false};
inline constexpr Service kSecretsManager{
    "secretsmanager", "SECRETS_MANAGER", "secrets_manager", "Secrets Manager", "", "secretsmanager", false};
inline constexpr Service kKms{"kms", "KMS", "kms", "KMS", "", "TrentService", false};
inline constexpr Service kSsm{"ssm", "SSM", "ssm", "SSM", "", "AmazonSSM", false};
inline constexpr Service kS3{"s3", "S3", "s3", "S3", "", "", false};
inline constexpr Service kEcr{"ecr", "ECR", "ecr", "ECR", "", "AmazonEC2ContainerRegistry_V20150921", false};
inline constexpr Service kEc2{"ec2", "EC2", "ec2", "EC2", "2016-11-15", "", false};
inline constexpr Service kEks{"eks", "EKS", "eks", "EKS", "", "", false};

struct EndpointSettings {
  std::map<std::string, std::string, std::less<>> overrides;   // by Service::id, from arguments
  std::map<std::string, std::string, std::less<>> configured;  // by Service::id, from environment and profile; "" = all
  bool use_fips = false;
  bool use_dualstack = false;
  bool sts_global = false;  // AWS_STS_REGIONAL_ENDPOINTS=legacy
};

EndpointSettings LoadEndpointSettings(const Environment& environment, const Profiles& profiles,
                                      const std::string& profile);

struct Endpoint {
  std::string url;  // without a trailing slash
  std::string signing_region;
  bool custom = false;  // not AWS's own host
};
// kInvalidArgument: an endpoint that is no http(s) URL; no region.
Result<Endpoint> ResolveEndpoint(const Service& service, const std::string& region, const EndpointSettings& settings);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CLIENT_ENDPOINTS_H_
