#include <algorithm>

#include "base/text.h"
#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

constexpr std::int64_t kMaxExponent = 2147483647;

std::string_view TakeDigits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && IsAsciiDigit(text[count])) ++count;
  std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool TakeSign(std::string_view& text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

std::optional<std::int64_t> TakeExponent(std::string_view& text) {
  if (text.empty()) return 0;
  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  text.remove_prefix(1);
  bool negative = TakeSign(text);
  std::string_view digits = TakeDigits(text);
  if (digits.empty() || !text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (char c : digits) {
    value = value * 10 + (c - '0');
    if (value > kMaxExponent) return std::nullopt;
  }
  return negative ? -value : value;
}

// The digit at `index` of the significant digits; zeros follow the last.
char DigitAt(const Decimal& number, std::size_t index) {
  if (index < number.whole.size()) return number.whole[index];
  index -= number.whole.size();
  return index < number.fraction.size() ? number.fraction[index] : '0';
}

int CompareMagnitudes(const Decimal& a, const Decimal& b) {
  if (a.magnitude != b.magnitude) return a.magnitude < b.magnitude ? -1 : 1;
  std::size_t length = std::max(a.whole.size() + a.fraction.size(), b.whole.size() + b.fraction.size());
  for (std::size_t i = 0; i < length; ++i) {
    char x = DigitAt(a, i), y = DigitAt(b, i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

}  // namespace

std::optional<Decimal> ParseDecimal(std::string_view text) {
  Decimal number;
  number.negative = TakeSign(text);
  number.whole = TakeDigits(text);
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    number.fraction = TakeDigits(text);
  }
  if (number.whole.empty() && number.fraction.empty()) return std::nullopt;
  std::optional<std::int64_t> exponent = TakeExponent(text);
  if (!exponent) return std::nullopt;
  while (!number.whole.empty() && number.whole[0] == '0') number.whole.remove_prefix(1);
  number.magnitude = static_cast<std::int64_t>(number.whole.size()) + *exponent;
  if (number.whole.empty()) {
    while (!number.fraction.empty() && number.fraction[0] == '0') {
      number.fraction.remove_prefix(1);
      --number.magnitude;
    }
  }
  if (number.zero()) number = Decimal{};  // so that 0, -0 and 0e5 are equal
  return number;
}

int CompareDecimals(const Decimal& a, const Decimal& b) {
  if (a.zero() || b.zero()) {
    if (a.zero() && b.zero()) return 0;
    return a.zero() ? (b.negative ? 1 : -1) : (a.negative ? -1 : 1);
  }
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  int magnitudes = CompareMagnitudes(a, b);
  return a.negative ? -magnitudes : magnitudes;
}

}  // namespace rolecall::policy
