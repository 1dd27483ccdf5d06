// Ownership of OpenSSL's objects: unique_ptrs that know how each is freed, and the few conversions that every source
// of this folder needs. OpenSSL's types go no further than the .cc files of this folder and its rooms.
//
// A null pointer means that OpenSSL failed (out of memory, mostly); callers look. Pure but for FetchedDigest(), which
// fills a table once, and may be called from any thread.
#ifndef ROLECALL_CRYPTO_OPENSSL_H_
#define ROLECALL_CRYPTO_OPENSSL_H_

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "crypto/digest_kind.h"

namespace rolecall::crypto {

template <auto kFree>
struct OpensslDeleter {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
template <typename T, auto kFree>
using OpensslPtr = std::unique_ptr<T, OpensslDeleter<kFree>>;

using BioPtr = OpensslPtr<BIO, BIO_free_all>;
using BignumPtr = OpensslPtr<BIGNUM, BN_clear_free>;
using PkeyPtr = OpensslPtr<EVP_PKEY, EVP_PKEY_free>;
using PkeyContextPtr = OpensslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContextPtr = OpensslPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using X509Ptr = OpensslPtr<X509, X509_free>;

inline const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
inline unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// A read-only BIO over `text`, which must outlive it.
BioPtr ReadBio(std::string_view text);
BioPtr MemoryBio();
std::string BioText(BIO* bio);
// Big-endian, padded to `size` (0 = as short as it goes).
std::string BignumBytes(const BIGNUM* number, std::size_t size = 0);
// Fetched once for the process: a look-up by name for each call costs more than hashing a request.
const EVP_MD* FetchedDigest(DigestKind kind);
// A PEM password callback that never asks at the terminal.
int RefusePassword(char* buffer, int size, int writing, void* user);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_OPENSSL_H_
