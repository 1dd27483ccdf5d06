#include "aws/client/endpoints.h"

#include <utility>

#include "aws/wire/url.h"
#include "partition/partition.h"

namespace rolecall::aws {
namespace {

// The last is asked by engine/backend alone, which has the rest of it.
constexpr Service kServices[] = {kIam, kSts, kSecretsManager,
                                 kKms, kSsm, kS3,
                                 kEks, kEc2, {"dynamodb", "DYNAMODB", "dynamodb", "DynamoDB", "", "", false}};

bool IsTrue(const std::string& text) { return text == "true" || text == "True" || text == "TRUE" || text == "1"; }

// A switch from the environment, else from the profile.
bool Switch(const Environment& environment, const char* variable, const Section* profile, const char* key) {
  if (auto value = environment.Get(variable); value && !value->empty()) return IsTrue(*value);
  if (profile == nullptr) return false;
  auto found = profile->find(key);
  return found != profile->end() && IsTrue(found->second);
}

void AddProfileEndpoints(const Profiles& profiles, const Section& profile, EndpointSettings& settings) {
  if (auto all = profile.find("endpoint_url"); all != profile.end()) settings.configured[""] = all->second;
  auto name = profile.find("services");
  if (name == profile.end()) return;
  auto section = profiles.services.find(name->second);
  if (section == profiles.services.end()) return;
  for (const Service& service : kServices) {
    auto found = section->second.find(std::string(service.config_key) + ".endpoint_url");
    if (found != section->second.end()) settings.configured[std::string(service.id)] = found->second;
  }
}

void AddEnvironmentEndpoints(const Environment& environment, EndpointSettings& settings) {
  // AWS_ENDPOINT_URL comes before everything in the profile, also its service sections.
  if (std::string all = environment.GetOr("AWS_ENDPOINT_URL", ""); !all.empty()) settings.configured = {{"", all}};
  for (const Service& service : kServices) {
    std::string url = environment.GetOr("AWS_ENDPOINT_URL_" + std::string(service.env_suffix), "");
    if (!url.empty()) settings.configured[std::string(service.id)] = url;
  }
}

const std::string* CustomEndpoint(const Service& service, const EndpointSettings& settings) {
  if (auto found = settings.overrides.find(service.id); found != settings.overrides.end()) return &found->second;
  if (auto found = settings.configured.find(service.id); found != settings.configured.end()) return &found->second;
  if (auto found = settings.configured.find(""); found != settings.configured.end()) return &found->second;
  return nullptr;
}

std::string AwsHost(const Service& service, const std::string& region, const EndpointSettings& settings) {
  const partition::Partition& partition = partition::OfRegion(region);
  std::string suffix(partition.dns_suffix);
  std::string name(service.id);
  if (settings.use_fips) name += "-fips";
  if (service.global) {
    if (partition.name == "aws" || partition.name == "aws-us-gov") {
      if (partition.name == "aws-us-gov") return name + ".us-gov." + suffix;
      return name + "." + suffix;
    }
    return name + "." + std::string(partition.global_region) + "." + suffix;
  }
  if (service.id == "sts" && settings.sts_global && partition.name == "aws" && !settings.use_fips) {
    return "sts.amazonaws.com";
  }
  if (settings.use_dualstack) {
    if (service.id == "s3") return name + ".dualstack." + region + "." + suffix;
    return name + "." + region + "." + std::string(partition.dualstack_suffix);
  }
  return name + "." + region + "." + suffix;
}

}  // namespace

EndpointSettings LoadEndpointSettings(const Environment& environment, const Profiles& profiles,
                                      const std::string& profile) {
  EndpointSettings settings;
  const Section* section = profiles.Find(profile);
  settings.use_fips = Switch(environment, "AWS_USE_FIPS_ENDPOINT", section, "use_fips_endpoint");
  settings.use_dualstack = Switch(environment, "AWS_USE_DUALSTACK_ENDPOINT", section, "use_dualstack_endpoint");
  std::string sts = environment.GetOr("AWS_STS_REGIONAL_ENDPOINTS", "");
  settings.sts_global = sts == "legacy";
  if (Switch(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", section, "ignore_configured_endpoint_urls")) {
    return settings;
  }
  if (section != nullptr) AddProfileEndpoints(profiles, *section, settings);
  AddEnvironmentEndpoints(environment, settings);
  return settings;
}

Result<Endpoint> ResolveEndpoint(const Service& service, const std::string& region, const EndpointSettings& settings) {
  if (region.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "no AWS region is configured: set the region argument, AWS_REGION, or region in the profile"};
  }
  Endpoint endpoint;
  const partition::Partition& partition = partition::OfRegion(region);
  endpoint.signing_region = service.global ? std::string(partition.global_region) : region;
  const std::string* custom = CustomEndpoint(service, settings);
  if (custom == nullptr) {
    std::string host = AwsHost(service, region, settings);
    if (host == "sts.amazonaws.com") endpoint.signing_region = "us-east-1";
    endpoint.url = "https://" + host;
    return endpoint;
  }
  endpoint.url = *custom;
  while (endpoint.url.ends_with('/')) endpoint.url.pop_back();
  endpoint.custom = true;
  std::optional<UrlParts> parts = SplitUrl(endpoint.url);
  if (!parts || !parts->query.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the endpoint of " + std::string(service.display_name) + " is not an http or https URL: " + *custom};
  }
  return endpoint;
}

}  // namespace rolecall::aws
