// The certificates that a TLS server shows. A connection is made for the handshake only; nothing is asked.
// Errors: kUnavailable (no connection, no TLS), kDeadlineExceeded, kUnauthenticated (the chain does not verify).
// Threads: any.
#ifndef ROLECALL_PROVIDERS_TLS_PEER_CHAIN_H_
#define ROLECALL_PROVIDERS_TLS_PEER_CHAIN_H_

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::providers::tls {

struct PeerChainRequest {
  std::string host;  // a name or an address, IPv6 without brackets
  std::string port;
  bool verify = true;
};

// In DER, the server's own first.
using PeerChain = std::vector<std::string>;
using FetchPeerChain = std::function<Result<PeerChain>(const PeerChainRequest&)>;

Result<PeerChain> FetchPeerChainOverTls(const PeerChainRequest& request);

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_PEER_CHAIN_H_
