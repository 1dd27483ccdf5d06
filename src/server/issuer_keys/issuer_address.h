// Which addresses a stranger's issuer may have: not this machine, not its link, not a cloud's metadata service. What
// asks such an address speaks with the server's own standing there (server-side request forgery).
//
// Addresses of private networks (10/8 …) are fine: clusters' issuers live there. Pure; any thread.
#ifndef ROLECALL_SERVER_ISSUER_KEYS_ISSUER_ADDRESS_H_
#define ROLECALL_SERVER_ISSUER_KEYS_ISSUER_ADDRESS_H_

#include <string_view>

#include "base/ip_address.h"

namespace rolecall::server {

// For the address that a name was resolved to.
bool MayAskAddress(const IpAddress& address);
// For a URL's host as it is written, before anybody resolves it: false for an address of those, and for "localhost".
bool MayAskHost(std::string_view url);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ISSUER_KEYS_ISSUER_ADDRESS_H_
