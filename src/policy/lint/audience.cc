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

// What the tokens of an issuer are for, where that is sure; else a word for it.
std::string UsualAudience(const OidcStatement& oidc, const OidcProvider& provider) {
  const std::vector<std::string> known = oidc.ClientIdsOf(provider);
  if (!known.empty()) return known.front();
  static constexpr std::pair<std::string_view, std::string_view> kUsual[] = {
      {"token.actions.githubusercontent.com", kStsAudience},
      {"app.terraform.io", "aws.workload.identity"},
      {"agent.buildkite.com", kStsAudience}};
  for (const auto& [issuer, audience] : kUsual) {
    if (provider.lower == issuer || provider.lower.starts_with(std::string(issuer) + "/")) return std::string(audience);
  }
  // CircleCI's audience is the organization, which its issuer ends with.
  constexpr std::string_view kCircle = "oidc.circleci.com/org/";
  if (provider.lower.starts_with(kCircle)) return provider.issuer.substr(kCircle.size());
  return "AUDIENCE";
}

// A token for another of the provider's client ids: STS takes no others.
void ReportNoAudience(const OidcStatement& oidc, const OidcProvider& provider) {
  const std::vector<std::string> known = oidc.KnownClientIds(provider);
  const std::string right =
      "\"StringEquals\": {\"" + provider.issuer + ":aud\": \"" + UsualAudience(oidc, provider) + "\"}";
  Ask ask = oidc.TokenOf(provider, WantedSubject(oidc, provider));
  ask.context.Set(provider.issuer + ":aud", known.size() > 1 ? known.back() : UsualAudience(oidc, provider));
  // Refused for another reason than its audience: then it is the other reason's finding.
  if (Decided(oidc.run, ask) != Outcome::kAllowed && oidc.run.compiled != nullptr) return;
  // With one client id nothing shows it: the provider sees to the audience, for as long as it has no second one.
  const std::string message = "no condition on " + provider.issuer + ":aud: ";
  Finding& finding = oidc.run.Add(
      "trust-oidc-no-aud", provider.principal->span,
      message + (known.size() == 1
                     ? "that tokens are for " + known.front() + " is seen to by the provider's only client id alone"
                     : "tokens for every client id of the provider are accepted"),
      right);
  if (known.size() > 1) finding.demonstration = Show(oidc.run, ask, Outcome::kAllowed);
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
  if (restricted || oidc.statement.effect != Effect::kAllow || oidc.HasMisnamedKey({"aud", "oaud"})) return;
  ReportNoAudience(oidc, provider);
}

}  // namespace rolecall::policy
