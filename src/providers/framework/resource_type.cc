#include "providers/framework/resource_type.h"

namespace rolecall::providers {

ResourceType::ResourceType(engine::BlockSchema block, Rules rules, std::int64_t version)
    : schema_{version, std::move(block)}, rules_(std::move(rules)), type_(engine::ImpliedType(schema_.block)) {}

void ResourceType::Validate(const Object&, Problems&) const {}

Result<void> ResourceType::Plan(const Object*, const Object&, Object&) const { return {}; }

Result<void> ResourceType::Import(const std::string& id, Object& state) const {
  state.SetText("id", id);
  return {};
}

void ResourceType::Upgrade(std::int64_t, Object&) const {}

DataSourceType::DataSourceType(engine::BlockSchema block)
    : schema_{0, std::move(block)}, type_(engine::ImpliedType(schema_.block)) {}

void DataSourceType::Validate(const Object&, Problems&) const {}

}  // namespace rolecall::providers
