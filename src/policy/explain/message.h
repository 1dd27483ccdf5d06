// AWS's sentences for a refused request.
#ifndef ROLECALL_POLICY_EXPLAIN_MESSAGE_H_
#define ROLECALL_POLICY_EXPLAIN_MESSAGE_H_

#include <string>

#include "policy/decide/engine.h"

namespace rolecall::policy {

// "User: ARN is not authorized to perform: A on resource: R because no identity-based policy allows the A action",
// "… with an explicit deny in an identity-based policy". AssumeRoleWithWebIdentity and …WithSAML denials name nobody:
// "Not authorized to perform sts:AssumeRoleWithWebIdentity". The decision must be a denial.
std::string AccessDeniedMessage(const Decision& decision, const Request& request);

// For our own logs and audit: outcome, layer, policy name, statement number and Sid. Not for the caller.
std::string InternalReason(const Decision& decision);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_EXPLAIN_MESSAGE_H_
