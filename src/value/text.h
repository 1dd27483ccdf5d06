// Text as the language sees it: NFC-normalised, and counted in grapheme clusters (utf8proc inside).
//
//   value::Graphemes("e\u0301x").size()   // 2
//
// Bytes that are not UTF-8 are never an error here: each says what becomes of them. (ASCII only: base/text.h.) Pure;
// any thread.
#ifndef ROLECALL_VALUE_TEXT_H_
#define ROLECALL_VALUE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::value {

// The text in NFC. Text that is not UTF-8 stays as it is.
std::string Normalised(std::string text);

// The text cut into grapheme clusters (what a reader sees as one character). Bytes that are not UTF-8 stand alone.
std::vector<std::string_view> Graphemes(std::string_view text);

// The part of a text that surely stays as it is whatever follows: without a last character that could still combine
// with a next one. For Refinement::string_prefix.
std::string SafePrefix(std::string text);

bool IsUtf8(std::string_view text);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_TEXT_H_
