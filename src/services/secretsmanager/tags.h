// The rules for tags of secrets.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_TAGS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_TAGS_H_

#include <optional>

#include "aws/wire/shapes.h"
#include "directory/tags.h"

namespace rolecall::services::secretsmanager {

inline constexpr std::size_t kMaxTags = 50;

// Reserved keys, and keys that are there twice. Differs from AWS: also keys that differ by case alone, which AWS keeps
// apart here though conditions of policies do not.
std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_TAGS_H_
