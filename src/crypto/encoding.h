// Bytes as text: hexadecimal, base64 (RFC 4648 section 4, padded) and base64url (section 5, without padding).
//
// Decoding is strict: no white space, no other alphabet, right padding, unused bits zero, so that every byte
// string has exactly one accepted text. Nothing is returned for anything else. Threads: any.
#ifndef ROLECALL_CRYPTO_ENCODING_H_
#define ROLECALL_CRYPTO_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::crypto {

std::string HexEncode(std::string_view bytes);                // lower case
std::optional<std::string> HexDecode(std::string_view text);  // either case
std::string Base64Encode(std::string_view bytes);             // "+/", padded
std::optional<std::string> Base64Decode(std::string_view text);
std::string Base64UrlEncode(std::string_view bytes);  // "-_", not padded
std::optional<std::string> Base64UrlDecode(std::string_view text);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_ENCODING_H_
