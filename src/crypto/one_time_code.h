// One-time codes of authenticator apps: TOTP (RFC 6238) with what all of them take: HMAC-SHA-1, steps of 30 seconds,
// six digits; and the base32 (RFC 4648, section 6) in which their seeds are written.
//
//   Secret seed(RandomBase32(random, crypto::kSeedLetters));                     // as people see it
//   std::optional<std::int64_t> step = crypto::FindCode(seed, "123456", {.first = now - 2, .last = now + 1});
//   crypto::OneTimeCode(seed, crypto::OneTimeStep(clock.Now()))                  // "755224"
//
// Codes are compared in constant time; every step of the window is looked at whichever one fits. A seed that is no
// base32 has no codes. Whoever accepts a code remembers its step and takes no older one again (RFC 6238, section 5.2).
// Pure; any thread.
#ifndef ROLECALL_CRYPTO_ONE_TIME_CODE_H_
#define ROLECALL_CRYPTO_ONE_TIME_CODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"

namespace rolecall::crypto {

inline constexpr std::size_t kSeedLetters = 64;  // 40 bytes, as AWS's virtual MFA devices have
inline constexpr std::size_t kCodeDigits = 6;

// The number of 30-second steps since 1970.
std::int64_t OneTimeStep(Time time);
// When the step begins.
Time TimeOfStep(std::int64_t step);

// Six digits; "" if the seed is no base32.
std::string OneTimeCode(const Secret& base32_seed, std::int64_t step);

struct StepWindow {
  std::int64_t first = 0, last = 0;  // both included; at most kMaxWindow steps are looked at
};
inline constexpr std::int64_t kMaxWindow = 4096;

// The latest step of the window whose code this is.
std::optional<std::int64_t> FindCode(const Secret& base32_seed, std::string_view code, StepWindow window);
// The latest step whose code is `first` and whose successor's is `second`.
std::optional<std::int64_t> FindConsecutiveCodes(const Secret& base32_seed, std::string_view first,
                                                 std::string_view second, StepWindow window);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_ONE_TIME_CODE_H_
