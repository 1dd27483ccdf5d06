// Planning by rules, as the SDK that most of Terraform's providers are written with does it: configured values
// (normalised, or the prior one where it means the same), defaults, computed values kept or not yet known.
//
// ResourceProvider calls it; what only one type knows comes after, in its own Plan. Null, "", 0, false and empty
// collections are the same to the SDK, and so here.
//
// Of types that plan as the SDK (ResourceType::plans_as_sdk), as measured beside provider aws 6.47.1:
// - a list, set or map with an element that is not known is not known at all;
// - what is made: an empty map or set is null, or not known where the provider may fill it in, as is "" there; an empty
//   list stays. Blocks have what the provider fills in as not known too;
// - what is changed: a collection that is left out is empty afterwards, not null; "" leaves what the provider may fill
//   in as it is.
// Never fails. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_PLAN_RULES_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_PLAN_RULES_H_

#include <string>
#include <vector>

#include "providers/framework/resource_type.h"

namespace rolecall::providers {

Object PlanCreate(const ResourceType& resource, const Object& config);
Object PlanUpdate(const ResourceType& resource, const Object& prior, const Object& config);
// Its lists, sets and maps of plain values, also those of blocks, are known as a whole or not at all.
value::Value WithWholeCollections(const value::Value& planned);
// The attributes that differ and may not change in place.
std::vector<std::string> ReplacingAttributes(const ResourceType& resource, const Object& prior, const Object& planned);

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_PLAN_RULES_H_
