// The operations of what people and machines show to be a user: passwords, keys, certificates, MFA devices.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_CREDENTIALS_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_CREDENTIALS_H_

#include "services/iam/operations.h"

namespace rolecall::services::iam::credentials {

void AddCredentials(Table& table);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_CREDENTIALS_H_
