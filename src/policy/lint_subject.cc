#include <algorithm>

#include "policy/lint_oidc.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kPrefix = "system:serviceaccount:";

bool StartsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

bool IsDnsLabel(std::string_view text, std::size_t most, bool dots) {
  auto good = [dots](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (dots && c == '.');
  };
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), good) && text.front() != '-' &&
         text.back() != '-' && text.front() != '.' && text.back() != '.';
}

void LintLiteral(const Text& value, Findings& findings) {
  std::string_view rest = value.value;
  bool good = StartsWith(rest, kPrefix);
  if (good) {
    rest.remove_prefix(kPrefix.size());
    std::size_t colon = rest.find(':');
    good = colon != std::string_view::npos && IsDnsLabel(rest.substr(0, colon), 63, false) &&
           IsDnsLabel(rest.substr(colon + 1), 253, true);
  }
  if (good) return;
  findings.Error("trust-oidc-sub-form", value.span, "\"" + value.value + "\" is the subject of no service account",
                 "system:serviceaccount:NAMESPACE:NAME");
}

// Whether the pattern lets every service account in: nothing but wildcards after the fixed beginning, or before it.
bool MatchesAll(std::string_view pattern) {
  if (StartsWith(pattern, "*")) return true;
  std::size_t wildcard = pattern.find('*');
  if (wildcard == std::string_view::npos) return false;
  if (wildcard <= kPrefix.size() && StartsWith(kPrefix, pattern.substr(0, wildcard))) {
    return pattern.find_first_not_of("*:", wildcard) == std::string_view::npos;
  }
  return false;
}

void LintPattern(const Text& value, Findings& findings) {
  std::string_view pattern = value.value;
  if (MatchesAll(pattern)) {
    findings.Error("trust-oidc-sub-any", value.span,
                   "\"" + value.value + "\" lets every service account of the cluster assume the role",
                   "system:serviceaccount:NAMESPACE:NAME");
    return;
  }
  if (!StartsWith(pattern, kPrefix)) return;
  std::string_view rest = pattern.substr(kPrefix.size());
  std::size_t colon = rest.find(':');
  std::string_view space = rest.substr(0, colon);
  if (HasWildcard(space)) {
    findings.Warn("trust-oidc-namespace-wildcard", value.span,
                  "\"" + value.value + "\" also matches service accounts of other namespaces",
                  "system:serviceaccount:NAMESPACE:NAME");
  } else if (colon != std::string_view::npos &&
             rest.substr(colon + 1).find_first_not_of('*') == std::string_view::npos) {
    findings.Warn("trust-oidc-serviceaccount-wildcard", value.span,
                  "any service account of namespace " + std::string(space) + " can assume the role");
  }
}

}  // namespace

void LintSubject(const Condition& condition, const Text& value, bool kubernetes, Findings& findings) {
  bool like = condition.op.comparison == Comparison::kStringLike;
  if (like && HasWildcard(value.value)) {
    LintPattern(value, findings);
    return;
  }
  if (like) {
    findings.Hint("trust-oidc-like-without-wildcard", value.span, "\"" + value.value + "\" has no wildcard",
                  "StringEquals");
  } else if (HasWildcard(value.value)) {
    findings.Error("trust-oidc-wildcard-without-like", value.span,
                   condition.operator_text + " compares \"" + value.value + "\" literally: no token matches",
                   "StringLike");
    return;
  }
  if (value.value.find("${") != std::string::npos) return;
  if (kubernetes || StartsWith(value.value, "system:")) LintLiteral(value, findings);
}

}  // namespace rolecall::policy
