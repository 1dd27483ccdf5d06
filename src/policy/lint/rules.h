// The catalogue of what lint finds: a rule for each code, read from its page rules/CODE.md. Reports, help and tests are
// made from it.
//
//   const LintRule* rule = FindLintRule("trust-oidc-no-sub");
//   for (const LintRule& rule : LintRules()) …
//
// Every rule has a bad example, which gives exactly this code, and a good one, which does not; tests run them. A new
// rule is a page and a check that gives its code. Pages are read once, when the catalogue is first asked for.
#ifndef ROLECALL_POLICY_LINT_RULES_H_
#define ROLECALL_POLICY_LINT_RULES_H_

#include <string_view>
#include <vector>

#include "policy/lint/rule.h"

namespace rolecall::policy {

// All rules, by code: about policies, manifests and whole set-ups.
const std::vector<LintRule>& LintRules();

// Null if no rule has that code.
const LintRule* FindLintRule(std::string_view code);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_RULES_H_
