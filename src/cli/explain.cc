// `rolecall explain`: the decision about a service account, an action and a resource, link by link.
#include "access/explain.h"

#include <boost/json.hpp>
#include <ostream>

#include "access/model_readers.h"
#include "cli/commands.h"
#include "cli/identity_flags.h"
#include "cli/plane_client.h"
#include "cli/pod_manifests.h"
#include "kube/injection.h"

namespace rolecall::cli {
namespace {

class ExplainCommand final : public Command {
 public:
  std::string name() const override { return "explain"; }
  std::string summary() const override { return "Say why a service account may or may not do something"; }
  std::string usage() const override { return "--service-account NS/NAME --action ACTION --resource ARN [options]"; }
  std::string details() const override {
    return "Asks a live endpoint for role, policies and provider (AWS_ENDPOINT_URL, or AWS), and evaluates "
           "annotation,\n"
           "role, provider, token, trust policy and permissions in this order. Exit 0 allowed, 2 denied, 1 error.";
  }
  void Declare(Flags& flags) override {
    flags.Text("service-account", "NS/NAME", &account_, "The service account");
    flags.Text("action", "ACTION", &action_, "For example secretsmanager:GetSecretValue");
    flags.Text("resource", "ARN", &resource_, "What the action is for; * for actions without a resource");
    flags.List("f", "FILE", &files_, "Manifests with the service account; may be repeated");
    flags.Text("role", "ARN", &role_, "The role, instead of the annotation's");
    flags.Text("issuer", "URL", &issuer_, "The token's issuer [the plane's embedded one]");
    flags.Text("endpoint", "URL", &endpoint_, "The endpoint to ask [AWS_ENDPOINT_URL]");
    flags.Switch("json", &json_, "Print JSON");
    identity_.Declare(flags);
  }

  int Run(World& world, const std::vector<std::string>& positional) override {
    const std::optional<kube::ServiceAccountName> account = kube::ParseServiceAccountName(account_);
    if (!account) return FailUsage(world, *this, "--service-account NAMESPACE/NAME is missing or not of that form");
    if (action_.find(':') == std::string::npos)
      return FailUsage(world, *this, "--action SERVICE:OPERATION is missing or not of that form");
    if (resource_.empty() || !positional.empty())
      return FailUsage(world, *this, "--resource ARN is missing, or there are further arguments");
    Result<access::ExplainQuestion> question = Ask(world, *account);
    if (!question.ok()) return Fail(world, question.error().message);
    const access::ExplainAnswer answer = access::Explain(*question);
    const bool color = world.out_is_terminal && world.environment.GetOr("NO_COLOR", "").empty();
    world.out << (json_ ? access::ToJson(*question, answer) + "\n" : access::ToText(*question, answer, color));
    return answer.allowed ? kExitOk : kExitDifferent;
  }

 private:
  Result<access::ExplainQuestion> Ask(World& world, const kube::ServiceAccountName& account) {
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(world, endpoint_));
    access::ExplainQuestion question;
    question.account = account;
    question.action = action_;
    question.resource = resource_;
    question.region = plane->region();
    ROLECALL_TRY(const kube::PodIdentity identity, FindIdentity(world, *plane, account));
    question.role_arn = role_.empty() ? identity.role_arn : role_;
    question.no_role_reason = identity.reason;
    question.audience = identity.audience.empty() ? identity_.settings.token_audience : identity.audience;
    if (kube::IsRoleArn(question.role_arn)) {
      aws::Client& client = plane->client();
      ROLECALL_TRY([[maybe_unused]] const bool exists,
                   access::AddRoleFromEndpoint(client, question.role_arn, question.model));
      ROLECALL_RETURN_IF_ERROR(access::AddProvidersFromEndpoint(client, question.model));
      ROLECALL_RETURN_IF_ERROR(access::AddResourcePolicyFromEndpoint(client, resource_, question.model));
    }
    if (issuer_.empty()) {
      ROLECALL_TRY(question.issuer, plane->Issuer());
    } else {
      question.issuer = issuer_;
    }
    return question;
  }

  // By the manifests if they have the service account, else as the plane's webhook sees it.
  Result<kube::PodIdentity> FindIdentity(World& world, PlaneClient& plane, const kube::ServiceAccountName& account) {
    ROLECALL_TRY(std::vector<boost::json::value> objects, ReadPodManifests(world, files_));
    kube::IdentitySource source;
    for (const boost::json::value& object : objects) source.AddObject(object);
    if (source.Find(account) != nullptr || !role_.empty())
      return kube::IdentityOf(account, source, identity_.Settings(world.environment));
    return plane.IdentityOf(account);
  }

  std::string account_, action_, resource_, role_, issuer_, endpoint_;
  std::vector<std::string> files_;
  bool json_ = false;
  IdentityFlags identity_;
};

}  // namespace

std::unique_ptr<Command> MakeExplainCommand() { return std::make_unique<ExplainCommand>(); }

}  // namespace rolecall::cli
