// Text as bytes: classes and case of ASCII, splitting, joining, trimming, whole numbers. The one place for these.
//
// Nothing here knows of locales or of UTF-8: bytes above 0x7F are no letters, and stay as they are. (The language's own
// functions count in code points: functions/strings.cc.) What is returned as a view looks into the text that was given.
// Pure; any thread.
#ifndef ROLECALL_BASE_TEXT_H_
#define ROLECALL_BASE_TEXT_H_

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace rolecall {

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAsciiLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAsciiUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAsciiLetter(char c) { return IsAsciiLower(c) || IsAsciiUpper(c); }
constexpr bool IsAsciiAlphanumeric(char c) { return IsAsciiLetter(c) || IsAsciiDigit(c); }

constexpr char LowerAscii(char c) { return IsAsciiUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char UpperAscii(char c) { return IsAsciiLower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

// ASCII letters in lower (upper) case; every other byte as it is.
std::string LowerAscii(std::string_view text);
std::string UpperAscii(std::string_view text);
bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);

// The parts between separators, empty ones too: "a,,b" has three, "" has one. At least one.
std::vector<std::string_view> Split(std::string_view text, char separator);
// The same, for who keeps the parts longer than the text.
std::vector<std::string> SplitStrings(std::string_view text, char separator);

// The texts, one after the other, with `separator` between them.
std::string Join(const std::vector<std::string>& texts, std::string_view separator);

// The number that the whole text is: digits, of signed types with '-' before them if it likes. Nothing for anything
// else (a '+', blanks, an empty text), or if it does not fit.
template <typename Integer>
std::optional<Integer> ParseInt(std::string_view text, int base = 10) {
  Integer number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

// What Go's strconv.ParseBool takes for a bool, in flags and annotations: 1, t, T, TRUE, true, True and their contrary.
std::optional<bool> ParseBool(std::string_view text);

// Without the characters of `unwanted` at its two ends.
std::string_view Trim(std::string_view text, std::string_view unwanted = " \t\r\n");

}  // namespace rolecall

#endif  // ROLECALL_BASE_TEXT_H_
