#include "value/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace rolecall::value {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const utf8proc_uint8_t* Bytes(std::string_view text) { return reinterpret_cast<const utf8proc_uint8_t*>(text.data()); }

// The next code point, or -1 with a length of one for a byte that is not UTF-8.
utf8proc_int32_t NextCodePoint(std::string_view text, std::size_t& length) {
  utf8proc_int32_t code = -1;
  const auto read = utf8proc_iterate(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &code);
  length = read > 0 ? static_cast<std::size_t>(read) : 1;
  return read > 0 ? code : -1;
}

}  // namespace

std::string Normalised(std::string text) {
  if (IsAscii(text)) return text;
  utf8proc_uint8_t* composed = nullptr;
  const auto flags = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto size = utf8proc_map(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &composed, flags);
  if (size < 0) return text;
  std::string result(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size));
  std::free(composed);  // NOLINT: utf8proc_map allocates with malloc
  return result;
}

std::vector<std::string_view> Graphemes(std::string_view text) {
  std::vector<std::string_view> clusters;
  utf8proc_int32_t state = 0;
  utf8proc_int32_t before = -1;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 0;
    const utf8proc_int32_t code = NextCodePoint(text.substr(at), length);
    bool is_break = at > 0 && (code < 0 || before < 0);
    if (at > 0 && !is_break) is_break = utf8proc_grapheme_break_stateful(before, code, &state);
    if (is_break) {
      clusters.push_back(text.substr(start, at - start));
      start = at;
      if (code < 0 || before < 0) state = 0;
    }
    before = code;
    at += length;
  }
  if (start < text.size()) clusters.push_back(text.substr(start));
  return clusters;
}

std::string SafePrefix(std::string text) {
  text = Normalised(std::move(text));
  const std::vector<std::string_view> clusters = Graphemes(text);
  if (clusters.empty()) return text;
  const std::string_view last = clusters.back();
  const auto byte = static_cast<unsigned char>(last[0]);
  const bool alphanumeric = (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
  // Punctuation of ASCII never combines.
  if (last.size() == 1 && byte < 0x80 && !alphanumeric) return text;
  text.resize(text.size() - last.size());
  return text;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    if (NextCodePoint(text.substr(at), length) < 0) return false;
  }
  return true;
}

}  // namespace rolecall::value
