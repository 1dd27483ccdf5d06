// Saved plans as the commands use them.
#ifndef ROLECALL_CLI_OPERATION_SAVED_PLAN_H_
#define ROLECALL_CLI_OPERATION_SAVED_PLAN_H_

#include <string>

#include "base/result.h"
#include "cli/frame/version.h"
#include "cli/operation/operation.h"
#include "engine/plan/plan_file.h"

namespace rolecall::cli {

// The digest of all files that the configuration was read from.
std::string ConfigurationHash(const Operation& operation);
// Writes `plan`, made by this operation, to a private file.
Result<void> SavePlan(Operation& operation, const engine::Plan& plan, const std::string& path);
// Reads a plan file. kInvalidArgument: it is none.
Result<engine::SavedPlan> LoadPlan(const World& world, const std::string& path);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_SAVED_PLAN_H_
