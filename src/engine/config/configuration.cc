#include "engine/config/configuration.h"

#include <utility>

namespace rolecall::engine {

const ResourceBlock* Module::FindResource(ResourceMode mode, const std::string& type, const std::string& name) const {
  auto found = resources.find((mode == ResourceMode::kData ? "data." : "") + type + "." + name);
  return found == resources.end() ? nullptr : &found->second;
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

ResolvedProvider ResolveProvider(const Module& start, const ProviderReference& reference) {
  const Module* module = &start;
  ProviderReference name = reference;
  ProviderRequirement requirement = start.Requirement(reference.local_name);
  while (true) {
    auto block = module->providers.find(name);
    if (block != module->providers.end() || module->parent == nullptr) {
      ResolvedProvider resolved{module->path, name, nullptr, requirement};
      if (block != module->providers.end()) resolved.block = &block->second;
      // The outermost module's requirement names the constraint where the inner one is silent.
      ProviderRequirement outer = module->Requirement(name.local_name);
      if (resolved.requirement.constraint.empty() && outer.source == requirement.source) {
        resolved.requirement.constraint = outer.constraint;
      }
      return resolved;
    }
    const ModuleCall& call = module->parent->calls.find(module->path.steps.back().name)->second;
    auto passed = call.providers.find(name);
    if (passed != call.providers.end()) {
      name = passed->second;
    } else if (!name.alias.empty()) {
      // Not passed: an alias is never inherited. Stays here, without a block, for the caller to report.
      return ResolvedProvider{module->path, name, nullptr, requirement};
    }
    module = module->parent;
  }
}

}  // namespace rolecall::engine
