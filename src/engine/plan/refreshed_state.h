// RefreshedState: the state as it is before a plan's changes, as `refresh` keeps it and plan JSON shows it: what was
// read now, with the outputs that the configuration gives as far as they are known.
//
//   const State state = RefreshedState(plan, &configuration);
//
// Data that an apply has yet to read is not in it: what was read before is no longer true. Pure.
#ifndef ROLECALL_ENGINE_PLAN_REFRESHED_STATE_H_
#define ROLECALL_ENGINE_PLAN_REFRESHED_STATE_H_

#include "engine/config/configuration.h"
#include "engine/plan/plan.h"

namespace rolecall::engine {

// `configuration` may be null: then outputs are not said to be deprecated.
State RefreshedState(const Plan& plan, const Configuration* configuration);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_REFRESHED_STATE_H_
