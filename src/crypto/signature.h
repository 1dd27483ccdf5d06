// What the JOSE algorithm names (RS256, ES384 …) mean for OpenSSL: digest, type of key, and the form of an ECDSA
// signature, which JOSE writes as two numbers of fixed size (RFC 7518, 3.4) and OpenSSL as DER. Signatures come from
// outside: nothing is returned for one of the wrong size or form. Pure; any thread.
#ifndef ROLECALL_CRYPTO_SIGNATURE_H_
#define ROLECALL_CRYPTO_SIGNATURE_H_

#include <optional>
#include <string>
#include <string_view>

#include "crypto/digest.h"
#include "crypto/key.h"

namespace rolecall::crypto {

DigestKind SignatureDigest(SignatureAlgorithm algorithm);
// The one type of key that the algorithm works with.
KeyType SignatureKeyType(SignatureAlgorithm algorithm);
// r||s of 2 * coordinate bytes, and the DER that OpenSSL speaks.
std::optional<std::string> RawToDer(std::string_view raw, std::size_t coordinate_bytes);
std::optional<std::string> DerToRaw(std::string_view der, std::size_t coordinate_bytes);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_SIGNATURE_H_
