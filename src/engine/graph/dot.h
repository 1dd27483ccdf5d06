// The graph of a configuration in the DOT language, as `graph` prints it: for Graphviz.
//
// Names, shapes and order are OpenTofu's; edges that follow from others are left out.
// Differs from OpenTofu: our graph has no nodes of its own for closing modules without resources, nor one for
// `(close)` of what nothing waits for.
// Pure.
#ifndef ROLECALL_ENGINE_GRAPH_DOT_H_
#define ROLECALL_ENGINE_GRAPH_DOT_H_

#include <string>

#include "engine/graph/graph.h"

namespace rolecall::engine {

// The graph must have no cycle. Ends with a line break.
std::string GraphToDot(const Graph& graph);

// What a node is called where a cycle is told: as OpenTofu calls the one or two that it has for it.
std::string NameInCycle(const NodeId& id);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_DOT_H_
