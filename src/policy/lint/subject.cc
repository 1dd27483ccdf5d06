// Which service accounts the conditions of a trust statement let in.
#include <algorithm>

#include "policy/access_sets/text_set.h"
#include "policy/decide/request.h"
#include "policy/document/shared_issuers.h"
#include "policy/federation/github_subject.h"
#include "policy/lint/oidc.h"

namespace rolecall::policy {
namespace {

bool IsDnsName(std::string_view text, std::size_t most, bool dots) {
  const auto good = [dots](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (dots && c == '.');
  };
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), good) && text.front() != '-' &&
         text.back() != '-' && text.front() != '.' && text.back() != '.';
}

bool IsSubject(std::string_view text) {
  if (!text.starts_with(kSubjectPrefix)) return false;
  text.remove_prefix(kSubjectPrefix.size());
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && IsDnsName(text.substr(0, colon), 63, false) &&
         IsDnsName(text.substr(colon + 1), 253, true);
}

// A subject that names a GitHub repository without ids lets in no token of a repository that is made from now on.
void LintGitHubForm(const OidcStatement& oidc, const OidcProvider& provider, const Condition& condition,
                    const Text& value) {
  if (oidc.statement.effect != Effect::kAllow || !IsPositive(condition.op)) return;
  if (!HasImmutableSubjects(provider.lower) || !NamesRepositoryOnly(value.value) || HasVariable(value.value)) return;
  // Whoever lists both forms knows.
  const bool both = std::any_of(condition.values.begin(), condition.values.end(), [&value](const Text& other) {
    return WithIdsOf(ExampleOf(other.value, nullptr), value.value).has_value();
  });
  if (both) return;
  oidc.run.Add("trust-oidc-github-names", value.span,
               "\"" + value.value +
                   "\" lets in no repository that was made, renamed or transferred from 15 July 2026 on: its tokens' "
                   "subjects have ids",
               "repo:ORG@ORG-ID/REPO@REPO-ID:…, or a condition on " + provider.issuer + ":repository_id");
}

// "repo:org*" is no organization's: others may have a name that begins so; "repo:*" is everybody's.
void LintGitHubScope(const OidcStatement& oidc, const OidcProvider& provider, const Condition& condition,
                     const Text& value) {
  if (oidc.statement.effect != Effect::kAllow || !IsPositive(condition.op) || !condition.op.IsTextPattern()) return;
  const std::string& pattern = value.value;
  const std::size_t star = pattern.find_first_of("*?");
  if (!HasImmutableSubjects(provider.lower) || !pattern.starts_with("repo:") || star == std::string::npos) return;
  const std::string owner = pattern.substr(5, star - 5);
  if (owner.find('/') != std::string::npos || (owner.ends_with('@') && owner.size() > 1)) return;
  const std::string other = owner + (owner.empty() ? "somebody" : "-somebody-else") + "/repository";
  const std::string subject = "repo:" + other + ":ref:refs/heads/main";
  Finding& finding =
      oidc.run.Add("trust-oidc-github-any-owner", value.span,
                   "\"" + pattern + "\" lets in repositories of " +
                       (owner.empty() ? "everybody on GitHub" : "every owner whose name begins with \"" + owner + "\""),
                   "repo:" + (owner.empty() ? "ORG" : owner) + "/REPO:*");
  finding.demonstration = Show(oidc.run, oidc.TokenOf(provider, subject), Outcome::kAllowed);
}

void LintForm(const OidcStatement& oidc, const OidcProvider& provider, const Text& value) {
  if (HasVariable(value.value) || IsSubject(value.value)) return;
  if (!oidc.IsKubernetes(provider) && !value.value.starts_with("system:")) return;
  oidc.run.Add(
      "trust-oidc-sub-form", value.span,
      "\"" + value.value + "\" is the subject of no service account: it is system:serviceaccount:NAMESPACE:NAME",
      "system:serviceaccount:NAMESPACE:NAME");
}

