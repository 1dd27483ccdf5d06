#include "functions/double_math.h"

#include <cmath>
#include <cstdint>

namespace rolecall::functions {

// As in fdlibm's e_log (Sun Microsystems, 1993), on which Go's is based: x = 2^k * (1 + f) with 1 + f between sqrt(1/2)
// and sqrt(2); log(1 + f) by a polynomial in s = f / (2 + f), whose coefficients are the method's.
double Logarithm(double x) {
  constexpr double kLn2High = 6.93147180369123816490e-01, kLn2Low = 1.90821492927058770002e-10;
  constexpr double kL1 = 6.666666666666735130e-01, kL2 = 3.999999999940941908e-01, kL3 = 2.857142874366239149e-01,
                   kL4 = 2.222219843214978396e-01, kL5 = 1.818357216161805012e-01, kL6 = 1.531383769920937332e-01,
                   kL7 = 1.479819860511658591e-01;
  if (std::isnan(x) || x <= 0 || std::isinf(x)) return std::log(x);
  int exponent = 0;
  double fraction = std::frexp(x, &exponent);
  if (fraction < M_SQRT2 / 2) {
    fraction *= 2;
    --exponent;
  }
  const double f = fraction - 1;
  const double k = exponent;
  const double s = f / (2 + f);
  const double s2 = s * s;
  const double s4 = s2 * s2;
  const double odd = s2 * (kL1 + s4 * (kL3 + s4 * (kL5 + s4 * kL7)));
  const double even = s4 * (kL2 + s4 * (kL4 + s4 * kL6));
  const double half_square = 0.5 * f * f;
  return k * kLn2High - ((half_square - (s * (half_square + (odd + even)) + k * kLn2Low)) - f);
}

// The whole part of the exponent by squaring, with the powers of two apart; the rest by way of the logarithm.
double Power(double x, double y) {
  const bool is_special = x == 0 || x == 1 || y == 0 || y == 1 || !std::isfinite(x) || !std::isfinite(y);
  double whole = 0;
  double rest = std::modf(std::fabs(y), &whole);
  if (is_special || std::fabs(y) == 0.5 || whole >= 0x1p63) {
    return y == -0.5 ? 1 / std::sqrt(x) : y == 0.5 ? std::sqrt(x) : std::pow(x, y);
  }
  if (rest != 0 && x < 0) return std::nan("");
  double result = 1;
  if (rest != 0) {
    if (rest > 0.5) {
      --rest;
      ++whole;
    }
    result = std::exp(rest * Logarithm(x));
  }
  constexpr int kEnough = 1 << 12;  // beyond, it is infinite or 0 whatever follows
  int exponent = 0;
  int square_exponent = 0;
  double square = std::frexp(x, &square_exponent);
  for (auto left = static_cast<std::int64_t>(whole); left != 0; left >>= 1) {
    if (square_exponent < -kEnough || square_exponent > kEnough) {
      exponent += square_exponent;
      break;
    }
    if ((left & 1) != 0) {
      result *= square;
      exponent += square_exponent;
    }
    square *= square;
    square_exponent *= 2;
    if (square < 0.5) {
      square += square;
      --square_exponent;
    }
  }
  return y < 0 ? std::ldexp(1 / result, -exponent) : std::ldexp(result, exponent);
}

}  // namespace rolecall::functions
