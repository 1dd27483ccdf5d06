#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace rolecall {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t WordAt(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, kWord);
  return word;
}

// LowerAscii of eight bytes at once: every request folds and compares dozens of names. A sum's high bit tells whether
// the byte was at least 'A', or beyond 'Z'; bytes above 0x7F are no letters.
std::uint64_t LowerWord(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x80 * kOnes;
  const std::uint64_t low = word & ~kHigh;
  const std::uint64_t from_a = low + (0x80 - 'A') * kOnes;
  const std::uint64_t beyond_z = low + (0x80 - 'Z' - 1) * kOnes;
  return word | (from_a & ~beyond_z & ~word & kHigh) >> 2;
}

}  // namespace

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  std::size_t at = 0;
  for (; at + kWord <= lower.size(); at += kWord) {
    const std::uint64_t word = LowerWord(WordAt(lower.data() + at));
    std::memcpy(lower.data() + at, &word, kWord);
  }
  for (; at < lower.size(); ++at) lower[at] = LowerAscii(lower[at]);
  return lower;
}

std::string UpperAscii(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = UpperAscii(c);
  return upper;
}

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::size_t at = 0;
  for (; at + kWord <= a.size(); at += kWord) {
    if (LowerWord(WordAt(a.data() + at)) != LowerWord(WordAt(b.data() + at))) return false;
  }
  for (; at < a.size(); ++at) {
    if (LowerAscii(a[at]) != LowerAscii(b[at])) return false;
  }
  return true;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(8);  // hardly ever more
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::vector<std::string> SplitStrings(std::string_view text, char separator) {
  const std::vector<std::string_view> parts = Split(text, separator);
  return {parts.begin(), parts.end()};
}

std::string Join(const std::vector<std::string>& texts, std::string_view separator) {
  std::string joined;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) joined += separator;
    joined += texts[i];
  }
  return joined;
}

std::optional<bool> ParseBool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

std::string_view Trim(std::string_view text, std::string_view unwanted) {
  const std::size_t begin = text.find_first_not_of(unwanted);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(unwanted) - begin + 1);
}

}  // namespace rolecall
