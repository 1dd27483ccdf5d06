// What is asked in the place of a block's provider: the stand-in of a test that overrides the block, or the provider as
// it is for a module that has something to say to it (`provider_meta`).
//
//   target.provider = …;
//   StandIn(target);                                            // once for each target
//   if (!CheckProviderMeta(target, address, diagnostics)) return;   // for each object, before its provider is asked
//
// Threads: as ResourceTarget.
#ifndef ROLECALL_ENGINE_GRAPH_STAND_IN_H_
#define ROLECALL_ENGINE_GRAPH_STAND_IN_H_

#include "diag/diagnostic.h"
#include "engine/graph/instance_config.h"
#include "engine/state/address.h"

namespace rolecall::engine {

// Puts `target.provider` right. Without a block, a module or a provider there is nothing to do.
void StandIn(ResourceTarget& target);

// False, with diagnostics: the provider knows no such blocks, or not what stands in this one.
bool CheckProviderMeta(const ResourceTarget& target, const ResourceAddress& address, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_STAND_IN_H_
