#include "engine/config/configuration.h"

#include <utility>

#include "hcl/decode/decode.h"

namespace rolecall::engine {

const ResourceBlock* Module::FindResource(ResourceMode mode, const std::string& type, const std::string& name) const {
  auto found = resources.find(ModePrefix(mode) + type + "." + name);
  return found == resources.end() ? nullptr : &found->second;
}

bool ProviderBlock::IsEmpty() const {
  diag::Diagnostics problems;
  hcl::DecodeContent(body, {}, problems);
  return !has_version && !problems.HasErrors();
}

ProviderRequirement Module::Requirement(const std::string& local_name) const {
  ProviderRequirement requirement;
  auto found = requirements.find(local_name);
  if (found != requirements.end()) {
    requirement = found->second;
  } else {
    requirement.local_name = local_name;
    requirement.source = "hashicorp/" + local_name;
    // terraform_data and terraform_remote_state are built in.
    if (local_name == "terraform") {
      requirement.host = "terraform.io";
      requirement.source = "builtin/terraform";
    }
  }
  if (auto version = provider_versions.find(local_name); version != provider_versions.end()) {
    requirement.constraint += (requirement.constraint.empty() ? "" : ", ") + version->second;
  }
  return requirement;
}

const Module* Configuration::Find(const ModuleAddress& path) const {
  const Module* module = root.get();
  for (const ModuleStep& step : path.steps) {
    if (module == nullptr) return nullptr;
    auto found = module->children.find(step.name);
    module = found == module->children.end() ? nullptr : found->second.get();
  }
  return module;
}

const ResourceBlock* Configuration::FindBlock(const ResourceAddress& address) const {
  const Module* module = Find(address.module.Config());
  return module == nullptr ? nullptr : module->FindResource(address.mode, address.type, address.name);
}

const RemovedBlock* FindRemoved(const Module& module, const ResourceAddress& address) {
  for (const RemovedBlock& removed : module.removed) {
    TargetAddress target = removed.from;
    std::vector<ModuleStep> steps = module.path.steps;
    steps.insert(steps.end(), target.module.steps.begin(), target.module.steps.end());
    target.module.steps = steps;
    if (target.resource) target.resource->module = target.module;
    if (target.MayContain(address.Config())) return &removed;
  }
  for (const auto& [name, child] : module.children) {
    if (const RemovedBlock* removed = FindRemoved(*child, address)) return removed;
  }
  return nullptr;
}

ResourceAddress ConfigAddress(const Module& module, const ResourceBlock& block) {
  return ResourceAddress{module.path, block.mode, block.type, block.name, {}};
}

ProviderAddress ResolvedProvider::Address() const {
  return ProviderAddress{module, requirement.host, requirement.source, name.alias};
}

namespace {

// An empty block of a child whose caller passes a configuration by its name.
bool IsStandIn(const Module& module, const ProviderBlock& block) {
  if (module.parent == nullptr || !block.IsEmpty()) return false;
  return module.parent->calls.find(module.path.steps.back().name)->second.providers.count(block.name) > 0;
}

ResolvedProvider Resolve(const Module& start, const ProviderReference& reference, const ProviderKey* key) {
  const Module* module = &start;
  ProviderReference name = reference;
  ResolvedProvider resolved;
  resolved.requirement = start.Requirement(reference.local_name);
  resolved.key = key;
  resolved.key_module = &start;
  while (true) {
    resolved.module = module->path;
    resolved.name = name;
    auto block = module->providers.find(name);
    const bool is_here = block != module->providers.end() && !IsStandIn(*module, block->second);
    if (is_here || module->parent == nullptr) {
      if (is_here) resolved.block = &block->second;
      // The outermost module's requirement names the constraint where the inner one is silent.
      ProviderRequirement outer = module->Requirement(name.local_name);
      if (resolved.requirement.constraint.empty() && outer.source == resolved.requirement.source) {
        resolved.requirement.constraint = outer.constraint;
      }
      return resolved;
    }
    const ModuleCall& call = module->parent->calls.find(module->path.steps.back().name)->second;
    auto passed = call.providers.find(name);
    if (passed != call.providers.end()) {
      const auto passed_key = call.provider_keys.find(name);
      if (passed_key != call.provider_keys.end()) {
        resolved.key = &passed_key->second;
        resolved.key_module = module->parent;
        resolved.key_child = module;
      }
      name = passed->second;
    } else if (!name.alias.empty()) {
      return resolved;  // not passed: an alias is never inherited. Without a block, for the caller to report
    }
    module = module->parent;
  }
}

}  // namespace

ResolvedProvider ResolveProvider(const Module& start, const ProviderReference& reference) {
  return Resolve(start, reference, nullptr);
}

ResolvedProvider ResolveProvider(const Module& start, const ResourceBlock& block) {
  return Resolve(start, block.provider, block.provider_key ? &*block.provider_key : nullptr);
}

std::string InstanceAlias(const std::string& alias, const std::string& key) {
  return alias + IndexKeyText(InstanceKey(key));
}

}  // namespace rolecall::engine
