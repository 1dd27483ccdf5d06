#include "crypto/key_derivation.h"

#include <openssl/evp.h>

#include <string>
#include <utility>

#include "base/check.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {

Secret Pbkdf2(DigestKind digest, const Secret& passphrase, std::string_view salt, int iterations, std::size_t length) {
  ROLECALL_CHECK(iterations > 0 && length > 0);
  std::string key(length, '\0');
  const std::string_view text = passphrase.Reveal();
  ROLECALL_CHECK(PKCS5_PBKDF2_HMAC(text.data(), static_cast<int>(text.size()), Bytes(salt),
                                   static_cast<int>(salt.size()), iterations, FetchedDigest(digest),
                                   static_cast<int>(length), Bytes(key)) == 1);
  return Secret(std::move(key));
}

}  // namespace rolecall::crypto
