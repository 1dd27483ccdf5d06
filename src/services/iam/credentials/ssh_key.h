// SSH public keys as people upload them: "ssh-rsa AAAA… comment" (RFC 4253, section 6.6; RFC 4251, section 5 for its
// numbers), or the same key as PEM "PUBLIC KEY". For this folder only.
//
//   SshKeyFault fault;
//   std::optional<SshKey> key = ParseSshKey(body, fault);
//
// RSA alone, 2048 to 8192 bits: IAM User Guide, "Use SSH keys and SSH with CodeCommit": "must be encoded in ssh-rsa
// format or PEM format. The minimum bit-length of the public key is 2048 bits". Pure; bounded by the text.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_SSH_KEY_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_SSH_KEY_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::services::iam::credentials {

struct SshKey {
  std::string ssh;          // "ssh-rsa AAAA…", without a comment
  std::string pem;          // SubjectPublicKeyInfo
  std::string fingerprint;  // MD5 of the key's bytes: "a1:b2:…", 16 pairs
};

enum class SshKeyFault { kUnknownEncoding, kInvalid };

std::optional<SshKey> ParseSshKey(std::string_view text, SshKeyFault& fault);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_SSH_KEY_H_
