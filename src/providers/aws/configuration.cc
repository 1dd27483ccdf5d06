#include "providers/aws/configuration.h"

#include <algorithm>
#include <cstdlib>

#include "aws/client/profiles.h"
#include "base/duration.h"
#include "providers/aws/framework/region_names.h"

namespace rolecall::providers::aws {
namespace {

// Differs from the AWS provider: it tries 25 times, which makes a wrong endpoint look like a hang.
constexpr int kDefaultAttempts = 5;
constexpr const char* kMetadataOverIpv6 = "http://[fd00:ec2::254]";
constexpr std::string_view kDefaultTagVariable = "TF_AWS_DEFAULT_TAGS_";

class Configurer {
 public:
  Configurer(const Object& config, const Dependencies& use, ConfiguredProvider& provider)
      : config_(config), use_(use), provider_(provider) {}

  Result<void> Run() {
    ROLECALL_TRY(profiles_, api::LoadProfiles(use_.files, use_.environment, ProfileFiles()));
    profile_ = api::ProfileName(use_.environment, config_.Text("profile"));
    provider_.region = api::ResolveRegion(use_.environment, profiles_, profile_, config_.Text("region"));
    if (provider_.region.empty()) {
      return Error{ErrorCode::kInvalidArgument,
                   "Invalid provider configuration: no AWS region. Set region in the provider block, AWS_REGION, or "
                   "region in the profile."};
    }
    if (!config_.Flag("skip_region_validation") && !IsRegionName(provider_.region)) {
      return Error{ErrorCode::kInvalidArgument,
                   "Invalid provider configuration: invalid AWS Region: " + provider_.region +
                       ". Where such a region exists all the same, set skip_region_validation = true."};
    }
    provider_.s3_path_style = config_.Flag("s3_use_path_style") ||
                              (config_.Has("s3_force_path_style") && config_.Flag("s3_force_path_style"));
    provider_.http = use_.make_http_client(HttpOptions());
    ReadTagSettings();
    api::EndpointSettings endpoints = Endpoints();
    ROLECALL_TRY(provider_.credentials, Credentials(endpoints));
    api::ClientOptions options;
    options.region = provider_.region;
    options.endpoints = std::move(endpoints);
    options.max_attempts = Attempts();
    options.user_agent = api::UserAgent(use_.environment);
    provider_.client = std::make_unique<api::Client>(
        options, api::ClientDependencies{*provider_.http, *provider_.credentials, provider_.clock, provider_.random,
                                         provider_.sleeper});
    return CheckIdentity();
  }

 private:
  api::ProfileFiles ProfileFiles() const {
    api::ProfileFiles files;
    files.config_files = config_.Texts("shared_config_files");
    files.credentials_files = config_.Texts("shared_credentials_files");
    if (config_.Has("shared_credentials_file") && config_.IsSet("shared_credentials_file")) {
      files.credentials_files.push_back(config_.Text("shared_credentials_file"));
    }
    return files;
  }

  http::ClientOptions HttpOptions() const {
    http::ClientOptions options;
    options.ca_file = config_.IsSet("custom_ca_bundle") ? config_.Text("custom_ca_bundle")
                                                        : use_.environment.GetOr("AWS_CA_BUNDLE", "");
    options.insecure = config_.Flag("insecure");
    options.http_proxy = config_.Text("http_proxy");
    options.https_proxy = config_.Text("https_proxy");
    options.no_proxy = config_.Text("no_proxy");
    return options;
  }

  int Attempts() const {
    if (config_.IsSet("max_retries")) {
      return static_cast<int>(std::clamp<std::int64_t>(config_.Integer("max_retries") + 1, 1, 100));
    }
    int attempts = std::atoi(use_.environment.GetOr("AWS_MAX_ATTEMPTS", "").c_str());
    return attempts > 0 ? std::min(attempts, 100) : kDefaultAttempts;
  }

  void ReadTagSettings() {
    for (const auto& variable : use_.environment.All()) {
      if (variable.first.starts_with(kDefaultTagVariable)) {
        provider_.tags.defaults[variable.first.substr(kDefaultTagVariable.size())] = variable.second;
      }
    }
    for (const Object& block : config_.Blocks("default_tags")) {
      for (const auto& tag : block.TextMap("tags")) provider_.tags.defaults[tag.first] = tag.second;
    }
    for (const std::string& key : SplitList(use_.environment.GetOr("TF_AWS_IGNORE_TAGS_KEYS", ""))) {
      provider_.tags.ignored_keys.insert(key);
    }
    provider_.tags.ignored_prefixes = SplitList(use_.environment.GetOr("TF_AWS_IGNORE_TAGS_KEY_PREFIXES", ""));
    for (const Object& block : config_.Blocks("ignore_tags")) {
      for (const std::string& key : block.Texts("keys")) provider_.tags.ignored_keys.insert(key);
      for (const std::string& prefix : block.Texts("key_prefixes")) provider_.tags.ignored_prefixes.push_back(prefix);
    }
  }

