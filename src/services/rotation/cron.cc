#include "services/rotation/cron.h"

#include <array>
#include <span>
#include <vector>

#include "base/text.h"

namespace rolecall::services::rotation {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

struct FieldBounds {
  int min, max;
  std::span<const std::string_view> names = {};  // of `min`, min + 1 …
};

std::optional<int> ReadNumber(std::string_view text, const FieldBounds& bounds) {
  for (std::size_t i = 0; i < bounds.names.size(); ++i) {
    if (EqualsIgnoringAsciiCase(text, bounds.names[i])) return bounds.min + static_cast<int>(i);
  }
  const std::optional<int> number = ParseInt<int>(text);
  return number && *number >= bounds.min && *number <= bounds.max ? number : std::nullopt;
}

// "*", "3", "3-5", each also with "/2": the numbers from `first` to `last` by `step`.
struct Range {
  int first, last, step = 1;
};

std::optional<Range> ReadRange(std::string_view item, const FieldBounds& bounds) {
  Range range{bounds.min, bounds.max};
  const std::size_t slash = item.find('/');
  if (slash != std::string_view::npos) {
    const std::optional<int> step = ParseInt<int>(item.substr(slash + 1));
    if (!step || *step < 1 || *step > bounds.max) return std::nullopt;
    range.step = *step;
    item = item.substr(0, slash);
  }
  if (item == "*") return range;
  const std::size_t dash = item.find('-');
  const std::optional<int> first = ReadNumber(item.substr(0, dash), bounds);
  if (!first) return std::nullopt;
  range.first = *first;
  if (dash != std::string_view::npos) {
    const std::optional<int> last = ReadNumber(item.substr(dash + 1), bounds);
    if (!last || *last < *first) return std::nullopt;
    range.last = *last;
  } else if (slash == std::string_view::npos) {
    range.last = *first;
  }
  return range;
}

template <std::size_t kSize>
bool ReadSet(std::string_view field, const FieldBounds& bounds, std::bitset<kSize>& set) {
  for (const std::string_view item : Split(field, ',')) {
    const std::optional<Range> range = ReadRange(item, bounds);
    if (!range) return false;
    for (int number = range->first; number <= range->last; number += range->step) set.set(number);
  }
  return true;
}

// Four hours apart, also over midnight.
bool AreFarApart(const std::bitset<24>& hours) {
  for (std::size_t hour = 0; hour < 24; ++hour) {
    for (std::size_t later = 1; hours[hour] && later < 4; ++later) {
      if (hours[(hour + later) % 24]) return false;
    }
  }
  return hours.any();
}

int DayOf(year_month_day day) { return static_cast<int>(unsigned{day.day()}); }
int LastDayOf(year_month_day day) {
  return static_cast<int>(unsigned{year_month_day_last{day.year(), month_day_last{day.month()}}.day()});
}
// 1 (Sunday) to 7.
int WeekdayOf(year_month_day day) { return static_cast<int>(weekday{sys_days{day}}.c_encoding()) + 1; }

// The working day nearest to day `wanted` of that month, within the month.
int NearestWorkday(year_month_day month, int wanted) {
  const int last = LastDayOf(month);
  const year_month_day day{month.year(), month.month(), std::chrono::day(static_cast<unsigned>(wanted))};
  if (WeekdayOf(day) == 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (WeekdayOf(day) == 1) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
}

}  // namespace

bool CronSchedule::ReadDayOfMonth(std::string_view field) {
  if (field == "L" || field == "LW") {
    last_day_ = true;
    nearest_workday_ = field.size() == 2;
    return true;
  }
  if (field.ends_with('W')) {
    const std::optional<int> day = ReadNumber(field.substr(0, field.size() - 1), {1, 31});
    nearest_workday_ = true;
    special_ = day.value_or(0);
    return day.has_value();
  }
  return ReadSet(field, {1, 31}, days_);
}

bool CronSchedule::ReadDayOfWeek(std::string_view field) {
  const FieldBounds bounds{1, 7, kWeekdays};
  const std::size_t hash = field.find('#');
  if (hash != std::string_view::npos) {
    const std::optional<int> day = ReadNumber(field.substr(0, hash), bounds);
    const std::optional<int> nth = ReadNumber(field.substr(hash + 1), {1, 5});
    special_ = day.value_or(0);
    nth_ = nth.value_or(0);
    return day && nth;
  }
  if (field.size() > 1 && field.ends_with('L')) {
    const std::optional<int> day = ReadNumber(field.substr(0, field.size() - 1), bounds);
    last_weekday_ = true;
    special_ = day.value_or(0);
    return day.has_value();
  }
  if (field == "L") field = "7";
  return ReadSet(field, bounds, weekdays_);
}

std::optional<CronSchedule> CronSchedule::Parse(std::string_view fields) {
  std::vector<std::string_view> parts = Split(fields, ' ');
  std::erase(parts, std::string_view());
  if (parts.size() != 6 || parts[0] != "0" || parts[5] != "*") return std::nullopt;
  const std::string_view day_of_month = parts[2], day_of_week = parts[4];
  if ((day_of_month == "?") == (day_of_week == "?")) return std::nullopt;
  CronSchedule schedule;
  schedule.by_weekday_ = day_of_month == "?";
  const bool good =
      ReadSet(parts[1], {0, 23}, schedule.hours_) && AreFarApart(schedule.hours_) &&
      ReadSet(parts[3], {1, 12, kMonths}, schedule.months_) &&
      (schedule.by_weekday_ ? schedule.ReadDayOfWeek(day_of_week) : schedule.ReadDayOfMonth(day_of_month));
  return good ? std::optional(schedule) : std::nullopt;
}

bool CronSchedule::Matches(year_month_day day) const {
  if (!months_[unsigned{day.month()}]) return false;
  const int number = DayOf(day);
  if (by_weekday_) {
    if (special_ == 0) return weekdays_[static_cast<std::size_t>(WeekdayOf(day))];
    if (WeekdayOf(day) != special_) return false;
    return last_weekday_ ? number + 7 > LastDayOf(day) : (number - 1) / 7 + 1 == nth_;
  }
  if (nearest_workday_) {
    const int wanted = last_day_ ? LastDayOf(day) : special_;
    return wanted <= LastDayOf(day) && number == NearestWorkday(day, wanted);
  }
  return last_day_ ? number == LastDayOf(day) : days_[static_cast<std::size_t>(number)];
}

std::optional<Time> CronSchedule::Next(Time after) const {
  const sys_days first = floor<days>(after);
  for (int ahead = 0; ahead < 3660; ++ahead) {
    const sys_days day = first + days(ahead);
    if (!Matches(year_month_day{day})) continue;
    for (int hour = 0; hour < 24; ++hour) {
      const Time time = Time(day) + hours(hour);
      if (hours_[static_cast<std::size_t>(hour)] && time > after) return time;
    }
  }
  return std::nullopt;
}

}  // namespace rolecall::services::rotation
