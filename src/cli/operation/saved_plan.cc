#include "cli/operation/saved_plan.h"

#include "cli/frame/file_error.h"
#include "engine/state/state_file.h"

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
  std::string bytes = engine::EncodePlan(saved);
  if (operation.plan_codec() != nullptr) {
    ROLECALL_TRY(bytes, operation.plan_codec()->Seal(bytes));
  }
  return operation.context().files.Write(path, bytes, FileMode::kPrivate);
}

Result<engine::SavedPlan> LoadPlan(Operation& operation, const std::string& path) {
  Result<std::string> read = operation.context().files.Read(path, 4 * engine::kMaxStateBytes);
  if (!read.ok()) return Error{read.error().code, "Error: " + FileError(read.error(), "stat")};
  std::string bytes = *std::move(read);
  ROLECALL_TRY(bytes, operation.OpenBytes(std::move(bytes)));
  ROLECALL_TRY(engine::SavedPlan saved, engine::DecodePlan(bytes));
  ROLECALL_RETURN_IF_ERROR(engine::CheckTypes(saved.plan, operation.engine().schemas()));
  return saved;
}

Result<std::string> OpenFile(CommandContext& context, const std::vector<engine::VariableInput>& variables,
                             const std::string& bytes) {
  if (!engine::IsEncryptedPayload(bytes)) return bytes;
  OperationOptions options;
  options.input = false;
  options.may_be_empty = true;
  options.variables = variables;
  Operation operation(context, options);
  if (!operation.LoadForBackend() || !operation.CollectVariables(false) || !operation.ReadEncryption()) {
    return Error{ErrorCode::kInvalidArgument, "it is encrypted, and its encryption cannot be set up"};
  }
  return operation.OpenBytes(bytes);
}

}  // namespace rolecall::cli
