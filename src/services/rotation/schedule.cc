#include "services/rotation/schedule.h"

#include <algorithm>

#include "base/text.h"
#include "services/rotation/cron.h"

namespace rolecall::services::rotation {
namespace {

using namespace std::chrono;

constexpr int kFewestHours = 4;

// "rate(10 days)", "rate(4 hours)".
struct Rate {
  int number = 0;
  bool days = false;
};

// The text within "NAME(…)".
std::optional<std::string_view> Within(std::string_view expression, std::string_view name) {
  if (!expression.starts_with(name) || !expression.substr(name.size()).starts_with('(') || !expression.ends_with(')')) {
    return std::nullopt;
  }
  expression.remove_prefix(name.size() + 1);
  return expression.substr(0, expression.size() - 1);
}

std::optional<Rate> ReadRate(std::string_view expression) {
  const std::optional<std::string_view> text = Within(expression, "rate");
  if (!text) return std::nullopt;
  const std::size_t blank = text->find(' ');
  const std::optional<int> number = ParseInt<int>(text->substr(0, blank));
  if (!number || blank == std::string_view::npos) return std::nullopt;
  const std::string_view unit = text->substr(blank + 1);
  const bool days = unit == (*number == 1 ? "day" : "days");
  if (!days && unit != "hours") return std::nullopt;
  if (*number < (days ? 1 : kFewestHours) || *number > (days ? kMostDays : kMostDays * 24)) return std::nullopt;
  return Rate{*number, days};
}

std::optional<CronSchedule> ReadCron(std::string_view expression) {
  const std::optional<std::string_view> text = Within(expression, "cron");
  return text ? CronSchedule::Parse(*text) : std::nullopt;
}

// "3h"; nothing if it is none of 1 to 24 hours.
std::optional<hours> ReadDuration(std::string_view text) {
  if (!text.ends_with('h')) return std::nullopt;
  const std::optional<int> number = ParseInt<int>(text.substr(0, text.size() - 1));
  return number && *number >= 1 && *number <= 24 ? std::optional(hours(*number)) : std::nullopt;
}

Window WindowFrom(Time start, const std::string& duration, bool hourly) {
  // Until the end of the day (UTC) unless something shorter is said; AWS shows its last second.
  const Time end_of_day = Time(floor<days>(start) + days(1)) - seconds(1);
  if (const std::optional<hours> given = ReadDuration(duration)) return {start, start + *given};
  return {start, hourly ? start + hours(1) : end_of_day};
}

}  // namespace

bool IsSchedule(std::string_view expression) { return ReadRate(expression) || ReadCron(expression); }

bool IsDuration(std::string_view text) { return ReadDuration(text).has_value(); }

std::optional<Window> NextWindow(const directory::SecretRotation& rotation) {
  const std::optional<Time> base = rotation.last_rotated ? rotation.last_rotated : rotation.configured;
  if (!rotation.enabled || !base) return std::nullopt;
  const Time from = std::max(*base, rotation.configured.value_or(*base));
  if (const std::optional<CronSchedule> cron = ReadCron(rotation.schedule)) {
    const std::optional<Time> start = cron->Next(from);
    return start ? std::optional(WindowFrom(*start, rotation.duration, false)) : std::nullopt;
  }
  const std::optional<Rate> rate = ReadRate(rotation.schedule);
  if (rate && !rate->days) return WindowFrom(ceil<hours>(from) + hours(rate->number), rotation.duration, true);
  const int number = rate ? rate->number : rotation.after_days;
  if (number == 0) return std::nullopt;
  return WindowFrom(floor<days>(from) + days(number), rotation.duration, false);
}

int DaysOf(const directory::SecretRotation& rotation) {
  const std::optional<Rate> rate = ReadRate(rotation.schedule);
  if (!rate) return rotation.after_days;
  return rate->days ? rate->number : std::max(1, rate->number / 24);
}

}  // namespace rolecall::services::rotation
