// `rolecall credential-process`: a role's credentials for AWS's own tools, by `credential_process` in ~/.aws/config.
#include <boost/json.hpp>
#include <ostream>

#include "aws/client/sleeper.h"
#include "aws/credentials/credential_chain.h"
#include "cli/identity/commands.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {
namespace {

class CredentialProcessCommand final : public Command {
 public:
  std::string name() const override { return "credential-process"; }
  std::string summary() const override { return "Print credentials for credential_process in ~/.aws/config"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "In ~/.aws/config, under the profile's section:\n"
           "  credential_process = rolecall credential-process --endpoint URL --role-arn ARN \\\n"
           "    --web-identity-token-file FILE\n"
           "The role is assumed with the token of the file, with a token that the plane makes for the service "
           "account,\n"
           "or with the caller's own keys; without a role the caller's own credentials are printed. Keys are printed:\n"
           "do not let the output into a log.";
  }
  void Declare(Flags& flags) override {
    flags.Text("role-arn", "ARN", &role_, "The role; with -service-account: [the one that the plane's webhook gives]");
    flags.Text("web-identity-token-file", "FILE", &token_file_, "A token to assume the role with");
    flags.Text("service-account", "NS/NAME", &account_, "Make a token of this service account at the plane");
    flags.Text("role-session-name", "NAME", &session_name_, "The session's name [rolecall-TIME]");
    flags.Number("duration-seconds", "SECONDS", &duration_, "The session's lifetime [3600]");
    flags.Text("profile", "NAME", &profile_, "The profile with the caller's own keys [AWS_PROFILE]");
    flags.Text("region", "REGION", &region_, "The region of STS [AWS_REGION]");
    flags.Text("endpoint", "URL", &endpoint_, "The identity plane [AWS_ENDPOINT_URL]");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (!token_file_.empty() && !account_.empty()) {
      return FailUsage(context, *this, "-web-identity-token-file and -service-account exclude each other");
    }
    if (!token_file_.empty() && role_.empty()) return FailUsage(context, *this, "-role-arn is missing");
    const Result<aws::Credentials> credentials = Find(context);
    if (!credentials.ok()) return Fail(context, credentials.error().message);
    Print(context, *credentials);
    return kExitOk;
  }

 private:
  Result<aws::Credentials> Find(CommandContext& context) {
    ROLECALL_TRY(const aws::Profiles profiles, aws::LoadProfiles(context.files, context.environment, {}));
    const std::string profile = aws::ProfileName(context.environment, profile_);
    aws::ChainOptions options;
    options.profile = profile_;
    options.region = aws::ResolveRegion(context.environment, profiles, profile, region_);
    if (options.region.empty()) options.region = "us-east-1";
    options.endpoints = aws::LoadEndpointSettings(context.environment, profiles, profile);
    if (!endpoint_.empty()) options.endpoints.overrides["sts"] = endpoint_;
    ROLECALL_RETURN_IF_ERROR(ChooseRole(context, options));
    http::CurlClient http(http::ClientOptions{.ca_file = context.environment.GetOr("AWS_CA_BUNDLE", "")});
    aws::SystemSleeper sleeper;
    // No runner of processes: a profile whose credential_process is this command would call it again and again.
    ROLECALL_TRY(const std::unique_ptr<aws::CredentialsProvider> provider,
                 aws::MakeCredentialChain(options, profiles,
                                          {context.environment, context.files, http, context.clock, context.random,
                                           sleeper, aws::CommandRunner()}));
    return provider->Get();
  }

  Result<void> ChooseRole(CommandContext& context, aws::ChainOptions& options) {
    const std::chrono::seconds duration(duration_);
    if (!account_.empty()) {
      ROLECALL_TRY(options.web_identity, MakeWebIdentity(context));
    } else if (!token_file_.empty()) {
      options.web_identity = aws::AssumeRoleWithWebIdentity{.role_arn = role_, .token_file = token_file_};
    } else if (!role_.empty()) {
      options.assume_roles.push_back({.role_arn = role_, .session_name = session_name_, .duration = duration});
    }
    if (!options.web_identity) return {};
    options.web_identity->session_name = session_name_;
    options.web_identity->duration = duration;
    return {};
  }

  // A fresh token of the service account, made with the caller's own keys, and the role for it.
  Result<std::optional<aws::AssumeRoleWithWebIdentity>> MakeWebIdentity(CommandContext& context) {
    const std::optional<kube::ServiceAccountName> account = kube::ParseServiceAccountName(account_);
    if (!account) {
      return Error{ErrorCode::kInvalidArgument, "-service-account " + account_ + " is not of the form NAMESPACE/NAME"};
    }
    ROLECALL_TRY(const std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, endpoint_));
    TokenRequest request{*account, "sts.amazonaws.com", std::chrono::seconds(3600), ""};
    if (role_.empty()) {
      ROLECALL_TRY(const kube::PodIdentity identity, plane->IdentityOf(*account));
      if (identity.role_arn.empty()) {
        return Error{ErrorCode::kNotFound, "service account " + account_ + " has no role; name one with -role-arn"};
      }
      role_ = identity.role_arn;
      request.audience = identity.audience;
    }
    ROLECALL_TRY(const Secret token, plane->RequestToken(request));
    return std::optional(aws::AssumeRoleWithWebIdentity{.role_arn = role_, .token = std::string(token.Reveal())});
  }

  // AWS, "Sourcing credentials with an external process": version 1.
  static void Print(CommandContext& context, const aws::Credentials& credentials) {
    boost::json::object output{{"Version", 1},
                               {"AccessKeyId", credentials.access_key_id},
                               {"SecretAccessKey", credentials.secret_access_key.Reveal()}};
    if (!credentials.session_token.empty()) output["SessionToken"] = credentials.session_token.Reveal();
    if (credentials.expiration) output["Expiration"] = FormatIso8601(*credentials.expiration);
    context.out << boost::json::serialize(output) << "\n";
  }

  std::string role_, token_file_, account_, session_name_, profile_, region_, endpoint_;
  int duration_ = 0;
};

}  // namespace

std::unique_ptr<Command> MakeCredentialProcessCommand() { return std::make_unique<CredentialProcessCommand>(); }

}  // namespace rolecall::cli
