// Validation and the dependency graph: what can be said of a configuration without state, variables and network.
// Internal to this folder; Engine::Validate and Engine::DescribeGraph are the way in.
//
// Every block is evaluated once with nothing known of its instances; providers are asked whether they accept what is
// known, and are never configured. Complaints go to the diagnostics, all of them in one run.
// Threads: one; everything given outlives the call.
#ifndef ROLECALL_ENGINE_ENTRY_VALIDATE_H_
#define ROLECALL_ENGINE_ENTRY_VALIDATE_H_

#include <string>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/graph/engine_context.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

// `tells_types` false: types of providers that are not here and provider configurations that are missing are passed
// over.
void Validate(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
              diag::Diagnostics& diagnostics, bool tells_types = true);

// DOT; empty, with diagnostics, if the graph cannot be made.
std::string DescribeGraph(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                          diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENTRY_VALIDATE_H_
