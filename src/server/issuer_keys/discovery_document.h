// OpenID Connect discovery, as far as keys need it (OpenID Connect Discovery 1.0, section 4).
//
// The document must name the issuer that it was asked for, letter by letter, and an https jwks_uri. Pure; any thread.
#ifndef ROLECALL_SERVER_ISSUER_KEYS_DISCOVERY_DOCUMENT_H_
#define ROLECALL_SERVER_ISSUER_KEYS_DISCOVERY_DOCUMENT_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::server {

// Where an issuer has its document.
std::string DiscoveryUrl(const std::string& issuer);
// kUnavailable: it is not the issuer's, or names no keys.
Result<std::string> KeysUrlOf(std::string_view document, const std::string& issuer);
// The issuer that the document is of; kUnavailable: it is none.
Result<std::string> IssuerOf(std::string_view document);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ISSUER_KEYS_DISCOVERY_DOCUMENT_H_
