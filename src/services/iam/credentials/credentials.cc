#include "services/iam/credentials/credentials.h"

// Every family of operations of this room: a file that defines AddNAME. A new family is a line here.
#define ROLECALL_IAM_CREDENTIALS(FAMILY) \
  FAMILY(LoginProfiles)                  \
  FAMILY(MfaAssignment)                  \
  FAMILY(MfaDevices)                     \
  FAMILY(ServerCertificates)             \
  FAMILY(ServiceCredentials)             \
  FAMILY(SigningCertificates)            \
  FAMILY(SshPublicKeys)

namespace rolecall::services::iam::credentials {

#define ROLECALL_IAM_DECLARE(Family) void Add##Family(Table& table);
ROLECALL_IAM_CREDENTIALS(ROLECALL_IAM_DECLARE)
#undef ROLECALL_IAM_DECLARE

void AddCredentials(Table& table) {
#define ROLECALL_IAM_ADD(Family) Add##Family(table);
  ROLECALL_IAM_CREDENTIALS(ROLECALL_IAM_ADD)
#undef ROLECALL_IAM_ADD
}

}  // namespace rolecall::services::iam::credentials
