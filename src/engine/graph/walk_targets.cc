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

// Whether an output or check of the root needs objects, and none that `is_kept` does not hold for. What needs none, a
// constant, is not planned with a part of the objects.
bool NeedsOnlyKept(const Graph& graph, Graph::Id id, const std::function<bool(Graph::Id)>& is_kept) {
  bool needs_any = IsRoot(graph.node(id), NodeKind::kCheck);
  for (const Graph::Id ancestor : graph.Ancestors(std::set<Graph::Id>{id})) {
    if (!graph.node(ancestor).IsResource()) continue;
    needs_any = true;
    if (!is_kept(ancestor)) return false;
  }
  return needs_any;
}

void KeepForExcludes(Graph& graph, const std::set<Graph::Id>& touched, const std::set<Graph::Id>& dropped) {
  const std::set<Graph::Id> after = graph.Descendants(touched);
  std::set<Graph::Id> constant;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    if (!IsRoot(graph.node(id), NodeKind::kOutput)) continue;
    if (!NeedsOnlyKept(graph, id, [](Graph::Id) { return true; })) constant.insert(id);
  }
  graph.Prune([&](Graph::Id id) {
    const bool is_close = graph.node(id).kind == NodeKind::kClose;
    return dropped.count(id) == 0 && constant.count(id) == 0 && (after.count(id) == 0 || is_close);
  });
}

}  // namespace

void KeepForTargets(Graph& graph, const std::vector<TargetAddress>& targets,
                    const std::vector<TargetAddress>& excludes) {
  std::set<Graph::Id> kept, touched, dropped;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    bool is_always = IsRoot(node, NodeKind::kVariable) || node.kind == NodeKind::kDestroy;
    if (is_always) kept.insert(id);  // the root's variables are always checked
    if (!node.IsResource()) continue;
    const ResourceAddress address = node.Resource();
    if (!targets.empty() && AnyMayContain(targets, address)) kept.insert(id);
    if (!excludes.empty() && AnyMayContain(excludes, address)) touched.insert(id);
    if (!excludes.empty() && AnyContainsWhole(excludes, address)) dropped.insert(id);
  }
  if (targets.empty()) return KeepForExcludes(graph, touched, dropped);
  std::set<Graph::Id> needed = graph.Ancestors(kept);
  needed.insert(kept.begin(), kept.end());
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    if (!IsRoot(node, NodeKind::kOutput) && !IsRoot(node, NodeKind::kCheck)) continue;
    if (!NeedsOnlyKept(graph, id, [&](Graph::Id ancestor) { return needed.count(ancestor) > 0; })) continue;
    const std::set<Graph::Id> ancestors = graph.Ancestors(std::set<Graph::Id>{id});
    needed.insert(id);
    needed.insert(ancestors.begin(), ancestors.end());
  }
  graph.Prune([&](Graph::Id id) { return needed.count(id) > 0; });
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
