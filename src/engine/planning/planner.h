// Planner: makes one plan. Internal to the engine; Session::MakePlan is the way in.
#ifndef ROLECALL_ENGINE_PLANNING_PLANNER_H_
#define ROLECALL_ENGINE_PLANNING_PLANNER_H_

#include <optional>

#include "engine/config/configuration.h"
#include "engine/config/evaluator.h"
#include "engine/config/variables.h"
#include "engine/graph/world.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

Plan MakePlan(const World& world, const Schemas& schemas, const Configuration& configuration,
              const RootVariables& variables, const State& state, const PlanOptions& options,
              diag::Diagnostics& diagnostics);

// Brings one existing object into the state: Session::Import.
State ImportObject(const World& world, const Schemas& schemas, const Configuration& configuration,
                   const RootVariables& variables, const State& state, const ResourceAddress& address,
                   const std::string& id, const PlanOptions& options, diag::Diagnostics& diagnostics);

// Evaluator options and functions for a walk. `timestamp` is what plantimestamp() gives.
functions::Catalogue MakeFunctions(const World& world, std::optional<Time> timestamp, bool is_pure);
EvaluatorOptions OptionsFor(const World& world);

// A root output as the state has it; nothing if it cannot be read.
std::optional<value::Value> DecodeOutput(const OutputState& output);
// The value must be known.
OutputState EncodeOutput(const value::Value& value, bool sensitive, const OutputState* previous);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_PLANNER_H_
