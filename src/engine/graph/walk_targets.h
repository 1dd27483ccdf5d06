// Which part of a graph a walk needs: for -target and -exclude, and for destroying.
//
//   std::vector<TargetAddress> all = WithDependents(graph, options.targets);   // of a destroy; before anything is cut
//   KeepForDestroy(graph, GuardsOf(graph, *configuration.root));
//   KeepForTargets(graph, all, options.excludes);
//
// Nodes that are not needed are pruned, which the walk then passes over. Works on whole blocks; which instances of a
// block are meant is for its step. An address that the graph does not have is no error here: it keeps nothing.
// Threads: one, before the walk.
#ifndef ROLECALL_ENGINE_GRAPH_WALK_TARGETS_H_
#define ROLECALL_ENGINE_GRAPH_WALK_TARGETS_H_

#include <map>
#include <set>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/graph/graph.h"
#include "engine/state/address.h"
#include "engine/state/state.h"

namespace rolecall::engine {

// Keeps the targeted resources, what they need, and outputs that need nothing else. Or, with excludes, all resources
// but those and what needs them, in the same way. Outputs that need no resource are not kept, nor are checks and
// variables that nothing needs. (Single instances are left to the steps.)
void KeepForTargets(Graph& graph, const std::vector<TargetAddress>& targets,
                    const std::vector<TargetAddress>& excludes);

// The targets together with everything that depends on them: what a targeted destroy has to take along. Asked before
// KeepForDestroy.
std::vector<TargetAddress> WithDependents(const Graph& graph, const std::vector<TargetAddress>& targets);

// The excludes together with everything that those objects depend on: what a destroy must leave them.
std::vector<TargetAddress> WithDependencies(const State& state, const std::vector<TargetAddress>& excludes);

// What a managed block's `prevent_destroy` names: variables, locals, resources.
using Guards = std::map<Graph::Id, std::set<Graph::Id>>;
// Of the module and all below it.
Guards GuardsOf(const Graph& graph, const Module& module);

// Keeps the managed resources, which then only wait for their provider configurations, the root's variables and their
// guards, and what those need.
void KeepForDestroy(Graph& graph, const Guards& guards);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_WALK_TARGETS_H_
