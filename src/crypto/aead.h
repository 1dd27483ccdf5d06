// AES-GCM: sealed bytes that only the holder of the key can read or make.
//
//   std::string sealed = crypto::Seal(key, plaintext, "session-token v1", random);
//   Result<Secret> opened = crypto::Open(key, sealed, "session-token v1");
//
// A sealed text is nonce (12 bytes, random) + ciphertext + tag (16). The associated data is not contained but
// must be the same on both sides: name there what the bytes are for. One key may seal 2^32 texts at most: rotate.
// Threads: any. Errors: kUnauthenticated for anything that was not sealed so; which check failed is not told.
#ifndef ROLECALL_CRYPTO_AEAD_H_
#define ROLECALL_CRYPTO_AEAD_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::crypto {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadOverheadBytes = 12 + 16;

// 32 new random bytes.
Secret MakeAeadKey(Random& random);
// 16, 24 or 32: AES-128, AES-192, AES-256. Ours have 32; others are for formats of other programs.
bool IsAeadKeySize(std::size_t bytes);
// `key` must be of such a size (checked).
std::string Seal(const Secret& key, std::string_view plaintext, std::string_view associated_data, Random& random);
Result<Secret> Open(const Secret& key, std::string_view sealed, std::string_view associated_data);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_AEAD_H_
