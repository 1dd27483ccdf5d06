#include "engine/backend/aws_arguments.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

#include "aws/credentials/credential_chain.h"
#include "base/duration.h"

namespace rolecall::engine {
namespace {

class AwsArgumentReader {
 public:
  AwsArgumentReader(ArgumentReader& arguments, const AwsArgumentPlace& place)
      : arguments_(arguments), place_(place), where_(place.where) {}

  AwsSettings Read() {
    settings_.where = where_;
    ReadCredentials();
    ReadRoles();
    ReadTransport();
    settings_.chain.region = arguments_.Text("sts_region");
    // Checks that we never make: nothing to skip.
    for (const char* name : {"skip_credentials_validation", "skip_region_validation", "skip_requesting_account_id"}) {
      arguments_.Flag(name, false);
    }
    return std::move(settings_);
  }

 private:
  void ReadCredentials() {
    aws::Credentials& keys = settings_.chain.static_credentials;
    keys.access_key_id = arguments_.Text("access_key");
    keys.secret_access_key = Secret(arguments_.Text("secret_key"));
    keys.session_token = Secret(arguments_.Text("token"));
    keys.source = "the backend's arguments";
    if (keys.access_key_id.empty() != keys.secret_access_key.empty()) {
      arguments_.AddError("Invalid backend argument",
                          where_ + ": \"access_key\" and \"secret_key\" go together: one of them is missing.");
    }
    settings_.chain.profile = arguments_.Text("profile");
    settings_.files.credentials_files = arguments_.Texts("shared_credentials_files");
    const std::string one = arguments_.Text("shared_credentials_file");
    if (!one.empty()) settings_.files.credentials_files.push_back(one);
    settings_.files.config_files = arguments_.Texts("shared_config_files");
    settings_.chain.skip_instance_metadata = arguments_.Flag("skip_metadata_api_check", false);
    settings_.chain.instance_metadata_endpoint = arguments_.Text("ec2_metadata_service_endpoint");
    settings_.allowed_accounts = arguments_.Texts("allowed_account_ids");
    settings_.forbidden_accounts = arguments_.Texts("forbidden_account_ids");
    if (!settings_.allowed_accounts.empty() && !settings_.forbidden_accounts.empty()) {
      arguments_.AddError("Invalid backend argument",
                          where_ + ": give \"allowed_account_ids\" or \"forbidden_account_ids\", not both.");
    }
  }

  std::chrono::seconds ReadDuration(ArgumentReader& from, const std::string& name) {
    const std::string text = from.Text(name);
    if (text.empty()) return std::chrono::seconds(0);
    if (const auto duration = ParseWholeSeconds(text)) return *duration;
    from.AddError("Invalid backend argument", where_ + ": \"" + name + "\" must be a duration like \"1h\".");
    return std::chrono::seconds(0);
  }

  void ReadRoles() {
    if (const auto block = arguments_.Object("assume_role")) {
      ArgumentReader nested(*block, where_ + ", \"assume_role\"", place_.place, place_.diagnostics);
      aws::AssumeRole role;
      role.role_arn = nested.Required("role_arn");
      role.duration = ReadDuration(nested, "duration");
      role.external_id = nested.Text("external_id");
      role.policy = nested.Text("policy");
      role.policy_arns = nested.Texts("policy_arns");
      role.session_name = nested.Text("session_name");
      role.source_identity = nested.Text("source_identity");
      role.tags = nested.TextMap("tags");
      role.transitive_tag_keys = nested.Texts("transitive_tag_keys");
      nested.Finish();
      settings_.chain.assume_roles.push_back(std::move(role));
    }
    ReadFlatRole();
    if (const auto block = arguments_.Object("assume_role_with_web_identity")) {
      ArgumentReader nested(*block, where_ + ", \"assume_role_with_web_identity\"", place_.place, place_.diagnostics);
      aws::AssumeRoleWithWebIdentity role;
      const auto text = [&](const std::string& name, const char* variable) {
        return nested.Text(name, place_.context.environment->GetOr(variable, ""));
      };
      role.role_arn = text("role_arn", "AWS_ROLE_ARN");
      role.session_name = text("session_name", "AWS_ROLE_SESSION_NAME");
      role.token = nested.Text("web_identity_token");
      role.token_file = text("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE");
      role.policy = nested.Text("policy");
      role.policy_arns = nested.Texts("policy_arns");
      role.duration = ReadDuration(nested, "duration");
      nested.Finish();
      if (role.role_arn.empty() || (role.token.empty() && role.token_file.empty())) {
        arguments_.AddError("Missing required argument",
                            where_ +
                                ", \"assume_role_with_web_identity\" needs a \"role_arn\" and one of "
                                "\"web_identity_token\" and \"web_identity_token_file\".");
      }
      settings_.chain.web_identity = std::move(role);
    }
  }

