// The operations that look over the whole account: who may what, who has used what, which credentials there are.
#ifndef ROLECALL_SERVICES_IAM_REPORTS_REPORTS_H_
#define ROLECALL_SERVICES_IAM_REPORTS_REPORTS_H_

#include "services/iam/operations.h"

namespace rolecall::services::iam::reports {

void AddReports(Table& table);

}  // namespace rolecall::services::iam::reports

#endif  // ROLECALL_SERVICES_IAM_REPORTS_REPORTS_H_
