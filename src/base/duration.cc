#include "base/duration.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace rolecall {
namespace {

__extension__ using Wide = unsigned __int128;

// The nanoseconds of a unit; 0: no such unit.
std::int64_t UnitNanoseconds(std::string_view unit) {
  if (unit == "ns") return 1;
  if (unit == "us" || unit == "\xC2\xB5s" || unit == "\xCE\xBCs") return 1'000;
  if (unit == "ms") return 1'000'000;
  if (unit == "s") return 1'000'000'000;
  if (unit == "m") return 60'000'000'000;
  return unit == "h" ? 3'600'000'000'000 : 0;
}

std::string_view TakeDigits(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && IsAsciiDigit(text[end])) ++end;
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

// "1.5h", taken off the text, in nanoseconds. In integers: 1.3 seconds are 1300000000, not one less.
std::optional<std::int64_t> TakePart(std::string_view& text) {
  const std::string_view whole = TakeDigits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = TakeDigits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  const std::size_t unit_end = std::min(text.find_first_of(".0123456789"), text.size());
  const std::int64_t unit = UnitNanoseconds(text.substr(0, unit_end));
  text.remove_prefix(unit_end);
  if (unit == 0) return std::nullopt;
  std::int64_t total = 0;
  for (const char digit : whole) {
    if (__builtin_mul_overflow(total, std::int64_t{10}, &total) ||
        __builtin_add_overflow(total, std::int64_t{digit - '0'}, &total)) {
      return std::nullopt;
    }
  }
  if (__builtin_mul_overflow(total, unit, &total)) return std::nullopt;
  // No unit has more than 13 digits of nanoseconds: what comes after 18 digits is nothing in any.
  Wide numerator = 0;
  Wide denominator = 1;
  for (const char digit : fraction.substr(0, 18)) {
    numerator = numerator * 10 + static_cast<unsigned>(digit - '0');
    denominator *= 10;
  }
  const auto rest = static_cast<std::int64_t>(numerator * static_cast<Wide>(unit) / denominator);
  if (__builtin_add_overflow(total, rest, &total)) return std::nullopt;
  return total;
}

}  // namespace

std::optional<std::chrono::nanoseconds> ParseDuration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return std::chrono::nanoseconds(0);
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    const std::optional<std::int64_t> part = TakePart(text);
    if (!part || __builtin_add_overflow(total, *part, &total)) return std::nullopt;
  }
  return std::chrono::nanoseconds(is_negative ? -total : total);
}

std::optional<std::chrono::seconds> ParseWholeSeconds(std::string_view text) {
  const std::optional<std::chrono::nanoseconds> duration = ParseDuration(text);
  if (!duration || duration->count() < 0 || *duration % std::chrono::seconds(1) != std::chrono::nanoseconds(0)) {
    return std::nullopt;
  }
  return std::chrono::duration_cast<std::chrono::seconds>(*duration);
}

}  // namespace rolecall
