// The rules for tags of secrets, as this service says them.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_TAGS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_TAGS_H_

#include <optional>

#include "aws/wire/shapes.h"
#include "directory/tags.h"

namespace rolecall::services::secretsmanager {

// Reserved keys, and keys that are there twice, whatever their case (services/tag_rules.h).
std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_TAGS_H_
