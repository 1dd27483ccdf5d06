#include "policy/lint/rules.h"

#include <algorithm>

#include "embedded/files.h"
#include "policy/lint/rule_page.h"

namespace rolecall::policy {

const std::vector<LintRule>& LintRules() {
  static const auto* const kRules = [] {
    auto* rules = new std::vector<LintRule>();
    // By name, so by code: with their common ending, "a-b" would come before "a".
    for (const embedded::File& page : embedded::RulePages().all()) {
      rules->push_back(ParseRulePage(page.name, page.text).value());
    }
    std::sort(rules->begin(), rules->end(), [](const LintRule& a, const LintRule& b) { return a.code < b.code; });
    return rules;
  }();
  return *kRules;
}

const LintRule* FindLintRule(std::string_view code) {
  const std::vector<LintRule>& rules = LintRules();
  const auto found = std::lower_bound(rules.begin(), rules.end(), code,
                                      [](const LintRule& rule, std::string_view wanted) { return rule.code < wanted; });
  return found == rules.end() || found->code != code ? nullptr : &*found;
}

std::string_view SeverityName(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kError: return "error";
    case FindingSeverity::kWarning: return "warning";
    case FindingSeverity::kHint: return "hint";
  }
  return "";
}

bool IsPolicy(ExampleKind kind) { return kind != ExampleKind::kManifest && kind != ExampleKind::kDirectory; }

}  // namespace rolecall::policy
