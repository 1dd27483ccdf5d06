#include "policy/document/condition_keys.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

// Sorted. Keys that AWS documents as ArrayOfString or ArrayOfARN.
constexpr std::string_view kMultivalued[] = {
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
    "dynamodb:attributes",
    "dynamodb:leadingkeys",
    "kms:encryptioncontextkeys",
    "kms:grantoperations",
    "kms:resourcealiases",
    "route53:changeresourcerecordsetsactions",
    "route53:changeresourcerecordsetsnormalizedrecordnames",
    "route53:changeresourcerecordsetsrecordtypes",
    "s3:requestobjecttagkeys",
    "saml:edupersonaffiliation",
    "saml:edupersonentitlement",
    "saml:edupersonscopedaffiliation",
    "secretsmanager:addreplicaregions",
    "sts:transitivetagkeys",
};

}  // namespace

bool IsDeclaredMultivalued(std::string_view lower_key) {
  // aws:PrincipalOrgPaths and the amr claim of every token issuer ("<issuer>:amr") hold lists.
  if (lower_key.ends_with(":amr")) return true;
  return std::binary_search(std::begin(kMultivalued), std::end(kMultivalued), lower_key);
}

}  // namespace rolecall::policy
