// The digests that crypto/ knows, by name. Apart from crypto/digest.h so that the folder's OpenSSL wrappers can name
// them too. What is still good for signatures is decided where signatures are made, not here.
#ifndef ROLECALL_CRYPTO_DIGEST_KIND_H_
#define ROLECALL_CRYPTO_DIGEST_KIND_H_

namespace rolecall::crypto {

enum class DigestKind { kMd5, kSha1, kSha256, kSha384, kSha512 };

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_DIGEST_KIND_H_
