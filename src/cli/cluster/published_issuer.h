// What AWS finds under an issuer's URL: read as a stranger, by the issuer's own name.
//
//   http::CurlClient http{http::ClientOptions{}};               // public CAs, as AWS has them
//   const access::IssuerFacts facts = ReadPublishedIssuer(http, "https://oidc.example");
//   const std::string why = WhyNotPublished(http, "https://oidc.example", keys);
//
// Of the facts: issuer, discovery_url, and one of keys, unreachable (no answer, or none with 200) and document (an
// answer that is not what AWS takes). No answer is waited for longer than ten seconds, or read beyond 512 KiB.
#ifndef ROLECALL_CLI_CLUSTER_PUBLISHED_ISSUER_H_
#define ROLECALL_CLI_CLUSTER_PUBLISHED_ISSUER_H_

#include <string>

#include "access/doctor/doctor.h"
#include "crypto/jwk.h"
#include "http/client.h"

namespace rolecall::cli {

access::IssuerFacts ReadPublishedIssuer(http::Client& http, const std::string& issuer);

// Why AWS would not take a token that one of `keys` signed; empty: it would.
std::string WhyNotPublished(http::Client& http, const std::string& issuer, const crypto::KeySet& keys);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_PUBLISHED_ISSUER_H_
