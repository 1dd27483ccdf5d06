#include "crypto/certificates/certificate_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "crypto/certificates/pem_block.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kMaxKeyPemBytes = 64u << 10;
constexpr int kMinRsaBits = 1024;
constexpr int kMaxRsaBits = 16384;

struct Curve {
  const char* name;
  const char* group;  // OpenSSL's other name
};
constexpr std::array<Curve, 4> kCurves = {
    {{"P-224", "secp224r1"}, {"P-256", "prime256v1"}, {"P-384", "secp384r1"}, {"P-521", "secp521r1"}}};

Error BadKey(std::string what) {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument, std::move(what)};
}

Result<std::string> CurveOf(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &size) == 1) {
    const std::string_view group(name.data(), size);
    for (const Curve& curve : kCurves) {
      if (group == curve.name || group == curve.group) return std::string(curve.name);
    }
  }
  return BadKey("the key's elliptic curve is not P-224, P-256, P-384 or P-521");
}

Result<CertificateKey> OwnGenerated(EVP_PKEY* key) {
  if (key != nullptr) return CertificateKey::Own(key);
  ERR_clear_error();
  return Error{ErrorCode::kInternal, "OpenSSL could not make a key"};
}

// i2d_… of a key's public half.
std::string SpkiOf(EVP_PKEY* key) {
  const int size = i2d_PUBKEY(key, nullptr);
  ROLECALL_CHECK(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* out = Bytes(der);
  i2d_PUBKEY(key, &out);
  return der;
}

}  // namespace

Result<CertificateKey> CertificateKey::Own(evp_pkey_st* key) {
  std::shared_ptr<evp_pkey_st> owned(key, [](evp_pkey_st* one) { EVP_PKEY_free(one); });
  const int type = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  if (type == EVP_PKEY_ED25519) return CertificateKey(std::move(owned), Kind::kEd25519, "");
  if (type == EVP_PKEY_EC) {
    ROLECALL_TRY(std::string curve, CurveOf(key));
    // Points are written out whole, however they were read.
    EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                   OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
    return CertificateKey(std::move(owned), Kind::kEcdsa, std::move(curve));
  }
  if (type != EVP_PKEY_RSA) return BadKey("the key is not an RSA, ECDSA or Ed25519 key");
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kMinRsaBits || bits > kMaxRsaBits) return BadKey("RSA keys must have 1024 to 16384 bits");
  return CertificateKey(std::move(owned), Kind::kRsa, "");
}

Result<CertificateKey> CertificateKey::GenerateRsa(std::int64_t bits) {
  if (bits < kMinRsaBits) return BadKey(std::to_string(bits) + "-bit keys are insecure; at least 1024 bits are needed");
  if (bits > kMaxRsaBits) return BadKey("RSA keys have at most 16384 bits here");
  return OwnGenerated(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
}

Result<CertificateKey> CertificateKey::GenerateEcdsa(const std::string& curve) {
  if (std::ranges::none_of(kCurves, [&](const Curve& one) { return one.name == curve; })) {
    return BadKey("\"" + curve + "\" is no elliptic curve of keys here");
  }
  return OwnGenerated(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve.c_str()));
}

Result<CertificateKey> CertificateKey::GenerateEd25519() {
  return OwnGenerated(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

Result<CertificateKey> CertificateKey::FromPem(const Secret& pem) {
  if (pem.Reveal().size() > kMaxKeyPemBytes) return BadKey("the PEM text is too large for a private key");
  ROLECALL_TRY(const PemBlock block, FirstPemBlock(pem.Reveal()));
  int type = EVP_PKEY_NONE;
  if (block.label == "RSA PRIVATE KEY") type = EVP_PKEY_RSA;
  if (block.label == "EC PRIVATE KEY") type = EVP_PKEY_EC;
  if (type == EVP_PKEY_NONE && block.label != "PRIVATE KEY") {
    return BadKey("unsupported PEM preamble/type: " + block.label);
  }
  const auto* in = Bytes(block.der.Reveal());
  const long size = static_cast<long>(block.der.Reveal().size());
  EVP_PKEY* key =
      type == EVP_PKEY_NONE ? d2i_AutoPrivateKey(nullptr, &in, size) : d2i_PrivateKey(type, nullptr, &in, size);
  if (key == nullptr) return BadKey("failed to parse private key given PEM preamble '" + block.label + "'");
  return Own(key);
}

Secret CertificateKey::ToPem() const {
  if (kind_ == Kind::kEd25519) return ToPkcs8Pem();
  const BioPtr bio = MemoryBio();
  ROLECALL_CHECK(PEM_write_bio_PrivateKey_traditional(bio.get(), get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return Secret(BioText(bio.get()));
}

Secret CertificateKey::ToPkcs8Pem() const {
  const BioPtr bio = MemoryBio();
  ROLECALL_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return Secret(BioText(bio.get()));
}

std::string CertificateKey::PublicPem() const { return PemText("PUBLIC KEY", PublicDer()); }

std::string CertificateKey::PublicDer() const { return SpkiOf(get()); }

}  // namespace rolecall::crypto
