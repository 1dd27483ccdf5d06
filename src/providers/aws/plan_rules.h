// Planning by rules, as the SDK that the AWS provider is written with does it: configured values (normalised, or
// the prior one where it means the same), defaults, computed values kept or not yet known.
#ifndef ROLECALL_PROVIDERS_AWS_PLAN_RULES_H_
#define ROLECALL_PROVIDERS_AWS_PLAN_RULES_H_

#include <string>
#include <vector>

#include "providers/aws/resource.h"

namespace rolecall::providers::aws {

Object PlanCreate(const Resource& resource, const Object& config);
Object PlanUpdate(const Resource& resource, const Object& prior, const Object& config);
// The attributes that differ and may not change in place.
std::vector<std::string> ReplacingAttributes(const Resource& resource, const Object& prior, const Object& planned);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_PLAN_RULES_H_
