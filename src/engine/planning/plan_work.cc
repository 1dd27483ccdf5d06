#include "engine/planning/plan_work.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/planning/foreign_object.h"
#include "engine/provider/schema_value.h"

namespace rolecall::engine {

PlanWork::PlanWork(Walk& walk, const State& previous, const std::map<ResourceAddress, ResourceAddress>& moved_from,
                   const PlanOptions& options, HookCaller& hooks)
    : walk_(walk), previous_(previous), moved_from_(moved_from), options_(options), hooks_(hooks) {
  for (const auto& [key, resource] : previous.resources()) {
    in_state_[ResourceNode(ResourceAddress::FromState(key, {}).Config())].push_back(key);
    const Result<ProviderAddress> provider = ParseProviderAddress(resource.provider);
    if (provider.ok()) hosts_in_state_.emplace(ProviderSource(resource.provider), provider->host);
  }
}

std::string PlanWork::HostInState(const std::string& source) const {
  const auto found = hosts_in_state_.find(source);
  return found == hosts_in_state_.end() ? "" : found->second;
}

const std::set<std::string>& PlanWork::ReferencedNames() {
  std::call_once(names_found_, [this] { names_ = engine::ReferencedNames(walk_.configuration); });
  return names_;
}

const std::vector<ResourceKey>& PlanWork::InState(const NodeId& block) const {
  static const std::vector<ResourceKey> kNone;
  auto found = in_state_.find(block);
  return found == in_state_.end() ? kNone : found->second;
}

bool PlanWork::IsExcluded(const ResourceAddress& instance) const {
  auto contains = [&](const TargetAddress& target) { return target.Contains(instance); };
  if (std::any_of(options_.excludes.begin(), options_.excludes.end(), contains)) return true;
  if (options_.targets.empty()) return false;
  if (std::any_of(options_.targets.begin(), options_.targets.end(), contains)) return false;
  // Wanted as a dependency of a target: then all its instances are; but not if only its siblings are targets.
  auto may = [&](const TargetAddress& target) { return target.MayContain(instance); };
  return std::any_of(options_.targets.begin(), options_.targets.end(), may);
}

// Blocks are known by their configuration address. Changes of another instance of the data source's own module are not
// what it depends on: names in a module mean the objects of the same instance.
bool PlanWork::HasPendingChanges(const NodeId& block, const ModuleAddress& module) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = changes_of_.find(block);
  if (found == changes_of_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](std::size_t index) {
    const ResourceChange& change = changes_[index];
    if (change.action == Action::kNoOp) return false;
    const bool is_sibling = change.address.module != module && change.address.module.Config() == module.Config();
    return !is_sibling;
  });
}

std::optional<ResourceAddress> PlanWork::MovedFrom(const ResourceAddress& address) const {
  auto found = moved_from_.find(address);
  if (found == moved_from_.end()) return std::nullopt;
  return found->second;
}

void PlanWork::Record(ResourceChange change) {
  change.previous_address = MovedFrom(change.address);
  std::lock_guard<std::mutex> lock(mutex_);
  const NodeId block = ResourceNode(change.address.Config());
  changes_of_[block].push_back(changes_.size());
  changes_.push_back(std::move(change));
}

void PlanWork::RecordDrift(const ResourceTarget& target, const PlanJob& job, const value::Value& before,
                           const value::Value& after, const std::vector<value::Path>& sensitive) {
  DriftChange drift;
  drift.address = job.address;
  drift.previous_address = MovedFrom(job.address);
  if (job.existing != nullptr) drift.deposed = job.existing->deposed;
  drift.provider = target.provider_address;
  drift.provider_version = target.provider_version;
  drift.action = after.IsNull() ? Action::kDelete : Action::kUpdate;
  drift.before = before;
  drift.after = after;
  drift.before_sensitive = UnitePaths(sensitive, SchemaSensitivePaths(target.schema->block, before));
  drift.after_sensitive = UnitePaths(sensitive, SchemaSensitivePaths(target.schema->block, after));
  std::lock_guard<std::mutex> lock(mutex_);
  drift_.push_back(std::move(drift));
}

