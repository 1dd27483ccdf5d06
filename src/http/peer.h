// Who is counted as one client by its address. Pure; any thread.
#ifndef ROLECALL_HTTP_PEER_H_
#define ROLECALL_HTTP_PEER_H_

#include <string>

namespace rolecall::http {

// "192.0.2.7" as it is, of IPv6 the first 64 bits: what one person has.
std::string PeerOf(const std::string& address);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_PEER_H_
