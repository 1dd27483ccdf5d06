// Bytes as text: hexadecimal, base64 (RFC 4648 section 4, padded), base64url (section 5, without padding), and
// percent-encoding (RFC 3986).
//
// Decoding of the first three is strict: no white space, no other alphabet, right padding, unused bits zero, so that
// every byte string has exactly one accepted text. Nothing is returned for anything else. Pure; any thread.
#ifndef ROLECALL_BASE_ENCODING_H_
#define ROLECALL_BASE_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

// The value of one hexadecimal digit in either case; -1: it is none.
int HexDigitValue(char c);

std::string HexEncode(std::string_view bytes);                // lower case
std::optional<std::string> HexDecode(std::string_view text);  // either case
std::string Base64Encode(std::string_view bytes);             // "+/", padded
std::optional<std::string> Base64Decode(std::string_view text);
std::string Base64UrlEncode(std::string_view bytes);  // "-_", not padded
std::optional<std::string> Base64UrlDecode(std::string_view text);

// Encodes all but letters, digits, "-._~" and what `keep` names, in upper-case hex: RFC 3986, as SigV4 wants it.
std::string PercentEncode(std::string_view text, std::string_view keep = "");
// Decodes %XX (and '+' as space if asked). Nothing if a '%' is not followed by two hex digits; this is no strict
// inverse: what need not be encoded may be.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space = false);

}  // namespace rolecall

#endif  // ROLECALL_BASE_ENCODING_H_
