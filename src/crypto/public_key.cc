#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "crypto/key_handle.h"
#include "crypto/signature.h"

namespace rolecall::crypto {
namespace {

using ParamBuilderPtr = OpensslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParamsPtr = OpensslPtr<OSSL_PARAM, OSSL_PARAM_free>;
constexpr std::size_t kMaxPublicPemBytes = 64u << 10;

Error Damaged(const char* what) {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument, what};
}

PkeyPtr KeyFromParams(const char* type, OSSL_PARAM_BLD* builder) {
  ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
  PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  return PkeyPtr(key);
}

}  // namespace

Result<PublicKey> PublicKey::FromPem(std::string_view pem) {
  if (pem.size() > kMaxPublicPemBytes) return Damaged("the PEM text is too large for a public key");
  PkeyPtr key(PEM_read_bio_PUBKEY(ReadBio(pem).get(), nullptr, RefusePassword, nullptr));
  if (key == nullptr) {
    X509Ptr certificate(PEM_read_bio_X509(ReadBio(pem).get(), nullptr, RefusePassword, nullptr));
    if (certificate != nullptr) key.reset(X509_get_pubkey(certificate.get()));
  }
  if (key == nullptr) return Damaged("no PEM public key or certificate found");
  ERR_clear_error();
  ROLECALL_TRY(auto handle, KeyHandle::Make(std::move(key)));
  return PublicKey(std::move(handle));
}

Result<PublicKey> PublicKey::FromRsa(std::string_view modulus, std::string_view exponent) {
  if (modulus.size() > 1100 || exponent.size() > 16) return Damaged("the RSA key's numbers are too large");
  BignumPtr n(BN_bin2bn(Bytes(modulus), static_cast<int>(modulus.size()), nullptr));
  BignumPtr e(BN_bin2bn(Bytes(exponent), static_cast<int>(exponent.size()), nullptr));
  if (BN_is_odd(n.get()) == 0) return Damaged("the RSA key's modulus is even");
  ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  PkeyPtr key = KeyFromParams("RSA", builder.get());
  if (key == nullptr) return Damaged("the RSA key is damaged");
  ROLECALL_TRY(auto handle, KeyHandle::Make(std::move(key)));
  return PublicKey(std::move(handle));
}

Result<PublicKey> PublicKey::FromEc(KeyType curve, std::string_view x, std::string_view y) {
  if (curve == KeyType::kRsa) return Damaged("the curve is not known");
  std::size_t size = CoordinateBytes(curve);
  if (x.size() != size || y.size() != size) return Damaged("a coordinate has not the curve's size");
  std::string point = "\x04" + std::string(x) + std::string(y);  // uncompressed form
  ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, CurveName(curve), 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  PkeyPtr key = KeyFromParams("EC", builder.get());
  if (key == nullptr) return Damaged("the point does not lie on the curve");
  PkeyContextPtr check(EVP_PKEY_CTX_new(key.get(), nullptr));
  if (EVP_PKEY_public_check(check.get()) != 1) return Damaged("the point does not lie on the curve");
  ROLECALL_TRY(auto handle, KeyHandle::Make(std::move(key)));
  return PublicKey(std::move(handle));
}

KeyType PublicKey::type() const { return handle_->type(); }

bool PublicKey::Verify(SignatureAlgorithm algorithm, std::string_view data, std::string_view signature) const {
  if (SignatureKeyType(algorithm) != handle_->type()) return false;
  std::string der;
  if (handle_->type() != KeyType::kRsa) {
    std::optional<std::string> converted = RawToDer(signature, CoordinateBytes(handle_->type()));
    if (!converted) return false;
    der = *std::move(converted);
    signature = der;
  }
  DigestKind kind = SignatureDigest(algorithm);
  return handle_->Verify(kind, Digest(kind, data), signature);
}

std::string PublicKey::ToPem() const {
  BioPtr bio = MemoryBio();
  ROLECALL_CHECK(PEM_write_bio_PUBKEY(bio.get(), handle_->get()) == 1);
  return BioText(bio.get());
}

std::string PublicKey::ToDer() const {
  int size = i2d_PUBKEY(handle_->get(), nullptr);
  ROLECALL_CHECK(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* out = Bytes(der);
  i2d_PUBKEY(handle_->get(), &out);
  return der;
}

std::string PublicKey::KeyId() const { return Base64UrlEncode(Sha256(ToDer())); }

PublicKey::RsaNumbers PublicKey::rsa() const {
  return {.modulus = BignumBytes(KeyNumber(*handle_, OSSL_PKEY_PARAM_RSA_N).get()),
          .exponent = BignumBytes(KeyNumber(*handle_, OSSL_PKEY_PARAM_RSA_E).get())};
}

PublicKey::EcNumbers PublicKey::ec() const {
  std::size_t size = CoordinateBytes(handle_->type());
  return {.x = BignumBytes(KeyNumber(*handle_, OSSL_PKEY_PARAM_EC_PUB_X).get(), size),
          .y = BignumBytes(KeyNumber(*handle_, OSSL_PKEY_PARAM_EC_PUB_Y).get(), size)};
}

}  // namespace rolecall::crypto
