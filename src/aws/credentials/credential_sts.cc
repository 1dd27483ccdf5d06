#include "aws/client/client.h"
#include "aws/credentials/credential_sources.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kMaxWebTokenBytes = 64u << 10;

// For a call that needs no signature.
class NoCredentials final : public CredentialsProvider {
 public:
  Result<Credentials> Get() override { return Credentials(); }
};

std::string SessionName(const std::string& given, const Clock& clock) {
  if (!given.empty()) return given;
  return "rolecall-" + std::to_string(clock.Now().time_since_epoch().count());
}

void AddPolicies(const std::string& policy, const std::vector<std::string>& arns, std::chrono::seconds duration,
                 QueryParameters& parameters) {
  if (!policy.empty()) parameters.emplace_back("Policy", policy);
  for (std::size_t i = 0; i < arns.size(); ++i) {
    parameters.emplace_back("PolicyArns.member." + std::to_string(i + 1) + ".arn", arns[i]);
  }
  if (duration.count() > 0) parameters.emplace_back("DurationSeconds", std::to_string(duration.count()));
}

Result<Credentials> ReadAnswer(const ServiceResult<XmlNode>& answer, const std::string& source) {
  if (!answer.ok()) return answer.error().ToError();
  const XmlNode* found = answer->Find("Credentials");
  Credentials credentials;
  if (found != nullptr) {
    credentials.access_key_id = found->Get("AccessKeyId");
    credentials.secret_access_key = Secret(std::string(found->Get("SecretAccessKey")));
    credentials.session_token = Secret(std::string(found->Get("SessionToken")));
    credentials.expiration = ParseRfc3339(found->Get("Expiration"));
  }
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() || !credentials.expiration) {
    return Error{ErrorCode::kUnavailable, "STS answered without credentials"};
  }
  credentials.source = source;
  return credentials;
}

ClientOptions OptionsOf(const StsSettings& settings, const Environment& environment) {
  ClientOptions options;
  options.region = settings.region.empty() ? "us-east-1" : settings.region;
  options.endpoints = settings.endpoints;
  options.max_attempts = settings.max_attempts;
  options.user_agent = UserAgent(environment);
  return options;
}

Result<std::string> ReadToken(const AssumeRoleWithWebIdentity& role, const FileSystem& files) {
  std::string token = role.token;
  if (token.empty()) {
    Result<std::string> read = files.Read(role.token_file, kMaxWebTokenBytes);
    if (!read.ok()) return Error{read.error().code, "the web identity token cannot be read: " + read.error().message};
    token = std::move(*read);
  }
  // Differs from AWS's SDKs: they send the file as it is, and a final newline then makes the token invalid.
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.pop_back();
  if (token.empty()) {
    return Error{ErrorCode::kUnauthenticated, "the web identity token " + role.token_file + " is empty"};
  }
  return token;
}

QueryParameters AssumeRoleParameters(const AssumeRole& role, const Clock& clock) {
  QueryParameters parameters = {{"RoleArn", role.role_arn}, {"RoleSessionName", SessionName(role.session_name, clock)}};
  if (!role.external_id.empty()) parameters.emplace_back("ExternalId", role.external_id);
  if (!role.source_identity.empty()) parameters.emplace_back("SourceIdentity", role.source_identity);
  AddPolicies(role.policy, role.policy_arns, role.duration, parameters);
  for (std::size_t i = 0; i < role.tags.size(); ++i) {
    std::string prefix = "Tags.member." + std::to_string(i + 1);
    parameters.emplace_back(prefix + ".Key", role.tags[i].first);
    parameters.emplace_back(prefix + ".Value", role.tags[i].second);
  }
  for (std::size_t i = 0; i < role.transitive_tag_keys.size(); ++i) {
    parameters.emplace_back("TransitiveTagKeys.member." + std::to_string(i + 1), role.transitive_tag_keys[i]);
  }
  return parameters;
}

}  // namespace

StsSettings StsSettingsOf(const ChainOptions& options) {
  return {options.region, options.endpoints, options.max_attempts};
}

Fetch FetchWebIdentity(AssumeRoleWithWebIdentity role, StsSettings settings, const ChainDependencies& use) {
  return [role = std::move(role), settings = std::move(settings), use]() -> Result<Credentials> {
    ROLECALL_TRY(std::string token, ReadToken(role, use.files));
    QueryParameters parameters = {{"RoleArn", role.role_arn},
                                  {"RoleSessionName", SessionName(role.session_name, use.clock)},
                                  {"WebIdentityToken", token}};
    AddPolicies(role.policy, role.policy_arns, role.duration, parameters);
    NoCredentials none;
    Client client(OptionsOf(settings, use.environment), {use.http, none, use.clock, use.random, use.sleeper});
    return ReadAnswer(client.UnsignedQuery(kSts, "AssumeRoleWithWebIdentity", std::move(parameters)),
                      "web identity, role " + role.role_arn);
  };
}

Fetch FetchAssumedRole(AssumeRole role, std::shared_ptr<CredentialsProvider> base, StsSettings settings,
                       const ChainDependencies& use) {
  return
      [role = std::move(role), base = std::move(base), settings = std::move(settings), use]() -> Result<Credentials> {
        Client client(OptionsOf(settings, use.environment), {use.http, *base, use.clock, use.random, use.sleeper});
        return ReadAnswer(client.Query(kSts, "AssumeRole", AssumeRoleParameters(role, use.clock)),
                          "assumed role " + role.role_arn);
      };
}

}  // namespace rolecall::aws
