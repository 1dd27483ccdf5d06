#include "engine/graph/walk_targets.h"

#include <algorithm>
#include <functional>
#include <set>

#include "engine/config/references.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

bool IsRoot(const NodeId& node, NodeKind kind) { return node.kind == kind && node.module.IsRoot(); }

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

void ForEachObject(const State& state, const std::function<void(const ResourceAddress&, const Instance&)>& visit) {
  for (const auto& [key, resource] : state.resources()) {
    for (const Instance& instance : resource.instances) {
      if (instance.is_current()) visit(ResourceAddress::FromState(key, instance.index), instance);
    }
  }
}

// Two instances of one module have nothing to do with each other.
bool AreApart(const ModuleAddress& a, const ModuleAddress& b) { return a != b && a.Config() == b.Config(); }

// Whether an output of the root needs objects, and none that are not `kept`. What needs none, a constant, is not
// planned with a part of the objects.
bool NeedsOnlyKept(const Graph& graph, Graph::Id id, const std::set<Graph::Id>& kept) {
  bool needs_any = false;
  for (const Graph::Id ancestor : graph.Ancestors(std::set<Graph::Id>{id})) {
    if (!graph.node(ancestor).IsResource()) continue;
    needs_any = true;
    if (kept.count(ancestor) == 0) return false;
  }
  return needs_any;
}

// Those steps, what they need, and the outputs that are made of that alone. Checks are left out, and so are variables
// that nothing of it needs: nobody validates those.
void KeepWithOutputs(Graph& graph, const std::set<Graph::Id>& steps) {
  std::set<Graph::Id> kept = graph.Ancestors(steps);
  kept.insert(steps.begin(), steps.end());
  const std::set<Graph::Id> objects = kept;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    if (!IsRoot(graph.node(id), NodeKind::kOutput) || !NeedsOnlyKept(graph, id, objects)) continue;
    const std::set<Graph::Id> ancestors = graph.Ancestors(std::set<Graph::Id>{id});
    kept.insert(id);
    kept.insert(ancestors.begin(), ancestors.end());
  }
  graph.Prune([&](Graph::Id id) { return kept.count(id) > 0; });
}

}  // namespace

void KeepForTargets(Graph& graph, const std::vector<TargetAddress>& targets,
                    const std::vector<TargetAddress>& excludes) {
  std::set<Graph::Id> steps, touched, dropped;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    if (node.kind == NodeKind::kDestroy) steps.insert(id);
    if (!node.IsResource()) continue;
    const ResourceAddress address = node.Resource();
    if (targets.empty() || AnyMayContain(targets, address)) steps.insert(id);
    if (!excludes.empty() && AnyMayContain(excludes, address)) touched.insert(id);
    if (!excludes.empty() && AnyContainsWhole(excludes, address)) dropped.insert(id);
  }
  for (const Graph::Id id : graph.Descendants(touched)) {
    if (graph.node(id).IsResource()) steps.erase(id);
  }
  for (const Graph::Id id : dropped) steps.erase(id);
  KeepWithOutputs(graph, steps);
}

std::vector<TargetAddress> WithDependents(const Graph& graph, const std::vector<TargetAddress>& targets) {
  std::set<Graph::Id> meant;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    if (node.IsResource() && AnyMayContain(targets, node.Resource())) meant.insert(id);
  }
  std::vector<TargetAddress> all = targets;
  for (Graph::Id id : graph.Descendants(meant)) {
    const NodeId& node = graph.node(id);
    if (node.kind != NodeKind::kManaged || meant.count(id) > 0) continue;
    all.push_back(TargetAddress{node.module, node.Resource()});
  }
  return all;
}

std::vector<TargetAddress> WithDependencies(const State& state, const std::vector<TargetAddress>& excludes) {
  std::vector<TargetAddress> all = excludes;
  std::set<ResourceAddress> known;
  std::vector<std::pair<ResourceAddress, const Instance*>> waiting;
  const auto keep = [&](const ResourceAddress& address, const Instance& instance) {
    if (known.insert(address).second) waiting.emplace_back(address, &instance);
  };
  ForEachObject(state, [&](const ResourceAddress& address, const Instance& instance) {
    const bool is_excluded =
        std::ranges::any_of(excludes, [&address](const TargetAddress& target) { return target.Contains(address); });
    if (is_excluded) keep(address, instance);
  });
  while (!waiting.empty()) {
    const auto [dependent, object] = waiting.back();
    waiting.pop_back();
    const std::set<std::string> blocks(object->dependencies.begin(), object->dependencies.end());
    ForEachObject(state, [&, &from = dependent](const ResourceAddress& address, const Instance& instance) {
      if (blocks.count(address.Config().Text()) == 0 || AreApart(from.module, address.module)) return;
      keep(address, instance);
      all.push_back(TargetAddress{address.module, address});
    });
  }
  return all;
}

void KeepForDestroy(Graph& graph, const Guards& guards) {
  std::set<Graph::Id> needed;
  auto is_provider = [&](Graph::Id id) { return graph.node(id).kind == NodeKind::kProvider; };
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    if (graph.node(id).kind != NodeKind::kManaged) continue;
    const auto guard = guards.find(id);
    graph.Release(id, [&](Graph::Id to) {
      const bool is_guard = guard != guards.end() && guard->second.count(to) > 0;
      return is_guard || is_provider(to) || IsRoot(graph.node(to), NodeKind::kVariable);
    });
  }
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    if (node.kind == NodeKind::kManaged || is_provider(id) || IsRoot(node, NodeKind::kVariable)) needed.insert(id);
  }
  std::set<Graph::Id> ancestors = graph.Ancestors(needed);
  needed.insert(ancestors.begin(), ancestors.end());
  graph.Prune([&](Graph::Id id) { return needed.count(id) > 0; });
}

Guards GuardsOf(const Graph& graph, const Module& module) {
  Guards guards;
  for (const auto& [name, block] : module.resources) {
    if (block.lifecycle.prevent_destroy == nullptr) continue;
    std::set<Graph::Id>& named = guards[graph.Find(ResourceNode(ConfigAddress(module, block)))];
    for (const hcl::Traversal* traversal : hcl::References(*block.lifecycle.prevent_destroy)) {
      const std::optional<NodeId> node = NodeOf(module, SubjectOf(*traversal));
      if (node) named.insert(graph.Find(*node));
    }
  }
  for (const auto& [name, child] : module.children) guards.merge(GuardsOf(graph, *child));
  return guards;
}

}  // namespace rolecall::engine
