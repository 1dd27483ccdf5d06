// The `configuration` section of `show -json`: what was written, with constants as values and everything else as the
// names that it refers to. Internal to the folder; plan_json.h is the way in.
//
//   plan.Raw("configuration", ConfigurationToJson(configuration, schemas));
//
// Nothing is evaluated but constants, so the section holds no secret that is not in the files. Blocks of types that
// this program does not have are told without their expressions. Pure; any thread.
#ifndef ROLECALL_ENGINE_PLAN_JSON_CONFIGURATION_H_
#define ROLECALL_ENGINE_PLAN_JSON_CONFIGURATION_H_

#include <string>

#include "engine/config/configuration.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

std::string ConfigurationToJson(const Configuration& configuration, const Schemas& schemas);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_JSON_CONFIGURATION_H_
