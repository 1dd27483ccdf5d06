// Dates and times.
#include <array>

#include "base/duration.h"
#include "base/text.h"
#include "functions/define.h"
#include "functions/marked.h"
#include "functions/notation/timestamp.h"

namespace rolecall::functions {
namespace {

using Text = Expected<std::string, FunctionError>;

constexpr std::array<const char*, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<const char*, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                              "Thursday", "Friday", "Saturday"};

FunctionError BadVerb(const std::string& verb, const std::string& why) {
  return ArgumentError(0, "invalid date format verb \"" + verb + "\": " + why);
}

std::string TwoDigits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// One or two digits, as long as the verb.
Text Number(const std::string& verb, int number, const std::string& what) {
  if (verb.size() == 1) return std::to_string(number);
  if (verb.size() == 2) return TwoDigits(number);
  const std::string letter(1, verb[0]);
  return BadVerb(verb, what + " must either be \"" + letter + "\" or \"" + letter + letter + "\"");
}

Text Month(const std::string& verb, int month) {
  if (verb.size() <= 2) return Number(verb, month, "month");
  const std::string name = kMonths[static_cast<std::size_t>(month - 1)];
  if (verb.size() == 3) return name.substr(0, 3);
  if (verb.size() == 4) return name;
  return BadVerb(verb, "month must be \"M\", \"MM\", \"MMM\", or \"MMMM\"");
}

Text Zone(const std::string& verb, const Timestamp& time) {
  switch (verb.size()) {
    case 1: return time.offset == 0 ? std::string("Z") : time.OffsetText(true);
    case 3: return time.offset == 0 ? std::string("UTC") : time.OffsetText(false);
    case 4: return time.OffsetText(false);
    case 5: return time.OffsetText(true);
    default: return BadVerb(verb, "timezone must be Z, ZZZZ, or ZZZZZ");
  }
}

Text OneVerb(const std::string& verb, const Timestamp& time, const Timestamp::Fields& at) {
  switch (verb[0]) {
    case 'Y':
      if (verb.size() == 2) return TwoDigits(at.year % 100);
      if (verb.size() == 4) {
        return std::string(at.year < 1000 ? 4 - std::to_string(at.year).size() : 0, '0') + std::to_string(at.year);
      }
      return BadVerb(verb, "year must either be \"YY\" or \"YYYY\"");
    case 'M': return Month(verb, at.month);
    case 'D': return Number(verb, at.day, "day of month");
    case 'E':
      if (verb.size() == 3) return std::string(kDays[static_cast<std::size_t>(at.weekday)]).substr(0, 3);
      if (verb.size() == 4) return std::string(kDays[static_cast<std::size_t>(at.weekday)]);
      return BadVerb(verb, "day of week must either be \"EEE\" or \"EEEE\"");
    case 'h': return Number(verb, at.hour, "24-hour");
    case 'H': return Number(verb, at.hour % 12 == 0 ? 12 : at.hour % 12, "12-hour");
    case 'A':
    case 'a':
      if (verb.size() != 2) return BadVerb(verb, verb[0] == 'A' ? "must be \"AA\"" : "must be \"aa\"");
      if (verb[0] == 'A') return std::string(at.hour < 12 ? "AM" : "PM");
      return std::string(at.hour < 12 ? "am" : "pm");
    case 'm': return Number(verb, at.minute, "minute");
    case 's': return Number(verb, at.second, "second");
    case 'Z': return Zone(verb, time);
    default: return BadVerb(verb, "letters must be quoted unless they are a verb");
  }
}

// The text between quotes; two quotes in a row are one, also where nothing else is quoted.
Text Literal(const std::string& format, std::size_t& at) {
  std::string out;
  for (std::size_t i = at + 1; i < format.size(); ++i) {
    if (format[i] != '\'') {
      out += format[i];
    } else if (i + 1 < format.size() && format[i + 1] == '\'') {
      out += format[i++];
    } else {
      at = i + 1;
      return out.empty() ? "'" : out;
    }
  }
  return ArgumentError(0, "unterminated literal '");
}

FunctionResult FormatDate(Arguments arguments, const Type&) {
  const std::string& format = arguments[0].AsString();
  const auto time = ParseTimestamp(arguments[1].AsString());
  if (!time.ok()) return ArgumentError(1, time.error());
  const Timestamp::Fields fields = time->At();
  std::string out;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '\'' && !IsAsciiLetter(format[at])) {
      out += format[at++];
      continue;
    }
    Text part = std::string();
    if (format[at] == '\'') {
      part = Literal(format, at);
    } else {
      const std::size_t end = std::min(format.find_first_not_of(format[at], at), format.size());
      part = OneVerb(format.substr(at, end - at), *time, fields);
      at = end;
    }
    if (!part.ok()) return part.error();
    out += *part;
  }
  return Value::String(std::move(out));
}

