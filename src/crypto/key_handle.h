// What a PublicKey or PrivateKey shares: OpenSSL's key and its type. Both classes hold a shared_ptr to one, so copies
// of keys are cheap; the key is freed (private parts cleansed by OpenSSL) with the last of them. Immutable after
// Make(); any thread.
#ifndef ROLECALL_CRYPTO_KEY_HANDLE_H_
#define ROLECALL_CRYPTO_KEY_HANDLE_H_

#include <memory>
#include <string>

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

 private:
  KeyHandle(PkeyPtr key, KeyType type) : key_(std::move(key)), type_(type) {}
  PkeyPtr key_;
  KeyType type_;
};

// "P-256", "P-384", "P-521"
const char* CurveName(KeyType type);
// The bytes of a coordinate: 32, 48, 66.
std::size_t CoordinateBytes(KeyType type);
BignumPtr KeyNumber(const KeyHandle& handle, const char* parameter);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_KEY_HANDLE_H_
