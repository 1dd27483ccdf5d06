// Rules about single values of conditions.
// Finds what the operator cannot read, and what it reads otherwise than it looks. Pure; one run, one thread.
#ifndef ROLECALL_POLICY_LINT_CONDITION_VALUES_H_
#define ROLECALL_POLICY_LINT_CONDITION_VALUES_H_

#include "policy/lint/lint_run.h"

namespace rolecall::policy {

void LintConditionValue(LintRun& run, const Statement& statement, const Condition& condition, const Text& value);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_CONDITION_VALUES_H_
