// Keys of certificates and of SSH: RSA, ECDSA and Ed25519 of all sizes that people still make certificates with. They
// are written out in the forms that other programs read. For tokens see key.h, which takes fewer keys.
//
//   ROLECALL_TRY(CertificateKey key, CertificateKey::GenerateEcdsa("P-256"));
//   Secret pem = key.ToPem();
//
// Immutable, cheap to copy (shared inside); OpenSSL wipes the private numbers with the last copy. Any thread. Keys come
// from OpenSSL's own generator. Bounds: 64 KiB of PEM, RSA 1024 to 16384 bits. Errors: kInvalidArgument, kInternal.
#ifndef ROLECALL_CRYPTO_CERTIFICATES_CERTIFICATE_KEY_H_
#define ROLECALL_CRYPTO_CERTIFICATES_CERTIFICATE_KEY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/secret.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace rolecall::crypto {

class CertificateKey {
 public:
  enum class Kind { kRsa, kEcdsa, kEd25519 };

  static Result<CertificateKey> GenerateRsa(std::int64_t bits);
  // "P-224", "P-256", "P-384", "P-521"
  static Result<CertificateKey> GenerateEcdsa(const std::string& curve);
  static Result<CertificateKey> GenerateEd25519();
  // The text's first PEM block: "RSA PRIVATE KEY", "EC PRIVATE KEY" or "PRIVATE KEY", not encrypted.
  static Result<CertificateKey> FromPem(const Secret& pem);
  // Takes OpenSSL's key over; null or a key of another kind: kInvalidArgument. For this folder.
  static Result<CertificateKey> Own(evp_pkey_st* key);

  Kind kind() const { return kind_; }
  const std::string& curve() const { return curve_; }  // as above; "" unless kEcdsa
  // PKCS#1 or SEC 1, as older programs read it; PKCS#8 where there is no other form (Ed25519).
  Secret ToPem() const;
  Secret ToPkcs8Pem() const;
  // SubjectPublicKeyInfo
  std::string PublicPem() const;
  std::string PublicDer() const;
  // OpenSSL's key; for this folder.
  evp_pkey_st* get() const { return key_.get(); }

 private:
  CertificateKey(std::shared_ptr<evp_pkey_st> key, Kind kind, std::string curve)
      : key_(std::move(key)), kind_(kind), curve_(std::move(curve)) {}

  std::shared_ptr<evp_pkey_st> key_;
  Kind kind_;
  std::string curve_;
};

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATES_CERTIFICATE_KEY_H_
