#include "services/iam/api/iam.h"

#include "services/iam/operations.h"

// Every family of operations: a file of services/iam or of one of its rooms defines AddNAME. A new family is a line
// here.
#define ROLECALL_IAM_FAMILIES(FAMILY) \
  FAMILY(AccessKeys)                  \
  FAMILY(Account)                     \
  FAMILY(Attachments)                 \
  FAMILY(AuthorizationDetails)        \
  FAMILY(Boundaries)                  \
  FAMILY(CredentialReport)            \
  FAMILY(DelegationRequests)          \
  FAMILY(GrantingPolicies)            \
  FAMILY(Groups)                      \
  FAMILY(InlinePolicies)              \
  FAMILY(InstanceProfiles)            \
  FAMILY(LastAccessed)                \
  FAMILY(LoginProfiles)               \
  FAMILY(ManagedPolicies)             \
  FAMILY(MfaAssignment)               \
  FAMILY(MfaDevices)                  \
  FAMILY(OidcProviders)               \
  FAMILY(Organizations)               \
  FAMILY(OutboundFederation)          \
  FAMILY(PolicyVersions)              \
  FAMILY(Roles)                       \
  FAMILY(SamlProviders)               \
  FAMILY(ServerCertificates)          \
  FAMILY(ServiceCredentials)          \
  FAMILY(ServiceLinkedRoles)          \
  FAMILY(SigningCertificates)         \
  FAMILY(Simulation)                  \
  FAMILY(SshPublicKeys)               \
  FAMILY(Tags)                        \
  FAMILY(TokenPreferences)            \
  FAMILY(Users)

namespace rolecall::services::iam {

#define ROLECALL_IAM_DECLARE(Family) void Add##Family(Table& table);
ROLECALL_IAM_FAMILIES(ROLECALL_IAM_DECLARE)
#undef ROLECALL_IAM_DECLARE

std::unique_ptr<services::Service> MakeIam() {
  Table table;
#define ROLECALL_IAM_ADD(Family) Add##Family(table);
  ROLECALL_IAM_FAMILIES(ROLECALL_IAM_ADD)
#undef ROLECALL_IAM_ADD
  return std::make_unique<services::QueryService>("iam", aws::kIamNamespace, "2010-05-08", std::move(table));
}

}  // namespace rolecall::services::iam
