// Applier: carries out one plan. Internal to the engine; Session::Apply is the way in.
#ifndef ROLECALL_ENGINE_APPLIER_H_
#define ROLECALL_ENGINE_APPLIER_H_

#include "engine/plan.h"
#include "engine/session.h"

namespace rolecall::engine {

ApplyResult ApplyPlan(const World& world, const Schemas& schemas, const Configuration& configuration, const Plan& plan,
                      const ApplyOptions& options, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_APPLIER_H_
