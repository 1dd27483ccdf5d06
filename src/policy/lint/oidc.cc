// Statements that trust a token provider: which provider, and are the conditions about its tokens at all?
#include "policy/lint/oidc.h"

#include <algorithm>

#include "base/text.h"
#include "diag/diagnostic.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/shared_issuers.h"
#include "policy/federation/claim_keys.h"
#include "policy/lint/actions.h"

namespace rolecall::policy {
namespace {

// "" if the issuer part of a provider's ARN can be one.
std::string_view WhyNoIssuer(std::string_view issuer) {
  if (issuer.find("://") != std::string_view::npos || issuer.starts_with("https:")) return "it has a scheme";
  if (issuer.empty() || issuer.front() == '/' || issuer.find("//") != std::string_view::npos) {
    return "it has an empty part";
  }
  if (issuer.back() == '/') return "it ends with a slash";
  return "";
}

std::string Repaired(std::string_view issuer) {
  for (std::string_view scheme : {"https://", "http://", "https:/"}) {
    if (issuer.starts_with(scheme)) issuer.remove_prefix(scheme.size());
  }
  std::string result;
  for (const char c : issuer) {
    if (c != '/' || (!result.empty() && result.back() != '/')) result += c;
  }
  if (!result.empty() && result.back() == '/') result.pop_back();
  return result;
}

void LintProvider(const OidcStatement& oidc, const OidcProvider& provider) {
  const std::string& value = provider.principal->value;
  const LintContext& context = oidc.run.context;
  const std::optional<Arn> arn = ParseArn(value);
  if (const std::string_view why = WhyNoIssuer(provider.issuer); !why.empty()) {
    const std::size_t at = value.find("oidc-provider/") + 14;
    oidc.run.Add("trust-oidc-provider-missing", provider.principal->span,
                 value + " is the ARN of no provider: " + std::string(why),
                 Quoted(value.substr(0, at) + Repaired(value.substr(at))));
    return;
  }
  if (!context.role_account.empty() && arn->account != context.role_account) {
    oidc.run.Add("trust-oidc-provider-account", provider.principal->span,
                 "the provider is of account " + std::string(arn->account) + ", the role of " + context.role_account +
                     ": STS looks for the token's issuer in the role's account only",
                 Quoted("arn:" + std::string(arn->partition) + ":iam::" + context.role_account + ":" +
                        std::string(arn->resource)));
    return;
  }
  if (!context.providers) return;
  std::vector<std::string> arns;
  for (const KnownProvider& known : *context.providers) {
    if (known.arn == value) return;
    arns.push_back(known.arn);
  }
  const std::optional<std::string> meant = diag::DidYouMean(value, arns);
  oidc.run.Add("trust-oidc-provider-missing", provider.principal->span, "the account has no provider " + value,
               meant              ? Quoted(*meant)
               : arns.size() == 1 ? Quoted(arns.front())
                                  : "");
}

// Federated ARNs of IAM that are not even of the form of a provider's.
void LintFederatedForm(LintRun& run, const Statement& statement) {
  for (const PrincipalText& principal : statement.principals) {
    const std::optional<Arn> arn = ParseArn(principal.value);
    if (principal.type != PrincipalType::kFederated || !arn) continue;
    const bool saml = arn->resource.starts_with("saml-provider/");
    const bool oidc = !IssuerOfProvider(principal.value).empty();
    if ((saml || oidc) && arn->service == "iam" && IsAccountId(arn->account)) continue;
    run.Add("trust-oidc-provider-missing", principal.span,
            principal.value + " is the ARN of no provider: it is arn:aws:iam::ACCOUNT:oidc-provider/ISSUER");
  }
}

bool IsShortName(const OidcStatement& oidc, const IssuerKey& key);

// What the key should be called; empty if it is about another issuer.
std::string RightKey(const OidcStatement& oidc, const IssuerKey& key) {
  const bool form = key.issuer.find("://") != std::string::npos || key.issuer.starts_with("arn:") ||
                    key.issuer.back() == '/' || key.issuer.starts_with("oidc-provider/");
  std::string bare = key.issuer;
  if (const std::size_t at = bare.find("oidc-provider/"); at != std::string::npos) bare.erase(0, at + 14);
  bare = Repaired(bare);
  for (const OidcProvider& provider : oidc.providers) {
    // Without its path, or without the first or last names of its host.
    const std::string host = provider.lower.substr(0, provider.lower.find('/'));
    const bool shorter = provider.lower.starts_with(bare + "/") || host.ends_with("." + bare) ||
                         provider.lower.ends_with("." + bare) || host.starts_with(bare + ".");
    if ((form && bare == Repaired(provider.lower)) || shorter) return Repaired(provider.issuer) + ":" + key.claim;
  }
  return form || IsShortName(oidc, key) ? Repaired(oidc.providers.front().issuer) + ":" + key.claim : "";
}

// A key without service ("gitlab:sub") that is meant to be of the statement's one provider.
bool IsShortName(const OidcStatement& oidc, const IssuerKey& key) {
  if (oidc.providers.size() != 1 || key.issuer.empty()) return false;
  const OidcProvider& provider = oidc.providers.front();
  const bool is_host = key.issuer.find_first_of("./") != std::string::npos;
  if (is_host || IsKnownService(key.issuer) || key.issuer == "aws" || key.issuer == "saml") return false;
  return IsClaimKey(provider.lower, key.claim);
}

void LintClaim(const OidcStatement& oidc, const Condition& condition, const IssuerKey& key,
               const OidcProvider& provider) {
  const std::string issuer = Repaired(provider.lower);
  if (IsClaimKey(issuer, key.claim)) return;
  const std::vector<std::string_view> known = ClaimKeysOf(issuer);
  oidc.run.Add("trust-oidc-unknown-claim", condition.key_span,
               "STS makes no condition key of the claim \"" + key.claim + "\" of this issuer: requests never have it",
               diag::DidYouMean(key.claim, {known.begin(), known.end()}).value_or(""));
}

void LintKey(const OidcStatement& oidc, const Condition& condition) {
  const IssuerKey key = SplitIssuerKey(condition.key);
  const bool is_short = IsShortName(oidc, key);
  if (!is_short && key.issuer.find('.') == std::string::npos && key.issuer.find('/') == std::string::npos) return;
  for (const OidcProvider& provider : oidc.providers) {
    // A provider's ARN with a scheme has been told: the key is right where it fits what was meant.
    if (key.issuer == Repaired(provider.lower)) return LintClaim(oidc, condition, key, provider);
  }
  const bool opens = !IsPositive(condition.op) && oidc.statement.effect == Effect::kAllow;
  // Somebody else gets in, or whoever is meant does not.
  const bool meant = !opens && key.claim == "sub" && !condition.values.empty();
  const std::string subject = meant ? ExampleOf(condition.values.front().value, nullptr) : std::string(kOtherSubject);
  const Ask ask = oidc.TokenOf(oidc.providers.front(), subject);
  std::optional<Demonstration> shown = Show(oidc.run, ask, opens ? Outcome::kAllowed : Outcome::kImplicitDeny);
  if (const std::string right = RightKey(oidc, key); !right.empty()) {
    Finding& finding = oidc.run.Add("trust-oidc-key-form", condition.key_span,
                                    "\"" + condition.key +
                                        "\" is no condition key of the provider's tokens: the key is the issuer "
                                        "without https://, with its path, and the claim",
                                    Quoted(right));
    const bool taken = std::any_of(
        oidc.statement.conditions.begin(), oidc.statement.conditions.end(),
        [&](const Condition& other) { return other.operator_text == condition.operator_text && other.key == right; });
    if (!taken) finding.edits = {ReplaceText(condition.key_span, right)};
    finding.demonstration = std::move(shown);
    return;
  }
  oidc.run
      .Add("trust-oidc-issuer-mismatch", condition.key_span,
           "the condition is about another issuer than the statement's provider " +
               Repaired(oidc.providers.front().issuer) +
               (opens ? ": tokens never have this key, and " + condition.operator_text + " then lets them in"
                      : ": tokens never have this key"),
           Quoted(Repaired(oidc.providers.front().issuer) + ":" + key.claim))
      .demonstration = std::move(shown);
}

// One statement for several clusters: conditions are joined by AND, and a token has the keys of its issuer only.
void LintSeveralIssuers(const OidcStatement& oidc) {
  if (oidc.providers.size() < 2 || oidc.statement.effect != Effect::kAllow) return;
  for (const OidcProvider& provider : oidc.providers) {
    for (const Condition& condition : oidc.statement.conditions) {
      const IssuerKey key = SplitIssuerKey(condition.key);
      const bool other = key.issuer != provider.lower && IsPositive(condition.op) &&
                         std::any_of(oidc.providers.begin(), oidc.providers.end(),
                                     [&key](const OidcProvider& named) { return named.lower == key.issuer; });
      if (!other) continue;
      const std::vector<const Condition*> own = oidc.ConditionsOn(provider, {"sub"});
      const std::string subject =
          own.empty() || own.front()->values.empty() ? std::string(kOtherSubject) : own.front()->values.front().value;
      oidc.run
          .Add("trust-oidc-multi-issuer", provider.principal->span,
               "tokens of " + provider.issuer + " are not let in: the statement also wants " + condition.key +
                   ", which they do not have",
               "one statement for each cluster")
          .demonstration = Show(oidc.run, oidc.TokenOf(provider, subject), Outcome::kImplicitDeny);
      break;
    }
  }
}

}  // namespace

IssuerKey SplitIssuerKey(std::string_view key) {
  const std::string lower = LowerAscii(key);
  const std::size_t colon = lower.rfind(':');
  if (colon == std::string::npos || colon == 0) return IssuerKey{"", lower};
  return IssuerKey{lower.substr(0, colon), lower.substr(colon + 1)};
}

std::vector<const Condition*> OidcStatement::ConditionsOn(const OidcProvider& provider,
                                                          std::initializer_list<std::string_view> claims) const {
  std::vector<const Condition*> found;
  for (const Condition& condition : statement.conditions) {
    const IssuerKey key = SplitIssuerKey(condition.key);
    const bool wanted = std::find(claims.begin(), claims.end(), key.claim) != claims.end();
    if (key.issuer == provider.lower && wanted) found.push_back(&condition);
  }
  return found;
}

Ask OidcStatement::TokenOf(const OidcProvider& provider, const std::string& subject) const {
  Ask ask = AskFor(run, statement, [&provider](const Condition& condition) {
    const IssuerKey key = SplitIssuerKey(condition.key);
    const bool issuer = key.issuer.find('.') != std::string::npos || key.issuer.find('/') != std::string::npos;
    return issuer && (key.issuer != provider.lower || key.claim == "sub");
  });
  ask.action = "sts:AssumeRoleWithWebIdentity";
  ask.caller = Principal::Federated(provider.principal->value);
  ask.caller_text = provider.principal->value;
  if (!subject.empty()) ask.context.Set(provider.issuer + ":sub", subject);
  if (ask.context.Find(provider.issuer + ":aud") == nullptr) {
    const std::vector<std::string> audiences = ClientIdsOf(provider);
    ask.context.Set(provider.issuer + ":aud", audiences.empty() ? std::string(kStsAudience) : audiences.front());
  }
  return ask;
}

std::vector<std::string> OidcStatement::KnownClientIds(const OidcProvider& provider) const {
  if (!run.context.providers) return {};
  for (const KnownProvider& known : *run.context.providers) {
    if (known.arn == provider.principal->value) return known.client_ids;
  }
  return {};
}

bool OidcStatement::HasMisnamedKey(std::initializer_list<std::string_view> claims) const {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(), [&](const Condition& condition) {
    const IssuerKey key = SplitIssuerKey(condition.key);
    return std::find(claims.begin(), claims.end(), key.claim) != claims.end() && IsShortName(*this, key);
  });
}

