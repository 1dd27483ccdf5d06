// What the language needs to know of Unicode: identifiers, white space, grapheme clusters, NFC.
// Texts may hold invalid UTF-8: such bytes count as one character each.
#ifndef ROLECALL_HCL_SYNTAX_UNICODE_H_
#define ROLECALL_HCL_SYNTAX_UNICODE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace rolecall::hcl {

struct CodePoint {
  std::int32_t value = -1;  // -1: invalid UTF-8
  std::size_t bytes = 0;    // at least 1
};

// The first code point of a text that is not empty.
CodePoint FirstCodePoint(std::string_view text);
bool IsIdentifierStart(std::int32_t code_point);
bool IsIdentifierPart(std::int32_t code_point);  // without '-'
bool IsSpace(std::int32_t code_point);           // Unicode's White_Space
bool IsAscii(std::string_view text);

// The length in bytes of the first grapheme cluster of a text that is not empty.
std::size_t FirstGraphemeBytes(std::string_view text);
// Grapheme clusters; "\r\n" is one.
std::size_t CountGraphemes(std::string_view text);

std::string_view TrimLeftSpace(std::string_view text);
std::string_view TrimRightSpace(std::string_view text);

// Normal form C. The text as it is if it is ASCII or not valid UTF-8.
std::string Normalize(std::string_view text);

void AppendUtf8(std::string& out, std::uint32_t code_point);  // U+FFFD for what is none

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_UNICODE_H_
