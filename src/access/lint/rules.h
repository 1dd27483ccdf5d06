// The part of the catalogue of lint (policy/lint/rules.h) that is about more than one policy.
#ifndef ROLECALL_ACCESS_LINT_RULES_H_
#define ROLECALL_ACCESS_LINT_RULES_H_

#include <span>

#include "policy/lint/rules.h"

namespace rolecall::access {

std::span<const policy::LintRule> ManifestLintRules();
std::span<const policy::LintRule> SetUpLintRules();

// The reference page of a rule, as Markdown; and the page that lists them all.
std::string LintRulePage(const policy::LintRule& rule);
std::string LintIndexPage();

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_RULES_H_
