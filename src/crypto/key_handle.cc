#include "crypto/key_handle.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <utility>

#include "base/check.h"

namespace rolecall::crypto {
namespace {

Error Unsupported(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

Result<KeyType> CheckRsa(EVP_PKEY* key) {
  int bits = EVP_PKEY_get_bits(key);
  if (bits < 2048 || bits > 8192) return Unsupported("RSA keys must have 2048 to 8192 bits");
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &number) != 1) return Unsupported("the RSA key is damaged");
  BignumPtr exponent(number);
  if (BN_is_odd(exponent.get()) == 0 || BN_num_bits(exponent.get()) > 64 || BN_is_one(exponent.get())) {
    return Unsupported("the RSA key's exponent is not one that we take");
  }
  return KeyType::kRsa;
}

Result<KeyType> CheckEc(EVP_PKEY* key) {
  char name[64];
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof(name), &size) != 1) {
    return Unsupported("the elliptic curve is not a named one");
  }
  std::string_view curve(name, size);
  if (curve == "prime256v1" || curve == "P-256") return KeyType::kP256;
  if (curve == "secp384r1" || curve == "P-384") return KeyType::kP384;
  if (curve == "secp521r1" || curve == "P-521") return KeyType::kP521;
  return Unsupported("the elliptic curve is not P-256, P-384 or P-521");
}

}  // namespace

Result<std::shared_ptr<const KeyHandle>> KeyHandle::Make(PkeyPtr key) {
  Result<KeyType> type = Unsupported("keys must be RSA or elliptic-curve keys");
  if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA) type = CheckRsa(key.get());
  if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC) type = CheckEc(key.get());
  if (!type.ok()) return type.error();
  return std::shared_ptr<const KeyHandle>(new KeyHandle(std::move(key), *type));
}

PkeyContextPtr KeyHandle::TakeVerifier(DigestKind kind) const {
  {
    std::lock_guard lock(mutex_);
    for (Kept& kept : kept_) {
      if (kept.kind != kind) continue;
      std::swap(kept, kept_.back());
      PkeyContextPtr context = std::move(kept_.back().context);
      kept_.pop_back();
      return context;
    }
  }
  PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  const bool good = context != nullptr && EVP_PKEY_verify_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_signature_md(context.get(), FetchedDigest(kind)) == 1;
  return good ? std::move(context) : nullptr;
}

bool KeyHandle::Verify(DigestKind kind, std::string_view digest, std::string_view signature) const {
  PkeyContextPtr context = TakeVerifier(kind);
  const bool good = context != nullptr && EVP_PKEY_verify(context.get(), Bytes(signature), signature.size(),
                                                          Bytes(digest), digest.size()) == 1;
  if (!good) {
    ERR_clear_error();
    return false;
  }
  std::lock_guard lock(mutex_);
  if (kept_.size() < kMostKept) kept_.push_back({kind, std::move(context)});
  return true;
}

const char* CurveName(KeyType type) {
  switch (type) {
    case KeyType::kP256: return "P-256";
    case KeyType::kP384: return "P-384";
    case KeyType::kP521: return "P-521";
    case KeyType::kRsa: break;
  }
  ROLECALL_CHECK(false);
}

std::size_t CoordinateBytes(KeyType type) { return type == KeyType::kP256 ? 32 : type == KeyType::kP384 ? 48 : 66; }

BignumPtr KeyNumber(const KeyHandle& handle, const char* parameter) {
  BIGNUM* number = nullptr;
  ROLECALL_CHECK(EVP_PKEY_get_bn_param(handle.get(), parameter, &number) == 1);
  return BignumPtr(number);
}

}  // namespace rolecall::crypto
