// `rolecall explain`: the decision about a service account, an action and a resource, link by link.
#include "access/explain/explain.h"

#include <boost/json.hpp>
#include <ostream>

#include "access/explain/fix.h"
#include "access/explain/question.h"
#include "access/model/model_readers.h"
#include "cli/identity/access_source.h"
#include "cli/identity/commands.h"
#include "cli/identity/identity_flags.h"
#include "cli/plane/plane_client.h"
#include "crypto/jwt.h"
#include "errors/error_pages.h"
#include "policy/document/document.h"

namespace rolecall::cli {
namespace {

class ExplainCommand final : public Command {
 public:
  std::string name() const override { return "explain"; }
  std::string summary() const override { return "Say why a service account may or may not do something"; }
  std::string usage() const override { return "--service-account NS/NAME --action ACTION --resource ARN [options]"; }
  std::string details() const override {
    return "Evaluates annotation, role, provider, token, trust policy, session, permissions and the resource's own\n"
           "policy in this order, from a configuration directory before anything exists (--dir), a state (--state,\n"
           "--backend) or a live endpoint. Names the first link that fails, where it is written, and the smallest\n"
           "change that repairs it, tried before it is shown. What only a request decides (an\n"
           "address, a tag) is listed: allowed if. Exit 0 allowed, also if only with conditions; 2 denied; 1 error.\n"
           "`rolecall errors` has a page for each error text that AWS and its clients answer a denial with.";
  }
  void Declare(Flags& flags) override {
    flags.Text("service-account", "NS/NAME", &account_, "The service account");
    flags.Text("action", "ACTION", &action_, "For example secretsmanager:GetSecretValue");
    flags.Text("resource", "ARN", &resource_, "What the action is for; * for actions without a resource");
    flags.Text("role", "ARN", &role_, "The role, by ARN or name: instead of the annotation's, or without account");
    flags.Text("principal", "ARN", &principal_, "A user or role that asks by itself, instead of a service account");
    flags.Text("token", "FILE", &token_, "Judge this token, instead of the one that would be injected");
    flags.Text("issuer", "URL", &issuer_, "The token's issuer [the plane's, or what the trust policies name]");
    flags.List("session-policy", "FILE", &session_policies_, "A session policy; may be repeated");
    flags.Number("duration", "SECONDS", &duration_, "DurationSeconds of the session");
    flags.Switch("json", &json_, "Print JSON");
    source_.Declare(flags);
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (const std::string wrong = Wrong(positional); !wrong.empty()) return FailUsage(context, *this, wrong);
    settings_ = identity_.Settings(context.environment);
    AccessSource source(context, source_, settings_.annotation_prefix);
    if (!source.Read()) return kExitError;
    Result<access::ExplainQuestion> question = Ask(context, source);
    if (!question.ok()) return Fail(context, question.error().message);
    const access::ExplainAnswer answer = access::Explain(*question);
    const std::optional<access::Fix> fix = FindFix(context, source, *question, answer);
    const access::Fix* shown = fix ? &*fix : nullptr;
    const bool color = context.out_is_terminal && context.environment.GetOr("NO_COLOR", "").empty();
    if (!json_) {
      context.out << access::ToText(*question, answer, shown, color);
      for (const std::string& remark : source.remarks()) context.out << "\n  Note: " << remark << "\n";
      NamePage(context, answer);
    } else {
      context.out << access::ToJson(*question, answer, shown) << "\n";
    }
    return answer.allowed ? kExitOk : kExitDifferent;
  }

 private:
  // Of what AWS answers to such a denial.
  static void NamePage(CommandContext& context, const access::ExplainAnswer& answer) {
    const access::ChainLink* failed = answer.undecided() ? nullptr : answer.failed();
    const errors::ErrorPage* page = failed == nullptr ? nullptr : errors::PageOfCause(failed->code);
    if (page != nullptr) context.out << "\n  More: " << errors::CommandFor(*page) << "\n";
  }

  std::string Wrong(const std::vector<std::string>& positional) const {
    if (!account_.empty() && !kube::ParseServiceAccountName(account_)) {
      return "--service-account must be of the form NAMESPACE/NAME";
    }
    if (account_.empty() && role_.empty() && principal_.empty() && token_.empty()) {
      return "--service-account NAMESPACE/NAME is missing (or give --role, --principal or --token)";
    }
    if (action_.find(':') == std::string::npos) return "--action SERVICE:OPERATION is missing or not of that form";
    if (resource_.empty() || !positional.empty()) return "--resource ARN is missing, or there are further arguments";
    if (resource_ != "*" && !resource_.starts_with("arn:")) return "--resource must be an ARN, or *";
    return "";
  }

  Result<void> ReadToken(CommandContext& context, access::ExplainQuestion& question) const {
    if (token_.empty()) return {};
    ROLECALL_TRY(const std::string text, context.files.Read(token_, 2 * crypto::kMaxJwtBytes));
    question.token = access::FactsOfToken(text);
    if (!question.account && question.token.subject) {
      question.account = access::AccountOfSubject(*question.token.subject);
    }
    return {};
  }

