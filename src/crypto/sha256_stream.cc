#include "crypto/sha256_stream.h"

#include <openssl/evp.h>

#include "base/check.h"
#include "base/encoding.h"

namespace rolecall::crypto {

struct Sha256Stream::Context {
  EVP_MD_CTX* digest = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(digest); }
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  ROLECALL_CHECK(context_->digest != nullptr && EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view piece) {
  ROLECALL_CHECK(EVP_DigestUpdate(context_->digest, piece.data(), piece.size()) == 1);
}

std::string Sha256Stream::FinishHex() {
  std::string bytes(32, '\0');
  unsigned int size = 0;
  const int done = EVP_DigestFinal_ex(context_->digest, reinterpret_cast<unsigned char*>(bytes.data()), &size);
  ROLECALL_CHECK(done == 1 && size == bytes.size());
  return HexEncode(bytes);
}

}  // namespace rolecall::crypto
