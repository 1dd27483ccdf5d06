#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cerrno>

#include "base/check.h"

namespace rolecall {
namespace {

// A byte for each letter: the sizes of these alphabets divide 256, so no letter is favoured.
template <std::size_t N>
std::string FromAlphabet(Random& random, std::size_t length, const char (&alphabet)[N]) {
  constexpr std::size_t kLetters = N - 1;
  static_assert(256 % kLetters == 0);
  std::string text(length, '\0');
  random.Fill(std::span(reinterpret_cast<std::uint8_t*>(text.data()), length));
  for (char& c : text) c = alphabet[static_cast<std::uint8_t>(c) % kLetters];
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
