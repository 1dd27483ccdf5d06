// Rules about service accounts and the roles that they are annotated with.
#include <algorithm>
#include <map>
#include <set>

#include "access/lint/model_parts.h"
#include "base/placeholder.h"
#include "diag/diagnostic.h"
#include "kube/service_account.h"
#include "policy/decide/engine.h"
#include "policy/document/glob.h"
#include "policy/document/shared_issuers.h"

namespace rolecall::access {
namespace {

constexpr const char* kAssume = "sts:AssumeRoleWithWebIdentity";
constexpr std::string_view kSubjectPrefix = "system:serviceaccount:";

// A role's trust policy, ready to be asked.
struct Trust {
  const Role* role = nullptr;
  policy::Document document;
  std::shared_ptr<const policy::CompiledPolicy> compiled;  // null: it cannot be evaluated
  std::vector<std::string> providers;                      // that it names
};

Trust TrustOf(const Role& role) {
  Trust trust;
  trust.role = &role;
  if (!role.trust.known) return trust;
  policy::ParsedDocument parsed = policy::Parse(role.trust.text, policy::DocumentKind::kTrust);
  if (parsed.malformed) return trust;
  trust.document = parsed.document;
  for (const policy::Statement& statement : parsed.document.statements) {
    for (const policy::PrincipalText& principal : statement.principals) {
      if (!policy::IssuerOfProvider(principal.value).empty()) trust.providers.push_back(principal.value);
    }
  }
  trust.compiled = policy::Compile(std::move(parsed.document), "trust policy");
  return trust;
}

policy::Request TokenRequest(const Trust& trust, const std::string& provider, const std::string& subject,
                             const std::string& audience) {
  const std::string issuer(policy::IssuerOfProvider(provider));
  policy::Context context;
  context.Set(issuer + ":sub", subject);
  context.Set(issuer + ":aud", audience);
  return policy::Request(policy::Principal::Federated(provider), kAssume, trust.role->arn, trust.role->account,
                         std::move(context));
}

// Whether a token of one of the trusted providers for this subject is let in.
bool LetsIn(const Trust& trust, const std::string& subject, const std::string& audience) {
  policy::PolicyInputs inputs;
  inputs.resource = trust.compiled.get();
  return std::any_of(trust.providers.begin(), trust.providers.end(), [&](const std::string& provider) {
    return policy::Decide(inputs, TokenRequest(trust, provider, subject, audience)).allowed();
  });
}

policy::Demonstration Denied(const Trust& trust, const std::string& subject, const std::string& audience) {
  const std::string& provider = trust.providers.front();
  const std::string issuer(policy::IssuerOfProvider(provider));
  policy::PolicyInputs inputs;
  inputs.resource = trust.compiled.get();
  const policy::Decision decision = policy::Decide(inputs, TokenRequest(trust, provider, subject, audience));
  return {provider,
          kAssume,
          trust.role->arn,
          {{issuer + ":aud", {audience}}, {issuer + ":sub", {subject}}},
          decision.outcome};
}

class AccountLinter {
 public:
  AccountLinter(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report)
      : model_(model), settings_(settings), report_(report) {
    for (const Role& role : model.roles) trusts_.push_back(TrustOf(role));
    for (const Trust& trust : trusts_) by_arn_[trust.role->arn] = &trust;
    for (const ServiceAccount& account : model.service_accounts) {
      namespaces_.insert(account.namespace_name);
      by_subject_.emplace(account.Subject(), &account);
      has_unknown_accounts_ = has_unknown_accounts_ || HasPlaceholder(account.Text());
    }
  }

  void Run() {
    if (model_.service_accounts.empty()) return;
    for (const ServiceAccount& account : model_.service_accounts) {
      if (HasPlaceholder(account.role_arn)) {
        LintUnknownRole(account);
        continue;
      }
      if (account.role_arn.empty() || !kube::IsRoleArn(account.role_arn)) continue;
      LintAnnotated(account);
    }
    for (const Trust& trust : trusts_) LintTrusted(trust);
  }

 private:
  std::string AudienceOf(const ServiceAccount& account) const {
    return account.audience.empty() ? settings_.token_audience : account.audience;
  }

  // A role of this source may have the same unknown part in its ARN: then it is meant.
  void LintUnknownRole(const ServiceAccount& account) {
    const auto found = by_arn_.find(account.role_arn);
    if (found != by_arn_.end()) return LintTrust(account, *found->second, "ServiceAccount " + account.Text());
    report_.unknowns.push_back({"role of ServiceAccount " + account.Text(), account.role_origin.address,
                                PlaceholderNames(account.role_arn), account.role_origin.range});
  }

