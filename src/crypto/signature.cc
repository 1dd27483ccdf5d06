#include "crypto/signature.h"

#include <openssl/ecdsa.h>

#include <array>

#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

using EcdsaSignaturePtr = OpensslPtr<ECDSA_SIG, ECDSA_SIG_free>;

struct AlgorithmEntry {
  SignatureAlgorithm algorithm;
  const char* name;
  DigestKind digest;
  KeyType key_type;
};

constexpr std::array<AlgorithmEntry, 6> kAlgorithms = {{
    {SignatureAlgorithm::kRs256, "RS256", DigestKind::kSha256, KeyType::kRsa},
    {SignatureAlgorithm::kRs384, "RS384", DigestKind::kSha384, KeyType::kRsa},
    {SignatureAlgorithm::kRs512, "RS512", DigestKind::kSha512, KeyType::kRsa},
    {SignatureAlgorithm::kEs256, "ES256", DigestKind::kSha256, KeyType::kP256},
    {SignatureAlgorithm::kEs384, "ES384", DigestKind::kSha384, KeyType::kP384},
    {SignatureAlgorithm::kEs512, "ES512", DigestKind::kSha512, KeyType::kP521},
}};

const AlgorithmEntry& EntryOf(SignatureAlgorithm algorithm) { return kAlgorithms[static_cast<std::size_t>(algorithm)]; }

}  // namespace

std::optional<SignatureAlgorithm> ParseSignatureAlgorithm(std::string_view name) {
  for (const AlgorithmEntry& entry : kAlgorithms) {
    if (name == entry.name) return entry.algorithm;
  }
  return std::nullopt;
}

const char* SignatureAlgorithmName(SignatureAlgorithm algorithm) { return EntryOf(algorithm).name; }
DigestKind SignatureDigest(SignatureAlgorithm algorithm) { return EntryOf(algorithm).digest; }
KeyType SignatureKeyType(SignatureAlgorithm algorithm) { return EntryOf(algorithm).key_type; }

std::optional<std::string> RawToDer(std::string_view raw, std::size_t coordinate_bytes) {
  if (raw.size() != 2 * coordinate_bytes) return std::nullopt;
  EcdsaSignaturePtr signature(ECDSA_SIG_new());
  int half = static_cast<int>(coordinate_bytes);
  BIGNUM* r = BN_bin2bn(Bytes(raw), half, nullptr);
  BIGNUM* s = BN_bin2bn(Bytes(raw) + coordinate_bytes, half, nullptr);
  if (ECDSA_SIG_set0(signature.get(), r, s) != 1) return std::nullopt;
  int size = i2d_ECDSA_SIG(signature.get(), nullptr);
  if (size <= 0) return std::nullopt;
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* out = Bytes(der);
  i2d_ECDSA_SIG(signature.get(), &out);
  return der;
}

std::optional<std::string> DerToRaw(std::string_view der, std::size_t coordinate_bytes) {
  const unsigned char* in = Bytes(der);
  EcdsaSignaturePtr signature(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
  if (signature == nullptr) return std::nullopt;
  return BignumBytes(ECDSA_SIG_get0_r(signature.get()), coordinate_bytes) +
         BignumBytes(ECDSA_SIG_get0_s(signature.get()), coordinate_bytes);
}

}  // namespace rolecall::crypto
