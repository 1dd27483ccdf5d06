// The access contracts of the directory (access/check/contract.h) held against what a plan will leave.
//
// Judged is the whole of what will be, not only what the plan changes. A contract that is violated is an error, and the
// plan fails like any other that has errors: exit code 1, nothing is saved. One that may be violated is a warning, and
// so is a policy whose text is not known. Without the file nothing is done.
#ifndef ROLECALL_CLI_OPERATION_PLAN_CONTRACTS_H_
#define ROLECALL_CLI_OPERATION_PLAN_CONTRACTS_H_

#include "cli/operation/operation.h"
#include "engine/plan/plan.h"

namespace rolecall::cli {

// Adds to the operation's diagnostics and reports them. True if the plan may go on.
bool JudgeContracts(Operation& operation, const engine::Plan& plan);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLAN_CONTRACTS_H_
