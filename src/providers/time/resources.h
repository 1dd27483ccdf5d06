// The resource types of the provider: a maker for each, defined in the file of its name; provider.cc lists them. What
// is given must outlive them. Any thread, if `sleep` is.
#ifndef ROLECALL_PROVIDERS_TIME_RESOURCES_H_
#define ROLECALL_PROVIDERS_TIME_RESOURCES_H_

#include <chrono>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "providers/framework/resource.h"

namespace rolecall::providers::time {

std::unique_ptr<const Resource> MakeOffset(const Clock& clock);
std::unique_ptr<const Resource> MakeRotating(const Clock& clock);
std::unique_ptr<const Resource> MakeSleep(const Clock& clock, std::function<void(std::chrono::milliseconds)> sleep);
std::unique_ptr<const Resource> MakeStatic(const Clock& clock);

}  // namespace rolecall::providers::time

#endif  // ROLECALL_PROVIDERS_TIME_RESOURCES_H_
