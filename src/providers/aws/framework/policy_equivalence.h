// Whether two policy documents mean the same although they are written differently, as the AWS provider
// decides it: such a difference is no change.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_POLICY_EQUIVALENCE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_POLICY_EQUIVALENCE_H_

#include <string_view>

#include "base/result.h"

namespace rolecall::providers::aws {

// kInvalidArgument: one of them is no policy (not JSON, or members of the wrong kind).
Result<bool> PolicyDocumentsEquivalent(std::string_view first, std::string_view second);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_POLICY_EQUIVALENCE_H_
