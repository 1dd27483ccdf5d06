// AppliedShape: what was made, written as it was planned where the two mean the same. Null and empty are one to the SDK
// that most providers are written with: after an apply it keeps the planned one of them, so that the state fits the
// plan; after a refresh it keeps what the provider set. So a role without tags has null tags when it is made, and empty
// ones when it was read.
//
// Pure; any thread.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_APPLIED_SHAPE_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_APPLIED_SHAPE_H_

#include "value/value.h"

namespace rolecall::providers {

// Both of one type. `planned` may have unknowns: there `made` stays.
value::Value AppliedShape(const value::Value& made, const value::Value& planned);

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_APPLIED_SHAPE_H_
