#include "services/iam/reports/reports.h"

// Every family of operations of this room: a file that defines AddNAME. A new family is a line here.
#define ROLECALL_IAM_REPORTS(FAMILY) \
  FAMILY(AuthorizationDetails)       \
  FAMILY(CredentialReport)           \
  FAMILY(GrantingPolicies)           \
  FAMILY(LastAccessed)

namespace rolecall::services::iam::reports {

#define ROLECALL_IAM_DECLARE(Family) void Add##Family(Table& table);
ROLECALL_IAM_REPORTS(ROLECALL_IAM_DECLARE)
#undef ROLECALL_IAM_DECLARE

void AddReports(Table& table) {
#define ROLECALL_IAM_ADD(Family) Add##Family(table);
  ROLECALL_IAM_REPORTS(ROLECALL_IAM_ADD)
#undef ROLECALL_IAM_ADD
}

}  // namespace rolecall::services::iam::reports