  void LintAnnotated(const ServiceAccount& account) {
    const std::string subject = "ServiceAccount " + account.Text();
    const auto found = by_arn_.find(account.role_arn);
    if (found != by_arn_.end()) return LintTrust(account, *found->second, subject);
    if (model_.roles.empty() || model_.account_is_placeholder) return;
    const std::string account_id = AccountOf(account.role_arn);
    std::vector<std::string> arns;
    for (const Role& role : model_.roles) {
      // It is given something here and made elsewhere: of which account and path is not known.
      if (role.arn.empty() && role.name == NameOfArn(account.role_arn)) return;
      if (!role.arn.empty()) arns.push_back(role.arn);
    }
    const std::set<std::string> accounts = AccountsOfRoles();
    if (accounts.empty()) return;
    if (accounts.count(account_id) == 0) {
      AddModelFinding(report_, "role-annotation-account", subject, account.role_origin,
                      "the annotated role is of account " + account_id + ", the roles here are of " +
                          *accounts.begin() + ": STS looks for the cluster's provider in the role's account",
                      "a role of account " + *accounts.begin() + ", which assumes the other one");
      return;
    }
    // Roles that something else makes are not here: only one that is nearly the same, or of the same path, is meant.
    const std::optional<std::string> meant = diag::DidYouMean(account.role_arn, arns);
    if (!model_.roles_complete && !meant) return;
    AddModelFinding(report_, "role-annotation-unknown-role", subject, account.role_origin,
                    "there is no role " + account.role_arn, meant.value_or(""));
  }

  std::set<std::string> AccountsOfRoles() const {
    std::set<std::string> accounts;
    for (const Role& role : model_.roles) {
      if (!role.account.empty()) accounts.insert(role.account);
    }
    return accounts;
  }

  // Whom a policy lets in of which parts are not known, is not known (and said with the policy), unless it does.
  bool IsUndecidable(const ServiceAccount& account, const Trust& trust) const {
    const bool partial = !trust.role->trust.unknown_parts.empty() || HasPlaceholder(account.Text());
    return partial && !(trust.compiled != nullptr && LetsIn(trust, account.Subject(), AudienceOf(account)));
  }

  void LintTrust(const ServiceAccount& account, const Trust& trust, const std::string& subject) {
    if (trust.compiled == nullptr || IsUndecidable(account, trust)) return;
    const std::string audience = AudienceOf(account);
    if (trust.providers.empty()) {
      AddModelFinding(report_, "role-annotation-not-trusted", subject, account.role_origin,
                      "role " + trust.role->name + " trusts no token provider at all",
                      "trust the cluster's provider with sts:AssumeRoleWithWebIdentity");
      return;
    }
    if (!AcceptsAudience(trust, audience)) {
      AddModelFinding(report_, "role-annotation-client-id", subject, account.role_origin,
                      "the tokens are for \"" + audience + "\", which is no client id of " + trust.providers.front(),
                      settings_.token_audience);
      return;
    }
    if (LetsIn(trust, account.Subject(), audience)) return LintDurations(account, *trust.role, subject);
    AddModelFinding(report_, "role-annotation-not-trusted", subject, account.role_origin,
                    "role " + trust.role->name + " does not let " + account.Subject() + " in" + Nearest(trust, account),
                    IsNamed(trust, account) ? "rolecall explain -service-account " + account.Text() + " says what"
                                            : "a condition on :sub with \"" + account.Subject() + "\"")
        .demonstration = Denied(trust, account.Subject(), audience);
  }

  // Only where both were chosen: the default of either says nothing about what its author wants.
  void LintDurations(const ServiceAccount& account, const Role& role, const std::string& subject) {
    constexpr std::int64_t kDefaultMaximum = 3600;
    const std::int64_t token = account.token_expiration.value_or(role.max_session_duration);
    if (role.max_session_duration <= kDefaultMaximum || token >= role.max_session_duration) return;
    AddModelFinding(report_, "role-session-outlives-token", subject, account.origin,
                    "tokens last " + std::to_string(token) + " seconds, sessions of role " + role.name + " up to " +
                        std::to_string(role.max_session_duration),
                    "max_session_duration = 3600");
  }

