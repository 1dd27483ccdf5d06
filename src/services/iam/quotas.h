// IAM's quotas, all in one table, and what is said when one is exceeded. For this folder only.
//
//   if (snapshot.roles.size() >= kRolesPerAccount.limit) return Exceeded(kRolesPerAccount);
//
// Names are those of AWS's error messages; the groups are those of its page "IAM and AWS STS quotas"
// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), with its name for each quota.
// Differs from AWS: roles, customer managed policies and attached policies have limits here that AWS gives on request
// (by default 1,000, 1,500 and 10).
#ifndef ROLECALL_SERVICES_IAM_QUOTAS_H_
#define ROLECALL_SERVICES_IAM_QUOTAS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "policy/storable/validate.h"
#include "services/tag_rules.h"

namespace rolecall::services::iam {

struct Quota {
  std::string_view name;
  std::size_t limit;
  std::string_view code = "LimitExceeded";
  // {name}, {limit}, and {of}: what has too much.
  std::string_view message = "Cannot exceed quota for {name}: {limit}";
};

aws::ErrorShape Exceeded(const Quota& quota, std::string_view of = "");

constexpr std::string_view kInlineExceeded = "Maximum policy size of {limit} bytes exceeded for {of}";

// clang-format off
// Entities in an account                                                     name on the page
inline constexpr Quota kUsersPerAccount           {"UsersPerAccount", 5000};                     // Users
inline constexpr Quota kGroupsPerAccount          {"GroupsPerAccount", 300};                     // Groups
inline constexpr Quota kRolesPerAccount           {"RolesPerAccount", 5000};                     // Roles
inline constexpr Quota kPoliciesPerAccount        {"PoliciesPerAccount", 5000};                  // Customer managed policies
inline constexpr Quota kInstanceProfilesPerAccount{"InstanceProfilesPerAccount", 1000};          // Instance profiles
inline constexpr Quota kOidcProvidersPerAccount   {"OpenIdConnectProvidersPerAccount", 100};     // OpenID Connect providers
inline constexpr Quota kSamlProvidersPerAccount   {"SAMLProvidersPerAccount", 100};              // SAML providers
inline constexpr Quota kPolicyVersionsInUse       {"PolicyVersionsInUse", 10000};                // Versions of customer managed policies; shown, not enforced
inline constexpr Quota kServerCertificatesPerAccount{"ServerCertificatesPerAccount", 20};        // Server certificates
inline constexpr Quota kVirtualMfaDevicesPerAccount{"VirtualMFADevicesPerAccount", 5000};        // Virtual MFA devices: as many as users
// Parts of entities
inline constexpr Quota kAccessKeysPerUser         {"AccessKeysPerUser", 2};                      // Access keys assigned to an IAM user
inline constexpr Quota kSshPublicKeysPerUser      {"SSHPublicKeysPerUser", 5};                   // SSH public keys assigned to an IAM user
inline constexpr Quota kSigningCertificatesPerUser{"SigningCertificatesPerUser", 2};             // Signing certificates assigned to an IAM user
inline constexpr Quota kMfaDevicesPerUser         {"MFADevicesPerUser", 8};                      // MFA devices in use by an IAM user
inline constexpr Quota kServiceCredentialsPerUser {"ServiceSpecificCredentialsPerUser", 2};      // of one service
inline constexpr Quota kGroupsPerUser             {"GroupsPerUser", 10};                         // Groups an IAM user can be a member of
inline constexpr Quota kPoliciesPerUser           {"PoliciesPerUser", 20};                       // Managed policies attached to an IAM user
inline constexpr Quota kPoliciesPerGroup          {"PoliciesPerGroup", 20};                      // … to an IAM group
inline constexpr Quota kPoliciesPerRole           {"PoliciesPerRole", 20};                       // … to an IAM role
inline constexpr Quota kRolesPerInstanceProfile   {"InstanceSessionsPerInstanceProfile", 1};     // Roles in an instance profile
inline constexpr Quota kClientIdsPerOidcProvider  {"ClientIdsPerOpenIdConnectProvider", 100};    // Client IDs of an OIDC provider
inline constexpr Quota kThumbprintsPerOidcProvider{"ThumbprintsPerOpenIdConnectProvider", 5, "InvalidInput",
    "Thumbprint list must contain fewer than 5 entries."};                                       // Thumbprints of an OIDC provider
inline constexpr Quota kTagsPerResource           {"TagsPerResource", services::kMaxTagsPerResource, "LimitExceeded",
    "The number of tags has reached the maximum limit."};                                        // Tags that can be attached
inline constexpr Quota kVersionsPerPolicy         {"VersionsPerPolicy", 5, "LimitExceeded",
    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing "
    "version."};                                                                                 // Versions of a managed policy
// Sizes of policies, without white space
inline constexpr Quota kManagedPolicySize         {"PolicySize", policy::kManagedPolicySize};    // Managed policies
inline constexpr Quota kTrustPolicySize           {"ACLSizePerRole", policy::kTrustPolicySize};  // Role trust policy JSON text
inline constexpr Quota kInlineSizePerUser         {"UserPolicySize", 2048, "LimitExceeded", kInlineExceeded};    // Inline policies of a user
inline constexpr Quota kInlineSizePerRole         {"RolePolicySize", 10240, "LimitExceeded", kInlineExceeded};   // … of a role
inline constexpr Quota kInlineSizePerGroup        {"GroupPolicySize", 5120, "LimitExceeded", kInlineExceeded};   // … of a group
// clang-format on

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_QUOTAS_H_
