// Number: arbitrary-precision binary floating point with 512 bits of mantissa (MPFR), as Go's
// big.Float of that precision: rounding to nearest even. Small integers are kept without allocation.
#ifndef ROLECALL_VALUE_NUMBER_H_
#define ROLECALL_VALUE_NUMBER_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::value {

class Number {
 public:
  Number() = default;                                // 0
  Number(std::int64_t integer) : small_(integer) {}  // NOLINT: implicit on purpose
  static Number FromDouble(double number);
  static Number PositiveInfinity();
  static Number NegativeInfinity();
  // Decimal text: digits, optional fraction and exponent, optional leading '-'. Nothing if it is not one,
  // or if the exponent is out of bounds.
  static std::optional<Number> Parse(std::string_view text);

  // Digits of that base (2 to 62; letters are digits above 9, lower before upper above 36), optional sign.
  static std::optional<Number> ParseInteger(std::string_view text, int base);

  bool IsInteger() const;
  bool IsInfinite() const;
  int Sign() const;                             // -1, 0, 1
  std::optional<std::int64_t> ToInt64() const;  // nothing if not an integer or too large
  double ToDouble() const;
  // Shortest decimal text that reads back to the same number, without exponent: "0.1", "10000000000".
  std::string Text() const;
  // As C's printf: verb one of e E f g G, with that many digits.
  std::string Printed(char verb, int precision) const;
  // The integer part in another base (2 to 36, lower case).
  std::string IntegerText(int base) const;

  Number operator-() const;
  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b);
  friend Number operator*(const Number& a, const Number& b);
  // The divisor must not be zero.
  friend Number operator/(const Number& a, const Number& b);
  // a - b * trunc(a / b); the divisor must not be zero.
  static Number Modulo(const Number& a, const Number& b);
  // These have no negative zero.
  Number Abs() const;
  Number Floor() const;
  Number Ceil() const;
  Number Trunc() const;

  std::strong_ordering operator<=>(const Number& other) const;
  bool operator==(const Number& other) const { return (*this <=> other) == 0; }

  struct Big;  // the MPFR number; in number.cc only

 private:
  friend struct NumberAccess;
  std::int64_t small_ = 0;
  std::shared_ptr<const Big> big_;  // null: the value is small_
};

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_NUMBER_H_
