#include "engine/graph/walk_targets.h"

#include <algorithm>
#include <set>

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
  if (targets.empty()) {
    std::set<Graph::Id> after = graph.Descendants(touched);
    graph.Prune([&](Graph::Id id) {
      bool is_close = graph.node(id).kind == NodeKind::kClose;
      return dropped.count(id) == 0 && (after.count(id) == 0 || is_close);
    });
    return;
  }
  std::set<Graph::Id> needed = graph.Ancestors(kept);
  needed.insert(kept.begin(), kept.end());
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    if (!IsRoot(node, NodeKind::kOutput) && !IsRoot(node, NodeKind::kCheck)) continue;
    std::set<Graph::Id> ancestors = graph.Ancestors(id);
    bool all_kept = std::all_of(ancestors.begin(), ancestors.end(), [&](Graph::Id ancestor) {
      return !graph.node(ancestor).IsResource() || needed.count(ancestor) > 0;
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

void KeepForDestroy(Graph& graph) {
  std::set<Graph::Id> needed;
  auto is_provider = [&](Graph::Id id) { return graph.node(id).kind == NodeKind::kProvider; };
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    if (graph.node(id).kind == NodeKind::kManaged) {
      // prevent_destroy may be said by variables.
      graph.Release(id, [&](Graph::Id to) { return is_provider(to) || IsRoot(graph.node(to), NodeKind::kVariable); });
    }
  }
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    const NodeId& node = graph.node(id);
    if (node.kind == NodeKind::kManaged || is_provider(id) || IsRoot(node, NodeKind::kVariable)) needed.insert(id);
  }
  std::set<Graph::Id> ancestors = graph.Ancestors(needed);
  needed.insert(ancestors.begin(), ancestors.end());
  graph.Prune([&](Graph::Id id) { return needed.count(id) > 0; });
}

}  // namespace rolecall::engine
