#include "policy/lint_oidc.h"

#include <algorithm>

#include "diag/diagnostic.h"
#include "policy/arn.h"
#include "policy/request.h"
#include "policy/shared_issuers.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kStsAudience = "sts.amazonaws.com";

bool StartsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

struct Provider {
  const PrincipalText* principal;
  std::string issuer;  // lower case, as condition keys are compared
};

// A key "issuer:claim".
struct IssuerKey {
  std::string issuer, claim;  // lower case
};

IssuerKey SplitKey(const std::string& key) {
  std::string lower = LowerAscii(key);
  std::size_t colon = lower.rfind(':');
  if (colon == std::string::npos) return IssuerKey{"", lower};
  return IssuerKey{lower.substr(0, colon), lower.substr(colon + 1)};
}

class OidcStatement {
 public:
  OidcStatement(const Statement& statement, const LintContext& context, Findings& findings)
      : statement_(statement), context_(context), findings_(findings) {
    for (const PrincipalText& principal : statement.principals) {
      if (principal.type != PrincipalType::kFederated) continue;
      std::string_view issuer = IssuerOfProvider(principal.value);
      if (!issuer.empty()) providers_.push_back(Provider{&principal, LowerAscii(issuer)});
    }
  }

  void Lint() {
    if (providers_.empty()) return;
    for (const Provider& provider : providers_) {
      LintProvider(provider);
      LintSubjects(provider);
      LintAudience(provider);
    }
    for (const Condition& condition : statement_.conditions) LintKey(condition);
  }

 private:
  std::vector<const Condition*> ConditionsOn(const Provider& provider,
                                             std::initializer_list<std::string_view> claims) const {
    std::vector<const Condition*> found;
    for (const Condition& condition : statement_.conditions) {
      IssuerKey key = SplitKey(condition.key);
      bool wanted = std::find(claims.begin(), claims.end(), key.claim) != claims.end();
      if (key.issuer == provider.issuer && wanted) found.push_back(&condition);
    }
    return found;
  }

  void LintProvider(const Provider& provider) {
    const std::string& value = provider.principal->value;
    std::optional<Arn> arn = ParseArn(value);
    if (!context_.role_account.empty() && arn->account != context_.role_account) {
      findings_.Error("trust-oidc-provider-account", provider.principal->span,
                      "the provider is of account " + std::string(arn->account) + ", the role of " +
                          context_.role_account + ": STS looks for the token's issuer in the role's account only",
                      "arn:aws:iam::" + context_.role_account + ":" + std::string(arn->resource));
      return;
    }
    if (!context_.providers) return;
    bool known = std::any_of(context_.providers->begin(), context_.providers->end(),
                             [&value](const KnownProvider& candidate) { return candidate.arn == value; });
    if (known) return;
    std::vector<std::string> arns;
    for (const KnownProvider& candidate : *context_.providers) arns.push_back(candidate.arn);
    findings_.Error("trust-oidc-provider-missing", provider.principal->span, "the account has no provider " + value,
                    diag::DidYouMean(value, arns).value_or(""));
  }

  bool IsKubernetes(const Provider& provider) const {
    return RequiredClaim(provider.issuer).empty() && provider.issuer.find("oidc.eks.") != std::string::npos;
  }

  void LintSubjects(const Provider& provider) {
    std::vector<const Condition*> conditions = ConditionsOn(provider, {"sub"});
    bool restricted = false;
    for (const Condition* condition : conditions) {
      restricted = restricted || IsPositive(condition->op);
      for (const Text& value : condition->values) {
        if (value.value == kStsAudience) {
          findings_.Error("trust-oidc-swapped-claims", value.span, "an audience stands under :sub", "use :aud");
        } else if (!condition->op.negated && condition->op.comparison != Comparison::kNull) {
          LintSubject(*condition, value, IsKubernetes(provider), findings_);
        }
      }
    }
    if (restricted || statement_.effect != Effect::kAllow) return;
    if (conditions.empty()) {
      ReportNoSubject(provider);
      return;
    }
    for (const Condition* condition : conditions) ReportWeakSubject(*condition);
  }

  void ReportNoSubject(const Provider& provider) {
    if (providers_.size() > 1) {
      findings_.Warn("trust-oidc-multi-issuer", provider.principal->span,
                     "the statement names several providers, but has no conditions for " + provider.issuer,
                     "one statement for each cluster");
    }
    findings_.Error(
        "trust-oidc-no-sub", provider.principal->span,
        "no condition on " + provider.issuer + ":sub: every service account of the cluster can assume the role",
        "\"StringEquals\": {\"" + provider.issuer + ":sub\": \"system:serviceaccount:NAMESPACE:NAME\"}");
  }

