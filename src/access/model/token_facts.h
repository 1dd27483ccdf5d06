// What matters of a service account's token: read from a given one, or as the webhook would have it injected.
//
//   TokenFacts token = FactsOfToken(text);                                          // `malformed` says if it is none
//   TokenFacts token = InjectedToken({"ns", "app"}, issuer, "sts.amazonaws.com", 3600, now);
//
// Claims that are not there are empty; nothing is verified. Plain values, pure functions.
#ifndef ROLECALL_ACCESS_MODEL_TOKEN_FACTS_H_
#define ROLECALL_ACCESS_MODEL_TOKEN_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/service_account.h"

namespace rolecall::access {

struct TokenFacts {
  bool given = false;     // read from a token; else what would be injected
  std::string malformed;  // given, and why it is none; then the rest is empty
  std::string issuer;     // with https://
  std::vector<std::string> audiences;
  std::string authorized_party;  // azp
  std::optional<std::string> subject;
  std::optional<std::int64_t> issued_at, not_before, expires_at;  // Unix seconds

  // What is checked against the provider's client IDs and becomes ISSUER:aud.
  std::string Audience() const;
};

// The signature is not checked: nobody has the issuer's keys here. (AWS does.)
TokenFacts FactsOfToken(std::string_view text);

// A token as it would be mounted into a pod now.
TokenFacts InjectedToken(const kube::ServiceAccountName& account, const std::string& issuer,
                         const std::string& audience, std::int64_t lifetime, std::int64_t now);

// "system:serviceaccount:NS:NAME" -> NS, NAME.
std::optional<kube::ServiceAccountName> AccountOfSubject(std::string_view subject);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_TOKEN_FACTS_H_
