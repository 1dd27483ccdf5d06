#include "engine/graph/graph.h"

#include <iterator>
#include <utility>

namespace rolecall::engine {

Graph::Id Graph::Add(const NodeId& node, std::unique_ptr<Step> step) {
  auto [found, is_new] = by_id_.try_emplace(node, nodes_.size());
  if (is_new) nodes_.push_back(Node{&found->first, std::move(step), {}, false});
  return found->second;
}

Graph::Id Graph::Find(const NodeId& node) const {
  auto found = by_id_.find(node);
  return found == by_id_.end() ? kNone : found->second;
}

void Graph::Connect(Id waiting, Id awaited) {
  if (waiting == kNone || awaited == kNone || waiting == awaited) return;
  nodes_[waiting].awaited.insert(awaited);
}

void Graph::Release(Id waiting, const std::function<bool(Id)>& keeps) {
  std::set<Id>& awaited = nodes_[waiting].awaited;
  for (auto it = awaited.begin(); it != awaited.end();) it = keeps(*it) ? std::next(it) : awaited.erase(it);
}

std::set<Graph::Id> Graph::Descendants(const std::set<Id>& ids) const {
  std::vector<std::vector<Id>> waiters(nodes_.size());
  for (Id id = 0; id < nodes_.size(); ++id) {
    for (Id awaited : nodes_[id].awaited) waiters[awaited].push_back(id);
  }
  std::set<Id> found;
  std::vector<Id> todo(ids.begin(), ids.end());
  while (!todo.empty()) {
    Id at = todo.back();
    todo.pop_back();
    for (Id waiter : waiters[at]) {
      if (found.insert(waiter).second) todo.push_back(waiter);
    }
  }
  return found;
}

std::set<Graph::Id> Graph::Ancestors(Id id) const { return Ancestors(std::set<Id>{id}); }

std::set<Graph::Id> Graph::Ancestors(const std::set<Id>& ids) const {
  std::set<Id> seen;
  std::vector<Id> todo;
  for (Id id : ids) todo.insert(todo.end(), nodes_[id].awaited.begin(), nodes_[id].awaited.end());
  while (!todo.empty()) {
    Id at = todo.back();
    todo.pop_back();
    if (!seen.insert(at).second) continue;
    todo.insert(todo.end(), nodes_[at].awaited.begin(), nodes_[at].awaited.end());
  }
  return seen;
}

std::vector<std::vector<Graph::Id>> Graph::AncestorsWhere(const std::function<bool(Id)>& keeps) const {
  std::vector<std::set<Id>> found(nodes_.size());
  std::vector<char> state(nodes_.size(), 0);  // 0 new, 1 open, 2 done
  for (Id start = 0; start < nodes_.size(); ++start) {
    std::vector<Id> stack{start};
    while (!stack.empty()) {
      Id at = stack.back();
      if (state[at] == 0) {
        state[at] = 1;
        for (Id next : nodes_[at].awaited) {
          if (state[next] == 0) stack.push_back(next);
        }
        continue;
      }
      stack.pop_back();
      if (state[at] == 2) continue;
      state[at] = 2;
      for (Id next : nodes_[at].awaited) {
        found[at].insert(found[next].begin(), found[next].end());
        if (keeps(next)) found[at].insert(next);
      }
    }
  }
  std::vector<std::vector<Id>> lists;
  for (const std::set<Id>& set : found) lists.emplace_back(set.begin(), set.end());
  return lists;
}

void Graph::Prune(const std::function<bool(Id)>& keeps) {
  for (Id id = 0; id < nodes_.size(); ++id) nodes_[id].pruned = nodes_[id].pruned || !keeps(id);
  for (Node& node : nodes_) {
    if (node.pruned) node.awaited.clear();
    for (auto it = node.awaited.begin(); it != node.awaited.end();) {
      it = nodes_[*it].pruned ? node.awaited.erase(it) : std::next(it);
    }
  }
}

std::vector<Graph::Id> Graph::FindCycle() const {
  std::vector<char> state(nodes_.size(), 0);  // 0 new, 1 on the path, 2 done
  for (Id start = 0; start < nodes_.size(); ++start) {
    if (state[start] != 0) continue;
    std::vector<std::pair<Id, std::set<Id>::const_iterator>> path;
    path.emplace_back(start, nodes_[start].awaited.begin());
    state[start] = 1;
    while (!path.empty()) {
      auto& [at, next] = path.back();
      if (next == nodes_[at].awaited.end()) {
        state[at] = 2;
        path.pop_back();
        continue;
      }
      Id to = *next++;
      if (state[to] == 0) {
        state[to] = 1;
        path.emplace_back(to, nodes_[to].awaited.begin());
      } else if (state[to] == 1) {
        std::vector<Id> cycle;
        bool inside = false;
        for (const auto& step : path) {
          inside = inside || step.first == to;
          if (inside) cycle.push_back(step.first);
        }
        return cycle;
      }
    }
  }
  return {};
}

}  // namespace rolecall::engine
