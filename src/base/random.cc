#include "base/random.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "base/check.h"

namespace rolecall {
namespace {

// The same letters as by Below() for each, but the bytes for many are drawn at once: drawing takes a lock.
std::string FromAlphabet(Random& random, std::size_t length, std::string_view alphabet) {
  constexpr std::size_t kAtOnce = 64;
  std::array<std::uint8_t, 8 * kAtOnce> bytes;
  std::string text(length, ' ');
  // Values from here on would favour the first letters.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % alphabet.size();
  for (std::size_t first = 0; first < length; first += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, length - first);
    random.Fill(std::span(bytes).first(8 * count));
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t value = 0;
      for (std::size_t k = 0; k < 8; ++k) value = value << 8 | bytes[8 * i + k];
      text[first + i] = alphabet[value < limit ? value % alphabet.size() : random.Below(alphabet.size())];
    }
  }
  return text;
}

}  // namespace

std::uint64_t Random::Below(std::uint64_t bound) {
  ROLECALL_CHECK(bound > 0);
  // Values at or over the largest multiple of `bound` would favour small results: draw again.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t value = 0;
  do {
    std::array<std::uint8_t, 8> bytes;
    Fill(bytes);
    value = 0;
    for (std::uint8_t byte : bytes) value = value << 8 | byte;
  } while (value >= limit);
  return value % bound;
}

void SystemRandom::Fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    ROLECALL_CHECK(got > 0);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

void FakeRandom::Fill(std::span<std::uint8_t> bytes) {
  const std::lock_guard lock(mutex_);
  for (std::uint8_t& byte : bytes) {
    // splitmix64 (Steele, Lea, Flood 2014)
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    byte = static_cast<std::uint8_t>((z ^ (z >> 31)) & 0xff);
  }
}

std::string RandomBase32(Random& random, std::size_t length) {
  return FromAlphabet(random, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::string RandomBase64Text(Random& random, std::size_t length) {
  return FromAlphabet(random, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

std::string RandomHex(Random& random, std::size_t length) { return FromAlphabet(random, length, "0123456789abcdef"); }

std::string RandomUuid(Random& random) {
  std::string text = RandomHex(random, 36);
  for (const std::size_t dash : {8, 13, 18, 23}) text[dash] = '-';
  text[14] = '4';
  text[19] = "89ab"[random.Below(4)];
  return text;
}

}  // namespace rolecall
