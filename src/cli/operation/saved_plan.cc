#include "cli/operation/saved_plan.h"

namespace rolecall::cli {

std::string ConfigurationHash(const Operation& operation) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& [name, text] : operation.configuration().sources.all()) files.emplace_back(name, text);
  return engine::HashConfiguration(std::move(files));
}

Result<void> SavePlan(Operation& operation, const engine::Plan& plan, const std::string& path) {
  engine::SavedPlan saved;
  saved.plan = plan;
  saved.program_version = kProgramVersion;
  saved.created = FormatIso8601(operation.context().clock.Now());
  saved.workspace = operation.workspace();
  saved.backend_type = operation.backend_config().type;
  saved.backend_arguments = operation.backend_config().arguments;
  saved.configuration_hash = ConfigurationHash(operation);
  const engine::State state = operation.keeper().state();
  saved.state_lineage = state.lineage;
  saved.state_serial = state.serial;
  return operation.context().files.Write(path, engine::EncodePlan(saved), FileMode::kPrivate);
}

Result<engine::SavedPlan> LoadPlan(const CommandContext& context, const std::string& path) {
  ROLECALL_TRY(std::string bytes, context.files.Read(path, 2 * engine::kMaxStateBytes));
  return engine::DecodePlan(bytes);
}

}  // namespace rolecall::cli
