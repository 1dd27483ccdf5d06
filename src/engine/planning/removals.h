// What is wrong with blocks and options that are about objects which go or move: told before anything is planned.
//
//   CheckRemoved(configuration, problems);               // removed blocks whose resource or module is still there
//   CheckMovedTargets(moved_from, options, problems);     // moves that -target or -exclude would do only half
//
// Pure; any thread.
#ifndef ROLECALL_ENGINE_PLANNING_REMOVALS_H_
#define ROLECALL_ENGINE_PLANNING_REMOVALS_H_

#include <map>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/plan/options.h"
#include "engine/state/address.h"

namespace rolecall::engine {

void CheckRemoved(const Configuration& configuration, diag::Diagnostics& diagnostics);

// `moved_from`: as ApplyMoves answers. A plan that leaves either end of a move out would move the object in the state
// without showing it.
void CheckMovedTargets(const std::map<ResourceAddress, ResourceAddress>& moved_from, const PlanOptions& options,
                       diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_REMOVALS_H_
