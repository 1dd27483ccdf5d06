#include "providers/aws/resource.h"

namespace rolecall::providers::aws {

void Resource::Validate(const Object&, Problems&) const {}

Result<void> Resource::Plan(const Session&, const Object*, const Object&, Object&) const { return {}; }

Result<void> Resource::Update(const Call&, const Object&, const Object&, Object&) const { return {}; }

Result<void> Resource::Import(const std::string& id, Object& state) const {
  state.SetText("id", id);
  return {};
}

void DataSource::Validate(const Object&, Problems&) const {}

}  // namespace rolecall::providers::aws
