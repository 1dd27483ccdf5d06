// Applier: carries out one plan. Internal to the engine; Session::Apply is the way in.
#ifndef ROLECALL_ENGINE_APPLY_APPLIER_H_
#define ROLECALL_ENGINE_APPLY_APPLIER_H_

#include "engine/config/configuration.h"
#include "engine/config/variables.h"
#include "engine/graph/world.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

ApplyResult ApplyPlan(const World& world, const Schemas& schemas, const Configuration& configuration, const Plan& plan,
                      const ApplyOptions& options, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_APPLY_APPLIER_H_
