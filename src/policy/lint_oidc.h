// Statements that trust a token provider: do they say which service account of which cluster? Not for use outside of
// lint.
#ifndef ROLECALL_POLICY_LINT_OIDC_H_
#define ROLECALL_POLICY_LINT_OIDC_H_

#include "policy/lint_findings.h"

namespace rolecall::policy {

void LintOidc(const Statement& statement, const LintContext& context, Findings& findings);

// A subject or a pattern of subjects of a cluster's tokens.
void LintSubject(const Condition& condition, const Text& value, bool kubernetes, Findings& findings);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_OIDC_H_