// A subject that the pattern lets in and that its author did not name, if the engine finds one.
std::optional<Demonstration> ShowOther(const OidcStatement& oidc, const OidcProvider& provider,
                                       const std::string& pattern, bool& closed) {
  std::vector<std::string> subjects = {std::string(kOtherSubject)};
  if (pattern.front() == '*') {
    subjects.push_back("system:serviceaccount:other-namespace" + ExampleOf(pattern.substr(1), nullptr));
  }
  const std::size_t star = pattern.rfind('*');
  if (star != std::string::npos) {
    const std::string head = ExampleOf(pattern.substr(0, star), nullptr);
    const std::string tail = ExampleOf(pattern.substr(star + 1), nullptr);
    subjects.push_back(head + "other-account" + tail);
    subjects.push_back(head + "-other-namespace:other-account" + tail);
  }
  subjects.push_back(ExampleOf(pattern, nullptr));
  closed = false;
  for (const std::string& subject : subjects) {
    const Ask ask = oidc.TokenOf(provider, subject);
    if (std::optional<Demonstration> shown = Show(oidc.run, ask, Outcome::kAllowed)) return shown;
    closed = closed || Decided(oidc.run, ask) == Outcome::kExplicitDeny;
  }
  // Another condition on the subject may be narrower.
  const std::vector<const Condition*> conditions = oidc.ConditionsOn(provider, {"sub"});
  const auto positive =
      std::count_if(conditions.begin(), conditions.end(), [](const Condition* one) { return IsPositive(one->op); });
  closed = closed || (positive > 1 && oidc.run.compiled != nullptr);
  return std::nullopt;
}

void LintPattern(const OidcStatement& oidc, const OidcProvider& provider, const Text& value) {
  const std::string& pattern = value.value;
  const bool any = pattern.front() == '*' || policy::Covers(GlobSet(pattern), GlobSet("system:serviceaccount:?*:?*"));
  const bool accounts = pattern.starts_with(kSubjectPrefix);
  if (!any && !accounts) return;
  const std::string_view rest = any ? "" : std::string_view(pattern).substr(kSubjectPrefix.size());
  const std::size_t colon = rest.find(':');
  const std::string_view space = rest.substr(0, colon);
  const bool all_names = colon != std::string_view::npos && colon + 1 < rest.size() &&
                         rest.substr(colon + 1).find_first_not_of("*?") == std::string_view::npos;
  if (!any && !HasWildcard(space) && !all_names) return;
  // AWS itself refuses a statement that is open to everybody who has tokens of a shared issuer: said elsewhere.
  const bool shared = !RequiredClaim(provider.lower).empty();
  if (shared && CheckSharedIssuers(oidc.run.document)) return;
  bool closed = false;
  std::optional<Demonstration> shown = ShowOther(oidc, provider, pattern, closed);
  if (closed && !shown) return;
  Finding* finding = nullptr;
  if (any) {
    finding = &oidc.run.Add("trust-oidc-sub-any", value.span,
                            shared ? "\"" + pattern + "\" lets every token of " + provider.issuer + " in"
                                   : "\"" + pattern + "\" lets service accounts of every namespace assume the role",
                            shared ? "" : "system:serviceaccount:NAMESPACE:NAME");
  } else if (HasWildcard(space)) {
    finding = &oidc.run.Add("trust-oidc-namespace-wildcard", value.span,
                            "\"" + pattern + "\" also matches service accounts of other namespaces",
                            "system:serviceaccount:NAMESPACE:NAME");
  } else {
    finding = &oidc.run.Add("trust-oidc-serviceaccount-wildcard", value.span,
                            "any service account of namespace " + std::string(space) + " can assume the role",
                            std::string(kSubjectPrefix) + std::string(space) + ":NAME");
  }
  finding->demonstration = std::move(shown);
}

void ReportNoSubject(const OidcStatement& oidc, const OidcProvider& provider) {
  const Ask ask = oidc.TokenOf(provider, std::string(kOtherSubject));
  const Outcome outcome = Decided(oidc.run, ask);
  if (outcome == Outcome::kExplicitDeny) return;
  // A condition on a key that tokens never have keeps everybody out: that has a finding of its own.
  const bool unreachable = std::any_of(
      oidc.statement.conditions.begin(), oidc.statement.conditions.end(), [&provider](const Condition& condition) {
        const IssuerKey key = SplitIssuerKey(condition.key);
        const bool issuer = key.issuer.find('.') != std::string::npos || key.issuer.find('/') != std::string::npos;
        return issuer && key.issuer != provider.lower && IsPositive(condition.op);
      });
  if (outcome == Outcome::kImplicitDeny && unreachable) return;
  const bool shared = !RequiredClaim(provider.lower).empty();
  if (shared && CheckSharedIssuers(oidc.run.document)) return;
  oidc.run
      .Add("trust-oidc-no-sub", provider.principal->span,
           "no condition on " + provider.issuer + ":sub: every service account of the cluster can assume the role",
           "\"StringEquals\": {\"" + provider.issuer + ":sub\": \"system:serviceaccount:NAMESPACE:NAME\"}")
      .demonstration = Show(oidc.run, ask, Outcome::kAllowed);
}

