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

bool IsWildcard(PatternUnit unit) { return unit >= kAnyRun; }

std::size_t LiteralLength(PatternView pattern) {
  return static_cast<std::size_t>(std::find_if(pattern.begin(), pattern.end(), IsWildcard) - pattern.begin());
}

// The fewest bytes that a text has which the pattern matches.
std::size_t BytesNeeded(PatternView pattern) {
  return pattern.size() - static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), kAnyRun));
}

bool SameByte(PatternUnit unit, char byte) { return unit == UnitOf(byte); }

}  // namespace

void AppendLiteral(std::string_view text, Pattern& pattern) {
  std::transform(text.begin(), text.end(), std::back_inserter(pattern), UnitOf);
}

void AppendGlob(std::string_view text, Pattern& pattern) {
  const std::size_t begin = pattern.size();
  pattern.resize(begin + text.size());
  std::transform(text.begin(), text.end(), pattern.begin() + static_cast<std::ptrdiff_t>(begin), [](char c) {
    return c == '*' ? kAnyRun : c == '?' ? kOneUnit : UnitOf(c);
  });
}

Pattern ToPattern(std::string_view text) {
  Pattern pattern;
  AppendGlob(text, pattern);
  return pattern;
}

bool GlobMatch(PatternView pattern, std::string_view text) {
  // On a mismatch only the last star is widened: what came before it already matches as early as it can.
  const std::size_t common = std::min(pattern.size(), text.size());
  std::size_t p = 0;
  while (p < common && SameByte(pattern[p], text[p])) ++p;
  std::size_t t = p;
  std::size_t star = PatternView::npos, resume = 0, needed = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == kAnyRun) {
      star = p++;
      resume = t;
      needed = 0;
      if (p == pattern.size()) return true;
    } else if (p < pattern.size() && pattern[p] == kOneUnit) {
      ++p;
      t = NextUnit(text, t);
    } else if (p < pattern.size() && SameByte(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != PatternView::npos) {
      // A rest that is too short for the pattern's is not tried: this is what bounds the time.
      if (needed == 0) needed = BytesNeeded(pattern.substr(star + 1));
      p = star + 1;
      resume = NextUnit(text, resume);
      t = resume;
      if (text.size() - t < needed) return false;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == kAnyRun) ++p;
  return p == pattern.size();
}

std::string LiteralPrefix(PatternView pattern) {
  std::string text;
  for (PatternUnit unit : pattern.substr(0, LiteralLength(pattern))) text += static_cast<char>(unit);
  return text;
}

bool HasLiteralPrefixOf(PatternView pattern, std::string_view text) {
  const PatternView prefix = pattern.substr(0, LiteralLength(pattern));
  return prefix.empty() || std::search(text.begin(), text.end(), prefix.begin(), prefix.end(),
                                       [](char byte, PatternUnit unit) { return SameByte(unit, byte); }) != text.end();
}

bool IsLiteral(PatternView pattern) { return LiteralLength(pattern) == pattern.size(); }

}  // namespace rolecall::policy
