#include "crypto/openssl.h"

#include <array>

#include "base/check.h"

namespace rolecall::crypto {

BioPtr ReadBio(std::string_view text) {
  BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  ROLECALL_CHECK(bio != nullptr);
  return bio;
}

BioPtr MemoryBio() {
  BioPtr bio(BIO_new(BIO_s_secmem()));
  ROLECALL_CHECK(bio != nullptr);
  return bio;
}

std::string BioText(BIO* bio) {
  char* data = nullptr;
  long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string BignumBytes(const BIGNUM* number, std::size_t size) {
  if (size == 0) size = static_cast<std::size_t>(BN_num_bytes(number));
  std::string bytes(size, '\0');
  ROLECALL_CHECK(BN_bn2binpad(number, Bytes(bytes), static_cast<int>(size)) == static_cast<int>(size));
  return bytes;
}

const EVP_MD* FetchedDigest(DigestKind kind) {
  static const std::array<const EVP_MD*, 5> digests = {
      EVP_MD_fetch(nullptr, "MD5", nullptr), EVP_MD_fetch(nullptr, "SHA1", nullptr),
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_fetch(nullptr, "SHA384", nullptr),
      EVP_MD_fetch(nullptr, "SHA512", nullptr)};
  const EVP_MD* digest = digests[static_cast<std::size_t>(kind)];
  ROLECALL_CHECK(digest != nullptr);
  return digest;
}

int RefusePassword(char*, int, int, void*) { return -1; }

}  // namespace rolecall::crypto
