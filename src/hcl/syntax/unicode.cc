#include "hcl/syntax/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace rolecall::hcl {

CodePoint FirstCodePoint(std::string_view text) {
  utf8proc_int32_t value = -1;
  const auto length = static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4));
  const utf8proc_ssize_t used =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), length, &value);
  if (used <= 0) return {-1, 1};
  return {value, static_cast<std::size_t>(used)};
}

bool IsIdentifierStart(std::int32_t code_point) {
  if (code_point < 0x80) return (code_point | 0x20) >= 'a' && (code_point | 0x20) <= 'z' ? true : code_point == '_';
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return true;
    default: return false;
  }
}

bool IsIdentifierPart(std::int32_t code_point) {
  if (code_point < 0x80) return IsIdentifierStart(code_point) || (code_point >= '0' && code_point <= '9');
  if (IsIdentifierStart(code_point)) return true;
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC: return true;
    default: return false;
  }
}

bool IsSpace(std::int32_t code_point) {
  if (code_point < 0x80) return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
  return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
         (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 || code_point == 0x2029 ||
         code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t FirstGraphemeBytes(std::string_view text) {
  if (text.size() >= 2 && text[0] == '\r' && text[1] == '\n') return 2;
  if (text.size() == 1 || (static_cast<unsigned char>(text[0]) < 0x80 && static_cast<unsigned char>(text[1]) < 0x80)) {
    return 1;
  }
  CodePoint previous = FirstCodePoint(text);
  std::size_t length = previous.bytes;
  utf8proc_int32_t state = 0;
  while (previous.value >= 0 && length < text.size()) {
    const CodePoint next = FirstCodePoint(text.substr(length));
    if (next.value < 0 || utf8proc_grapheme_break_stateful(previous.value, next.value, &state)) break;
    length += next.bytes;
    previous = next;
  }
  return length;
}

std::size_t CountGraphemes(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(FirstGraphemeBytes(text));
  return count;
}

std::string_view TrimLeftSpace(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    if (!IsSpace(first.value)) break;
    text.remove_prefix(first.bytes);
  }
  return text;
}

std::string_view TrimRightSpace(std::string_view text) {
  while (!text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && text.size() - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    const CodePoint last = FirstCodePoint(text.substr(begin));
    if (last.bytes != text.size() - begin || !IsSpace(last.value)) break;
    text.remove_suffix(last.bytes);
  }
  return text;
}

std::string Normalize(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  utf8proc_uint8_t* normalized = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &normalized, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::string result = length < 0 ? std::string(text)
                                  : std::string(reinterpret_cast<char*>(normalized), static_cast<std::size_t>(length));
  std::free(normalized);
  return result;
}

void AppendUtf8(std::string& out, std::uint32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = 0xFFFD;
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

}  // namespace rolecall::hcl
