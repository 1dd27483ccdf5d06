#include "crypto/one_time_code.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::uint32_t kCodes = 1000000;

int Base32Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

// Without padding; empty: no base32.
Secret DecodeSeed(std::string_view text) {
  std::string bytes;
  std::uint32_t pending = 0;
  int bits = 0;
  for (char c : text) {
    const int value = Base32Value(c);
    if (value < 0) return Secret();
    pending = (pending << 5) | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<char>((pending >> bits) & 0xff));
    }
  }
  return Secret(std::move(bytes));
}

// RFC 4226, section 5.3: "Let OffsetBits be the low-order 4 bits of String[19] … Return the Last 31 bits of P".
std::string CodeOf(const Secret& key, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (int i = 0; i < 8; ++i) counter[static_cast<std::size_t>(i)] = static_cast<unsigned char>(step >> (56 - 8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  const bool done = HMAC(FetchedDigest(DigestKind::kSha1), key.Reveal().data(), static_cast<int>(key.Reveal().size()),
                         counter.data(), counter.size(), mac.data(), &size) != nullptr;
  ROLECALL_CHECK(done && size == 20);
  const std::size_t at = mac[19] & 0x0f;
  const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7f) << 24) |
                               (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                               (static_cast<std::uint32_t>(mac[at + 2]) << 8) | mac[at + 3];
  std::string digits = std::to_string(number % kCodes);
  return std::string(kCodeDigits - digits.size(), '0') + digits;
}

// `fits` says of a step whether it is looked for.
template <typename F>
std::optional<std::int64_t> FindStep(StepWindow window, F fits) {
  std::optional<std::int64_t> found;
  const std::int64_t last = std::min(window.last, window.first + kMaxWindow - 1);
  for (std::int64_t step = window.first; step <= last; ++step) {
    if (fits(step)) found = step;
  }
  return found;
}

}  // namespace

std::int64_t OneTimeStep(Time time) { return UnixSeconds(time) / kStepSeconds; }

Time TimeOfStep(std::int64_t step) { return FromUnixSeconds(step * kStepSeconds); }

std::string OneTimeCode(const Secret& base32_seed, std::int64_t step) {
  const Secret key = DecodeSeed(base32_seed.Reveal());
  return key.empty() ? "" : CodeOf(key, step);
}

std::optional<std::int64_t> FindCode(const Secret& base32_seed, std::string_view code, StepWindow window) {
  const Secret key = DecodeSeed(base32_seed.Reveal());
  if (key.empty()) return std::nullopt;
  return FindStep(window, [&](std::int64_t step) { return ConstantTimeEquals(CodeOf(key, step), code); });
}

std::optional<std::int64_t> FindConsecutiveCodes(const Secret& base32_seed, std::string_view first,
                                                 std::string_view second, StepWindow window) {
  const Secret key = DecodeSeed(base32_seed.Reveal());
  if (key.empty()) return std::nullopt;
  return FindStep(window, [&](std::int64_t step) {
    const bool is_first = ConstantTimeEquals(CodeOf(key, step), first);
    const bool is_second = ConstantTimeEquals(CodeOf(key, step + 1), second);
    return is_first && is_second;
  });
}

}  // namespace rolecall::crypto
