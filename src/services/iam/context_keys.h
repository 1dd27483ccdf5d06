// Which context keys policies ask about: for GetContextKeysFor…Policy, and for what a simulation was not told. For this
// folder only.
//
//   for (const std::string& name : ContextKeysOf(document)) …                       // conditions, then variables
//   std::vector<std::string> missing = MissingKeys({&identity, &boundary}, resource_policy, request);
#ifndef ROLECALL_SERVICES_IAM_CONTEXT_KEYS_H_
#define ROLECALL_SERVICES_IAM_CONTEXT_KEYS_H_

#include <string>
#include <vector>

#include "policy/decide/engine.h"

namespace rolecall::services::iam {

// As they are written; one may occur several times.
std::vector<std::string> ContextKeysOf(const policy::Document& document);

// Each name once, whatever its case, in the first spelling; sorted without case.
std::vector<std::string> WithoutRepeats(const std::vector<std::string>& names);

// Keys that statements about the request's action ask for and its context does not have. `resource` may be null.
std::vector<std::string> MissingKeys(const std::vector<const policy::PolicySet*>& sets,
                                     const policy::CompiledPolicy* resource, const policy::Request& request);

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_CONTEXT_KEYS_H_
