// The digest that certificates and requests are signed with by a key: SHA-256, the larger ones for the larger curves,
// null for Ed25519, which takes the whole text. For this folder only.
#ifndef ROLECALL_CRYPTO_CERTIFICATES_SIGNING_DIGEST_H_
#define ROLECALL_CRYPTO_CERTIFICATES_SIGNING_DIGEST_H_

#include <openssl/evp.h>

#include "crypto/certificates/certificate_key.h"

namespace rolecall::crypto {

inline const EVP_MD* SigningDigest(const CertificateKey& key) {
  if (key.kind() == CertificateKey::Kind::kEd25519) return nullptr;
  if (key.curve() == "P-384") return EVP_sha384();
  return key.curve() == "P-521" ? EVP_sha512() : EVP_sha256();
}

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATES_SIGNING_DIGEST_H_
