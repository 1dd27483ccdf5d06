
#include "aws/credentials/credential_sources.h"
#include "base/text.h"

namespace rolecall::aws {
namespace {

constexpr int kMaxDepth = 8;

using Provider = std::shared_ptr<CredentialsProvider>;

std::string Key(const Section& section, const char* name) {
  auto found = section.find(name);
  return found == section.end() ? "" : found->second;
}

Error Bad(const std::string& profile, const std::string& what) {
  return {ErrorCode::kUnauthenticated, "the AWS profile \"" + profile + "\" " + what};
}

Result<Provider> StaticKeys(const std::string& name, const Section& section) {
  Credentials credentials;
  credentials.access_key_id = Key(section, "aws_access_key_id");
  credentials.secret_access_key = Secret(Key(section, "aws_secret_access_key"));
  credentials.session_token = Secret(Key(section, "aws_session_token"));
  credentials.source = "profile " + name;
  if (credentials.secret_access_key.empty()) return Bad(name, "has aws_access_key_id without aws_secret_access_key");
  return Provider(std::make_shared<StaticCredentials>(std::move(credentials)));
}

Provider Refreshing(Fetch fetch, const ChainDependencies& use) {
  return std::make_shared<RefreshingCredentials>(std::move(fetch), use.clock);
}

Result<Provider> CredentialSource(const std::string& name, const std::string& source, const ChainOptions& options,
                                  const ChainDependencies& use) {
  if (source == "EcsContainer") return Refreshing(FetchFromContainer(use), use);
  if (source == "Ec2InstanceMetadata") {
    return Refreshing(FetchFromInstance(options.instance_metadata_endpoint, use), use);
  }
  if (source != "Environment") {
    return Bad(
        name, "has credential_source = " + source + "; possible are Environment, Ec2InstanceMetadata and EcsContainer");
  }
  Section keys;
  keys["aws_access_key_id"] = use.environment.GetOr("AWS_ACCESS_KEY_ID", "");
  keys["aws_secret_access_key"] = use.environment.GetOr("AWS_SECRET_ACCESS_KEY", "");
  keys["aws_session_token"] = use.environment.GetOr("AWS_SESSION_TOKEN", "");
  if (keys["aws_access_key_id"].empty()) return Bad(name, "takes its keys from the environment, which has none");
  return StaticKeys("environment", keys);
}

// The credentials that the profile's role is assumed with.
Result<Provider> RoleBase(const std::string& name, const Section& section, const Profiles& profiles,
                          const ChainOptions& options, const ChainDependencies& use, int depth) {
  std::string source_profile = Key(section, "source_profile");
  std::string credential_source = Key(section, "credential_source");
  if (!source_profile.empty() && !credential_source.empty()) {
    return Bad(name, "has both source_profile and credential_source");
  }
  if (!credential_source.empty()) return CredentialSource(name, credential_source, options, use);
  if (source_profile.empty()) return Bad(name, "has role_arn without source_profile or credential_source");
  if (source_profile == name) return StaticKeys(name, section);
  return ProfileCredentials(source_profile, profiles, options, use, depth + 1);
}

Result<Provider> ProfileRole(const std::string& name, const Section& section, const Profiles& profiles,
                             const ChainOptions& options, const ChainDependencies& use, int depth) {
  std::string role_arn = Key(section, "role_arn");
  if (!Key(section, "mfa_serial").empty()) {
    return Error{ErrorCode::kUnimplemented, "the AWS profile \"" + name +
                                                "\" has mfa_serial, which rolecall cannot ask for: get a session with "
                                                "`aws sts get-session-token` and put its keys into the environment"};
  }
  std::string token_file = Key(section, "web_identity_token_file");
  if (!token_file.empty()) {
    AssumeRoleWithWebIdentity role;
    role.role_arn = role_arn;
    role.session_name = Key(section, "role_session_name");
    role.token_file = ExpandHome(use.environment, token_file);
    return Refreshing(FetchWebIdentity(std::move(role), StsSettingsOf(options), use), use);
  }
  AssumeRole role;
  role.role_arn = role_arn;
  role.session_name = Key(section, "role_session_name");
  role.external_id = Key(section, "external_id");
  std::string duration = Key(section, "duration_seconds");
  const std::optional<long long> seconds = duration.empty() ? 0 : ParseInt<long long>(duration);
  if (!seconds) {
    return Bad(name, "has a duration_seconds that is no number");
  }
  role.duration = std::chrono::seconds(*seconds);
  ROLECALL_TRY(Provider base, RoleBase(name, section, profiles, options, use, depth));
  return Refreshing(FetchAssumedRole(std::move(role), std::move(base), StsSettingsOf(options), use), use);
}

}  // namespace

Result<Provider> ProfileCredentials(const std::string& name, const Profiles& profiles, const ChainOptions& options,
                                    const ChainDependencies& use, int depth) {
  if (depth > kMaxDepth) return Bad(name, "is part of a chain of source_profile that does not end");
  const Section* section = profiles.Find(name);
  if (section == nullptr) {
    std::string files;
    for (const std::string& file : profiles.files) files.append(files.empty() ? "" : ", ").append(file);
    return Bad(name, "does not exist in " + files);
  }
  if (!Key(*section, "role_arn").empty()) return ProfileRole(name, *section, profiles, options, use, depth);
  if (!Key(*section, "aws_access_key_id").empty()) return StaticKeys(name, *section);
  std::string command = Key(*section, "credential_process");
  if (!command.empty()) return Refreshing(FetchFromProcess(command, use), use);
  if (!Key(*section, "sso_session").empty() || !Key(*section, "sso_start_url").empty()) {
    return Error{ErrorCode::kUnimplemented,
                 "the AWS profile \"" + name +
                     "\" uses SSO, which rolecall does not speak: run `aws sso login --profile " + name +
                     "` and then `eval \"$(aws configure export-credentials --profile " + name + " --format env)\"`"};
  }
  return Bad(name, "has no credentials");
}

}  // namespace rolecall::aws
