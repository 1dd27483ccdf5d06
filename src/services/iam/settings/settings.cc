#include "services/iam/settings/settings.h"

// Every family of operations of this room: a file that defines AddNAME. A new family is a line here.
#define ROLECALL_IAM_SETTINGS(FAMILY) \
  FAMILY(DelegationRequests)          \
  FAMILY(Organizations)               \
  FAMILY(OutboundFederation)          \
  FAMILY(RoleManager)                 \
  FAMILY(TokenPreferences)

namespace rolecall::services::iam::settings {

#define ROLECALL_IAM_DECLARE(Family) void Add##Family(Table& table);
ROLECALL_IAM_SETTINGS(ROLECALL_IAM_DECLARE)
#undef ROLECALL_IAM_DECLARE

void AddSettings(Table& table) {
#define ROLECALL_IAM_ADD(Family) Add##Family(table);
  ROLECALL_IAM_SETTINGS(ROLECALL_IAM_ADD)
#undef ROLECALL_IAM_ADD
}

}  // namespace rolecall::services::iam::settings
