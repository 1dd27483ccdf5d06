// The `configuration` section of `show -json`: what was written, with constants and references. Internal.
#ifndef ROLECALL_ENGINE_PLAN_JSON_CONFIGURATION_H_
#define ROLECALL_ENGINE_PLAN_JSON_CONFIGURATION_H_

#include <string>

#include "engine/config/configuration.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

std::string ConfigurationToJson(const Configuration& configuration, const Schemas& schemas);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_JSON_CONFIGURATION_H_