  // The deprecated way of writing assume_role.
  void ReadFlatRole() {
    aws::AssumeRole role;
    role.role_arn = arguments_.Text("role_arn");
    role.session_name = arguments_.Text("session_name");
    role.external_id = arguments_.Text("external_id");
    role.policy = arguments_.Text("assume_role_policy");
    role.policy_arns = arguments_.Texts("assume_role_policy_arns");
    role.tags = arguments_.TextMap("assume_role_tags");
    role.transitive_tag_keys = arguments_.Texts("assume_role_transitive_tag_keys");
    role.duration =
        std::chrono::seconds(std::clamp<long long>(arguments_.Integer("assume_role_duration_seconds", 0), 0, 43200));
    if (role.role_arn.empty()) return;
    if (!settings_.chain.assume_roles.empty()) {
      arguments_.AddError("Invalid backend argument",
                          where_ + ": \"role_arn\" is the old form of \"assume_role\": give only one of them.");
    }
    settings_.chain.assume_roles.push_back(std::move(role));
  }

  void ReadTransport() {
    settings_.chain.endpoints.use_fips = arguments_.Flag("use_fips_endpoint", false);
    settings_.chain.endpoints.use_dualstack = arguments_.Flag("use_dualstack_endpoint", false);
    settings_.client.max_attempts =
        static_cast<int>(std::clamp<long long>(arguments_.Integer("max_retries", 5), 1, 50));
    settings_.chain.max_attempts = settings_.client.max_attempts;
    http::ClientOptions http;
    http.ca_file = arguments_.Text("custom_ca_bundle");
    http.insecure = arguments_.Flag("insecure", false);
    http.http_proxy = arguments_.Text("http_proxy");
    http.https_proxy = arguments_.Text("https_proxy");
    http.no_proxy = arguments_.Text("no_proxy");
    if (!http.ca_file.empty() || http.insecure || !http.http_proxy.empty() || !http.https_proxy.empty() ||
        !http.no_proxy.empty()) {
      settings_.own_http = std::move(http);
    }
    const std::string mode = arguments_.Text("retry_mode", "standard");
    // Differs from OpenTofu: "adaptive" tries again as "standard" does, without limiting the rate beforehand.
    if (mode != "standard" && mode != "adaptive" && mode != "legacy") {
      arguments_.AddError("Invalid backend argument",
                          where_ + ": retry_mode must be \"standard\" or \"adaptive\", not \"" + mode + "\".");
    }
    const std::string metadata_mode = arguments_.Text("ec2_metadata_service_endpoint_mode", "IPv4");
    if (metadata_mode != "IPv4" && metadata_mode != "") {
      arguments_.AddError("Unsupported argument",
                          where_ + ": ec2_metadata_service_endpoint_mode \"" + metadata_mode +
                              "\" is not supported; give the address by ec2_metadata_service_endpoint.");
    }
  }

