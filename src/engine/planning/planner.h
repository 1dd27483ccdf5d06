// Planner: makes one plan. Internal to the engine; Engine::MakePlan is the way in.
//
//   Plan plan = MakePlan(context, schemas, configuration, variables, state, options, diagnostics);
//
// Moves what `moved` blocks say, refreshes, evaluates the whole configuration and asks the providers; writes nothing
// and changes no object. With errors, of any part, the plan says so (`errored`) and holds what could be planned; what
// does not depend on the failure is planned as always.
// Threads: starts up to options.parallelism of its own and joins them. Everything given outlives the call.
#ifndef ROLECALL_ENGINE_PLANNING_PLANNER_H_
#define ROLECALL_ENGINE_PLANNING_PLANNER_H_

#include <optional>

#include "engine/config/configuration.h"
#include "engine/config/evaluator.h"
#include "engine/config/variables.h"
#include "engine/graph/engine_context.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

Plan MakePlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
              const RootVariables& variables, const State& state, const PlanOptions& options,
              diag::Diagnostics& diagnostics);

// Brings one existing object into the state: Engine::Import.
State ImportObject(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                   const RootVariables& variables, const State& state, const ResourceAddress& address,
                   const std::string& id, const PlanOptions& options, diag::Diagnostics& diagnostics);

// Evaluator options and functions for a walk. `timestamp` is what plantimestamp() gives.
functions::Catalogue MakeFunctions(const EngineContext& context, std::optional<Time> timestamp, bool is_pure);
EvaluatorOptions OptionsFor(const EngineContext& context);

// A root output as the state has it; nothing if it cannot be read.
std::optional<value::Value> DecodeOutput(const OutputState& output);
// The value must be known.
OutputState EncodeOutput(const value::Value& value, bool sensitive, const OutputState* previous);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_PLANNER_H_
