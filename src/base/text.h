// Text as bytes: classes and case of ASCII, joining. Nothing here knows of locales or of UTF-8.
#ifndef ROLECALL_BASE_TEXT_H_
#define ROLECALL_BASE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall {

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// ASCII letters in lower case; every other byte as it is.
std::string LowerAscii(std::string_view text);

// The texts, one after the other, with `separator` between them.
std::string Join(const std::vector<std::string>& texts, std::string_view separator);

}  // namespace rolecall

#endif  // ROLECALL_BASE_TEXT_H_
