#include "services/iam/api/iam.h"

#include "services/iam/credentials/credentials.h"
#include "services/iam/operations.h"
#include "services/iam/reports/reports.h"
#include "services/iam/settings/settings.h"

// Every family of operations of services/iam: a file there defines AddNAME. A new family is a line here; those of the
// rooms are in their own tables.
#define ROLECALL_IAM_FAMILIES(FAMILY) \
  FAMILY(AccessKeys)                  \
  FAMILY(Account)                     \
  FAMILY(Attachments)                 \
  FAMILY(Boundaries)                  \
  FAMILY(Groups)                      \
  FAMILY(InlinePolicies)              \
  FAMILY(InstanceProfiles)            \
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

}  // namespace rolecall::services::iam

namespace rolecall::services::iam::api {

std::unique_ptr<services::Service> MakeIam() {
  Table table;
#define ROLECALL_IAM_ADD(Family) Add##Family(table);
  ROLECALL_IAM_FAMILIES(ROLECALL_IAM_ADD)
#undef ROLECALL_IAM_ADD
  credentials::AddCredentials(table);
  reports::AddReports(table);
  settings::AddSettings(table);
  return std::make_unique<services::QueryService>("iam", aws::kIamNamespace, "2010-05-08", std::move(table));
}

}  // namespace rolecall::services::iam::api
