#include "policy/document/claim_keys.h"

#include <algorithm>

#include "base/text.h"
#include "embedded/table.h"

namespace rolecall::policy {
namespace {

struct IssuerClaims {
  std::string issuer;  // in lower case; "*": every one
  std::vector<std::string> claims;
};

const std::vector<IssuerClaims>& Issuers() {
  static const auto* const kIssuers = [] {
    auto* issuers = new std::vector<IssuerClaims>();
    for (const embedded::Row& row : embedded::ReadTable("claim-keys.tsv", {"issuer", "claims"})) {
      issuers->push_back({LowerAscii(row[0]), embedded::Words(row[1])});
    }
    return issuers;
  }();
  return *kIssuers;
}

// One star: inside of the pattern it is part of a host's name, at the end all the rest.
bool Matches(std::string_view pattern, std::string_view issuer) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == issuer;
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  if (issuer.size() < pattern.size() || !issuer.starts_with(before) || !issuer.ends_with(after)) {
    return pattern == "*";
  }
  const std::string_view between = issuer.substr(star, issuer.size() - before.size() - after.size());
  return after.empty() || between.find_first_of("/.") == std::string_view::npos;
}

}  // namespace

std::vector<std::string_view> ClaimKeysOf(std::string_view issuer) {
  const std::string lower = LowerAscii(issuer);
  std::vector<std::string_view> claims;
  for (const IssuerClaims& row : Issuers()) {
    if (Matches(row.issuer, lower)) claims.insert(claims.end(), row.claims.begin(), row.claims.end());
  }
  return claims;
}

bool IsClaimKey(std::string_view issuer, std::string_view claim) {
  const std::vector<std::string_view> claims = ClaimKeysOf(issuer);
  return std::any_of(claims.begin(), claims.end(),
                     [&](std::string_view known) { return EqualsIgnoringAsciiCase(known, claim); });
}

}  // namespace rolecall::policy
