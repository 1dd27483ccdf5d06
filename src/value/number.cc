#include "value/number.h"

#include <mpfr.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace rolecall::value {
namespace {

// The precision of numbers that are written in configuration, and of results.
constexpr mpfr_prec_t kPrecision = 512;
constexpr mpfr_prec_t kDoublePrecision = 53;
// Bounds of what Parse() takes: nobody writes more, and each digit costs memory when printed.
constexpr std::size_t kMaxDigits = 4096;
constexpr long kMaxExponent = 10000;

}  // namespace

struct Number::Big {
  explicit Big(mpfr_prec_t precision) { mpfr_init2(number, precision); }
  ~Big() { mpfr_clear(number); }
  Big(const Big&) = delete;
  Big& operator=(const Big&) = delete;

  mpfr_t number;
};

namespace {

using Big = Number::Big;
using MutableBig = std::shared_ptr<Number::Big>;

// Reads "[-+]digits[.digits][e[-+]digits]" with at least one digit in the mantissa.
struct Decimal {
  std::size_t digits = 0;
  bool is_integer = true;
  long exponent = 0;
  bool good = false;
};

Decimal Scan(std::string_view text) {
  Decimal scan;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  for (; at < text.size() && IsAsciiDigit(text[at]); ++at) ++scan.digits;
  if (at < text.size() && text[at] == '.') {
    scan.is_integer = false;
    for (++at; at < text.size() && IsAsciiDigit(text[at]); ++at) ++scan.digits;
  }
  if (scan.digits == 0) return scan;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    scan.is_integer = false;
    ++at;
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size()) return scan;
    for (; at < text.size() && IsAsciiDigit(text[at]); ++at) {
      scan.exponent = std::min(scan.exponent * 10 + (text[at] - '0'), kMaxExponent + 1);
    }
    if (negative) scan.exponent = -scan.exponent;
  }
  scan.good = at == text.size();
  return scan;
}

// The nearest decimal of `count` digits, and its exponent: 0.DIGITS * 10^exponent.
std::string NearestDigits(const mpfr_t number, std::size_t count, mpfr_exp_t& exponent) {
  char* raw = mpfr_get_str(nullptr, &exponent, 10, count, number, MPFR_RNDN);
  std::string digits = raw[0] == '-' ? raw + 1 : raw;
  mpfr_free_str(raw);
  return digits;
}

bool RoundTrips(const mpfr_t number, const std::string& digits, mpfr_exp_t exponent) {
  Big back(mpfr_get_prec(number));
  const std::string text = "0." + digits + "e" + std::to_string(exponent);
  mpfr_set_str(back.number, text.c_str(), 10, MPFR_RNDN);
  return mpfr_cmpabs(back.number, number) == 0;
}

// The shortest digits that read back to the number at its own precision. More digits are never further from the
// number than fewer, so that bisection finds the count.
std::string ShortestDigits(const mpfr_t number, mpfr_exp_t& exponent) {
  std::size_t low = 1;
  std::size_t high = mpfr_get_str_ndigits(10, mpfr_get_prec(number));
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const std::string digits = NearestDigits(number, middle, exponent);
    if (RoundTrips(number, digits, exponent)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  std::string digits = NearestDigits(number, high, exponent);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return digits;
}

std::string PlaceDigits(const std::string& digits, mpfr_exp_t exponent) {
  if (exponent <= 0) return "0." + std::string(static_cast<std::size_t>(-exponent), '0') + digits;
  const auto point = static_cast<std::size_t>(exponent);
  if (digits.size() <= point) return digits + std::string(point - digits.size(), '0');
  return digits.substr(0, point) + "." + digits.substr(point);
}

}  // namespace

// What number.cc and formatted output need of the inside.
struct NumberAccess {
  static Number Wrap(MutableBig big) {
    Number number;
    if (mpfr_nan_p(big->number)) return number;
    const bool is_negative_zero = mpfr_zero_p(big->number) && mpfr_signbit(big->number);
    if (!is_negative_zero && mpfr_integer_p(big->number) && mpfr_fits_slong_p(big->number, MPFR_RNDN)) {
      number.small_ = mpfr_get_si(big->number, MPFR_RNDN);
      return number;
    }
    number.big_ = std::move(big);
    return number;
  }

  // The number as MPFR's, made if it is a small one.
  static std::shared_ptr<const Big> Open(const Number& number) {
    if (number.big_ != nullptr) return number.big_;
    auto big = std::make_shared<Big>(kPrecision);
    mpfr_set_si(big->number, number.small_, MPFR_RNDN);
    return big;
  }

