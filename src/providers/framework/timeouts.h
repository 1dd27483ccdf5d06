// How long a provider waits for an object to be made, changed, read or deleted: what a type says, and what a
// `timeouts` block says instead. It keeps them beside the object ("private" in a state), where other programs find
// them.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_TIMEOUTS_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_TIMEOUTS_H_

#include <chrono>
#include <map>
#include <string>

#include "providers/framework/object.h"

namespace rolecall::providers {

// By "create", "read", "update", "delete".
using Timeouts = std::map<std::string, std::chrono::nanoseconds>;

// JSON, of nanoseconds, under the name that terraform-plugin-sdk has for it. `config` null: nothing is configured.
std::string TimeoutsAsPrivate(const Timeouts& timeouts, const Object* config);

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_TIMEOUTS_H_
