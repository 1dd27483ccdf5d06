#include <chrono>

#include "base/text.h"
#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

// Takes exactly `count` digits.
bool TakeNumber(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!IsAsciiDigit(text[i])) return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// Milliseconds; digits beyond the third are cut off, as AWS does.
bool TakeFraction(std::string_view& text, int& milliseconds) {
  milliseconds = 0;
  int scale = 100;
  std::size_t count = 0;
  for (; count < text.size() && IsAsciiDigit(text[count]); ++count) {
    milliseconds += (text[count] - '0') * scale;
    scale /= 10;
  }
  text.remove_prefix(count);
  return count > 0;
}

bool TakeZone(std::string_view& text, std::int64_t& offset_minutes) {
  offset_minutes = 0;
  if (text.empty() || TakeChar(text, 'Z')) return true;
  bool negative = text[0] == '-';
  if (!TakeChar(text, '+') && !TakeChar(text, '-')) return false;
  int hours = 0, minutes = 0;
  if (!TakeNumber(text, 2, hours)) return false;
  if (!text.empty()) {
    TakeChar(text, ':');
    if (!TakeNumber(text, 2, minutes)) return false;
  }
  if (hours > 23 || minutes > 59) return false;
  offset_minutes = (hours * 60 + minutes) * (negative ? -1 : 1);
  return true;
}

// Milliseconds within the day, zone applied.
std::optional<std::int64_t> ParseTime(std::string_view text) {
  int hour = 0, minute = 0, second = 0, milliseconds = 0;
  std::int64_t zone = 0;
  if (!TakeNumber(text, 2, hour) || !TakeChar(text, ':') || !TakeNumber(text, 2, minute)) return std::nullopt;
  if (TakeChar(text, ':')) {
    if (!TakeNumber(text, 2, second)) return std::nullopt;
    if (TakeChar(text, '.') && !TakeFraction(text, milliseconds)) return std::nullopt;
  }
  if (!TakeZone(text, zone) || !text.empty()) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::int64_t seconds = (static_cast<std::int64_t>(hour) * 60 + minute - zone) * 60 + second;
  return seconds * 1000 + milliseconds;
}

std::optional<std::int64_t> ParseEpochSeconds(std::string_view text) {
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t seconds = 0;
  for (char c : text) {
    if (!IsAsciiDigit(c)) return std::nullopt;
    seconds = seconds * 10 + (c - '0');
  }
  return (negative ? -seconds : seconds) * 1000;
}

}  // namespace

std::optional<std::int64_t> ParseDate(std::string_view text) {
  if (std::optional<std::int64_t> epoch = ParseEpochSeconds(text)) return epoch;
  int year = 0, month = 1, day = 1;
  if (!TakeNumber(text, 4, year) || !TakeChar(text, '-') || !TakeNumber(text, 2, month)) return std::nullopt;
  if (TakeChar(text, '-')) {
    if (!TakeNumber(text, 2, day)) return std::nullopt;
  } else if (!text.empty()) {
    return std::nullopt;
  }
  std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  std::int64_t milliseconds = days * 86400000;
  if (text.empty()) return milliseconds;
  if (!TakeChar(text, 'T')) return std::nullopt;
  std::optional<std::int64_t> time = ParseTime(text);
  if (!time) return std::nullopt;
  return milliseconds + *time;
}

}  // namespace rolecall::policy
