// Keys as SSH writes them (RFC 4253, 5656, 8709, and OpenSSH's PROTOCOL.key).
//
//   std::string line = AuthorizedKey(key);           // "ssh-ed25519 AAAA…\n"
//   std::string print = Sha256Fingerprint(key);      // "SHA256:…"
//
// SSH has no P-224: everything about such a key is "". Any thread. Errors: kInvalidArgument.
#ifndef ROLECALL_CRYPTO_CERTIFICATES_SSH_KEY_H_
#define ROLECALL_CRYPTO_CERTIFICATES_SSH_KEY_H_

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/certificates/certificate_key.h"

namespace rolecall::crypto {

bool HasSshForm(const CertificateKey& key);
std::string AuthorizedKey(const CertificateKey& key);
std::string Md5Fingerprint(const CertificateKey& key);     // "aa:bb:…"
std::string Sha256Fingerprint(const CertificateKey& key);  // "SHA256:…", base64 without padding

// "OPENSSH PRIVATE KEY", not encrypted, without a comment.
Secret OpensshPem(const CertificateKey& key);
// The public half alone of what OpensshPem() and ssh-keygen write. One with a passphrase is refused.
Result<CertificateKey> PublicKeyOfOpensshPem(const Secret& pem);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATES_SSH_KEY_H_
