// The steps of ephemeral resources: one opens the instances of a block, one closes them when all is done that their
// values went into.
//
//   graph.Add(ResourceNode(address), MakeEphemeralStep(walk, module, block));
//   …
//   AddEphemeralCloses(graph, walk);   // last: when nothing is added to the graph or cut from it any more
//
// What is not known yet is not opened in a plan: the value is unknown, and the apply opens it. A walk without
// `opened` opens nothing. Internal to the engine. Threads: as graph.h.
#ifndef ROLECALL_ENGINE_GRAPH_EPHEMERAL_STEPS_H_
#define ROLECALL_ENGINE_GRAPH_EPHEMERAL_STEPS_H_

#include <memory>

#include "engine/config/configuration.h"
#include "engine/graph/graph.h"
#include "engine/graph/walk.h"

namespace rolecall::engine {

std::unique_ptr<Step> MakeEphemeralStep(Walk& walk, const Module& module, const ResourceBlock& block);

// For each ephemeral block that is left in the graph a step that closes it, also when others failed.
void AddEphemeralCloses(Graph& graph, Walk& walk);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_EPHEMERAL_STEPS_H_