void ReportWeakSubject(const OidcStatement& oidc, const OidcProvider& provider, const Condition& condition) {
  const bool negated = condition.op.negated;
  const char* code = negated                                                 ? "trust-oidc-negated-only"
                     : condition.op.qualifier == SetQualifier::kForAllValues ? "trust-oidc-forallvalues"
                     : condition.op.if_exists                                ? "trust-oidc-ifexists"
                                                                             : "trust-oidc-no-sub";
  // A negated operator lets everybody else in; the others whoever has no such key.
  const bool null = condition.op.kind() == ValueKind::kPresence;
  const Ask ask = oidc.TokenOf(provider, negated || null ? std::string(kOtherSubject) : "");
  if (Decided(oidc.run, ask) == Outcome::kExplicitDeny) return;
  Finding& finding =
      oidc.run.Add(code, condition.operator_span,
                   condition.operator_text + " on " + condition.key + " does not say which service account it must be" +
                       (negated || null ? "" : ": it holds also when the key is absent"),
                   "StringEquals");
  finding.demonstration = Show(oidc.run, ask, Outcome::kAllowed);
}

}  // namespace

void LintSubjectValue(const OidcStatement& oidc, const OidcProvider& provider, const Condition& condition,
                      const Text& value) {
  LintGitHubForm(oidc, provider, condition, value);
  LintGitHubScope(oidc, provider, condition, value);
  const bool like = condition.op.IsTextPattern();
  if (value.value == kStsAudience) {
    oidc.run.Add("trust-oidc-swapped-claims", value.span, "an audience stands under :sub: no token matches",
                 "system:serviceaccount:NAMESPACE:NAME");
  } else if (like && HasWildcard(value.value)) {
    if (oidc.statement.effect == Effect::kAllow && IsPositive(condition.op)) LintPattern(oidc, provider, value);
  } else if (HasWildcard(value.value) && !HasVariable(value.value)) {
    Finding& finding = oidc.run.Add(
        "trust-oidc-wildcard-without-like", value.span,
        condition.operator_text + " compares \"" + value.value + "\" literally: no token matches", "StringLike");
    const std::string subject = ExampleOf(value.value, nullptr);
    finding.demonstration = Show(oidc.run, oidc.TokenOf(provider, subject), Outcome::kImplicitDeny);
  } else {
    if (like) {
      Finding& finding =
          oidc.run.Add("trust-oidc-like-without-wildcard", condition.operator_span,
                       condition.operator_text + ": \"" + value.value + "\" has no wildcard", "\"StringEquals\"");
      const std::string wanted = condition.operator_text == "StringLike" ? "StringEquals" : "";
      if (!wanted.empty() && condition.values.size() == 1 && !HasVariable(value.value) &&
          CanRenameOperator(oidc.statement, condition, wanted)) {
        finding.edits = {ReplaceText(condition.operator_span, wanted)};
      }
    }
    LintForm(oidc, provider, value);
  }
}

void LintSubjects(const OidcStatement& oidc, const OidcProvider& provider) {
  const std::vector<const Condition*> conditions = oidc.ConditionsOn(provider, {"sub"});
  bool restricted = false;
  for (const Condition* condition : conditions) {
    restricted = restricted || IsPositive(condition->op);
    if (condition->op.negated || condition->op.kind() == ValueKind::kPresence) continue;
    for (const Text& value : condition->values) {
      if (!value.value.empty()) LintSubjectValue(oidc, provider, *condition, value);
    }
  }
  if (restricted || oidc.statement.effect != Effect::kAllow) return;
  if (conditions.empty() && oidc.HasMisnamedKey({"sub"})) return;
  if (conditions.empty()) return ReportNoSubject(oidc, provider);
  for (const Condition* condition : conditions) ReportWeakSubject(oidc, provider, *condition);
}

}  // namespace rolecall::policy