void PlanWork::KeepState(const ResourceKey& key, const std::string& provider, std::vector<Instance> instances) {
  const Resource* before = previous_.Find(key);
  Resource resource;
  resource.provider = provider;
  if (before != nullptr) resource.each = before->each;
  if (before != nullptr) resource.unknown = before->unknown;
  resource.instances = std::move(instances);
  std::lock_guard<std::mutex> lock(mutex_);
  kept_[key] = std::move(resource);
}

bool PlanWork::AddImport(const ResourceAddress& address, ImportSource source) {
  std::lock_guard<std::mutex> lock(mutex_);
  return imports_.emplace(address, std::move(source)).second;
}

std::optional<ImportSource> PlanWork::FindImport(const ResourceAddress& address) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = imports_.find(address);
  return found == imports_.end() ? std::nullopt : std::optional(found->second);
}

void PlanWork::MoveTo(Plan& plan) {
  // Changes are large, and there may be thousands: their places are sorted, and each is moved once.
  std::vector<std::size_t> places(changes_.size());
  std::iota(places.begin(), places.end(), 0);
  std::sort(places.begin(), places.end(), [this](std::size_t i, std::size_t j) {
    const ResourceChange &a = changes_[i], &b = changes_[j];
    return a.address == b.address ? a.deposed < b.deposed : IsShownBefore(a.address, b.address);
  });
  plan.changes.reserve(changes_.size());
  for (const std::size_t place : places) plan.changes.push_back(std::move(changes_[place]));
  std::vector<ResourceChange>().swap(changes_);
  plan.drift = std::move(drift_);
  std::sort(plan.drift.begin(), plan.drift.end(),
            [](const DriftChange& a, const DriftChange& b) { return IsShownBefore(a.address, b.address); });
  // What the walk did not reach (not targeted, failed before) stays as it was.
  plan.prior_state = previous_;
  for (auto& [key, resource] : kept_) {
    if (resource.instances.empty()) {
      plan.prior_state.resources().erase(key);
    } else {
      plan.prior_state.resources()[key] = std::move(resource);
    }
  }
}

namespace {

// Whether a requirement is the provider that a state calls so: with the host, unless it is a public registry.
bool IsProviderOf(const ProviderRequirement& requirement, const std::string& source) {
  return requirement.source == source ||
         ProviderSource("provider[\"" + requirement.host + "/" + requirement.source + "\"]") == source;
}

}  // namespace

std::optional<ResolvedProvider> ResolveStateProvider(const Configuration& configuration,
                                                     const std::string& provider_address) {
  Result<ProviderAddress> address = ParseProviderAddress(provider_address);
  if (!address.ok()) return std::nullopt;
  const std::string source = ProviderSource(provider_address);
  const Module* module = configuration.Find(address->module);
  if (module == nullptr) module = configuration.root.get();
  ResolvedProvider resolved;
  resolved.requirement = module->Requirement(source.substr(source.rfind('/') + 1));
  for (const auto& [name, requirement] : module->requirements) {
    if (IsProviderOf(requirement, source)) resolved.requirement = requirement;
  }
  if (!IsProviderOf(resolved.requirement, source)) {
    resolved.requirement = ProviderRequirement();
    resolved.requirement.local_name = source.substr(source.rfind('/') + 1);
    resolved.requirement.source = source;
    resolved.requirement.host = address->host;
  }
  resolved.module = module->path;
  resolved.name = ProviderReference{resolved.requirement.local_name, address->alias};
  auto block = module->providers.find(resolved.name);
  if (block != module->providers.end()) {
    resolved.block = &block->second;
  } else if (!address->alias.empty()) {
    return std::nullopt;
  } else if (!module->path.IsRoot()) {
    ResolvedProvider inherited = ResolveProvider(*module, resolved.name);
    return inherited;
  }
  return resolved;
}

}  // namespace rolecall::engine