  // True if a provider is not known: then nothing is said.
  bool AcceptsAudience(const Trust& trust, const std::string& audience) const {
    return std::any_of(trust.providers.begin(), trust.providers.end(), [&](const std::string& arn) {
      const OidcProvider* provider = model_.FindProviderByArn(arn);
      return provider == nullptr || !provider->KnowsClientIds() ||
             std::find(provider->client_ids.begin(), provider->client_ids.end(), audience) !=
                 provider->client_ids.end();
    });
  }

  static std::vector<std::string> SubjectsOf(const Trust& trust) {
    std::vector<std::string> subjects;
    for (const policy::Statement& statement : trust.document.statements) {
      for (const policy::Condition& condition : statement.conditions) {
        const bool subject = condition.key.size() > 4 && condition.key.substr(condition.key.size() - 4) == ":sub";
        if (!subject || condition.op.negated || statement.effect != policy::Effect::kAllow) continue;
        for (const policy::Text& value : condition.values) subjects.push_back(value.value);
      }
    }
    return subjects;
  }

  static bool IsNamed(const Trust& trust, const ServiceAccount& account) {
    const std::vector<std::string> subjects = SubjectsOf(trust);
    return std::any_of(subjects.begin(), subjects.end(), [&account](const std::string& subject) {
      return policy::GlobMatch(policy::ToPattern(subject), account.Subject());
    });
  }

  static std::string Nearest(const Trust& trust, const ServiceAccount& account) {
    const std::vector<std::string> subjects = SubjectsOf(trust);
    if (IsNamed(trust, account)) return "; the subject is named, but something else keeps the token out";
    if (const auto near = diag::DidYouMean(account.Subject(), subjects)) return "; it lets in " + *near;
    return subjects.size() == 1 ? "; it lets in " + subjects.front() : "";
  }

  // Service accounts that a role was made for: are they there, and annotated with it?
  void LintTrusted(const Trust& trust) {
    for (const std::string& subject : SubjectsOf(trust)) {
      if (subject.rfind(kSubjectPrefix, 0) != 0 || subject.find_first_of("*?") != std::string::npos) continue;
      const std::string rest = subject.substr(kSubjectPrefix.size());
      const std::size_t colon = rest.find(':');
      if (colon == std::string::npos) continue;
      if (HasPlaceholder(subject) || has_unknown_accounts_) continue;
      const auto found = by_subject_.find(subject);
      const ServiceAccount* account = found == by_subject_.end() ? nullptr : found->second;
      if (account == nullptr) {
        LintAbsent(trust, subject, rest.substr(0, colon));
      } else if (account->role_arn.empty() && !model_.account_is_placeholder && !Mentions(*account, *trust.role)) {
        AddModelFinding(report_, "role-annotation-missing", "ServiceAccount " + account->Text(), account->origin,
                        "role " + trust.role->name + " trusts the service account, which is not annotated with it",
                        settings_.annotation_prefix + "/role-arn: " + trust.role->arn);
      }
    }
  }

  // Under a key that the webhook does not read: that is a finding about the manifest.
  static bool Mentions(const ServiceAccount& account, const Role& role) {
    return std::any_of(account.annotations.begin(), account.annotations.end(),
                       [&role](const auto& annotation) { return annotation.second == role.arn; });
  }

  void LintAbsent(const Trust& trust, const std::string& subject, const std::string& namespace_name) {
    std::vector<std::string> subjects;
    for (const ServiceAccount& account : model_.service_accounts) subjects.push_back(account.Subject());
    const std::optional<std::string> meant = diag::DidYouMean(subject, subjects);
    // Manifests seldom are the whole cluster: a namespace that they do not have is not judged.
    if (namespaces_.count(namespace_name) == 0 && !meant) return;
    AddModelFinding(report_, "trust-oidc-sub-unknown", "trust policy of role " + trust.role->name,
                    trust.role->trust.origin, "no manifest has the trusted service account " + subject,
                    meant.value_or(""));
  }

  const IdentityModel& model_;
  const kube::WebhookSettings& settings_;
  LintReport& report_;
  std::vector<Trust> trusts_;
  std::map<std::string, const Trust*, std::less<>> by_arn_;
  std::map<std::string, const ServiceAccount*, std::less<>> by_subject_;
  bool has_unknown_accounts_ = false;  // one of the service accounts may be any
  std::set<std::string> namespaces_;
};

}  // namespace

void LintModelAccounts(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report) {
  AccountLinter(model, settings, report).Run();
}

}  // namespace rolecall::access