FunctionResult TimeAdd(Arguments arguments, const Type&) {
  auto time = ParseTimestamp(arguments[0].AsString());
  if (!time.ok()) return Failure(time.error());
  const auto duration = ParseDuration(arguments[1].AsString());
  if (!duration) return Failure("time: invalid duration " + Shown(arguments[1]));
  constexpr std::int64_t kSecond = 1000000000;
  std::int64_t nanoseconds = time->nanoseconds + duration->count() % kSecond;
  time->seconds += duration->count() / kSecond;
  if (nanoseconds < 0) {
    nanoseconds += kSecond;
    --time->seconds;
  }
  time->seconds += nanoseconds / kSecond;
  const int year = time->At().year;
  if (year < 0 || year > 9999) return Failure("the result is out of the range of timestamps");
  return Value::String(time->Text());
}

FunctionResult TimeCmp(Arguments arguments, const Type&) {
  const auto a = ParseTimestamp(arguments[0].AsString());
  const auto b = ParseTimestamp(arguments[1].AsString());
  if (!a.ok()) return ArgumentError(0, a.error());
  if (!b.ok()) return ArgumentError(1, b.error());
  if (a->seconds != b->seconds) return Value::Int(a->seconds < b->seconds ? -1 : 1);
  return Value::Int((a->nanoseconds > b->nanoseconds) - (a->nanoseconds < b->nanoseconds));
}

Value TextOf(Time time) { return Value::String(Timestamp{.seconds = UnixSeconds(time)}.Text()); }

}  // namespace

void AddDates(Catalogue& catalogue, const Options& options) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  const Clock* clock = options.pure_only ? nullptr : options.clock;
  const auto plan_timestamp = options.plan_timestamp;
  Define(catalogue, Function("formatdate", "The time in another format.", {Plain("format", text), Plain("time", text)},
                             returns, FormatDate)
                        .NeverNull());
  Define(catalogue, Function("timeadd", "The time with a duration added.",
                             {Plain("timestamp", text), Plain("duration", text)}, returns, TimeAdd)
                        .NeverNull());
  Define(catalogue,
         Function("timecmp", "-1, 0 or 1: the first time is earlier, the same or later.",
                  {Plain("timestamp_a", text), Plain("timestamp_b", text)}, Function::Returns(Type::Number()), TimeCmp)
             .NeverNull());
  Define(catalogue, Function("timestamp", "Now.", {}, returns, [clock](Arguments, const Type& type) -> FunctionResult {
                      return clock == nullptr ? Value::Unknown(type) : TextOf(clock->Now());
                    }).NeverNull());
  Define(catalogue, Function("plantimestamp", "The time at which the plan was made.", {}, returns,
                             [plan_timestamp](Arguments, const Type& type) -> FunctionResult {
                               return plan_timestamp ? TextOf(*plan_timestamp) : Value::Unknown(type);
                             })
                        .NeverNull());
}

}  // namespace rolecall::functions