  using Operation = int (*)(mpfr_t, const mpfr_t, const mpfr_t, mpfr_rnd_t);
  static Number Apply(Operation operation, const Number& a, const Number& b) {
    const auto left = Open(a);
    const auto right = Open(b);
    auto result = std::make_shared<Big>(std::max(mpfr_get_prec(left->number), mpfr_get_prec(right->number)));
    operation(result->number, left->number, right->number, MPFR_RNDN);
    return Wrap(std::move(result));
  }

  using Rounding = int (*)(mpfr_t, const mpfr_t);
  static Number Round(Rounding rounding, const Number& number) {
    if (number.big_ == nullptr || mpfr_inf_p(number.big_->number)) return number;
    auto result = std::make_shared<Big>(mpfr_get_prec(number.big_->number));
    rounding(result->number, number.big_->number);
    if (mpfr_zero_p(result->number)) mpfr_abs(result->number, result->number, MPFR_RNDN);
    return Wrap(std::move(result));
  }

  static Number Infinity(int sign) {
    auto big = std::make_shared<Big>(kDoublePrecision);
    mpfr_set_inf(big->number, sign);
    return Wrap(std::move(big));
  }
};

Number Number::FromDouble(double number) {
  auto big = std::make_shared<Big>(kDoublePrecision);
  mpfr_set_d(big->number, number, MPFR_RNDN);
  return NumberAccess::Wrap(std::move(big));
}

Number Number::PositiveInfinity() { return NumberAccess::Infinity(1); }
Number Number::NegativeInfinity() { return NumberAccess::Infinity(-1); }

std::optional<Number> Number::Parse(std::string_view text) {
  const Decimal scan = Scan(text);
  if (!scan.good || scan.digits > kMaxDigits || std::abs(scan.exponent) > kMaxExponent) return std::nullopt;
  if (scan.is_integer && scan.digits <= 18) {
    std::int64_t integer = 0;
    for (const char c : text) {
      if (IsAsciiDigit(c)) integer = integer * 10 + (c - '0');
    }
    return Number(text[0] == '-' ? -integer : integer);
  }
  auto big = std::make_shared<Big>(kPrecision);
  mpfr_set_str(big->number, std::string(text).c_str(), 10, MPFR_RNDN);
  return NumberAccess::Wrap(std::move(big));
}

std::optional<Number> Number::ParseInteger(std::string_view text, int base) {
  if (base < 2 || base > 62 || text.empty() || text.size() > kMaxDigits) return std::nullopt;
  const bool negative = text[0] == '-';
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  // MPFR's own letters differ from Go's above base 36 (upper before lower), so digits are folded in by hand.
  Big digit(kPrecision);
  auto sum = std::make_shared<Big>(static_cast<mpfr_prec_t>(std::max<std::size_t>(text.size() * 6 + 8, kPrecision)));
  mpfr_set_zero(sum->number, 1);
  for (const char c : text) {
    int worth = 99;
    if (IsAsciiDigit(c)) worth = c - '0';
    if (c >= 'a' && c <= 'z') worth = c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') worth = c - 'A' + (base <= 36 ? 10 : 36);
    if (worth >= base) return std::nullopt;
    mpfr_mul_si(sum->number, sum->number, base, MPFR_RNDN);
    mpfr_add_si(sum->number, sum->number, worth, MPFR_RNDN);
  }
  if (negative && !mpfr_zero_p(sum->number)) mpfr_neg(sum->number, sum->number, MPFR_RNDN);
  return NumberAccess::Wrap(std::move(sum));
}

bool Number::IsInteger() const { return big_ == nullptr || mpfr_integer_p(big_->number) != 0; }
bool Number::IsInfinite() const { return big_ != nullptr && mpfr_inf_p(big_->number) != 0; }

int Number::Sign() const {
  if (big_ == nullptr) return (small_ > 0) - (small_ < 0);
  const int sign = mpfr_sgn(big_->number);
  return (sign > 0) - (sign < 0);
}

std::optional<std::int64_t> Number::ToInt64() const {
  if (big_ == nullptr) return small_;
  return mpfr_zero_p(big_->number) != 0 ? std::optional<std::int64_t>(0) : std::nullopt;
}

double Number::ToDouble() const {
  return big_ == nullptr ? static_cast<double>(small_) : mpfr_get_d(big_->number, MPFR_RNDN);
}

std::string Number::Text() const {
  if (big_ == nullptr) return std::to_string(small_);
  if (mpfr_inf_p(big_->number)) return Sign() < 0 ? "-Inf" : "+Inf";
  if (mpfr_zero_p(big_->number)) return "-0";  // the other zero is a small number
  mpfr_exp_t exponent = 0;
  const std::string digits = ShortestDigits(big_->number, exponent);
  return (Sign() < 0 ? "-" : "") + PlaceDigits(digits, exponent);
}