  ArgumentReader& arguments_;
  const AwsArgumentPlace& place_;
  const std::string where_;
  AwsSettings settings_;
};

// Region, profile and endpoints, once the files with the profiles are read.
void Resolve(AwsSettings& settings, const aws::Profiles& profiles, const Environment& environment) {
  const std::string profile = aws::ProfileName(environment, settings.chain.profile);
  settings.region = aws::ResolveRegion(environment, profiles, profile, settings.region);
  aws::EndpointSettings endpoints = aws::LoadEndpointSettings(environment, profiles, profile);
  endpoints.use_fips |= settings.chain.endpoints.use_fips;
  endpoints.use_dualstack |= settings.chain.endpoints.use_dualstack;
  for (const auto& [service, url] : settings.endpoints) endpoints.overrides[service] = url;
  settings.chain.endpoints = endpoints;
  settings.client.endpoints = std::move(endpoints);
  if (settings.chain.region.empty()) settings.chain.region = settings.region;  // else sts_region
  settings.client.region = settings.region;
  settings.client.user_agent = aws::UserAgent(environment);
}

}  // namespace

void SetAwsEndpoint(AwsSettings& settings, const std::string& service, std::string url) {
  if (url.empty()) return;
  if (url.find("://") == std::string::npos) url = "https://" + url;
  settings.endpoints[service] = std::move(url);
}

AwsSettings ReadAwsArguments(ArgumentReader& arguments, const AwsArgumentPlace& place) {
  return AwsArgumentReader(arguments, place).Read();
}

AwsConnection::AwsConnection(AwsSettings settings, const BackendContext& context,
                             std::unique_ptr<http::Client> own_http,
                             std::unique_ptr<aws::CredentialsProvider> credentials)
    : settings_(std::move(settings)),
      own_http_(std::move(own_http)),
      credentials_(std::move(credentials)),
      client_(settings_.client, aws::ClientDependencies{own_http_ ? *own_http_ : *context.http, *credentials_,
                                                        *context.clock, *context.random, *context.sleeper}) {}

Result<void> AwsConnection::CheckAccount() {
  const auto& [allowed, forbidden] = std::tie(settings_.allowed_accounts, settings_.forbidden_accounts);
  if (allowed.empty() && forbidden.empty()) return {};
  const auto answer = client_.Query(aws::kSts, "GetCallerIdentity", {});
  if (!answer.ok()) return answer.error().ToError();
  const std::string account(answer->Get("Account"));
  const bool is_allowed = allowed.empty() || std::ranges::find(allowed, account) != allowed.end();
  const bool is_forbidden = std::ranges::find(forbidden, account) != forbidden.end();
  if (is_allowed && !is_forbidden) return {};
  return Error{ErrorCode::kPermissionDenied,
               settings_.where + " may not be used with AWS account " + account +
                   ": allowed_account_ids or forbidden_account_ids exclude it. Use other credentials."};
}

std::unique_ptr<AwsConnection> ConnectAws(AwsSettings settings, const BackendContext& context, const diag::Range& place,
                                          diag::Diagnostics& diagnostics) {
  const auto fail = [&](std::string summary, std::string detail) {
    diagnostics.AddError("backend-credentials", std::move(summary), std::move(detail), place);
    return nullptr;
  };
  const Result<aws::Profiles> profiles = aws::LoadProfiles(*context.files, *context.environment, settings.files);
  if (!profiles.ok()) return fail("AWS configuration cannot be read", profiles.error().message);
  Resolve(settings, *profiles, *context.environment);
  if (settings.region.empty()) {
    return fail("Missing region", settings.where +
                                      " needs a region: set \"region\" in the block, AWS_REGION, or the profile's "
                                      "region.");
  }
  std::unique_ptr<http::Client> own_http;
  if (settings.own_http) own_http = std::make_unique<http::CurlClient>(*settings.own_http);
  const aws::ChainDependencies use{*context.environment, *context.files,  own_http ? *own_http : *context.http,
                                   *context.clock,       *context.random, *context.sleeper,
                                   aws::RunShellCommand};
  auto credentials = aws::MakeCredentialChain(settings.chain, *profiles, use);
  if (!credentials.ok()) return fail("No valid credential sources found", credentials.error().message);
  return std::make_unique<AwsConnection>(std::move(settings), context, std::move(own_http),
                                         std::move(credentials).value());
}

}  // namespace rolecall::engine
