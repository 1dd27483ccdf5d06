#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rolecall {
namespace {

// Eight bytes at once: whether all are ASCII and none is zero.
bool AreCleanAscii(const char* bytes) {
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  // The second term has a high bit where a byte is zero (exact as long as no byte has its own).
  return (word & kHigh) == 0 && ((word - kOnes) & kHigh) == 0;
}

}  // namespace

// RFC 3629 section 4, its table of byte sequences.
std::size_t Utf8Length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto is_tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return is_tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;   // not shorter
    const unsigned high = first == 0xED ? 0x9F : 0xBF;  // no surrogates
    return is_tail(1, low, high) && is_tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return is_tail(1, low, high) && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

bool IsCleanUtf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = 0;
    if (text.size() >= 8 && AreCleanAscii(text.data())) {
      length = 8;
    } else {
      length = Utf8Length(text);
      if (length == 0 || text.front() == '\0') return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string_view FirstCharacters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  constexpr unsigned kTailMask = 0xC0, kTail = 0x80;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & kTailMask) == kTail) --most;
  return text.substr(0, most);
}

}  // namespace rolecall
