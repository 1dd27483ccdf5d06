// The resource types of the provider, one maker for each.
#ifndef ROLECALL_PROVIDERS_TIME_RESOURCES_H_
#define ROLECALL_PROVIDERS_TIME_RESOURCES_H_

#include <memory>

#include "providers/framework/resource.h"
#include "providers/time/provider.h"

namespace rolecall::providers::time {

std::unique_ptr<const Resource> MakeOffset(const Clock& clock);
std::unique_ptr<const Resource> MakeRotating(const Clock& clock);
std::unique_ptr<const Resource> MakeSleep(const Clock& clock, Sleep sleep);
std::unique_ptr<const Resource> MakeStatic(const Clock& clock);

}  // namespace rolecall::providers::time

#endif  // ROLECALL_PROVIDERS_TIME_RESOURCES_H_
