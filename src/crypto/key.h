// RSA and elliptic-curve keys that sign and verify as JOSE wants it (RFC 7518).
//
//   ROLECALL_TRY(crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kRsa2048));
//   ROLECALL_TRY(std::string signature, key.Sign(crypto::SignatureAlgorithm::kRs256, data));
//   bool good = key.public_key().Verify(crypto::SignatureAlgorithm::kRs256, data, signature);
//
// Keys are immutable and cheap to copy (shared inside); private ones are wiped with their last copy.
// ECDSA signatures are r||s of fixed size, not DER. An algorithm that does not fit the key never verifies.
// Bounds: RSA 2048 to 8192 bits with an odd exponent of at most 64 bits; P-256, P-384, P-521; nothing else.
// Threads: any. Keys come from OpenSSL's own generator, not from base/random.h.
#ifndef ROLECALL_CRYPTO_KEY_H_
#define ROLECALL_CRYPTO_KEY_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace rolecall::crypto {

enum class KeyKind { kRsa2048, kP256, kP384, kP521 };
enum class KeyType { kRsa, kP256, kP384, kP521 };
enum class SignatureAlgorithm { kRs256, kRs384, kRs512, kEs256, kEs384, kEs512 };

// "RS256" and so on; nothing for every other name ("none", "HS256" among them).
std::optional<SignatureAlgorithm> ParseSignatureAlgorithm(std::string_view name);
const char* SignatureAlgorithmName(SignatureAlgorithm algorithm);

class KeyHandle;  // owns OpenSSL's key

class PublicKey {
 public:
  // PEM "PUBLIC KEY" (SPKI) or "CERTIFICATE".
  static Result<PublicKey> FromPem(std::string_view pem);
  // Big-endian modulus and exponent.
  static Result<PublicKey> FromRsa(std::string_view modulus, std::string_view exponent);
  // Big-endian coordinates of exactly the curve's size; the point must lie on the curve.
  static Result<PublicKey> FromEc(KeyType curve, std::string_view x, std::string_view y);

  KeyType type() const;
  bool Verify(SignatureAlgorithm algorithm, std::string_view data, std::string_view signature) const;
  // A copy of the same object: cheaper than comparing keys, and false for equal keys that were read twice.
  bool IsCopyOf(const PublicKey& other) const { return handle_ == other.handle_; }
  std::string ToPem() const;
  std::string ToDer() const;  // SubjectPublicKeyInfo
  // base64url(SHA-256(ToDer())), as Kubernetes names its service account keys.
  std::string KeyId() const;
  // Big-endian, without leading zeros (RSA) or of the curve's size (EC).
  struct RsaNumbers {
    std::string modulus, exponent;
  };
  struct EcNumbers {
    std::string x, y;
  };
  RsaNumbers rsa() const;  // only if type() is kRsa
  EcNumbers ec() const;    // only if it is not

 private:
  friend class PrivateKey;
  explicit PublicKey(std::shared_ptr<const KeyHandle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<const KeyHandle> handle_;
};

class PrivateKey {
 public:
  static Result<PrivateKey> Generate(KeyKind kind);
  // PEM: PKCS#8 "PRIVATE KEY", or the older "RSA PRIVATE KEY" and "EC PRIVATE KEY". Not encrypted.
  static Result<PrivateKey> FromPem(const Secret& pem);

  KeyType type() const;
  // The algorithm that belongs to the key: RS256, ES256, ES384, ES512.
  SignatureAlgorithm DefaultAlgorithm() const;
  Result<std::string> Sign(SignatureAlgorithm algorithm, std::string_view data) const;
  // RSA with PKCS#1 v1.5 padding, as the language's rsadecrypt wants it. Never use it to answer strangers.
  Result<Secret> DecryptPkcs1(std::string_view ciphertext) const;
  Secret ToPem() const;  // PKCS#8, not encrypted
  PublicKey public_key() const;

 private:
  explicit PrivateKey(std::shared_ptr<const KeyHandle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<const KeyHandle> handle_;
};

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_KEY_H_
