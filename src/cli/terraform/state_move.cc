#include "cli/terraform/state_move.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/result.h"

namespace rolecall::cli {
namespace {

using engine::Instance;
using engine::ModuleAddress;
using engine::ResourceAddress;
using engine::ResourceKey;
using engine::TargetAddress;

MoveRefusal InvalidTarget(const std::string& why) { return {"Invalid target address", "Cannot move " + why}; }
MoveRefusal InvalidRequest(const std::string& why) { return {"Invalid state move request", "Cannot move " + why}; }

bool IsBelow(const ModuleAddress& module, const ModuleAddress& above) {
  return module.steps.size() >= above.steps.size() &&
         std::equal(above.steps.begin(), above.steps.end(), module.steps.begin());
}

std::set<ModuleAddress> ModulesBelow(const engine::State& state, const ModuleAddress& above) {
  std::set<ModuleAddress> modules;
  for (const auto& [key, resource] : state.resources()) {
    const Result<ModuleAddress> module = engine::ParseModuleAddress(key.module);
    if (module.ok() && IsBelow(*module, above)) modules.insert(*module);
  }
  return modules;
}

// Why nothing at the one address can become something at the other.
std::optional<MoveRefusal> CheckKinds(const ResourceAddress& from, const ResourceAddress& to) {
  const std::string both = from.WithoutKey().Text() + " to " + to.WithoutKey().Text();
  if (from.mode == engine::ResourceMode::kEphemeral || to.mode == engine::ResourceMode::kEphemeral) {
    return MoveRefusal{"Invalid state move request",
                       "Ephemeral resources cannot be used as sources or targets for the move action. Just update your "
                       "configuration accordingly."};
  }
  if (from.mode != to.mode) {
    const std::string kind = from.mode == engine::ResourceMode::kData ? "data" : "managed";
    return InvalidRequest(both + ": a " + kind + " resource can be moved only to another " + kind +
                          " resource address.");
  }
  if (from.type != to.type) return InvalidRequest(both + ": resource types don't match.");
  return std::nullopt;
}

MoveRefusal NotThere(const std::string& what) {
  return {"Invalid source address", "Cannot move " + what + ": does not match anything in the current state."};
}

}  // namespace

std::optional<MoveRefusal> StateMover::Move(const TargetAddress& from, const TargetAddress& to,
                                            const std::string& to_text, const Tell& tell) {
  if (!from.resource) return MoveModules(from.module, to, tell);
  const engine::Resource* resource = source_.Find(from.resource->StateKey());
  if (!engine::HasKey(from.resource->key)) {
    if (resource == nullptr) return NotThere(from.Text());
    // A resource without keys is meant as its one object.
    const bool is_one = source_.FindInstance(from.resource->StateKey(), {}) != nullptr;
    if (!is_one) return MoveResource(*from.resource, to, tell);
  }
  return MoveInstance(*from.resource, to, to_text, tell);
}

std::optional<MoveRefusal> StateMover::MoveModules(const ModuleAddress& from, const TargetAddress& to,
                                                   const Tell& tell) {
  const std::set<ModuleAddress> modules = ModulesBelow(source_, from);
  if (modules.empty()) return NotThere(from.Text());
  for (const ModuleAddress& module : modules) {
    if (to.resource) {
      return InvalidTarget(module.Text() + " to " + to.Text() + ": the target must also be a module.");
    }
    ModuleAddress target = to.module;
    target.steps.insert(target.steps.end(), module.steps.begin() + static_cast<std::ptrdiff_t>(from.steps.size()),
                        module.steps.end());
    if (ModulesBelow(target_, target).count(target) > 0) {
      return MoveRefusal{
          "Destination module already exists",
          "Please ensure your addresses and state paths are valid. No state was persisted. Your existing "
          "states are untouched."};
    }
    ++moved_;
    tell(module.Text(), target.Text());
    std::vector<ResourceKey> keys;
    for (const auto& [key, resource] : source_.resources()) {
      if (key.module == module.Text()) keys.push_back(key);
    }
    for (const ResourceKey& key : keys) Carry(key, ResourceKey{target.Text(), key.mode, key.type, key.name});
    ForgetDependencies({module, std::nullopt});
  }
  return std::nullopt;
}

std::optional<MoveRefusal> StateMover::MoveResource(const ResourceAddress& from, const TargetAddress& to,
                                                    const Tell& tell) {
  if (!to.resource || engine::HasKey(to.resource->key)) {
    return InvalidTarget(from.Text() + " to " + to.Text() +
                         ": the source is a whole resource (not a resource instance) so the target must also be a "
                         "whole resource.");
  }
  if (auto refused = CheckKinds(from, *to.resource)) return refused;
  if (target_.Find(to.resource->StateKey()) != nullptr) {
    return InvalidTarget("to " + to.Text() + ": there is already a resource at that address in the current state.");
  }
  ++moved_;
  tell(from.Text(), to.Text());
  Carry(from.StateKey(), to.resource->StateKey());
  ForgetDependencies({from.module, from});
  return std::nullopt;
}

std::optional<MoveRefusal> StateMover::MoveInstance(const ResourceAddress& from, const TargetAddress& to,
                                                    const std::string& to_text, const Tell& tell) {
  if (!to.resource) {
    return InvalidTarget(from.Text() + " to " + to.Text() + ": the target must also be a resource instance.");
  }
  if (auto refused = CheckKinds(from, *to.resource)) return refused;
  const ResourceKey key = from.StateKey(), target = to.resource->StateKey();
  if (target_.FindInstance(target, to.resource->key) != nullptr) {
    return InvalidTarget("to " + to.Text() +
                         ": there is already a resource instance at that address in the current state.");
  }
  if (source_.FindInstance(key, from.key) == nullptr) {
    return MoveRefusal{"Invalid source address", "The current state does not contain " + from.Text() + "."};
  }
  ++moved_;
  tell(from.Text(), to_text);
  const std::string provider = source_.Find(key)->provider;
  std::vector<Instance> objects;
  for (const Instance& one : source_.Find(key)->instances) {
    if (one.index == from.key) objects.push_back(one);
  }
  for (const Instance& one : objects) source_.RemoveInstance(key, one.index, one.deposed);
  // A resource that is there keeps its provider; it may have gone with its last object.
  const bool is_new = target_.Find(target) == nullptr;
  for (Instance& one : objects) {
    one.index = to.resource->key;
    target_.PutInstance(target, is_new ? provider : "", std::move(one));
  }
  ForgetDependencies({from.module, from});
  return std::nullopt;
}

// A whole resource with all that is known of it.
void StateMover::Carry(const ResourceKey& from, const ResourceKey& to) {
  engine::Resource resource = std::move(source_.resources().at(from));
  source_.resources().erase(from);
  target_.resources()[to] = std::move(resource);
}

void StateMover::ForgetDependencies(const TargetAddress& moved) {
  const auto is_moved = [&moved](const std::string& text) {
    const Result<ResourceAddress> dependency = engine::ParseResourceAddress(text);
    if (!dependency.ok()) return false;
    if (moved.resource) return *dependency == moved.resource->Config();
    return !moved.module.HasKeys() && IsBelow(dependency->module, moved.module);
  };
  for (auto& [key, resource] : target_.resources()) {
    for (Instance& instance : resource.instances) {
      if (instance.is_current() && std::ranges::any_of(instance.dependencies, is_moved)) instance.dependencies.clear();
    }
  }
}

}  // namespace rolecall::cli
