#include "services/iam/iam.h"

#include "services/iam/operations.h"

// Every family of operations: a file of this folder defines AddNAME. A new family is a line here.
#define ROLECALL_IAM_FAMILIES(FAMILY) \
  FAMILY(AccessKeys)                  \
  FAMILY(Account)                     \
  FAMILY(Attachments)                 \
  FAMILY(Boundaries)                  \
  FAMILY(EmptyLists)                  \
  FAMILY(Groups)                      \
  FAMILY(InlinePolicies)              \
  FAMILY(InstanceProfiles)            \
  FAMILY(LoginProfiles)               \
  FAMILY(ManagedPolicies)             \
  FAMILY(OidcProviders)               \
  FAMILY(PolicyVersions)              \
  FAMILY(Roles)                       \
  FAMILY(SamlProviders)               \
  FAMILY(ServiceLinkedRoles)          \
  FAMILY(Simulation)                  \
  FAMILY(Tags)                        \
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
