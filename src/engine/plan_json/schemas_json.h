// The schemas of a configuration's providers as `providers schema -json` prints them (format 1.0).
//
//   std::string json = SchemasToJson(configuration, schemas);
//
// For each provider that the configuration requires: its own block, resource types and data sources. Pure; any thread.
#ifndef ROLECALL_ENGINE_PLAN_JSON_SCHEMAS_JSON_H_
#define ROLECALL_ENGINE_PLAN_JSON_SCHEMAS_JSON_H_

#include <string>

#include "engine/config/configuration.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

// Providers that we do not have are left out. Compact, without line break.
std::string SchemasToJson(const Configuration& configuration, const Schemas& schemas);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_JSON_SCHEMAS_JSON_H_
