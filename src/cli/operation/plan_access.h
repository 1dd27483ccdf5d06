// What a plan changes for service accounts (access/change), below the plan or among its lines of JSON: which accounts
// gain and lose which access, and which roles open wide. Says nothing if nothing of that changes.
#ifndef ROLECALL_CLI_OPERATION_PLAN_ACCESS_H_
#define ROLECALL_CLI_OPERATION_PLAN_ACCESS_H_

#include "cli/operation/operation.h"
#include "engine/plan/plan.h"

namespace rolecall::cli {

// Prints nothing if nothing changes.
void ShowAccess(Operation& operation, const engine::Plan& plan);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLAN_ACCESS_H_
