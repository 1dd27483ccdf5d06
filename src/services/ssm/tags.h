// The rules for tags of parameters, as this service says them.
#ifndef ROLECALL_SERVICES_SSM_TAGS_H_
#define ROLECALL_SERVICES_SSM_TAGS_H_

#include <optional>

#include "aws/wire/shapes.h"
#include "directory/tags.h"

namespace rolecall::services::ssm {

// Reserved keys, keys that are there twice, whatever their case (services/tag_rules.h), and too many.
std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_TAGS_H_
