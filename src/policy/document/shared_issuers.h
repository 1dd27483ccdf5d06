// Token issuers that many customers share: a trust policy that names one must say whose tokens it means.
//
//   RequiredClaim(IssuerOfProvider("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"))
//       == "sub"
//
// Everybody can have a token of such an issuer, so a trust policy without a condition on the claim is open to all. AWS
// refuses to store one (IAM User Guide, "Identity-provider controls for shared OIDC providers"), with exceptions that
// are kept here: what AWS lets through, so does this. The table is data; a new issuer is a row. Pure.
#ifndef ROLECALL_POLICY_DOCUMENT_SHARED_ISSUERS_H_
#define ROLECALL_POLICY_DOCUMENT_SHARED_ISSUERS_H_

#include <optional>
#include <string_view>

#include "policy/document/document.h"

namespace rolecall::policy {

// The issuer (host and path) of an OIDC provider ARN; empty for anything else.
std::string_view IssuerOfProvider(std::string_view principal);

// The claim that must be checked for this issuer ("sub", "aud"), or empty if AWS asks for none. EKS and self-hosted
// issuers are not covered by AWS's control: there only lint helps.
std::string_view RequiredClaim(std::string_view issuer);

// AWS's control at write time (since 2025).
std::optional<Malformed> CheckSharedIssuers(const Document& document);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_SHARED_ISSUERS_H_
