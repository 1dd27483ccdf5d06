// Cron expressions of rotation schedules: "cron(0 8 1 * ? *)", six fields, UTC.
//
// AWS, "Schedule expressions in Secrets Manager rotation": minutes (0 only), hours, day of month (also L, 15W, LW),
// month (names too), day of week (1 to 7 or names from SUN; also 6L, TUE#2), year (* only); lists, ranges and steps.
// One of the two days must be "?". Rotations are four hours apart at least. Pure values.
#ifndef ROLECALL_SERVICES_ROTATION_CRON_H_
#define ROLECALL_SERVICES_ROTATION_CRON_H_

#include <bitset>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace rolecall::services::rotation {

class CronSchedule {
 public:
  // Nothing if the text within the parentheses is no such expression.
  static std::optional<CronSchedule> Parse(std::string_view fields);
  // The first time after `after`; nothing within ten years: the day does not exist ("31 2").
  std::optional<Time> Next(Time after) const;

 private:
  bool Matches(std::chrono::year_month_day day) const;
  bool ReadDayOfMonth(std::string_view field);
  bool ReadDayOfWeek(std::string_view field);

  std::bitset<24> hours_;
  std::bitset<13> months_;        // 1 to 12
  std::bitset<32> days_;          // 1 to 31
  std::bitset<8> weekdays_;       // 1 (Sunday) to 7
  bool by_weekday_ = false;       // which of the two days counts
  bool last_day_ = false;         // L
  bool nearest_workday_ = false;  // W: to day `special_`, or with L to the last one
  int special_ = 0;               // the day of "15W"; the weekday of "6L" and "3#2"
  int nth_ = 0;                   // of "3#2"
  bool last_weekday_ = false;     // "6L"
};

}  // namespace rolecall::services::rotation

#endif  // ROLECALL_SERVICES_ROTATION_CRON_H_
