// Graph: steps that wait for other steps, and a walk over them with several threads.
//
//   Graph graph;
//   Graph::Id a = graph.Add(ResourceNode(address), std::make_unique<…>());
//   graph.Connect(b, a);                       // b waits for a
//   if (!graph.FindCycle().empty()) …
//   WalkGraph(graph, 10, interrupt);
//
// A step is done in three stages: Prepare says how many parts it has, the parts run in any order on any thread, then
// Finish runs once. If any stage fails, the steps that wait for it are skipped, and so on; all others go on.
// Threads: building is for one thread. During a walk a step's stages never overlap, except its parts.
#ifndef ROLECALL_ENGINE_GRAPH_GRAPH_H_
#define ROLECALL_ENGINE_GRAPH_GRAPH_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

#include "engine/config/node_id.h"

namespace rolecall::engine {

class Step {
 public:
  virtual ~Step() = default;
  // The number of parts, which may be none; negative: failed.
  virtual long long Prepare() { return 0; }
  virtual bool Part(std::size_t) { return true; }
  // Runs after all parts, also if some failed; not if Prepare did.
  virtual bool Finish() { return true; }
  // Puts in order what others left: done also if what it waits for failed or was skipped, or the walk is stopped.
  virtual bool IsCleanup() const { return false; }
};

class Graph {
 public:
  using Id = std::size_t;
  static constexpr Id kNone = static_cast<Id>(-1);

  // Each node is there once: adding it again gives the one that is there and drops the step.
  Id Add(const NodeId& node, std::unique_ptr<Step> step);
  Id Find(const NodeId& node) const;  // kNone: not there
  // Does nothing for kNone and for a node with itself.
  void Connect(Id waiting, Id awaited);

  // Forgets what the node waits for, except what `keeps` says.
  void Release(Id waiting, const std::function<bool(Id)>& keeps);
  // The other way round from Ancestors.
  std::set<Id> Descendants(const std::set<Id>& ids) const;

  std::size_t size() const { return nodes_.size(); }
  const NodeId& node(Id id) const { return *nodes_[id].id; }
  const std::set<Id>& awaited(Id id) const { return nodes_[id].awaited; }
  Step& step(Id id) const { return *nodes_[id].step; }

  // All that the node waits for, directly or not.
  std::set<Id> Ancestors(Id id) const;
  // The same for several at once (themselves are in it only if one waits for another).
  std::set<Id> Ancestors(const std::set<Id>& ids) const;
  // For every node the kept ones among its ancestors; `keeps` says which (memoised, linear in edges × kept).
  std::vector<std::vector<Id>> AncestorsWhere(const std::function<bool(Id)>& keeps) const;
  // Removes nodes (with their edges) that `keeps` refuses. Ids stay valid; removed steps do nothing.
  void Prune(const std::function<bool(Id)>& keeps);
  bool is_pruned(Id id) const { return nodes_[id].pruned; }

  // The nodes of one cycle in order, without repeating the first; empty if there is none.
  std::vector<Id> FindCycle() const;

 private:
  struct Node {
    const NodeId* id;  // in by_id_, where it stays
    std::unique_ptr<Step> step;
    std::set<Id> awaited;
    bool pruned = false;
  };
  std::vector<Node> nodes_;
  std::unordered_map<NodeId, Id> by_id_;
};

enum class StepOutcome { kDone, kFailed, kSkipped };

// Runs everything; answers what became of each node. `stop` is asked before each step and part: when it says yes,
// nothing new begins (what waits is skipped), but for steps that clean up. The graph must have no cycle.
std::vector<StepOutcome> WalkGraph(const Graph& graph, int threads, const std::function<bool()>& stop);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_GRAPH_H_
