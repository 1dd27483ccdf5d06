#include "policy/lint/rules.h"

#include <unordered_map>

#include "policy/lint/lint.h"

namespace rolecall::policy {

std::string_view SeverityName(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kError: return "error";
    case FindingSeverity::kWarning: return "warning";
    case FindingSeverity::kHint: return "hint";
  }
  return "";
}

std::vector<const LintRule*> PolicyLintRules() {
  std::vector<const LintRule*> rules;
  for (const auto& family :
       {OidcLintRules(), TrustLintRules(), IdentityLintRules(), ConditionLintRules(), DocumentLintRules()}) {
    for (const LintRule& rule : family) rules.push_back(&rule);
  }
  return rules;
}

const LintRule* FindLintRule(std::string_view code) {
  static const auto* const kByCode = [] {
    auto* rules = new std::unordered_map<std::string_view, const LintRule*>();
    for (const LintRule* rule : PolicyLintRules()) rules->emplace(rule->code, rule);
    return rules;
  }();
  const auto found = kByCode->find(code);
  return found == kByCode->end() ? nullptr : found->second;
}

std::string ExpandExample(std::string_view text) {
  constexpr std::string_view kMark = "{{pad ";
  std::string result;
  for (std::size_t at; (at = text.find(kMark)) != std::string_view::npos;) {
    result += text.substr(0, at);
    text.remove_prefix(at + kMark.size());
    std::size_t count = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      count = count * 10 + static_cast<std::size_t>(text.front() - '0');
    }
    result.append(count, 'x');
    text.remove_prefix(text.find("}}") + 2);
  }
  return result += text;
}

LintContext ExampleContext() {
  const std::string providers = "arn:aws:iam::111122223333:oidc-provider/";
  LintContext context;
  context.role_arn = "arn:aws:iam::111122223333:role/k8s-main/App";
  context.role_account = "111122223333";
  context.cluster = "k8s-main";
  context.providers = std::vector<KnownProvider>();
  for (const char* issuer : {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN",
                             "oidc.eks.eu-central-1.amazonaws.com/id/TEST", "token.actions.githubusercontent.com"}) {
    context.providers->push_back({providers + issuer, {"sts.amazonaws.com"}});
  }
  return context;
}

}  // namespace rolecall::policy
