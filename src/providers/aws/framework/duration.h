// Durations as Go writes them in a provider block: "1h30m", "900s". Whole units only, as AWS's session durations are;
// functions/notation has the language's durations with fractions. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_DURATION_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_DURATION_H_

#include <chrono>
#include <optional>
#include <string_view>

namespace rolecall::providers::aws {

// Whole hours, minutes and seconds only; nothing if it is something else.
std::optional<std::chrono::seconds> ParseDuration(std::string_view text);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_DURATION_H_
