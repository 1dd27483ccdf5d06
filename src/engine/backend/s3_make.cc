// From the arguments of a `backend "s3"` block to a backend with its credentials and clients.
#include <algorithm>
#include <optional>

#include "aws/client/client.h"
#include "aws/credentials/credential_chain.h"
#include "base/duration.h"
#include "base/encoding.h"
#include "engine/backend/arguments.h"
#include "engine/backend/s3.h"

namespace rolecall::engine {
namespace {

struct Settings {
  S3BackendOptions backend;
  aws::ChainOptions chain;
  aws::ClientOptions client;
  aws::S3Options s3;
  aws::ProfileFiles files;
  std::vector<std::string> allowed_accounts, forbidden_accounts;
  std::optional<http::ClientOptions> own_http;  // when proxies or certificates differ from everybody's
  std::map<std::string, std::string> endpoints;
};

class Connection final : public S3Connection {
 public:
  Connection(Settings settings, const BackendContext& context, std::unique_ptr<http::Client> own_http,
             std::unique_ptr<aws::CredentialsProvider> credentials)
      : own_http_(std::move(own_http)),
        credentials_(std::move(credentials)),
        client_(settings.client, aws::ClientDependencies{own_http_ ? *own_http_ : *context.http, *credentials_,
                                                         *context.clock, *context.random, *context.sleeper}),
        s3_(client_, settings.s3),
        allowed_(std::move(settings.allowed_accounts)),
        forbidden_(std::move(settings.forbidden_accounts)) {}

  aws::S3Client& s3() override { return s3_; }

  Result<void> CheckAccount() override {
    if (allowed_.empty() && forbidden_.empty()) return {};
    const auto answer = client_.Query(aws::kSts, "GetCallerIdentity", {});
    if (!answer.ok()) return answer.error().ToError();
    const std::string account(answer->Get("Account"));
    const bool is_allowed = allowed_.empty() || std::ranges::find(allowed_, account) != allowed_.end();
    const bool is_forbidden = std::ranges::find(forbidden_, account) != forbidden_.end();
    if (is_allowed && !is_forbidden) return {};
    return Error{ErrorCode::kPermissionDenied,
                 "The backend \"s3\" may not be used with AWS account " + account +
                     ": allowed_account_ids or forbidden_account_ids exclude it. Use other credentials."};
  }

 private:
  std::unique_ptr<http::Client> own_http_;
  std::unique_ptr<aws::CredentialsProvider> credentials_;
  aws::Client client_;
  aws::S3Client s3_;
  std::vector<std::string> allowed_, forbidden_;
};

std::string Tagging(const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string text;
  for (const auto& [key, tag] : tags) {
    if (!text.empty()) text += '&';
    text += PercentEncode(key) + "=" + PercentEncode(tag);
  }
  return text;
}

class S3ArgumentReader {
 public:
  S3ArgumentReader(const BackendConfig& config, const BackendContext& context, diag::Diagnostics& diagnostics)
      : config_(config),
        context_(context),
        diagnostics_(diagnostics),
        arguments_(config.arguments, "The backend \"s3\"", config.place, diagnostics) {}

  Settings Read() {
    ReadPlace();
    ReadEncryption();
    ReadEndpoints();
    ReadCredentials();
    ReadRoles();
    ReadTransport();
    Refuse();
    arguments_.Finish();
    return std::move(settings_);
  }

 private:
  void ReadPlace() {
    S3BackendOptions& backend = settings_.backend;
    backend.bucket = arguments_.Required("bucket");
    backend.key = arguments_.Required("key");
    if (backend.key.starts_with('/') || backend.key.ends_with('/')) {
      arguments_.AddError("Invalid backend argument", "The backend \"s3\": \"key\" must not start or end with \"/\".");
    }
    backend.region = arguments_.Text("region");
    backend.workspace_key_prefix = arguments_.Text("workspace_key_prefix", "env:");
    if (backend.workspace_key_prefix.starts_with('/') || backend.workspace_key_prefix.ends_with('/')) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": \"workspace_key_prefix\" must not start or end with \"/\".");
    }
    backend.acl = arguments_.Text("acl");
    backend.state_tags = Tagging(arguments_.TextMap("state_tags"));
    backend.lock_tags = Tagging(arguments_.TextMap("lock_tags"));
    backend.use_lockfile = arguments_.Flag("use_lockfile", false);
    backend.checksum = !arguments_.Flag("skip_s3_checksum", false);
  }

