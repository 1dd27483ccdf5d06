// What an object that is imported by its identity is called in lines of progress: `[name=payments]`.
#ifndef ROLECALL_ENGINE_PLAN_IMPORT_NAME_H_
#define ROLECALL_ENGINE_PLAN_IMPORT_NAME_H_

#include <string>

#include "engine/plan/ui_hook.h"

namespace rolecall::engine {

// Sets the event's id and what that is: the identity's `id`, else its `name`, else the first of its texts, by name.
// `identity` is JSON; of anything but an object with a text in it nothing is taken. Pure; any thread.
void NameByIdentity(const std::string& identity, ResourceEvent& event);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_IMPORT_NAME_H_
