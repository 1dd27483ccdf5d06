#include "aws/credentials/credential_chain.h"

#include "aws/credentials/credential_sources.h"

namespace rolecall::aws {
namespace {

using Provider = std::shared_ptr<CredentialsProvider>;

// Callers own a unique_ptr; inside, sources are shared between a role and what it is assumed with.
class Owned final : public CredentialsProvider {
 public:
  explicit Owned(Provider inner) : inner_(std::move(inner)) {}
  Result<Credentials> Get() override { return inner_->Get(); }

 private:
  Provider inner_;
};

constexpr const char* kNoneFound =
    "no AWS credentials found: looked at the arguments, the environment (AWS_ACCESS_KEY_ID, "
    "AWS_WEB_IDENTITY_TOKEN_FILE), the shared config and credentials files, the container's endpoint and the "
    "instance's metadata";

Result<Provider> StaticOf(const Credentials& given, const std::string& source) {
  Credentials credentials = given;
  credentials.source = source;
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return Error{ErrorCode::kUnauthenticated, "the AWS credentials from the " + source +
                                                  " are incomplete: access key id and secret access key "
                                                  "are both needed"};
  }
  return Provider(std::make_shared<StaticCredentials>(std::move(credentials)));
}

bool IsTrue(const std::string& text) { return text == "true" || text == "TRUE" || text == "True" || text == "1"; }

class Chain {
 public:
  Chain(ChainOptions options, const Profiles& profiles, const ChainDependencies& use)
      : options_(std::move(options)), profiles_(profiles), use_(use) {
    if (options_.instance_metadata_endpoint.empty()) {
      options_.instance_metadata_endpoint = Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").empty()
                                                ? "http://169.254.169.254"
                                                : Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    }
  }

  Result<Provider> Make() const {
    Result<Provider> base = options_.web_identity ? ByWebIdentityArgument() : Base();
    if (!base.ok()) return base;
    Provider provider = *base;
    for (const AssumeRole& role : options_.assume_roles) {
      provider = Refreshing(FetchAssumedRole(role, provider, StsSettingsOf(options_), use_));
    }
    return provider;
  }

 private:
  std::string Variable(const std::string& name) const { return use_.environment.GetOr(name, ""); }
  Provider Refreshing(Fetch fetch) const {
    return std::make_shared<RefreshingCredentials>(std::move(fetch), use_.clock);
  }

  Result<Provider> Base() const {
    const Credentials& given = options_.static_credentials;
    if (!given.access_key_id.empty() || !given.secret_access_key.empty()) return StaticOf(given, "arguments");
    if (!options_.profile.empty()) return ProfileCredentials(options_.profile, profiles_, options_, use_, 0);
    if (!Variable("AWS_ACCESS_KEY_ID").empty() || !Variable("AWS_SECRET_ACCESS_KEY").empty()) return FromEnvironment();
    if (!Variable("AWS_WEB_IDENTITY_TOKEN_FILE").empty()) return WebIdentityFromEnvironment();
    bool named = !Variable("AWS_PROFILE").empty() || !Variable("AWS_DEFAULT_PROFILE").empty();
    std::string profile = ProfileName(use_.environment, "");
    if (named || HasCredentials(profile)) return ProfileCredentials(profile, profiles_, options_, use_, 0);
    if (HasContainerEndpoint(use_.environment)) return Refreshing(FetchFromContainer(use_));
    return FromInstance();
  }

  // A default profile that only sets a region does not end the search.
  bool HasCredentials(const std::string& profile) const {
    const Section* section = profiles_.Find(profile);
    if (section == nullptr) return false;
    for (const char* key : {"aws_access_key_id", "role_arn", "credential_process", "sso_session", "sso_start_url"}) {
      if (section->contains(key)) return true;
    }
    return false;
  }

  Result<Provider> FromEnvironment() const {
    Credentials credentials;
    credentials.access_key_id = Variable("AWS_ACCESS_KEY_ID");
    credentials.secret_access_key = Secret(Variable("AWS_SECRET_ACCESS_KEY"));
    credentials.session_token = Secret(Variable("AWS_SESSION_TOKEN"));
    return StaticOf(credentials, "environment");
  }

  Result<Provider> WebIdentityFromEnvironment() const {
    AssumeRoleWithWebIdentity role;
    role.role_arn = Variable("AWS_ROLE_ARN");
    role.session_name = Variable("AWS_ROLE_SESSION_NAME");
    role.token_file = Variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (role.role_arn.empty()) {
      return Error{ErrorCode::kUnauthenticated, "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not"};
    }
    return Refreshing(FetchWebIdentity(std::move(role), StsSettingsOf(options_), use_));
  }

  Result<Provider> ByWebIdentityArgument() const {
    AssumeRoleWithWebIdentity role = *options_.web_identity;
    if (role.role_arn.empty()) role.role_arn = Variable("AWS_ROLE_ARN");
    if (role.token.empty() && role.token_file.empty()) role.token_file = Variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (role.session_name.empty()) role.session_name = Variable("AWS_ROLE_SESSION_NAME");
    if (role.role_arn.empty() || (role.token.empty() && role.token_file.empty())) {
      return Error{ErrorCode::kUnauthenticated,
                   "assume_role_with_web_identity needs role_arn and web_identity_token or web_identity_token_file"};
    }
    return Refreshing(FetchWebIdentity(std::move(role), StsSettingsOf(options_), use_));
  }

  Result<Provider> FromInstance() const {
    if (options_.skip_instance_metadata || IsTrue(Variable("AWS_EC2_METADATA_DISABLED"))) {
      return Error{ErrorCode::kUnauthenticated, kNoneFound};
    }
    Fetch fetch = FetchFromInstance(options_.instance_metadata_endpoint, use_);
    return Refreshing([fetch]() -> Result<Credentials> {
      Result<Credentials> found = fetch();
      if (found.ok()) return found;
      return Error{ErrorCode::kUnauthenticated, std::string(kNoneFound) + " (" + found.error().message + ")"};
    });
  }

  ChainOptions options_;
  const Profiles& profiles_;
  const ChainDependencies& use_;
};

}  // namespace

Result<std::unique_ptr<CredentialsProvider>> MakeCredentialChain(const ChainOptions& options, const Profiles& profiles,
                                                                 const ChainDependencies& use) {
  ROLECALL_TRY(Provider provider, Chain(options, profiles, use).Make());
  return std::unique_ptr<CredentialsProvider>(std::make_unique<Owned>(std::move(provider)));
}

}  // namespace rolecall::aws
