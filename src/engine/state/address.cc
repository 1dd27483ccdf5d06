#include "engine/state/address.h"

#include <algorithm>
#include <utility>

namespace rolecall::engine {

ModuleAddress ModuleAddress::Child(std::string name, InstanceKey key) const {
  ModuleAddress child = *this;
  child.steps.push_back(ModuleStep{std::move(name), std::move(key)});
  return child;
}

ModuleAddress ModuleAddress::Parent() const {
  ModuleAddress parent = *this;
  if (!parent.steps.empty()) parent.steps.pop_back();
  return parent;
}

ModuleAddress ModuleAddress::Config() const {
  ModuleAddress config = *this;
  for (ModuleStep& step : config.steps) step.key = {};
  return config;
}

bool ModuleAddress::HasKeys() const {
  return std::any_of(steps.begin(), steps.end(), [](const ModuleStep& step) { return HasKey(step.key); });
}

bool ModuleAddress::Contains(const ModuleAddress& other) const {
  if (steps.size() > other.steps.size()) return false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].name != other.steps[i].name) return false;
    if (HasKey(steps[i].key) && steps[i].key != other.steps[i].key) return false;
  }
  return true;
}

std::string ModuleAddress::Text() const {
  std::string text;
  for (const ModuleStep& step : steps) {
    if (!text.empty()) text += '.';
    text += "module." + step.name + IndexKeyText(step.key);
  }
  return text;
}

ResourceAddress ResourceAddress::Config() const {
  ResourceAddress config = WithoutKey();
  config.module = module.Config();
  return config;
}

ResourceAddress ResourceAddress::WithoutKey() const { return WithKey({}); }

ResourceAddress ResourceAddress::WithKey(InstanceKey instance) const {
  return ResourceAddress{module, mode, type, name, std::move(instance)};
}

std::string ResourceAddress::LocalText() const { return ModePrefix(mode) + type + "." + name + IndexKeyText(key); }

std::string ResourceAddress::Text() const {
  if (module.IsRoot()) return LocalText();
  return module.Text() + "." + LocalText();
}

ResourceKey ResourceAddress::StateKey() const { return ResourceKey{module.Text(), mode, type, name}; }

ResourceAddress ResourceAddress::FromState(const ResourceKey& resource, const IndexKey& index) {
  ResourceAddress address;
  if (!resource.module.empty()) {
    Result<ModuleAddress> module = ParseModuleAddress(resource.module);
    if (module.ok()) address.module = *module;
  }
  address.mode = resource.mode;
  address.type = resource.type;
  address.name = resource.name;
  address.key = index;
  return address;
}

bool TargetAddress::Contains(const ResourceAddress& address) const {
  if (!resource) return module.Contains(address.module);
  if (resource->mode != address.mode || resource->type != address.type || resource->name != address.name) return false;
  if (module.steps.size() != address.module.steps.size() || !module.Contains(address.module)) return false;
  return !HasKey(resource->key) || resource->key == address.key;
}

bool TargetAddress::MayContain(const ResourceAddress& config_address) const {
  TargetAddress config{module.Config(), std::nullopt};
  if (resource) config.resource = resource->Config();
  return config.Contains(config_address.Config());
}

std::string TargetAddress::Text() const { return resource ? resource->Text() : module.Text(); }

std::string ProviderAddress::Text() const {
  std::string text = module.IsRoot() ? "" : module.Text() + ".";
  text += "provider[\"" + (host.empty() ? source : host + "/" + source) + "\"]";
  return alias.empty() ? text : text + "." + alias;
}

bool IsShownBefore(const ResourceAddress& a, const ResourceAddress& b) {
  const std::size_t depth_a = a.module.steps.size(), depth_b = b.module.steps.size();
  if (depth_a != depth_b) return depth_a < depth_b;
  if (a.module != b.module) return a.module < b.module;
  if (a.mode != b.mode) return a.mode == ResourceMode::kData;
  return a < b;
}

}  // namespace rolecall::engine
