// AWS Systems Manager's Parameter Store: parameters with versions, labels, tags, tiers and policies, in each region of
// its own.
//
// JSON 1.1; operations are rows of a table (operations.h); all others of Systems Manager are known and refused
// (not_served.h). Values are sealed at rest by the directory, those of Strings too.
// Differs from AWS: public parameters (/aws/service/…) do not exist; nothing is shared between accounts; policies that
// notify are kept and notify nobody (policies.h).
#ifndef ROLECALL_SERVICES_SSM_SSM_H_
#define ROLECALL_SERVICES_SSM_SSM_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::ssm {

std::unique_ptr<Service> MakeSsm();

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_SSM_H_
