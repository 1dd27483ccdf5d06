// The provider hashicorp/time: points in time that are taken once and then stay, and waits.
//
// It has time_static, time_offset, time_rotating and time_sleep.
#ifndef ROLECALL_PROVIDERS_TIME_PROVIDER_H_
#define ROLECALL_PROVIDERS_TIME_PROVIDER_H_

#include <chrono>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::time {

using Sleep = std::function<void(std::chrono::milliseconds)>;

// `clock` must outlive the provider.
std::unique_ptr<engine::Provider> MakeTimeProvider(const Clock& clock, Sleep sleep);

}  // namespace rolecall::providers::time

#endif  // ROLECALL_PROVIDERS_TIME_PROVIDER_H_
