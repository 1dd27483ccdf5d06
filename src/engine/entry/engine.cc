#include "engine/entry/engine.h"

#include <utility>

#include "engine/apply/applier.h"
#include "engine/entry/backend_arguments.h"
#include "engine/entry/checked_plan.h"
#include "engine/entry/validate.h"
#include "engine/planning/planner.h"

namespace rolecall::engine {

struct Engine::Parts {
  explicit Parts(EngineContext given) : context(std::move(given)), schemas(*context.providers) {}
  EngineContext context;
  Schemas schemas;
};

Engine::Engine(EngineContext context) : parts_(std::make_unique<Parts>(std::move(context))) {}
Engine::~Engine() = default;

std::unique_ptr<Configuration> Engine::Load(const std::string& directory, diag::Diagnostics& diagnostics) {
  return Load(directory, LoadOptions(), diagnostics);
}

std::unique_ptr<Configuration> Engine::Load(const std::string& directory, LoadOptions options,
                                            diag::Diagnostics& diagnostics) {
  options.data_directory = parts_->context.data_directory;
  options.workspace = parts_->context.workspace;
  return LoadConfiguration(*parts_->context.files, directory, options, diagnostics);
}

void Engine::Validate(const Configuration& configuration, diag::Diagnostics& diagnostics) {
  engine::Validate(parts_->context, parts_->schemas, configuration, diagnostics);
}

std::string Engine::DescribeGraph(const Configuration& configuration, diag::Diagnostics& diagnostics) {
  return engine::DescribeGraph(parts_->context, parts_->schemas, configuration, diagnostics);
}

value::Value Engine::BackendArguments(const Configuration& configuration, const RootVariables& variables,
                                      diag::Diagnostics& diagnostics) {
  return engine::BackendArguments(parts_->context, parts_->schemas, configuration, variables, diagnostics);
}

std::unique_ptr<Encryption> Engine::MakeEncryption(const Configuration& configuration, const RootVariables& variables,
                                                   const BackendContext& backend, diag::Diagnostics& diagnostics) {
  return EncryptionOf(parts_->context, parts_->schemas, configuration, variables, backend, diagnostics);
}

Plan Engine::MakePlan(const Configuration& configuration, const RootVariables& variables, const State& state,
                      const PlanOptions& options, diag::Diagnostics& diagnostics) {
  return MakeCheckedPlan(parts_->context, parts_->schemas, configuration, variables, state, options, diagnostics);
}

ApplyResult Engine::Apply(const Configuration& configuration, const Plan& plan, const ApplyOptions& options,
                          diag::Diagnostics& diagnostics) {
  return ApplyPlan(parts_->context, parts_->schemas, configuration, plan, options, diagnostics);
}

State Engine::Import(const Configuration& configuration, const RootVariables& variables, const State& state,
                     const ResourceAddress& address, const std::string& id, const PlanOptions& options,
                     diag::Diagnostics& diagnostics) {
  return ImportObject(parts_->context, parts_->schemas, configuration, variables, state, address, id, options,
                      diagnostics);
}

std::unique_ptr<Engine::Console> Engine::OpenConsole(const Configuration& configuration, const RootVariables& variables,
                                                     const State& state, const value::Value& extra,
                                                     diag::Diagnostics& diagnostics) {
  return engine::OpenConsole(parts_->context, parts_->schemas, configuration, variables, state, extra, diagnostics);
}

const Schemas& Engine::schemas() const { return parts_->schemas; }

}  // namespace rolecall::engine
