// Configuration for objects that are imported and have no block yet: `plan -generate-config-out=FILE`.
//
//   std::vector<ResourceAddress> missing = MissingImportTargets(configuration);
//   … write StubText(configuration, missing) to FILE, load again, plan with PlanOptions::adopts = missing …
//   … write GeneratedText(configuration, plan, missing, schemas) over it
//
// Differs from OpenTofu: arguments that are not set are left out instead of written as null, and so are empty ones
// that the provider chose. Pure.
#ifndef ROLECALL_ENGINE_PLANNING_CONFIG_GENERATOR_H_
#define ROLECALL_ENGINE_PLANNING_CONFIG_GENERATOR_H_

#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

// Of the root's import blocks: resources of the root module, without keys, that have no block.
std::vector<ResourceAddress> MissingImportTargets(const Configuration& configuration);
// Empty blocks for them, of the providers that their imports name.
std::string StubText(const Configuration& configuration, const std::vector<ResourceAddress>& addresses);
// Blocks that say what the plan's objects at these addresses are; formatted. Secrets are not written.
std::string GeneratedText(const Configuration& configuration, const Plan& plan,
                          const std::vector<ResourceAddress>& addresses, const Schemas& schemas);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_CONFIG_GENERATOR_H_
