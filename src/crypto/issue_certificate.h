// Makes X.509 certificates (RFC 5280, version 3): a small CA's own, and those of servers that it vouches for.
//
//   ROLECALL_TRY(crypto::PrivateKey ca_key, crypto::PrivateKey::Generate(crypto::KeyKind::kP256));
//   ROLECALL_TRY(std::string ca, crypto::IssueCa({.common_name = "rolecall webhook CA", …}, ca_key));
//   ROLECALL_TRY(std::string server, crypto::IssueServer({…, .dns_names = {"hook.ns.svc"}}, key.public_key(), ca,
//   ca_key));
//
// Answers are PEM, one block. Signed with SHA-256; serial numbers are 127 random bits of OpenSSL's generator.
// Any thread. Errors: kInvalidArgument (a name, an address, a CA that is none), kInternal.
#ifndef ROLECALL_CRYPTO_ISSUE_CERTIFICATE_H_
#define ROLECALL_CRYPTO_ISSUE_CERTIFICATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::crypto {

struct NewCertificate {
  std::string common_name;  // at most 64 characters
  Time not_before;
  Time not_after;
  std::vector<std::string> dns_names = {};     // of a server
  std::vector<std::string> ip_addresses = {};  // "127.0.0.1", "::1"
};

// A CA that signs itself, and no other CA (path length 0).
Result<std::string> IssueCa(const NewCertificate& wanted, const PrivateKey& key);
// Of one that stands for itself, on either side of a connection: who trusts it has it beforehand.
Result<std::string> IssuePeer(const NewCertificate& wanted, const PrivateKey& key);
// For TLS servers. `ca` is a PEM certificate, `ca_key` its key.
Result<std::string> IssueServer(const NewCertificate& wanted, const PublicKey& key, std::string_view ca,
                                const PrivateKey& ca_key);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_ISSUE_CERTIFICATE_H_
