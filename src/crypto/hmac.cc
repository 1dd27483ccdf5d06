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

// Two plain digests in a reused context: OpenSSL 3's HMAC and EVP_MAC look the algorithm up for each call, and a
// signed request needs five of these.
void CodeInto(std::string_view key, std::string_view data, unsigned char* out) {
  std::string hashed_key;
  if (key.size() > kBlockBytes) {
    hashed_key = Sha256(key);
    key = hashed_key;
  }
  Block inner_pad{};
  std::ranges::copy(key, inner_pad.begin());
  Block outer_pad = inner_pad;
  for (unsigned char& byte : inner_pad) byte ^= 0x36;
  for (unsigned char& byte : outer_pad) byte ^= 0x5c;
  HashInto(inner_pad, data.data(), data.size(), out);
  HashInto(outer_pad, out, kDigestBytes, out);
  OPENSSL_cleanse(inner_pad.data(), inner_pad.size());
  OPENSSL_cleanse(outer_pad.data(), outer_pad.size());
}

}  // namespace

std::string HmacSha256(std::string_view key, std::string_view data) {
  std::string out(kDigestBytes, '\0');
  CodeInto(key, data, Bytes(out));
  return out;
}

std::string HmacSha256Hex(std::string_view key, std::string_view data) {
  std::array<unsigned char, kDigestBytes> code;
  CodeInto(key, data, code.data());
  return HexEncode({reinterpret_cast<const char*>(code.data()), code.size()});
}

}  // namespace rolecall::crypto
