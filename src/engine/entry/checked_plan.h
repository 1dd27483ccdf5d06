// Plans beside what validation says, as OpenTofu has them. Internal to the engine; Engine::MakePlan is the way in.
//
// What is wrong with the configuration by itself is an error of every plan, also where the plan is of a part of it
// (targets, excludes) or destroys everything, and then the only thing that is told. A destroy of a state with anything
// in it begins with a plan of the usual kind, whose changes nobody sees: it brings the state up to date, and its errors
// are the destroy's, except that failed conditions only warn there.
#ifndef ROLECALL_ENGINE_ENTRY_CHECKED_PLAN_H_
#define ROLECALL_ENGINE_ENTRY_CHECKED_PLAN_H_

#include "engine/planning/planner.h"

namespace rolecall::engine {

// As MakePlan otherwise.
Plan MakeCheckedPlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                     const RootVariables& variables, const State& state, const PlanOptions& options,
                     diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENTRY_CHECKED_PLAN_H_
