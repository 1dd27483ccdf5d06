// Graph: steps that wait for other steps, and a walk over them with several threads.
//
//   Graph graph;
//   Graph::Id a = graph.Add("aws_iam_role.a", std::make_unique<…>());
//   graph.Connect(b, a);                       // b waits for a
//   if (auto cycle = graph.FindCycle()) …      // names, in order
//   WalkGraph(graph, 10, interrupt);
//
// A step is done in three stages: Prepare says how many parts it has, the parts run in any order on any thread, then
// Finish runs once. If any stage fails, the steps that wait for it are skipped, and so on; all others go on.
// Threads: building is for one thread. During a walk a step's stages never overlap, except its parts.
#ifndef ROLECALL_ENGINE_GRAPH_GRAPH_H_
#define ROLECALL_ENGINE_GRAPH_GRAPH_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace rolecall::engine {

class Step {
 public:
  virtual ~Step() = default;
  // The number of parts, which may be none; negative: failed.
  virtual long long Prepare() { return 0; }
  virtual bool Part(std::size_t) { return true; }
  // Runs after all parts, also if some failed; not if Prepare did.
  virtual bool Finish() { return true; }
};

class Graph {
 public:
  using Id = std::size_t;
  static constexpr Id kNone = static_cast<Id>(-1);

  // The key is unique (adding it again gives the node that is there and drops the step).
  Id Add(const std::string& key, std::unique_ptr<Step> step);
  Id Find(const std::string& key) const;  // kNone: not there
  // Does nothing for kNone and for a node with itself.
  void Connect(Id waiting, Id awaited);

  // Forgets what the node waits for, except what `keeps` says.
  void Release(Id waiting, const std::function<bool(Id)>& keeps);
  // The other way round from Ancestors.
  std::set<Id> Descendants(const std::set<Id>& ids) const;

  std::size_t size() const { return nodes_.size(); }
  const std::string& key(Id id) const { return nodes_[id].key; }
  const std::set<Id>& awaited(Id id) const { return nodes_[id].awaited; }
  Step& step(Id id) const { return *nodes_[id].step; }

  // All that the node waits for, directly or not.
  std::set<Id> Ancestors(Id id) const;
  // The same for several at once (themselves are in it only if one waits for another).
  std::set<Id> Ancestors(const std::set<Id>& ids) const;
  // For every node the set of kept keys among its ancestors; `keeps` says which (memoised, linear in edges × kept).
  std::vector<std::vector<Id>> AncestorsWhere(const std::function<bool(Id)>& keeps) const;
  // Removes nodes (with their edges) that `keeps` refuses. Ids stay valid; removed steps do nothing.
  void Prune(const std::function<bool(Id)>& keeps);
  bool is_pruned(Id id) const { return nodes_[id].pruned; }

  // The keys of one cycle in order, without repeating the first; empty if there is none.
  std::vector<std::string> FindCycle() const;

 private:
  struct Node {
    std::string key;
    std::unique_ptr<Step> step;
    std::set<Id> awaited;
    bool pruned = false;
  };
  std::vector<Node> nodes_;
  std::map<std::string, Id> by_key_;
};

enum class StepOutcome { kDone, kFailed, kSkipped };

// Runs everything; answers what became of each node. `stop` is asked before each step and part: when it says yes,
// nothing new begins (what waits is skipped). The graph must have no cycle.
std::vector<StepOutcome> WalkGraph(const Graph& graph, int threads, const std::function<bool()>& stop);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_GRAPH_H_
