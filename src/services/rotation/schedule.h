// When secrets are rotated: schedule expressions, and the window that opens next.
//
//   if (!IsSchedule("rate(10 days)")) … refuse …
//   if (const auto window = NextWindow(secret.rotation); window && window->start <= now) … rotate …
//
// AWS, API_RotationRulesType. A rate or a number of days is counted from the last rotation (or from when it was set
// up); days open a window of a whole UTC day, hours one of an hour, unless Duration says otherwise.
#ifndef ROLECALL_SERVICES_ROTATION_SCHEDULE_H_
#define ROLECALL_SERVICES_ROTATION_SCHEDULE_H_

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "directory/secret_records.h"

namespace rolecall::services::rotation {

inline constexpr int kMostDays = 1000;

// "rate(4 hours)" to "rate(1000 days)", or a cron expression that AWS takes.
bool IsSchedule(std::string_view expression);
// "3h": the length of the window, 1 to 24 hours.
bool IsDuration(std::string_view text);

struct Window {
  Time start, end;
};

// Nothing: rotation is off, or has no schedule.
std::optional<Window> NextWindow(const directory::SecretRotation& rotation);
// AutomaticallyAfterDays as it is described: also of a rate; 0: none.
int DaysOf(const directory::SecretRotation& rotation);

}  // namespace rolecall::services::rotation

#endif  // ROLECALL_SERVICES_ROTATION_SCHEDULE_H_
