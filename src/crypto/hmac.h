// HMAC-SHA256 (RFC 2104), as SigV4 needs it. Compare results with ConstantTimeEquals (base/secret.h).
// Threads: any. Errors: none.
#ifndef ROLECALL_CRYPTO_HMAC_H_
#define ROLECALL_CRYPTO_HMAC_H_

#include <string>
#include <string_view>

namespace rolecall::crypto {

// 32 raw bytes.
std::string HmacSha256(std::string_view key, std::string_view data);
// 64 lower-case hexadecimal digits.
std::string HmacSha256Hex(std::string_view key, std::string_view data);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_HMAC_H_