  static std::vector<std::string> SplitList(const std::string& text) {
    std::vector<std::string> list;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t comma = std::min(text.find(',', at), text.size());
      if (comma > at) list.push_back(text.substr(at, comma - at));
      at = comma + 1;
    }
    return list;
  }

  api::EndpointSettings Endpoints() const {
    api::EndpointSettings settings = api::LoadEndpointSettings(use_.environment, profiles_, profile_);
    settings.use_fips = settings.use_fips || config_.Flag("use_fips_endpoint");
    settings.use_dualstack = settings.use_dualstack || config_.Flag("use_dualstack_endpoint");
    for (const Object& block : config_.Blocks("endpoints")) {
      for (const char* service : {"iam", "sts", "secretsmanager", "kms", "ssm", "s3", "eks", "ec2"}) {
        if (!block.Text(service).empty()) settings.overrides[service] = block.Text(service);
      }
    }
    return settings;
  }

  api::AssumeRole RoleOf(const Object& block) const {
    api::AssumeRole role;
    role.role_arn = block.Text("role_arn");
    role.session_name = block.Text("session_name");
    role.external_id = block.Text("external_id");
    role.policy = block.Text("policy");
    role.policy_arns = block.Texts("policy_arns");
    role.source_identity = block.Text("source_identity");
    role.transitive_tag_keys = block.Texts("transitive_tag_keys");
    for (const auto& tag : block.TextMap("tags")) role.tags.push_back(tag);
    role.duration = ParseWholeSeconds(block.Text("duration")).value_or(std::chrono::seconds(0));
    if (block.Has("duration_seconds") && block.IsSet("duration_seconds")) {
      role.duration = std::chrono::seconds(block.Integer("duration_seconds"));
    }
    return role;
  }

  Result<std::unique_ptr<api::CredentialsProvider>> Credentials(const api::EndpointSettings& endpoints) const {
    api::ChainOptions options;
    options.static_credentials.access_key_id = config_.Text("access_key");
    options.static_credentials.secret_access_key = Secret(config_.Text("secret_key"));
    options.static_credentials.session_token = Secret(config_.Text("token"));
    options.profile = config_.Text("profile");
    options.region = config_.Text("sts_region").empty() ? provider_.region : config_.Text("sts_region");
    options.endpoints = endpoints;
    options.max_attempts = Attempts();
    options.skip_instance_metadata = config_.Text("skip_metadata_api_check") == "true";
    options.instance_metadata_endpoint = config_.Text("ec2_metadata_service_endpoint");
    if (options.instance_metadata_endpoint.empty() && config_.Text("ec2_metadata_service_endpoint_mode") == "IPv6") {
      options.instance_metadata_endpoint = kMetadataOverIpv6;
    }
    for (const Object& block : config_.Blocks("assume_role")) {
      if (!block.Text("role_arn").empty()) options.assume_roles.push_back(RoleOf(block));
    }
    for (const Object& block : config_.Blocks("assume_role_with_web_identity")) {
      auto& role = options.web_identity.emplace();
      role.role_arn = block.Text("role_arn");
      role.session_name = block.Text("session_name");
      role.token = block.Text("web_identity_token");
      role.token_file = api::ExpandHome(use_.environment, block.Text("web_identity_token_file"));
      role.policy = block.Text("policy");
      role.policy_arns = block.Texts("policy_arns");
      role.duration = ParseWholeSeconds(block.Text("duration")).value_or(std::chrono::seconds(0));
    }
    api::ChainDependencies use{use_.environment, use_.files,        *provider_.http, provider_.clock,
                               provider_.random, provider_.sleeper, use_.run_command};
    return api::MakeCredentialChain(options, profiles_, use);
  }

  Result<void> CheckIdentity() {
    bool skips = config_.Flag("skip_credentials_validation") && config_.Flag("skip_requesting_account_id");
    std::vector<std::string> allowed = config_.Texts("allowed_account_ids");
    std::vector<std::string> forbidden = config_.Texts("forbidden_account_ids");
    if (skips && allowed.empty() && forbidden.empty()) return {};
    auto answer = provider_.client->Query(api::kSts, "GetCallerIdentity", {});
    if (!answer.ok()) {
      return Failed("validating provider credentials: retrieving caller identity from STS", answer.error());
    }
    provider_.account_id = answer->Get("Account");
    bool is_allowed =
        allowed.empty() || std::find(allowed.begin(), allowed.end(), provider_.account_id) != allowed.end();
    bool is_forbidden = std::find(forbidden.begin(), forbidden.end(), provider_.account_id) != forbidden.end();
    if (is_allowed && !is_forbidden) return {};
    return Error{ErrorCode::kPermissionDenied, "AWS account ID not allowed: " + provider_.account_id};
  }

  const Object& config_;
  const Dependencies& use_;
  ConfiguredProvider& provider_;
  api::Profiles profiles_;
  std::string profile_;
};

}  // namespace

Result<void> ConfigureProvider(const Object& config, const Dependencies& use, ConfiguredProvider& provider) {
  return Configurer(config, use, provider).Run();
}

}  // namespace rolecall::providers::aws
