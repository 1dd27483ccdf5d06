#include "policy/document/shared_issuers.h"

#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::policy {
namespace {

struct Issuer {
  std::string_view prefix;  // host and path; what follows is the customer's own part
  std::string_view claim;
};

constexpr Issuer kIssuers[] = {
    {"token.actions.githubusercontent.com", "sub"},
    {"oidc-configuration.audit-log.githubusercontent.com", "sub"},
    {"vstoken.actions.githubusercontent.com", "sub"},
    {"gitlab.com", "sub"},
    {"app.terraform.io", "sub"},
    {"agent.buildkite.com", "sub"},
    {"oidc.codefresh.io", "sub"},
    {"studio.datachain.ai/api", "sub"},
    {"api.pulumi.com/oidc", "sub"},
    {"sandboxes.cloud", "sub"},
    {"scalr.io", "sub"},
    {"tokens.cloud.shisho.dev", "sub"},
    {"proidc.upbound.io", "sub"},
    {"oidc.vercel.com", "sub"},
    {"cognito-identity.amazonaws.com", "aud"},
    {"accounts.google.com", "aud"},
    {"www.amazon.com", "app_id"},
    {"graph.facebook.com", "app_id"},
};

// The forms that AWS counts: no negation, no IfExists. ("**" and "?" slip through AWS's check, and through this.)
bool Restricts(const Condition& condition, std::string_view lower_key) {
  if (LowerAscii(condition.key) != lower_key || condition.op.negated || condition.op.if_exists) {
    return false;
  }
  return condition.op.kind() == ValueKind::kText && !condition.values.empty() &&
         std::none_of(condition.values.begin(), condition.values.end(),
                      [](const Text& value) { return value.value == "*"; });
}

std::optional<Malformed> CheckPrincipal(const Statement& statement, const PrincipalText& principal) {
  std::string_view issuer = IssuerOfProvider(principal.value);
  if (issuer.empty()) issuer = principal.value;
  std::string_view claim = RequiredClaim(issuer);
  if (claim.empty()) return std::nullopt;
  std::string key = std::string(issuer) + ":" + std::string(claim);
  std::string lower = LowerAscii(key);
  bool restricted = std::any_of(statement.conditions.begin(), statement.conditions.end(),
                                [&lower](const Condition& condition) { return Restricts(condition, lower); });
  if (restricted) return std::nullopt;
  return Malformed{"Trust policy with trusted principal " + principal.value +
                       " must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, " + key +
                       " which is not scoped to all.",
                   principal.span.begin, "everybody can have tokens of this issuer"};
}

}  // namespace

std::string_view IssuerOfProvider(std::string_view principal) {
  constexpr std::string_view kPrefix = "oidc-provider/";
  std::optional<Arn> arn = ParseArn(principal);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with(kPrefix)) return "";
  return arn->resource.substr(kPrefix.size());
}

std::string_view RequiredClaim(std::string_view issuer) {
  for (const Issuer& known : kIssuers) {
    if (!issuer.starts_with(known.prefix)) continue;
    if (issuer.size() == known.prefix.size() || issuer[known.prefix.size()] == '/') return known.claim;
  }
  return "";
}

std::optional<Malformed> CheckSharedIssuers(const Document& document) {
  for (const Statement& statement : document.statements) {
    if (statement.effect != Effect::kAllow) continue;
    for (const PrincipalText& principal : statement.principals) {
      if (principal.type != PrincipalType::kFederated) continue;
      if (auto refused = CheckPrincipal(statement, principal)) return refused;
    }
  }
  return std::nullopt;
}

}  // namespace rolecall::policy
