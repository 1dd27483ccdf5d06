#include "engine/session/session.h"

#include <utility>

#include "engine/apply/applier.h"
#include "engine/planning/planner.h"
#include "engine/session/backend_arguments.h"
#include "engine/session/validate.h"

namespace rolecall::engine {

struct Session::Parts {
  explicit Parts(EngineContext given) : context(std::move(given)), schemas(*context.providers) {}
  EngineContext context;
  Schemas schemas;
};

Session::Session(EngineContext context) : parts_(std::make_unique<Parts>(std::move(context))) {}
Session::~Session() = default;

std::unique_ptr<Configuration> Session::Load(const std::string& directory, diag::Diagnostics& diagnostics) {
  return Load(directory, LoadOptions(), diagnostics);
}

std::unique_ptr<Configuration> Session::Load(const std::string& directory, LoadOptions options,
                                             diag::Diagnostics& diagnostics) {
  options.data_directory = parts_->context.data_directory;
  options.workspace = parts_->context.workspace;
  return LoadConfiguration(*parts_->context.files, directory, options, diagnostics);
}

void Session::Validate(const Configuration& configuration, diag::Diagnostics& diagnostics) {
  engine::Validate(parts_->context, parts_->schemas, configuration, diagnostics);
}

std::string Session::DescribeGraph(const Configuration& configuration, diag::Diagnostics& diagnostics) {
  return engine::DescribeGraph(parts_->context, parts_->schemas, configuration, diagnostics);
}

value::Value Session::BackendArguments(const Configuration& configuration, const RootVariables& variables,
                                       diag::Diagnostics& diagnostics) {
  return engine::BackendArguments(parts_->context, parts_->schemas, configuration, variables, diagnostics);
}

Plan Session::MakePlan(const Configuration& configuration, const RootVariables& variables, const State& state,
                       const PlanOptions& options, diag::Diagnostics& diagnostics) {
  return engine::MakePlan(parts_->context, parts_->schemas, configuration, variables, state, options, diagnostics);
}

ApplyResult Session::Apply(const Configuration& configuration, const Plan& plan, const ApplyOptions& options,
                           diag::Diagnostics& diagnostics) {
  return ApplyPlan(parts_->context, parts_->schemas, configuration, plan, options, diagnostics);
}

State Session::Import(const Configuration& configuration, const RootVariables& variables, const State& state,
                      const ResourceAddress& address, const std::string& id, const PlanOptions& options,
                      diag::Diagnostics& diagnostics) {
  return ImportObject(parts_->context, parts_->schemas, configuration, variables, state, address, id, options,
                      diagnostics);
}

std::unique_ptr<Session::Console> Session::OpenConsole(const Configuration& configuration,
                                                       const RootVariables& variables, const State& state,
                                                       const value::Value& extra, diag::Diagnostics& diagnostics) {
  return engine::OpenConsole(parts_->context, parts_->schemas, configuration, variables, state, extra, diagnostics);
}

const Schemas& Session::schemas() const { return parts_->schemas; }

}  // namespace rolecall::engine
