// Saved plans as the commands use them: the plan with all that must still be so when it is applied (workspace, backend,
// the state's lineage and serial, a digest of the configuration). The format is docs/formats' and engine/plan's;
// whether a plan still fits is engine::CheckNotStale's to say. Files are private: plans hold secrets.
#ifndef ROLECALL_CLI_OPERATION_SAVED_PLAN_H_
#define ROLECALL_CLI_OPERATION_SAVED_PLAN_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/frame/version.h"
#include "cli/operation/operation.h"
#include "engine/plan/plan_file.h"

namespace rolecall::cli {

// The digest of all files that the configuration was read from.
std::string ConfigurationHash(const Operation& operation);
// Writes `plan`, made by this operation, to a private file.
Result<void> SavePlan(Operation& operation, const engine::Plan& plan, const std::string& path);
// Reads a plan file; the operation knows its encryption. kInvalidArgument: it is none.
Result<engine::SavedPlan> LoadPlan(Operation& operation, const std::string& path);
// A state or plan that analysis reads from a file: opened, if it is sealed, as the working directory's configuration
// and TF_ENCRYPTION say. Complaints about that configuration go to the command's standard error.
Result<std::string> OpenFile(CommandContext& context, const std::vector<engine::VariableInput>& variables,
                             const std::string& bytes);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_SAVED_PLAN_H_
