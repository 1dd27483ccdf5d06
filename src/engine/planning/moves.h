// Moves: what `moved` blocks, and a change between one and several instances, do to the addresses in a state.
//
//   std::map<ResourceAddress, ResourceAddress> from = ApplyMoves(configuration, state, diagnostics);
//   … walk …
//   CheckMoves(configuration, evaluator, diagnostics);
//
// The plan works on the moved state; only applying it makes the move last. Objects are never asked for or changed.
// Pure but for the state given; one thread.
#ifndef ROLECALL_ENGINE_PLANNING_MOVES_H_
#define ROLECALL_ENGINE_PLANNING_MOVES_H_

#include <map>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/evaluator.h"
#include "engine/state/schemas.h"
#include "engine/state/state.h"

namespace rolecall::engine {

// Moves objects in the state; answers where each moved object came from, by its new address. A move whose target is
// taken is left undone, with a warning. Bounded: moves that go round in a circle are reported. An object becomes one of
// another type only if that type's provider says how (engine/provider/movable.h): else it is an error.
std::map<ResourceAddress, ResourceAddress> ApplyMoves(const Configuration& configuration, const Schemas& schemas,
                                                      State& state, diag::Diagnostics& diagnostics);

// What is wrong with `moved` blocks as such, whatever the state has: the source is still declared, two moves have the
// same source or the same target, nothing moves. Asked after the walk, when the instances are known.
void CheckMoves(const Configuration& configuration, const Evaluator& evaluator, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_MOVES_H_
