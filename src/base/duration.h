// Durations as Go writes them ("1h30m", "-1.5s", "300ms"): in flags, in configurations, in the language's functions.
//
// A sign, then numbers each with its unit: h, m, s, ms, us (µs), ns; and "0" alone. Who wants less (whole seconds, no
// sign, a longest) looks at what comes back. Pure; any thread.
#ifndef ROLECALL_BASE_DURATION_H_
#define ROLECALL_BASE_DURATION_H_

#include <chrono>
#include <optional>
#include <string_view>

namespace rolecall {

// Nothing if it is no duration, or one of more than 292 years (2^63 ns). What is finer than a nanosecond is cut off.
std::optional<std::chrono::nanoseconds> ParseDuration(std::string_view text);

// The same; nothing if it is below zero or no whole number of seconds.
std::optional<std::chrono::seconds> ParseWholeSeconds(std::string_view text);

}  // namespace rolecall

#endif  // ROLECALL_BASE_DURATION_H_