// Where the client ids are not known, a near miss of the usual audience is still a typo.
std::vector<std::string> OidcStatement::ClientIdsOf(const OidcProvider& provider) const {
  if (std::vector<std::string> known = KnownClientIds(provider); !known.empty()) return known;
  if (IsKubernetes(provider)) return {std::string(kStsAudience)};
  return {};
}

bool OidcStatement::IsKubernetes(const OidcProvider& provider) const {
  if (!RequiredClaim(provider.lower).empty()) return false;
  if (provider.lower.find("oidc.eks.") != std::string::npos || provider.lower.find("oidc-eks.") != std::string::npos) {
    return true;
  }
  // An issuer of somebody's own is a cluster's if the statement speaks of service accounts.
  const std::vector<const Condition*> subjects = ConditionsOn(provider, {"sub", "aud"});
  return std::any_of(subjects.begin(), subjects.end(), [](const Condition* condition) {
    return std::any_of(condition->values.begin(), condition->values.end(),
                       [](const Text& value) { return value.value.find("serviceaccount") != std::string::npos; });
  });
}

void LintOidc(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    if (statement.not_principal) continue;
    LintFederatedForm(run, statement);
    OidcStatement oidc{run, statement, {}};
    for (const PrincipalText& principal : statement.principals) {
      if (principal.type != PrincipalType::kFederated) continue;
      const std::string_view issuer = IssuerOfProvider(principal.value);
      if (!issuer.empty()) oidc.providers.push_back({&principal, std::string(issuer), LowerAscii(issuer)});
    }
    if (oidc.providers.empty()) continue;
    for (const Condition& condition : statement.conditions) LintKey(oidc, condition);
    for (const OidcProvider& provider : oidc.providers) {
      LintProvider(oidc, provider);
      LintSubjects(oidc, provider);
      LintAudience(oidc, provider);
    }
    LintSeveralIssuers(oidc);
  }
}

}  // namespace rolecall::policy
