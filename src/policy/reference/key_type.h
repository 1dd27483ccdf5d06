// Of which type a request's value for a condition key is.
//
//   if (const std::optional<ReferenceKeyType> type = TypeOfKey("aws:sourceip")) …  kIp
//
// The global keys and those of IAM, STS and Secrets Manager by data/condition-keys.tsv, the others by the reference of
// their service. Pure; any thread.
#ifndef ROLECALL_POLICY_REFERENCE_KEY_TYPE_H_
#define ROLECALL_POLICY_REFERENCE_KEY_TYPE_H_

#include <optional>
#include <string_view>

#include "policy/reference/service_reference.h"

namespace rolecall::policy {

// Nothing: the key is not known.
std::optional<ReferenceKeyType> TypeOfKey(std::string_view lower_key);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_REFERENCE_KEY_TYPE_H_
