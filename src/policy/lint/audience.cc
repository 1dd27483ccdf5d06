// Whom the tokens must be for, by the conditions of a trust statement.
#include <algorithm>

#include "diag/diagnostic.h"
#include "policy/decide/request.h"
#include "policy/lint/oidc.h"

namespace rolecall::policy {
namespace {

// A subject that the statement's conditions on :sub let in.
std::string WantedSubject(const OidcStatement& oidc, const OidcProvider& provider) {
  for (const Condition* condition : oidc.ConditionsOn(provider, {"sub"})) {
    if (IsPositive(condition->op) && !condition->values.empty()) {
      return ExampleOf(condition->values.front().value, nullptr);
    }
  }
  return std::string(kOtherSubject);
}

void LintValue(const OidcStatement& oidc, const OidcProvider& provider, const Condition& condition, const Text& value) {
  if (value.value.starts_with(kSubjectPrefix)) {
    oidc.run.Add("trust-oidc-swapped-claims", value.span, "a subject stands under :aud: no token matches",
                 Quoted(kStsAudience));
    return;
  }
  const bool like = condition.op.IsTextPattern();
  if (HasVariable(value.value) || (like && HasWildcard(value.value))) return;
  const std::vector<std::string> audiences = oidc.ClientIdsOf(provider);
  if (audiences.empty() || std::find(audiences.begin(), audiences.end(), value.value) != audiences.end()) return;
  std::string list;
  for (const std::string& audience : audiences) list += (list.empty() ? "" : ", ") + audience;
  const std::optional<std::string> meant = diag::DidYouMean(value.value, audiences);
  const std::string right = meant ? *meant : audiences.front();
  Finding& finding = oidc.run.Add(
      "trust-oidc-aud-unknown", value.span,
      "\"" + value.value + "\" is no audience of the provider (" + list + "): no token matches", Quoted(right));
  if (meant && !Lists(condition.values, right)) finding.edits = {ReplaceText(value.span, right)};
  Ask ask = oidc.TokenOf(provider, WantedSubject(oidc, provider));
  ask.context.Set(provider.issuer + ":aud", right);
  finding.demonstration = Show(oidc.run, ask, Outcome::kImplicitDeny);
}

}  // namespace

void LintAudience(const OidcStatement& oidc, const OidcProvider& provider) {
  const std::vector<const Condition*> conditions = oidc.ConditionsOn(provider, {"aud", "oaud"});
  const bool restricted = std::any_of(conditions.begin(), conditions.end(),
                                      [](const Condition* condition) { return IsPositive(condition->op); });
  for (const Condition* condition : conditions) {
    if (condition->op.kind() == ValueKind::kPresence) continue;
    for (const Text& value : condition->values) LintValue(oidc, provider, *condition, value);
  }
  if (restricted || oidc.statement.effect != Effect::kAllow) return;
  Ask ask = oidc.TokenOf(provider, WantedSubject(oidc, provider));
  ask.context.Set(provider.issuer + ":aud", "another-audience");
  const Outcome outcome = Decided(oidc.run, ask);
  // Refused for another reason than its audience: then it is the other reason's finding.
  if (outcome != Outcome::kAllowed && oidc.run.compiled != nullptr) return;
  oidc.run
      .Add("trust-oidc-no-aud", provider.principal->span,
           "no condition on " + provider.issuer + ":aud: tokens made for anybody are accepted",
           "\"StringEquals\": {\"" + provider.issuer + ":aud\": \"sts.amazonaws.com\"}")
      .demonstration = Show(oidc.run, ask, Outcome::kAllowed);
}

}  // namespace rolecall::policy
