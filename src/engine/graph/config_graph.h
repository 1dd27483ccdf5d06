// ConfigGraph: the graph of everything that a configuration declares, connected by what refers to what.
//
//   ConfigGraph builder(walk, factory);
//   builder.Build(diagnostics);        // reports names that are not declared
//   builder.ReportTypes(diagnostics);  // after pruning
//   builder.graph() …
//
#ifndef ROLECALL_ENGINE_GRAPH_CONFIG_GRAPH_H_
#define ROLECALL_ENGINE_GRAPH_CONFIG_GRAPH_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/config/references.h"
#include "engine/graph/absent_type.h"
#include "engine/graph/graph.h"
#include "engine/graph/walk.h"

namespace rolecall::engine {

class ConfigGraph {
 public:
  ConfigGraph(Walk& walk, ResourceStepFactory& factory)
      : walk_(walk), factory_(factory), extra_roots_(walk.evaluator.ExtraRoots()), absent_types_(walk) {}

  void Build(diag::Diagnostics& diagnostics);
  // Reports blocks of types or provider configurations that are not there, as far as their nodes are not pruned: what
  // is not targeted may belong to a provider that we do not have.
  void ReportTypes(diag::Diagnostics& diagnostics) const;
  // Of those only types that a provider which is here with all that it has does not have.
  void ReportMistakenTypes(diag::Diagnostics& diagnostics) const { absent_types_.ReportMistakes(diagnostics); }
  // Fills walk.resources.
  void Summarise();
  Graph& graph() { return graph_; }

  // The step that configures the provider (added if it is new, with what it waits for).
  Graph::Id Provider(const ResolvedProvider& resolved, diag::Diagnostics& diagnostics);
  // The node waits for what the expression of the root module refers to; `each` is defined in it if `is_each`.
  void ConnectNames(Graph::Id node, const hcl::Expression& expression, bool is_each, diag::Diagnostics& diagnostics);
  // Reports a cycle; false: there is one.
  bool CheckCycles(diag::Diagnostics& diagnostics) const;

 private:
  void AddNodes(const Module& module);
  void AddEdges(const Module& module, diag::Diagnostics& diagnostics);
  void ConnectCall(const Module& module, const ModuleCall& call, diag::Diagnostics& diagnostics);
  void ConnectProvisioners(Graph::Id node, const Module& module, const ProvisionerList& list,
                           const ReferenceContext& context, diag::Diagnostics& diagnostics);
  void ConnectProviderKey(Graph::Id node, const ResourceBlock& block, const ResolvedProvider& resolved,
                          diag::Diagnostics& diagnostics);
  void ConnectResource(const Module& module, const ResourceBlock& block, diag::Diagnostics& diagnostics);
  Graph::Id Family(const NodeId& id, const ResolvedProvider& family, const Module& module,
                   diag::Diagnostics& diagnostics);
  void CheckType(Graph::Id node, const Module& module, const ResourceBlock& block, const ResolvedProvider& resolved);
  void ConnectRules(Graph::Id node, const Module& module, const std::vector<CheckRule>& rules,
                    const ReferenceContext& context, diag::Diagnostics& diagnostics);
  void ConnectExpression(Graph::Id node, const Module& module, const hcl::Expression* expression,
                         const ReferenceContext& context, diag::Diagnostics& diagnostics);
  void Connect(Graph::Id node, const Module& module, const hcl::Traversal& traversal, const ReferenceContext& context,
               diag::Diagnostics& diagnostics);
  void CheckWhole(const hcl::Traversal& target, diag::Diagnostics& diagnostics) const;
  void ConnectDependsOn(Graph::Id node, const Module& module, const std::vector<hcl::Traversal>& targets,
                        diag::Diagnostics& diagnostics);
  std::vector<NodeId> PendingCheck(const Module& module, const ResourceBlock& block) const;
  void AddPending(const Module& module, const std::vector<hcl::Traversal>& targets, std::set<NodeId>& blocks) const;

  Walk& walk_;
  ResourceStepFactory& factory_;
  const std::set<std::string> extra_roots_;
  Graph graph_;
  std::map<Graph::Id, diag::Diagnostics> type_problems_;
  std::set<std::string> missing_provisioners_;
  AbsentTypes absent_types_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_CONFIG_GRAPH_H_
