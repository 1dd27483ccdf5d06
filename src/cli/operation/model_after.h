// The identities that a plan will leave: with everything predicted that AWS will choose, or, should that fail, with
// what the plan itself knows. For what judges a plan before it is applied (plan_lint.h, plan_contracts.h).
#ifndef ROLECALL_CLI_OPERATION_MODEL_AFTER_H_
#define ROLECALL_CLI_OPERATION_MODEL_AFTER_H_

#include "access/model/identity_model.h"
#include "cli/operation/operation.h"
#include "engine/plan/plan.h"

namespace rolecall::cli {

access::IdentityModel ModelAfter(Operation& operation, const engine::Plan& plan);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_MODEL_AFTER_H_