  void ReportWeakSubject(const Condition& condition) {
    std::string id = condition.op.negated                                    ? "trust-oidc-negated-only"
                     : condition.op.qualifier == SetQualifier::kForAllValues ? "trust-oidc-forallvalues"
                     : condition.op.if_exists                                ? "trust-oidc-ifexists"
                                                                             : "trust-oidc-no-sub";
    findings_.Error(id, condition.operator_span,
                    condition.operator_text + " on " + condition.key + " does not say which service account it must be",
                    "StringEquals");
  }

  void LintAudience(const Provider& provider) {
    std::vector<const Condition*> conditions = ConditionsOn(provider, {"aud", "oaud"});
    bool restricted = std::any_of(conditions.begin(), conditions.end(),
                                  [](const Condition* condition) { return IsPositive(condition->op); });
    if (!restricted && statement_.effect == Effect::kAllow) {
      findings_.Warn("trust-oidc-no-aud", provider.principal->span, "no condition on " + provider.issuer + ":aud",
                     "\"StringEquals\": {\"" + provider.issuer + ":aud\": \"sts.amazonaws.com\"}");
    }
    for (const Condition* condition : conditions) {
      if (condition->op.comparison == Comparison::kNull) continue;
      for (const Text& value : condition->values) LintAudienceValue(provider, value);
    }
  }

  void LintAudienceValue(const Provider& provider, const Text& value) {
    if (StartsWith(value.value, "system:serviceaccount:")) {
      findings_.Error("trust-oidc-swapped-claims", value.span, "a subject stands under :aud", "use :sub");
      return;
    }
    if (HasWildcard(value.value)) return;
    std::vector<std::string> audiences = ClientIdsOf(provider);
    bool known = std::find(audiences.begin(), audiences.end(), value.value) != audiences.end();
    if (known || audiences.empty()) return;
    findings_.Error("trust-oidc-aud-unknown", value.span,
                    "\"" + value.value + "\" is no audience of the provider: no token matches",
                    diag::DidYouMean(value.value, audiences).value_or(audiences.front()));
  }

  // What tokens of the provider may be for. Where it is not known, a near miss of the usual audience is still a typo.
  std::vector<std::string> ClientIdsOf(const Provider& provider) const {
    if (context_.providers) {
      for (const KnownProvider& known : *context_.providers) {
        if (known.arn == provider.principal->value) return known.client_ids;
      }
    }
    if (IsKubernetes(provider)) return {std::string(kStsAudience)};
    return {};
  }

  void LintKey(const Condition& condition) {
    IssuerKey key = SplitKey(condition.key);
    if (key.issuer.find('.') == std::string::npos && key.issuer.find('/') == std::string::npos) return;
    for (const Provider& provider : providers_) {
      if (key.issuer != provider.issuer) continue;
      LintClaim(condition, key, provider);
      return;
    }
    const std::string right = providers_.front().issuer + ":" + key.claim;
    bool form =
        key.issuer.find("://") != std::string::npos || StartsWith(key.issuer, "arn:") || key.issuer.back() == '/';
    for (const Provider& provider : providers_) form = form || StartsWith(provider.issuer, key.issuer + "/");
    if (form) {
      findings_.Error("trust-oidc-key-form", condition.key_span,
                      "\"" + condition.key + "\" is no condition key: it is the issuer without https://, with its path",
                      right);
    } else {
      findings_.Error("trust-oidc-issuer-mismatch", condition.key_span,
                      "the condition is about another issuer than the statement's provider: tokens never have this key",
                      right);
    }
  }

  void LintClaim(const Condition& condition, const IssuerKey& key, const Provider& provider) {
    for (std::string_view known : {"sub", "aud", "oaud", "azp", "amr", "email"}) {
      if (key.claim == known) return;
    }
    if (!RequiredClaim(provider.issuer).empty()) return;  // documented providers have more
    findings_.Error("trust-oidc-unknown-claim", condition.key_span,
                    "STS makes no condition key of the claim \"" + key.claim + "\" of this issuer");
  }

  const Statement& statement_;
  const LintContext& context_;
  Findings& findings_;
  std::vector<Provider> providers_;
};

}  // namespace

void LintOidc(const Statement& statement, const LintContext& context, Findings& findings) {
  OidcStatement(statement, context, findings).Lint();
}

}  // namespace rolecall::policy