  void ReadEncryption() {
    S3BackendOptions& backend = settings_.backend;
    backend.encrypt = arguments_.Flag("encrypt", false);
    backend.kms_key_id = arguments_.Text("kms_key_id");
    std::string key = arguments_.Text("sse_customer_key");
    if (key.empty()) key = context_.environment->GetOr("AWS_SSE_CUSTOMER_KEY", "");
    if (key.empty()) return;
    const std::optional<std::string> bytes = Base64Decode(key);
    if (!bytes || bytes->size() != 32) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": \"sse_customer_key\" must be the base64 of 32 bytes (44 characters).");
    }
    if (!backend.kms_key_id.empty()) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": give either \"kms_key_id\" or \"sse_customer_key\", not both.");
    }
    backend.sse_customer_key = Secret(std::move(key));
  }

  void SetEndpoint(const std::string& service, std::string url) {
    if (url.empty()) return;
    if (url.find("://") == std::string::npos) url = "https://" + url;
    settings_.endpoints[service] = std::move(url);
  }

  void ReadEndpoints() {
    if (const auto block = arguments_.Object("endpoints")) {
      ArgumentReader nested(*block, "The backend \"s3\", \"endpoints\"", config_.place, diagnostics_);
      for (const char* service : {"s3", "sts", "iam"}) SetEndpoint(service, nested.Text(service));
      for (const char* unused : {"dynamodb", "sso"}) nested.Ignore(unused);
      nested.Finish();
    }
    const std::pair<const char*, const char*> deprecated[] = {
        {"endpoint", "s3"}, {"sts_endpoint", "sts"}, {"iam_endpoint", "iam"}};
    for (const auto& [name, service] : deprecated) {
      const std::string url = arguments_.Text(name);
      if (settings_.endpoints.count(service) == 0) SetEndpoint(service, url);
    }
    arguments_.Ignore("dynamodb_endpoint");
    const std::pair<const char*, const char*> legacy[] = {
        {"AWS_S3_ENDPOINT", "s3"}, {"AWS_STS_ENDPOINT", "sts"}, {"AWS_IAM_ENDPOINT", "iam"}};
    for (const auto& [variable, service] : legacy) {
      if (settings_.endpoints.count(service) == 0) SetEndpoint(service, context_.environment->GetOr(variable, ""));
    }
  }

  void ReadCredentials() {
    aws::Credentials& keys = settings_.chain.static_credentials;
    keys.access_key_id = arguments_.Text("access_key");
    keys.secret_access_key = Secret(arguments_.Text("secret_key"));
    keys.session_token = Secret(arguments_.Text("token"));
    keys.source = "the backend's arguments";
    if (keys.access_key_id.empty() != keys.secret_access_key.empty()) {
      arguments_.AddError("Invalid backend argument",
                          "The backend \"s3\": \"access_key\" and \"secret_key\" go together: one of them is missing.");
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
                          "The backend \"s3\": give \"allowed_account_ids\" or \"forbidden_account_ids\", not both.");
    }
  }

  std::chrono::seconds ReadDuration(ArgumentReader& from, const std::string& name) {
    const std::string text = from.Text(name);
    if (text.empty()) return std::chrono::seconds(0);
    if (const auto duration = ParseWholeSeconds(text)) return *duration;
    from.AddError("Invalid backend argument", "The backend \"s3\": \"" + name + "\" must be a duration like \"1h\".");
    return std::chrono::seconds(0);
  }

  void ReadRoles() {
    if (const auto block = arguments_.Object("assume_role")) {
      ArgumentReader nested(*block, "The backend \"s3\", \"assume_role\"", config_.place, diagnostics_);
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
      ArgumentReader nested(*block, "The backend \"s3\", \"assume_role_with_web_identity\"", config_.place,
                            diagnostics_);
      aws::AssumeRoleWithWebIdentity role;
      const auto text = [&](const std::string& name, const char* variable) {
        return nested.Text(name, context_.environment->GetOr(variable, ""));
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
                            "The backend \"s3\", \"assume_role_with_web_identity\" needs a \"role_arn\" and one of "
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
      arguments_.AddError(
          "Invalid backend argument",
          "The backend \"s3\": \"role_arn\" is the old form of \"assume_role\": give only one of them.");
    }
    settings_.chain.assume_roles.push_back(std::move(role));
  }

  void ReadTransport() {
    const bool forced = arguments_.Flag("force_path_style", false);
    settings_.s3.path_style = arguments_.Flag("use_path_style", forced);
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
                          "The backend \"s3\": retry_mode must be \"standard\" or \"adaptive\", not \"" + mode + "\".");
    }
    const std::string metadata_mode = arguments_.Text("ec2_metadata_service_endpoint_mode", "IPv4");
    if (metadata_mode != "IPv4" && metadata_mode != "") {
      arguments_.AddError("Unsupported argument",
                          "The backend \"s3\": ec2_metadata_service_endpoint_mode \"" + metadata_mode +
                              "\" is not supported; give the address by ec2_metadata_service_endpoint.");
    }
  }

  void Refuse() {
    arguments_.Refuse("dynamodb_table",
                      "Rolecall does not lock by DynamoDB. Lock by an object in the bucket instead: replace it by "
                      "use_lockfile = true (OpenTofu 1.10 and Terraform 1.10 understand it too), after all who use "
                      "this state have changed.");
    arguments_.Refuse("lock_table", "Rolecall does not lock by DynamoDB. Use use_lockfile = true.");
    settings_.chain.region = arguments_.Text("sts_region");
    // Checks that we never make: nothing to skip.
    for (const char* name : {"skip_credentials_validation", "skip_region_validation", "skip_requesting_account_id"}) {
      arguments_.Flag(name, false);
    }
  }

  const BackendConfig& config_;
  const BackendContext& context_;
  diag::Diagnostics& diagnostics_;
  ArgumentReader arguments_;
  Settings settings_;
};