std::string Number::Printed(char verb, int precision) const {
  const auto big = NumberAccess::Open(*this);
  if (mpfr_inf_p(big->number)) return Text();
  const int bounded = std::clamp(precision, 0, 10000);
  const char format[] = {'%', '.', '*', 'R', 'N', verb, '\0'};
  char* raw = nullptr;
  if (mpfr_asprintf(&raw, format, bounded, big->number) < 0) return Text();
  std::string text = raw;
  mpfr_free_str(raw);
  return text;
}

std::string Number::IntegerText(int base) const {
  if (big_ == nullptr && base == 10) return std::to_string(small_);
  const Number whole = Trunc();
  if (whole.IsInfinite()) return whole.Text();
  const auto big = NumberAccess::Open(whole);
  if (mpfr_zero_p(big->number)) return "0";
  mpfr_exp_t exponent = 0;
  // An integer's digits are all of it: as many as the exponent says.
  const auto bits = static_cast<std::size_t>(mpfr_get_exp(big->number));
  const auto count = static_cast<std::size_t>(static_cast<double>(bits) / std::log2(base)) + 3;
  char* raw = mpfr_get_str(nullptr, &exponent, base, count, big->number, MPFR_RNDZ);
  const std::string digits = raw;
  mpfr_free_str(raw);
  const std::size_t sign = digits[0] == '-' ? 1 : 0;
  return digits.substr(0, sign + static_cast<std::size_t>(exponent));
}

Number Number::operator-() const {
  const bool stays_small = small_ != 0 && small_ != std::numeric_limits<std::int64_t>::min();
  if (big_ == nullptr && stays_small) return Number(-small_);
  const auto open = NumberAccess::Open(*this);
  auto result = std::make_shared<Big>(mpfr_get_prec(open->number));
  mpfr_neg(result->number, open->number, MPFR_RNDN);
  return NumberAccess::Wrap(std::move(result));
}

Number operator+(const Number& a, const Number& b) {
  std::int64_t sum = 0;
  if (a.big_ == nullptr && b.big_ == nullptr && !__builtin_add_overflow(a.small_, b.small_, &sum)) return Number(sum);
  return NumberAccess::Apply(mpfr_add, a, b);
}

Number operator-(const Number& a, const Number& b) {
  std::int64_t difference = 0;
  if (a.big_ == nullptr && b.big_ == nullptr && !__builtin_sub_overflow(a.small_, b.small_, &difference)) {
    return Number(difference);
  }
  return NumberAccess::Apply(mpfr_sub, a, b);
}

Number operator*(const Number& a, const Number& b) {
  std::int64_t product = 0;
  if (a.big_ == nullptr && b.big_ == nullptr && !__builtin_mul_overflow(a.small_, b.small_, &product)) {
    return Number(product);
  }
  return NumberAccess::Apply(mpfr_mul, a, b);
}

Number operator/(const Number& a, const Number& b) {
  if (a.big_ == nullptr && b.big_ == nullptr && b.small_ > 0 && a.small_ % b.small_ == 0) {
    return Number(a.small_ / b.small_);
  }
  return NumberAccess::Apply(mpfr_div, a, b);
}

Number Number::Modulo(const Number& a, const Number& b) {
  if (a.big_ == nullptr && b.big_ == nullptr && b.small_ > 0) return Number(a.small_ % b.small_);
  if (a.IsInfinite() || b.IsInfinite()) return PositiveInfinity();
  return a - b * (a / b).Trunc();
}

Number Number::Abs() const { return ToInt64() == 0 ? Number() : Sign() < 0 ? -*this : *this; }
Number Number::Floor() const { return NumberAccess::Round(mpfr_floor, *this); }
Number Number::Ceil() const { return NumberAccess::Round(mpfr_ceil, *this); }
Number Number::Trunc() const { return NumberAccess::Round(mpfr_trunc, *this); }

std::strong_ordering Number::operator<=>(const Number& other) const {
  if (big_ == nullptr && other.big_ == nullptr) return small_ <=> other.small_;
  if (big_ == other.big_) return std::strong_ordering::equal;
  int order = 0;
  if (big_ == nullptr) {
    order = -mpfr_cmp_si(other.big_->number, small_);
  } else if (other.big_ == nullptr) {
    order = mpfr_cmp_si(big_->number, other.small_);
  } else {
    order = mpfr_cmp(big_->number, other.big_->number);
  }
  return order <=> 0;
}

}  // namespace rolecall::value
