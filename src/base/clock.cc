#include "base/clock.h"

#include <array>

namespace rolecall {
namespace {

struct Fields {
  int year, month, day, hour, minute, second;
  int micros;
  unsigned weekday;
};

Fields Split(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {int(date.year()),
          int(unsigned(date.month())),
          int(unsigned(date.day())),
          int(clock.hours().count()),
          int(clock.minutes().count()),
          int(clock.seconds().count()),
          int(clock.subseconds().count()),
          std::chrono::weekday(day).c_encoding()};
}

// A text as it grows, in place: every answer and every audit record has several times.
class TimeText {
 public:
  // Filled with zeros in front.
  TimeText& Number(int value, std::size_t digits) {
    for (std::size_t at = size_ + digits; at > size_; value /= 10) place_[--at] = static_cast<char>('0' + value % 10);
    size_ += digits;
    return *this;
  }
  TimeText& Text(std::string_view text) {
    size_ += text.copy(place_.data() + size_, place_.size() - size_);
    return *this;
  }
  TimeText& TimeOfDay(const Fields& f, std::string_view separator) {
    return Number(f.hour, 2).Text(separator).Number(f.minute, 2).Text(separator).Number(f.second, 2);
  }
  TimeText& DateAndTime(const Fields& f, std::string_view in_date, std::string_view in_time) {
    Number(f.year, 4).Text(in_date).Number(f.month, 2).Text(in_date).Number(f.day, 2);
    return Text("T").TimeOfDay(f, in_time);
  }
  std::string Take() const { return std::string(place_.data(), size_); }

 private:
  std::array<char, 64> place_;  // the longest is HTTP's, with 29
  std::size_t size_ = 0;
};

// Reads exactly `count` digits at `at`, moving it on.
bool ReadDigits(std::string_view text, std::size_t& at, int count, int& out) {
  out = 0;
  for (int i = 0; i < count; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return false;
    out = out * 10 + (text[at] - '0');
  }
  return true;
}

bool ReadChar(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

std::optional<Time> Join(const Fields& f) {
  const std::chrono::year_month_day date{std::chrono::year(f.year), std::chrono::month(unsigned(f.month)),
                                         std::chrono::day(unsigned(f.day))};
  if (!date.ok() || f.hour > 23 || f.minute > 59 || f.second > 60) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(f.hour) + std::chrono::minutes(f.minute) +
         std::chrono::seconds(f.second) + std::chrono::microseconds(f.micros);
}

}  // namespace

Time SystemClock::Now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::int64_t UnixSeconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Time FromUnixSeconds(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

std::string FormatIso8601(Time time) { return TimeText().DateAndTime(Split(time), "-", ":").Text("Z").Take(); }

std::string FormatIso8601Millis(Time time) {
  const Fields f = Split(time);
  return TimeText().DateAndTime(f, "-", ":").Text(".").Number(f.micros / 1000, 3).Text("Z").Take();
}

std::string FormatAmzDate(Time time) { return TimeText().DateAndTime(Split(time), "", "").Text("Z").Take(); }

std::string FormatHttpDate(Time time) {
  static constexpr std::array kDays = {"Sun, ", "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, "};
  static constexpr std::array kMonths = {" Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ",
                                         " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec "};
  const Fields f = Split(time);
  TimeText text;
  text.Text(kDays[f.weekday]).Number(f.day, 2).Text(kMonths[static_cast<std::size_t>(f.month - 1)]).Number(f.year, 4);
  return text.Text(" ").TimeOfDay(f, ":").Text(" GMT").Take();
}

std::optional<Time> ParseRfc3339(std::string_view text) {
  Fields f{};
  std::size_t at = 0;
  const bool date_and_time = ReadDigits(text, at, 4, f.year) && ReadChar(text, at, '-') &&
                             ReadDigits(text, at, 2, f.month) && ReadChar(text, at, '-') &&
                             ReadDigits(text, at, 2, f.day) && (ReadChar(text, at, 'T') || ReadChar(text, at, 't')) &&
                             ReadDigits(text, at, 2, f.hour) && ReadChar(text, at, ':') &&
                             ReadDigits(text, at, 2, f.minute) && ReadChar(text, at, ':') &&
                             ReadDigits(text, at, 2, f.second);
  if (!date_and_time) return std::nullopt;
  if (ReadChar(text, at, '.')) {
    int scale = 100000;
    const std::size_t first = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
      f.micros += (text[at] - '0') * scale;
    }
    if (at == first) return std::nullopt;
  }
  std::chrono::minutes offset(0);
  if (!ReadChar(text, at, 'Z') && !ReadChar(text, at, 'z')) {
    const bool minus = at < text.size() && text[at] == '-';
    int hours = 0;
    int minutes = 0;
    if (!(ReadChar(text, at, '+') || ReadChar(text, at, '-')) || !ReadDigits(text, at, 2, hours) ||
        !ReadChar(text, at, ':') || !ReadDigits(text, at, 2, minutes) || hours > 23 || minutes > 59) {
      return std::nullopt;
    }
    offset = std::chrono::minutes((minus ? -1 : 1) * (hours * 60 + minutes));
  }
  if (at != text.size()) return std::nullopt;
  const std::optional<Time> local = Join(f);
  if (!local) return std::nullopt;
  return *local - offset;
}

std::optional<Time> ParseAmzDate(std::string_view text) {
  Fields f{};
  std::size_t at = 0;
  const bool good = ReadDigits(text, at, 4, f.year) && ReadDigits(text, at, 2, f.month) &&
                    ReadDigits(text, at, 2, f.day) && ReadChar(text, at, 'T') && ReadDigits(text, at, 2, f.hour) &&
                    ReadDigits(text, at, 2, f.minute) && ReadDigits(text, at, 2, f.second) && ReadChar(text, at, 'Z') &&
                    at == text.size();
  return good ? Join(f) : std::nullopt;
}

}  // namespace rolecall
