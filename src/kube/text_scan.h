// Where plain text ends, eight bytes at a time: most of a review is short ASCII texts. Pure; any thread.
#ifndef ROLECALL_KUBE_TEXT_SCAN_H_
#define ROLECALL_KUBE_TEXT_SCAN_H_

#include <bit>
#include <cstdint>
#include <cstring>

namespace rolecall::kube {

// The first byte that is a quote, a backslash, a control character or above 0x7F; `end` if there is none.
inline const char* EndOfPlainText(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  if constexpr (std::endian::native == std::endian::little) {
    for (; end - at >= 8; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof(word));
      const std::uint64_t quote = word ^ (kOnes * '"');
      const std::uint64_t backslash = word ^ (kOnes * '\\');
      // A byte's highest bit is set where it is found. A borrow may set it too, but only above a byte that is found.
      const std::uint64_t found =
          (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * 0x20) & ~word) | word) &
          (kOnes * 0x80);
      if (found != 0) return at + std::countr_zero(found) / 8;
    }
  }
  for (; at != end; ++at) {
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"' || c == '\\' || c < 0x20 || c > 0x7f) return at;
  }
  return end;
}

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_TEXT_SCAN_H_
