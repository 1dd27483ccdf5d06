#include "policy/document/glob.h"

#include <algorithm>
#include <cstddef>

namespace rolecall::policy {
namespace {

// Bytes of one UTF-16 unit that starts here. The two units of a four-byte character are its two halves.
std::size_t UnitLength(unsigned char byte) {
  if (byte < 0xC0) return byte < 0x80 ? 1 : 2;  // a continuation byte is met only as such a second half
  return byte >= 0xE0 && byte < 0xF0 ? 3 : 2;
}

std::size_t NextUnit(std::string_view text, std::size_t at) {
  return std::min(text.size(), at + UnitLength(static_cast<unsigned char>(text[at])));
}

}  // namespace

std::string ToPattern(std::string_view text) {
  std::string pattern(text);
  std::replace(pattern.begin(), pattern.end(), '*', kStar);
  std::replace(pattern.begin(), pattern.end(), '?', kQuestion);
  return pattern;
}

bool GlobMatch(std::string_view pattern, std::string_view text) {
  // On a mismatch only the last star is widened: what came before it already matches as early as it can.
  std::size_t common = std::min(pattern.size(), text.size());
  std::size_t p = 0;
  while (p < common && pattern[p] == text[p] && pattern[p] != kStar && pattern[p] != kQuestion) ++p;
  std::size_t t = p;
  std::size_t star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == kStar) {
      star = p++;
      resume = t;
      if (p == pattern.size()) return true;
    } else if (p < pattern.size() && pattern[p] == kQuestion) {
      ++p;
      t = NextUnit(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      resume = NextUnit(text, resume);
      t = resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == kStar) ++p;
  return p == pattern.size();
}

std::string_view LiteralPrefix(std::string_view pattern) {
  std::size_t end = 0;
  while (end < pattern.size() && pattern[end] != kStar && pattern[end] != kQuestion) ++end;
  return pattern.substr(0, end);
}

bool IsLiteral(std::string_view pattern) { return LiteralPrefix(pattern).size() == pattern.size(); }

}  // namespace rolecall::policy
