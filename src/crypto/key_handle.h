// What a PublicKey or PrivateKey shares: OpenSSL's key and its type. Both classes hold a shared_ptr to one, so copies
// of keys are cheap; the key is freed (private parts cleansed by OpenSSL) with the last of them. Immutable after
// Make(); any thread.
#ifndef ROLECALL_CRYPTO_KEY_HANDLE_H_
#define ROLECALL_CRYPTO_KEY_HANDLE_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/digest_kind.h"
#include "crypto/key.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {

class KeyHandle {
 public:
  // kInvalidArgument if the key is of a type or size that we do not take.
  static Result<std::shared_ptr<const KeyHandle>> Make(PkeyPtr key);
  // OpenSSL counts references and locks inside, and its functions take pointers that are not const.
  EVP_PKEY* get() const { return key_.get(); }
  KeyType type() const { return type_; }
  // Whether it is the signature of the digest. Contexts that are set up for this are kept and used again: setting one
  // up looks algorithms up by name, and costs as much as a third of an RSA verification.
  bool Verify(DigestKind kind, std::string_view digest, std::string_view signature) const;

 private:
  static constexpr std::size_t kMostKept = 16;
  struct Kept {
    DigestKind kind;
    PkeyContextPtr context;
  };

  KeyHandle(PkeyPtr key, KeyType type) : key_(std::move(key)), type_(type) {}
  PkeyContextPtr TakeVerifier(DigestKind kind) const;

  PkeyPtr key_;
  KeyType type_;
  mutable std::mutex mutex_;  // of the next
  mutable std::vector<Kept> kept_;
};

// "P-256", "P-384", "P-521"
const char* CurveName(KeyType type);
// The bytes of a coordinate: 32, 48, 66.
std::size_t CoordinateBytes(KeyType type);
BignumPtr KeyNumber(const KeyHandle& handle, const char* parameter);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_KEY_HANDLE_H_
