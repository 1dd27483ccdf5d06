// provider::time::duration_parse, rfc3339_parse, unix_timestamp_parse.
#include <chrono>
#include <cmath>
#include <optional>

#include "base/duration.h"
#include "functions/notation/timestamp.h"
#include "providers/functions/provider_functions.h"

namespace rolecall::providers::functions {
namespace {

using rolecall::functions::ParseTimestamp;
using rolecall::functions::SecondsOf;
using rolecall::functions::Timestamp;
using value::Arguments;
using value::Function;
using value::FunctionResult;
using value::Type;
using value::Value;

constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};
constexpr const char* kWeekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr const char* kNumbers[] = {"year",   "year_day", "month", "day",      "weekday", "hour",
                                    "minute", "second",   "unix",  "iso_year", "iso_week"};
constexpr std::int64_t kDay = 86400;
// From year 1 to 9999, as RFC 3339 can write them.
constexpr std::int64_t kFirstSecond = -62135596800, kLastSecond = 253402300799;

std::int64_t DayOfYear(int year, int month, int day) {
  return (*SecondsOf(year, month, day, 0, 0, 0) - *SecondsOf(year, 1, 1, 0, 0, 0)) / kDay + 1;
}

struct IsoWeek {
  std::int64_t year, week;
};

// ISO 8601: weeks begin on Monday, and the first has the year's first Thursday.
IsoWeek IsoWeekOf(const Timestamp::Fields& at) {
  const std::int64_t from_monday = (at.weekday + 6) % 7;
  const std::int64_t thursday = DayOfYear(at.year, at.month, at.day) - from_monday + 3;
  const auto days_in = [](int year) { return DayOfYear(year, 12, 31); };
  if (thursday < 1) return {at.year - 1, (thursday + days_in(at.year - 1) - 1) / 7 + 1};
  if (thursday > days_in(at.year)) return {at.year + 1, 1};
  return {at.year, (thursday - 1) / 7 + 1};
}

Type TimeType(bool with_text) {
  std::map<std::string, Type> members;
  for (const char* name : kNumbers) members.emplace(name, Type::Number());
  members.emplace("month_name", Type::String());
  members.emplace("weekday_name", Type::String());
  if (with_text) members.emplace("rfc3339", Type::String());
  return Type::Object(std::move(members));
}

Value Number(std::int64_t number) { return Value::Number(value::Number(static_cast<long long>(number))); }

std::map<std::string, Value> PartsOf(const Timestamp& time) {
  const Timestamp::Fields at = time.At();
  const IsoWeek iso = IsoWeekOf(at);
  const std::int64_t numbers[] = {at.year,      DayOfYear(at.year, at.month, at.day),
                                  at.month,     at.day,
                                  at.weekday,   at.hour,
                                  at.minute,    at.second,
                                  time.seconds, iso.year,
                                  iso.week};
  std::map<std::string, Value> members;
  for (std::size_t i = 0; i < std::size(kNumbers); ++i) members.emplace(kNumbers[i], Number(numbers[i]));
  members.emplace("month_name", Value::String(kMonths[at.month - 1]));
  members.emplace("weekday_name", Value::String(kWeekdays[at.weekday]));
  return members;
}

FunctionResult Rfc3339Parse(Arguments arguments, const Type&) {
  const Expected<Timestamp, std::string> time = ParseTimestamp(arguments[0].AsString());
  if (!time.ok()) {
    return value::ArgumentError(
        0, "\"" + arguments[0].AsString() + "\" is not a valid RFC3339 timestamp: " + time.error());
  }
  return Value::Object(PartsOf(*time));
}

FunctionResult UnixParse(Arguments arguments, const Type&) {
  const std::optional<std::int64_t> seconds = arguments[0].AsNumber().ToInt64();
  if (!seconds || *seconds < kFirstSecond || *seconds > kLastSecond) {
    return value::ArgumentError(0, "a whole number of seconds between the years 1 and 9999 is required");
  }
  const Timestamp time{.seconds = *seconds};
  std::map<std::string, Value> members = PartsOf(time);
  members.emplace("rfc3339", Value::String(time.Text()));
  return Value::Object(std::move(members));
}

FunctionResult DurationParse(Arguments arguments, const Type&) {
  const std::optional<std::chrono::nanoseconds> duration = ParseDuration(arguments[0].AsString());
  if (!duration) {
    return value::ArgumentError(0, "\"" + arguments[0].AsString() + "\" is not a valid duration");
  }
  const std::int64_t nanos = duration->count();
  const auto floating = [&](double unit) {
    return Value::Number(value::Number::FromDouble(static_cast<double>(nanos) / unit));
  };
  return Value::Object({{"hours", floating(3.6e12)},
                        {"minutes", floating(6e10)},
                        {"seconds", floating(1e9)},
                        {"milliseconds", Number(nanos / 1'000'000)},
                        {"microseconds", Number(nanos / 1'000)},
                        {"nanoseconds", Number(nanos)}});
}

Type DurationType() {
  std::map<std::string, Type> members;
  for (const char* name : {"hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"}) {
    members.emplace(name, Type::Number());
  }
  return Type::Object(std::move(members));
}

}  // namespace

void AddTimeFunctions(std::map<std::string, Function>& table) {
  table.emplace("rfc3339_parse", Function("rfc3339_parse", "Parse an RFC3339 timestamp string into an object",
                                          {{.name = "timestamp", .type = Type::String()}},
                                          Function::Returns(TimeType(false)), Rfc3339Parse));
  table.emplace(
      "unix_timestamp_parse",
      Function("unix_timestamp_parse", "Parse a unix timestamp integer into an object",
               {{.name = "unix_timestamp", .type = Type::Number()}}, Function::Returns(TimeType(true)), UnixParse));
  table.emplace("duration_parse", Function("duration_parse", "Parse a Go duration string into an object",
                                           {{.name = "duration", .type = Type::String()}},
                                           Function::Returns(DurationType()), DurationParse));
}

}  // namespace rolecall::providers::functions
