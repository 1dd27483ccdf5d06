// Which claims of a web identity token are condition keys ("ISSUER:CLAIM" in trust policies): AWS's own list
// (data/claim-keys.tsv). A condition on any other claim never matches, for no request has the key.
//
//   if (IsClaimKey("gitlab.com", "project_id")) …
//   for (std::string_view claim : ClaimKeysOf(provider.url)) …       // those of every issuer, then the issuer's own
//
// Issuers are written as their providers are: host and path, without https://. Case does not count, as in condition
// keys.
#ifndef ROLECALL_POLICY_DOCUMENT_CLAIM_KEYS_H_
#define ROLECALL_POLICY_DOCUMENT_CLAIM_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

std::vector<std::string_view> ClaimKeysOf(std::string_view issuer);
bool IsClaimKey(std::string_view issuer, std::string_view claim);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_CLAIM_KEYS_H_
