// The operations on settings of the account, and those of organizations and product providers, which are not here.
#ifndef ROLECALL_SERVICES_IAM_SETTINGS_SETTINGS_H_
#define ROLECALL_SERVICES_IAM_SETTINGS_SETTINGS_H_

#include "services/iam/operations.h"

namespace rolecall::services::iam::settings {

void AddSettings(Table& table);

}  // namespace rolecall::services::iam::settings

#endif  // ROLECALL_SERVICES_IAM_SETTINGS_SETTINGS_H_
