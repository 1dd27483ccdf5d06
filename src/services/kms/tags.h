// Tags of keys, {"TagKey","TagValue"} as KMS names them.
#ifndef ROLECALL_SERVICES_KMS_TAGS_H_
#define ROLECALL_SERVICES_KMS_TAGS_H_

#include <optional>

#include "directory/tags.h"
#include "services/json_input.h"

namespace rolecall::services::kms {

// The member Tags; empty if it is missing. Refusal() has what is wrong with each.
directory::Tags ReadTags(JsonInput& input);
// TagException: keys that are reserved, or there twice. LimitExceededException: more than 50.
std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_TAGS_H_
