#include "engine/graph/walk_targets.h"

#include <algorithm>
#include <optional>
#include <string>

namespace rolecall::engine {
namespace {

std::optional<ResourceAddress> ResourceOf(const std::string& key) {
  if (!key.starts_with("resource:")) return std::nullopt;
  Result<ResourceAddress> address = ParseResourceAddress(key.substr(9));
  if (!address.ok()) return std::nullopt;
  return *address;
}

bool AnyMayContain(const std::vector<TargetAddress>& targets, const ResourceAddress& address) {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const TargetAddress& target) { return target.MayContain(address); });
}

bool HasAnyKey(const TargetAddress& target) {
  return target.module.HasKeys() || (target.resource && HasKey(target.resource->key));
}

// All of the block's instances are meant.
bool AnyContainsWhole(const std::vector<TargetAddress>& targets, const ResourceAddress& address) {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const TargetAddress& target) { return !HasAnyKey(target) && target.MayContain(address); });
}

}  // namespace

void KeepForTargets(Graph& graph, const std::vector<TargetAddress>& targets,
                    const std::vector<TargetAddress>& excludes) {
  std::set<Graph::Id> kept, touched, dropped;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    bool is_always = graph.key(id).starts_with("var::") || graph.key(id).starts_with("destroy:");
    if (is_always) kept.insert(id);  // the root's variables are always checked
    std::optional<ResourceAddress> address = ResourceOf(graph.key(id));
    if (!address) continue;
    if (!targets.empty() && AnyMayContain(targets, *address)) kept.insert(id);
    if (!excludes.empty() && AnyMayContain(excludes, *address)) touched.insert(id);
    if (!excludes.empty() && AnyContainsWhole(excludes, *address)) dropped.insert(id);
  }
  if (targets.empty()) {
    std::set<Graph::Id> after = graph.Descendants(touched);
    graph.Prune([&](Graph::Id id) {
      bool is_close = graph.key(id).starts_with("close:");
      return dropped.count(id) == 0 && (after.count(id) == 0 || is_close);
    });
    return;
  }
  std::set<Graph::Id> needed = graph.Ancestors(kept);
  needed.insert(kept.begin(), kept.end());
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    bool is_result = graph.key(id).starts_with("output::") || graph.key(id).starts_with("check::");
    if (!is_result) continue;
    std::set<Graph::Id> ancestors = graph.Ancestors(id);
    bool all_kept = std::all_of(ancestors.begin(), ancestors.end(), [&](Graph::Id ancestor) {
      return !graph.key(ancestor).starts_with("resource:") || needed.count(ancestor) > 0;
    });
    if (!all_kept) continue;
    needed.insert(id);
    needed.insert(ancestors.begin(), ancestors.end());
  }
  graph.Prune([&](Graph::Id id) { return needed.count(id) > 0; });
}

std::vector<TargetAddress> WithDependents(const Graph& graph, const std::vector<TargetAddress>& targets) {
  std::set<Graph::Id> meant;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    std::optional<ResourceAddress> address = ResourceOf(graph.key(id));
    if (address && AnyMayContain(targets, *address)) meant.insert(id);
  }
  std::vector<TargetAddress> all = targets;
  for (Graph::Id id : graph.Descendants(meant)) {
    std::optional<ResourceAddress> address = ResourceOf(graph.key(id));
    bool is_managed = address && address->mode == ResourceMode::kManaged && meant.count(id) == 0;
    if (is_managed) all.push_back(TargetAddress{address->module, *address});
  }
  return all;
}

void KeepForDestroy(Graph& graph) {
  std::set<Graph::Id> needed;
  auto is_provider = [&](Graph::Id id) { return graph.key(id).starts_with("provider:"); };
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    std::optional<ResourceAddress> address = ResourceOf(graph.key(id));
    if (address && address->mode == ResourceMode::kManaged) graph.Release(id, is_provider);
  }
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const std::string& key = graph.key(id);
    std::optional<ResourceAddress> address = ResourceOf(key);
    bool is_managed = address && address->mode == ResourceMode::kManaged;
    if (!is_managed && !is_provider(id) && !key.starts_with("var::")) continue;
    needed.insert(id);
  }
  std::set<Graph::Id> ancestors = graph.Ancestors(needed);
  needed.insert(ancestors.begin(), ancestors.end());
  graph.Prune([&](Graph::Id id) { return needed.count(id) > 0; });
}

}  // namespace rolecall::engine
