#include "functions/notation/timestamp.h"

#include <chrono>
#include <cstdio>
#include <limits>

#include "base/text.h"
#include "json/document.h"

namespace rolecall::functions {
namespace {

using Error = std::string;

// Reads the parts one after the other; after the first failure nothing more is read.
class TimestampReader {
 public:
  explicit TimestampReader(std::string_view text) : text_(text) {}

  int Number(int digits, const char* what, int low, int high) {
    if (!error_.empty()) return 0;
    int number = 0;
    for (int i = 0; i < digits; ++i) {
      if (at_ >= text_.size()) return Fail(std::string("end of string before ") + what);
      if (!IsAsciiDigit(text_[at_])) {
        return Fail("cannot use " + json::Quoted(text_.substr(at_ - static_cast<std::size_t>(i))) + " as " + what);
      }
      number = number * 10 + (text_[at_++] - '0');
    }
    if (number < low || number > high) return Fail(std::string(what) + " out of range");
    return number;
  }

  void Expect(char wanted) {
    if (!error_.empty()) return;
    if (at_ < text_.size() && text_[at_] == wanted) {
      ++at_;
    } else if (wanted == 'T') {
      Fail("missing required time introducer 'T'");
    } else if (at_ >= text_.size()) {
      Fail(std::string("end of string where \"") + wanted + "\" is expected");
    } else {
      Fail("found " + json::Quoted(text_.substr(at_)) + " where \"" + wanted + "\" is expected");
    }
  }

  std::int32_t Fraction() {
    if (!error_.empty() || at_ + 1 >= text_.size() || text_[at_] != '.' || !IsAsciiDigit(text_[at_ + 1])) return 0;
    std::int32_t nanoseconds = 0;
    std::int32_t worth = 100000000;
    for (++at_; at_ < text_.size() && IsAsciiDigit(text_[at_]); ++at_, worth /= 10) {
      nanoseconds += (text_[at_] - '0') * worth;
    }
    return nanoseconds;
  }

  int Offset() {
    if (!error_.empty()) return 0;
    if (at_ >= text_.size()) return Fail("end of string before UTC offset");
    const char sign = text_[at_];
    if (sign == 'Z') {
      ++at_;
      return 0;
    }
    if (sign != '+' && sign != '-') return Fail("cannot use " + json::Quoted(text_.substr(at_)) + " as UTC offset");
    ++at_;
    const int hours = Number(2, "UTC offset", 0, 23);
    Expect(':');
    const int minutes = Number(2, "UTC offset", 0, 59);
    return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }

  void End() {
    if (error_.empty() && at_ < text_.size()) Fail("extra text: \"" + std::string(text_.substr(at_)) + "\"");
  }

  int Fail(std::string why) {
    if (error_.empty()) error_ = "not a valid RFC3339 timestamp: " + std::move(why);
    return 0;
  }
  const Error& error() const { return error_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  Error error_;
};

}  // namespace

std::optional<std::int64_t> SecondsOf(int year, int month, int day, int hour, int minute, int second) {
  using namespace std::chrono;  // NOLINT: the calendar's names
  const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return std::int64_t{sys_days(date).time_since_epoch().count()} * 86400 + hour * 3600 + minute * 60 + second;
}

Timestamp::Fields Timestamp::At() const {
  using namespace std::chrono;  // NOLINT: the calendar's names
  const sys_seconds local{std::chrono::seconds(seconds + offset)};
  const auto today = floor<days>(local);
  const year_month_day date(today);
  const auto rest = static_cast<int>((local - today).count());
  return {int(date.year()),
          static_cast<int>(unsigned(date.month())),
          static_cast<int>(unsigned(date.day())),
          rest / 3600,
          rest / 60 % 60,
          rest % 60,
          static_cast<int>(weekday(today).c_encoding())};
}

std::string Timestamp::OffsetText(bool with_colon) const {
  char text[16];
  const int minutes = (offset < 0 ? -offset : offset) / 60;
  std::snprintf(text, sizeof text, with_colon ? "%c%02d:%02d" : "%c%02d%02d", offset < 0 ? '-' : '+', minutes / 60,
                minutes % 60);
  return text;
}

std::string Timestamp::Text() const {
  const Fields at = At();
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", at.year, at.month, at.day, at.hour, at.minute,
                at.second);
  return text + (offset == 0 ? std::string("Z") : OffsetText(true));
}

Expected<Timestamp, std::string> ParseTimestamp(std::string_view text) {
  TimestampReader reader(text);
  const int year = reader.Number(4, "year", 0, 9999);
  reader.Expect('-');
  const int month = reader.Number(2, "month", 1, 12);
  reader.Expect('-');
  const int day = reader.Number(2, "day of month", 1, 31);
  reader.Expect('T');
  const int hour = reader.Number(2, "hour", 0, 23);
  reader.Expect(':');
  const int minute = reader.Number(2, "minute", 0, 59);
  reader.Expect(':');
  const int second = reader.Number(2, "second", 0, 59);
  Timestamp timestamp;
  timestamp.nanoseconds = reader.Fraction();
  timestamp.offset = reader.Offset();
  reader.End();
  if (!reader.error().empty()) return Expected<Timestamp, std::string>(reader.error());
  const auto seconds = SecondsOf(year, month, day, hour, minute, second);
  if (!seconds) return std::string("not a valid RFC3339 timestamp: day out of range");
  timestamp.seconds = *seconds - timestamp.offset;
  return timestamp;
}

}  // namespace rolecall::functions
