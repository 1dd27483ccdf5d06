// Applier: carries out one plan. Internal to the engine; Engine::Apply is the way in.
//
//   ApplyResult result = ApplyPlan(context, schemas, configuration, plan, options, diagnostics);
//
// The configuration must be the one that the plan was made of: it is evaluated again, and an object whose configuration
// then turns out different from what was planned is an error, before anything is done to it. After each change the
// state goes to options.sink; if that fails, nothing new is begun. A failed object stops what depends on it, all else
// goes on; the state that is answered is what exists, also with errors.
// Threads: starts up to options.parallelism of its own and joins them. Everything given outlives the call.
#ifndef ROLECALL_ENGINE_APPLY_APPLIER_H_
#define ROLECALL_ENGINE_APPLY_APPLIER_H_

#include "engine/config/configuration.h"
#include "engine/config/variables.h"
#include "engine/graph/engine_context.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

ApplyResult ApplyPlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                      const Plan& plan, const ApplyOptions& options, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_APPLY_APPLIER_H_
