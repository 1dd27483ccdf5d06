#include "crypto/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kDigestBytes = 32;
using Block = std::array<unsigned char, kBlockBytes>;

void HashInto(const Block& pad, const void* data, std::size_t size, unsigned char* out) {
  thread_local DigestContextPtr context(EVP_MD_CTX_new());
  ROLECALL_CHECK(EVP_DigestInit_ex2(context.get(), FetchedDigest(DigestKind::kSha256), nullptr) == 1);
  ROLECALL_CHECK(EVP_DigestUpdate(context.get(), pad.data(), pad.size()) == 1);
  ROLECALL_CHECK(EVP_DigestUpdate(context.get(), data, size) == 1);
  ROLECALL_CHECK(EVP_DigestFinal_ex(context.get(), out, nullptr) == 1);
}

}  // namespace

// Two plain digests in a reused context: OpenSSL 3's HMAC and EVP_MAC look the algorithm up for each call, and a
// signed request needs five of these.
std::string HmacSha256(std::string_view key, std::string_view data) {
  std::string hashed_key;
  if (key.size() > kBlockBytes) {
    hashed_key = Sha256(key);
    key = hashed_key;
  }
  Block inner_pad;
  Block outer_pad;
  for (std::size_t i = 0; i < kBlockBytes; ++i) {
    unsigned char byte = i < key.size() ? static_cast<unsigned char>(key[i]) : 0;
    inner_pad[i] = byte ^ 0x36;
    outer_pad[i] = byte ^ 0x5c;
  }
  std::array<unsigned char, kDigestBytes> inner;
  HashInto(inner_pad, data.data(), data.size(), inner.data());
  std::string out(kDigestBytes, '\0');
  HashInto(outer_pad, inner.data(), inner.size(), Bytes(out));
  OPENSSL_cleanse(inner_pad.data(), inner_pad.size());
  OPENSSL_cleanse(outer_pad.data(), outer_pad.size());
  return out;
}

std::string HmacSha256Hex(std::string_view key, std::string_view data) { return HexEncode(HmacSha256(key, data)); }

}  // namespace rolecall::crypto
