#include "providers/framework/resource.h"

namespace rolecall::providers {

Result<void> Resource::Plan(const Object*, const Object&, Object&) const { return {}; }
Result<bool> Resource::Read(Object&) const { return true; }
Result<void> Resource::Update(const Object&, Object&) const { return {}; }
Result<void> Resource::Delete(const engine::Cancellation&, const Object&) const { return {}; }
void Resource::Upgrade(std::int64_t, Object&) const {}

}  // namespace rolecall::providers
