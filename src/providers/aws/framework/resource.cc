#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

Result<void> Resource::Plan(const Session&, const Object*, const Object&, Object&) const { return {}; }

Result<void> Resource::Update(const Call&, const Object&, const Object&, Object&) const { return {}; }

}  // namespace rolecall::providers::aws