// Region, profile and endpoints, once the files with the profiles are read.
void Resolve(Settings& settings, const aws::Profiles& profiles, const Environment& environment) {
  const std::string profile = aws::ProfileName(environment, settings.chain.profile);
  settings.backend.region = aws::ResolveRegion(environment, profiles, profile, settings.backend.region);
  aws::EndpointSettings endpoints = aws::LoadEndpointSettings(environment, profiles, profile);
  endpoints.use_fips |= settings.chain.endpoints.use_fips;
  endpoints.use_dualstack |= settings.chain.endpoints.use_dualstack;
  for (const auto& [service, url] : settings.endpoints) endpoints.overrides[service] = url;
  settings.chain.endpoints = endpoints;
  settings.client.endpoints = std::move(endpoints);
  if (settings.chain.region.empty()) settings.chain.region = settings.backend.region;  // else sts_region
  settings.client.region = settings.backend.region;
}

}  // namespace

std::unique_ptr<Backend> MakeS3Backend(const BackendConfig& config, const BackendContext& context,
                                       diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  Settings settings = S3ArgumentReader(config, context, found).Read();
  const auto fail = [&](std::string summary, std::string detail) {
    found.AddError("backend-credentials", std::move(summary), std::move(detail), config.place);
  };
  const Result<aws::Profiles> profiles = aws::LoadProfiles(*context.files, *context.environment, settings.files);
  if (!profiles.ok()) {
    fail("AWS configuration cannot be read", profiles.error().message);
  } else {
    Resolve(settings, *profiles, *context.environment);
    if (settings.backend.region.empty()) {
      fail("Missing region",
           "The backend \"s3\" needs a region: set \"region\" in the block, AWS_REGION, or the profile's region.");
    }
  }
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  std::unique_ptr<http::Client> own_http;
  if (settings.own_http) own_http = std::make_unique<http::CurlClient>(*settings.own_http);
  const aws::ChainDependencies use{*context.environment, *context.files,  own_http ? *own_http : *context.http,
                                   *context.clock,       *context.random, *context.sleeper,
                                   aws::RunShellCommand};
  auto credentials = aws::MakeCredentialChain(settings.chain, *profiles, use);
  if (!credentials.ok()) {
    diagnostics.AddError("backend-credentials", "No valid credential sources found", credentials.error().message,
                         config.place);
    return nullptr;
  }
  S3BackendOptions options = settings.backend;
  return std::make_unique<S3Backend>(
      std::move(options),
      std::make_unique<Connection>(std::move(settings), context, std::move(own_http), std::move(credentials).value()));
}

}  // namespace rolecall::engine
