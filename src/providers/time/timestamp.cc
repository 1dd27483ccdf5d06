#include "providers/time/timestamp.h"

#include <chrono>

#include "base/text.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::time {
namespace {

constexpr std::int64_t kMaxUnits = 10000LL * 366 * 86400;  // more leaves the calendar in any unit

struct Unit {
  const char* name;
  std::int64_t seconds;  // 0: of the calendar
};

// The first that is given counts.
constexpr Unit kUnits[] = {{"years", 0}, {"seconds", 1}, {"months", 0}, {"minutes", 60}, {"hours", 3600}, {"days", 0}};

Timestamp MovedByUnit(const Timestamp& base, const Unit& unit, std::int64_t count) {
  std::string name = unit.name;
  if (unit.seconds == 0) {
    return AddDate(base, name == "years" ? count : 0, name == "months" ? count : 0, name == "days" ? count : 0);
  }
  Timestamp moved = base;
  moved.seconds += count * unit.seconds;
  return moved;
}

}  // namespace

Timestamp Now(const Clock& clock) {
  Timestamp now;
  now.seconds = UnixSeconds(clock.Now());
  return now;
}

Result<Timestamp> ReadTimestamp(const std::string& text, const std::string& attribute) {
  auto parsed = functions::ParseTimestamp(text);
  if (parsed.ok()) return *parsed;
  return Error{ErrorCode::kInvalidArgument, attribute + " (\"" + text +
                                                "\") is not a time in RFC 3339 form, as in "
                                                "2026-11-23T18:11:14Z: " +
                                                parsed.error()};
}

void ValidateTimestamp(const Object& config, const std::string& attribute, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  Result<Timestamp> read = ReadTimestamp(config.Text(attribute), attribute);
  if (!read.ok()) problems.push_back({attribute, read.error().message});
}

Timestamp AddDate(const Timestamp& base, std::int64_t years, std::int64_t months, std::int64_t days) {
  Timestamp::Fields at = base.At();
  std::int64_t month = at.month - 1 + months;
  std::int64_t carry = month >= 0 ? month / 12 : -((11 - month) / 12);
  std::chrono::year_month_day first{std::chrono::year(static_cast<int>(at.year + years + carry)),
                                    std::chrono::month(static_cast<unsigned>(month - carry * 12 + 1)),
                                    std::chrono::day(1)};
  std::int64_t day = std::chrono::sys_days(first).time_since_epoch().count() + at.day - 1 + days;
  Timestamp moved = base;
  moved.seconds = day * 86400 + at.hour * 3600 + at.minute * 60 + at.second - base.offset;
  return moved;
}

Result<std::optional<Timestamp>> MovedBy(const Object& arguments, const std::string& prefix, const Timestamp& base) {
  for (const Unit& unit : kUnits) {
    std::string name = prefix + "_" + unit.name;
    std::int64_t count = arguments.Has(name) ? arguments.Integer(name) : 0;
    if (count == 0) continue;
    bool is_calendar = unit.seconds == 0;
    std::int64_t most =
        is_calendar ? (std::string_view(unit.name) == "days" ? 366 * 10000 : 12 * 10000) : kMaxUnits / unit.seconds;
    Timestamp moved;
    bool good = count <= most && count >= -most;
    if (good) {
      moved = MovedByUnit(base, unit, count);
      good = moved.At().year >= 1 && moved.At().year <= 9999;
    }
    if (!good) {
      return Error{ErrorCode::kInvalidArgument,
                   name + " (" + std::to_string(count) + ") leads out of the years 1 to 9999"};
    }
    return std::optional<Timestamp>(moved);
  }
  return std::optional<Timestamp>();
}

void AddPartsSchema(engine::BlockSchema& block) {
  for (const char* name : {"year", "month", "day", "hour", "minute", "second", "unix"}) {
    block.attributes[name] = NumberAttribute(Use::kComputed);
  }
}

void SetParts(const Timestamp& timestamp, Object& state) {
  Timestamp::Fields at = timestamp.At();
  state.SetInteger("year", at.year);
  state.SetInteger("month", at.month);
  state.SetInteger("day", at.day);
  state.SetInteger("hour", at.hour);
  state.SetInteger("minute", at.minute);
  state.SetInteger("second", at.second);
  state.SetInteger("unix", timestamp.seconds);
}

Result<void> SetNumbers(const std::vector<std::string>& attributes, const std::vector<std::string>& texts,
                        Object& state) {
  for (std::size_t i = 0; i < attributes.size() && i < texts.size(); ++i) {
    const std::string& text = texts[i];
    if (text.empty()) continue;
    const std::optional<std::int64_t> number = ParseInt<std::int64_t>(text);
    if (!number) {
      return Error{ErrorCode::kInvalidArgument, attributes[i] + " (\"" + text + "\") is not a whole number"};
    }
    state.SetInteger(attributes[i], *number);
  }
  return {};
}

}  // namespace rolecall::providers::time
