#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "policy/storable/write_checks.h"

namespace rolecall::policy {
namespace {

// Takes a run of digits that is a number from `low` to `high`.
bool TakeNumber(std::string_view& text, std::int64_t low, std::int64_t high, std::size_t max_digits = 18) {
  std::size_t count = 0;
  std::int64_t value = 0;
  while (count < text.size() && count < max_digits && IsAsciiDigit(text[count])) {
    value = value * 10 + (text[count++] - '0');
  }
  if (count == 0 || value < low || value > high) return false;
  text.remove_prefix(count);
  return true;
}

bool TakeChar(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// YEAR[-MONTH[-DAY]]. Years have the range of a Java date, which counts 64 bits of milliseconds.
bool TakeDate(std::string_view& text) {
  bool negative = TakeChar(text, "-");
  if (!TakeNumber(text, 0, negative ? 292275054 : 292278993)) return false;
  if (!TakeChar(text, "-")) return true;
  if (!TakeNumber(text, 1, 12)) return false;
  return !TakeChar(text, "-") || TakeNumber(text, 1, 31);
}

bool TakeTwoDigits(std::string_view& text, std::int64_t high) {
  std::size_t before = text.size();
  return TakeNumber(text, 0, high, 2) && before - text.size() == 2;
}

// Z or +HH[:MM].
bool TakeZone(std::string_view& text) {
  if (text.empty() || TakeChar(text, "Zz")) return true;
  if (!TakeChar(text, "+-") || !TakeTwoDigits(text, 23)) return false;
  return !TakeChar(text, ":") || TakeTwoDigits(text, 59);
}

// [HOURS[:MINUTES[:SECONDS[.FRACTION]]]][ZONE]; nothing after the T is a time too.
bool TakeTime(std::string_view& text) {
  if (text.empty()) return true;
  if (!TakeNumber(text, 0, 23)) return false;
  if (TakeChar(text, ":") && !TakeNumber(text, 0, 59)) return false;
  if (TakeChar(text, ":") && !TakeNumber(text, 0, 59)) return false;
  if (TakeChar(text, ".") && !TakeNumber(text, 0, 999999999, 9)) return false;
  return TakeZone(text);
}

// Seconds, as many as 64 bits hold. What begins with a minus is a year.
bool IsEpoch(std::string_view text) {
  constexpr std::string_view kMax = "9223372036854775807";
  TakeChar(text, "+");
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  return text.size() < kMax.size() || (text.size() == kMax.size() && text <= kMax);
}

}  // namespace

bool IsStorableDate(std::string_view text) {
  if (IsEpoch(text)) return true;
  if (!TakeDate(text)) return false;
  if (TakeChar(text, "Tt") && !TakeTime(text)) return false;
  return text.empty();
}

}  // namespace rolecall::policy
