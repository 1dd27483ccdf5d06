// Keys from passphrases: PBKDF2 with HMAC (RFC 8018), as formats of other programs ask for it. Passwords that we keep
// ourselves are hashed by crypto/password_hash.h.
//
//   Secret key = crypto::Pbkdf2(crypto::DigestKind::kSha512, passphrase, salt, 600'000, 32);
//
// Slow on purpose (a third of a second at that count): never under a lock that others wait for. Callers bound what
// comes from outside. Threads: any. Errors: none; nonsense (no iterations, no length) aborts.
#ifndef ROLECALL_CRYPTO_KEY_DERIVATION_H_
#define ROLECALL_CRYPTO_KEY_DERIVATION_H_

#include <cstddef>
#include <string_view>

#include "base/secret.h"
#include "crypto/digest_kind.h"

namespace rolecall::crypto {

Secret Pbkdf2(DigestKind digest, const Secret& passphrase, std::string_view salt, int iterations, std::size_t length);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_KEY_DERIVATION_H_
