// What a block's lifecycle arguments say, against the schemas: names in ignore_changes and replace_triggered_by.
//
//   CheckLifecycle(walk, target, diagnostics);   // target.schema is set
//
// Evaluates nothing. Types that this program does not have are not looked into. Pure; any thread.
#ifndef ROLECALL_ENGINE_GRAPH_LIFECYCLE_RULES_H_
#define ROLECALL_ENGINE_GRAPH_LIFECYCLE_RULES_H_

#include "diag/diagnostic.h"
#include "engine/graph/instance_config.h"

namespace rolecall::engine {

// ignore_changes: a name that the type does not have is an error, one that only the provider decides a warning.
// replace_triggered_by: an attribute that the type of the trigger does not have is an error.
void CheckLifecycle(const Walk& walk, const ResourceTarget& target, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_LIFECYCLE_RULES_H_