  Result<void> ReadSessionPolicies(CommandContext& context, access::ExplainQuestion& question) const {
    for (const std::string& path : session_policies_) {
      ROLECALL_TRY(std::string text, context.files.Read(path, policy::kMaxDocumentBytes));
      access::PolicyDocument document;
      document.name = "session policy " + path;
      document.text = std::move(text);
      question.session_policies.push_back(std::move(document));
    }
    return {};
  }

  // The question, but for what depends on the model.
  Result<access::ExplainQuestion> Start(CommandContext& context) const {
    access::ExplainQuestion question;
    question.account = kube::ParseServiceAccountName(account_);
    question.principal_arn = principal_;
    question.action = action_;
    question.resource = resource_;
    question.now = UnixSeconds(context.clock.Now());
    question.annotation_prefix = settings_.annotation_prefix;
    if (duration_ != 0) question.duration = duration_;
    ROLECALL_RETURN_IF_ERROR(ReadToken(context, question));
    ROLECALL_RETURN_IF_ERROR(ReadSessionPolicies(context, question));
    return question;
  }

  // The role that the manifests, the flag or the trust policies give to the service account.
  void ChooseRole(const access::IdentityModel& model, access::ExplainQuestion& question) const {
    if (!role_.empty()) {
      const access::Role* role = role_.starts_with("arn:") ? nullptr : model.FindRoleByName(role_);
      question.role_arn = role == nullptr ? role_ : role->arn;
      question.role_given = true;
      return;
    }
    access::ChooseRole(model, question);
  }

  Result<access::ExplainQuestion> Ask(CommandContext& context, AccessSource& source) {
    ROLECALL_TRY(access::ExplainQuestion question, Start(context));
    if (source.is_live()) {
      ROLECALL_RETURN_IF_ERROR(ReadLive(source, question));
    } else {
      ChooseRole(source.model(), question);
      access::CompleteToken(source.model(), settings_, issuer_, question);
    }
    question.model = &source.model();
    question.region = source.model().region;
    access::CompleteResource(source.model(), question);
    return question;
  }

  // By the manifests if they have the service account, else as the plane's webhook sees it.
  Result<void> ReadLive(AccessSource& source, access::ExplainQuestion& question) {
    ROLECALL_TRY(PlaneClient * plane, source.Connect());
    access::IdentityModel& model = source.model();
    std::string audience;
    const bool in_manifests =
        question.account && model.FindServiceAccount(question.account->first, question.account->second) != nullptr;
    if (!principal_.empty()) {
      ROLECALL_RETURN_IF_ERROR(source.ReadLiveAccount());
    } else if (in_manifests || !role_.empty() || !question.account) {
      ChooseRole(model, question);
    } else {
      ROLECALL_TRY(const kube::PodIdentity identity, plane->IdentityOf(*question.account));
      question.role_arn = identity.role_arn;
      question.no_role_reason = identity.reason;
      audience = identity.audience;
    }
    aws::Client& client = plane->client();
    if (!question.role_arn.empty()) {
      const std::size_t before = model.roles.size();
      ROLECALL_TRY(const bool exact, access::AddRoleFromEndpoint(client, question.role_arn, model));
      const bool by_name = !exact && !question.role_arn.starts_with("arn:") && model.roles.size() > before;
      if (by_name) question.role_arn = model.roles.back().arn;
      ROLECALL_RETURN_IF_ERROR(access::AddProvidersFromEndpoint(client, model));
    }
    ROLECALL_RETURN_IF_ERROR(access::AddResourcePolicyFromEndpoint(client, resource_, model));
    std::string issuer = issuer_;
    if (issuer.empty()) {
      const Result<std::string> own = plane->Issuer();
      if (own.ok()) issuer = *own;
    }
    access::CompleteToken(model, settings_, issuer, question);
    if (!audience.empty() && !question.token.given) question.token.audiences = {audience};
    return {};
  }

  std::optional<access::Fix> FindFix(CommandContext& context, AccessSource& source,
                                     const access::ExplainQuestion& question,
                                     const access::ExplainAnswer& answer) const {
    if (answer.allowed) return std::nullopt;
    access::Trial trial;
    trial.files = &context.files;
    trial.sources = source.editable();
    trial.replan = [&](const access::FileChanges& changes) -> std::optional<access::Trial::Replanned> {
      std::optional<access::IdentityModel> model = source.TryAgain(changes);
      if (!model) return std::nullopt;
      access::ExplainQuestion again = question;
      if (!question.principal_arn.empty()) return access::Trial::Replanned{*std::move(model), std::move(again)};
      const bool by_plane = source.is_live() && model->service_accounts.empty();
      if (!by_plane) {
        again.role_source.clear();
        again.role_arn.clear();
        ChooseRole(*model, again);
        // The cluster's issuer does not change with our files.
        access::CompleteToken(*model, settings_, question.token.issuer, again);
      }
      return access::Trial::Replanned{*std::move(model), std::move(again)};
    };
    return access::FindFix(question, answer, trial);
  }

  std::string account_, action_, resource_, role_, principal_, token_, issuer_;
  std::vector<std::string> session_policies_;
  int duration_ = 0;
  bool json_ = false;
  AccessFlags source_;
  IdentityFlags identity_;
  kube::WebhookSettings settings_;
};

}  // namespace

std::unique_ptr<Command> MakeExplainCommand() { return std::make_unique<ExplainCommand>(); }

}  // namespace rolecall::cli
