// An issuer that the operator vouches for: with a CA of its own, or keys that only a bearer token sees. A cluster's API
// server is both.
//
//   const PrivateIssuer issuer{.issuer = "https://kubernetes.default.svc", .keys_url =
//   "https://10.0.0.1/openid/v1/jwks",
//                              .ca_file = "/etc/rolecall/cluster-ca.pem", .token_file = "/etc/rolecall/token"};
//   ROLECALL_TRY(std::string keys, FetchPrivateKeys(issuer, files, time));
//
// Without `keys_url` the issuer's discovery document says where they are. The token is sent to the issuer's own origin
// and to `keys_url` only, never to where a document points. Files are read each time, so that they may be replaced.
// Addresses are not judged: the operator named them. Errors: kUnavailable and what the files' are. Threads: any.
#ifndef ROLECALL_SERVER_ISSUER_KEYS_PRIVATE_ISSUER_H_
#define ROLECALL_SERVER_ISSUER_KEYS_PRIVATE_ISSUER_H_

#include <chrono>
#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::server {

struct PrivateIssuer {
  std::string issuer;
  std::string keys_url;    // empty: found by discovery
  std::string ca_file;     // PEM, and then nothing else is trusted; empty: the system's
  std::string token_file;  // a bearer token; empty: none
};

Result<std::string> FetchPrivateKeys(const PrivateIssuer& issuer, const FileSystem& files,
                                     std::chrono::milliseconds time);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ISSUER_KEYS_PRIVATE_ISSUER_H_
