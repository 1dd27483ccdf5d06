// What a block says of itself in `count` or `for_each`: the objects that the state has of it, as in OpenTofu.
//
//   if (RepeatsByItself(block)) walk.evaluator.SetResource(base, ObjectsInState(target, base, state, diagnostics));
//
// Pure but for asking the provider to upgrade old objects; any thread.
#ifndef ROLECALL_ENGINE_GRAPH_OWN_OBJECTS_H_
#define ROLECALL_ENGINE_GRAPH_OWN_OBJECTS_H_

#include "engine/graph/instance_config.h"
#include "engine/state/state.h"

namespace rolecall::engine {

bool RepeatsByItself(const ResourceBlock& block);

// Of one module instance; `base` has no key.
value::Value ObjectsInState(const ResourceTarget& target, const ResourceAddress& base, const State& state,
                            diag::Diagnostics& diagnostics);

// Several such instances would each wait for all others. False: reported.
bool MayRepeatByItself(const ResourceBlock& block, const ResourceAddress& base, std::size_t instances,
                       diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_OWN_OBJECTS_H_
