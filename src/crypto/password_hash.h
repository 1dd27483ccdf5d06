// Passwords of people, as they are kept: salted and slow to guess. libxcrypt's yescrypt ("$y$…").
//
//   ROLECALL_TRY(std::string hash, crypto::HashPassword(Secret(password), random));
//   if (crypto::PasswordMatches(Secret(password), hash)) …
//
// One hash takes some 16 MiB and tens of milliseconds, on purpose: never under a lock. Bounds: passwords of 1 to
// kMaxPasswordBytes bytes without NUL; others have no hash and match none. Errors: kInvalidArgument, kInternal.
// Threads: any.
#ifndef ROLECALL_CRYPTO_PASSWORD_HASH_H_
#define ROLECALL_CRYPTO_PASSWORD_HASH_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::crypto {

inline constexpr std::size_t kMaxPasswordBytes = 512;

Result<std::string> HashPassword(const Secret& password, Random& random);
// In constant time for hashes of one length. False for what is no hash.
bool PasswordMatches(const Secret& password, std::string_view hash);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_PASSWORD_HASH_H_
