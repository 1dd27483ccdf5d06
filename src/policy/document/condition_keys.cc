#include "policy/document/condition_keys.h"

#include <algorithm>
#include <cstdint>

namespace rolecall::policy {
namespace {

// By length first: most keys of a request have another one, and are told apart by it.
constexpr bool IsBefore(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

// Keys that AWS documents as ArrayOfString or ArrayOfARN.
constexpr std::string_view kMultivalued[] = {
    "aws:tagkeys",
    "aws:calledvia",
    "aws:sourceorgpaths",
    "dynamodb:attributes",
    "kms:grantoperations",
    "kms:resourcealiases",
    "aws:resourceorgpaths",
    "dynamodb:leadingkeys",
    "aws:principalorgpaths",
    "sts:transitivetagkeys",
    "s3:requestobjecttagkeys",
    "kms:encryptioncontextkeys",
    "saml:edupersonaffiliation",
    "saml:edupersonentitlement",
    "aws:principalservicenameslist",
    "saml:edupersonscopedaffiliation",
    "secretsmanager:addreplicaregions",
    "route53:changeresourcerecordsetsactions",
    "route53:changeresourcerecordsetsrecordtypes",
    "route53:changeresourcerecordsetsnormalizedrecordnames",
};
static_assert(std::ranges::is_sorted(kMultivalued, IsBefore));

constexpr std::uint64_t LengthsOf(const auto& keys) {
  std::uint64_t lengths = 0;
  for (const std::string_view key : keys) lengths |= std::uint64_t{1} << key.size();
  return lengths;
}
constexpr std::uint64_t kLengths = LengthsOf(kMultivalued);
static_assert(std::end(kMultivalued)[-1].size() < 64);

}  // namespace

bool IsDeclaredMultivalued(std::string_view lower_key) {
  // aws:PrincipalOrgPaths and the amr claim of every token issuer ("<issuer>:amr") hold lists.
  if (lower_key.ends_with(":amr")) return true;
  if (lower_key.size() >= 64 || (kLengths >> lower_key.size() & 1) == 0) return false;
  return std::ranges::binary_search(kMultivalued, lower_key, IsBefore);
}

}  // namespace rolecall::policy
