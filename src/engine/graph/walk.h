// Walk: what all steps of one walk over a configuration share, and where they put what they find out.
//
//   Walk walk{configuration, schemas, evaluator, providers, log, checks, variables, validating, applying, {}};
//   ConfigGraph graph(walk, factory);          // makes the steps and says who waits for whom
//   WalkGraph(graph.graph(), threads, stop);
//   log.MoveTo(diagnostics);
//
// Validation, plan, apply and console are walks with different steps for resources (ResourceStepFactory); variables,
// locals, outputs, module calls, provider configurations and checks are the same in all. Owns nothing.
// Internal to the engine. Threads: the members are safe for any thread, or immutable during the walk.
#ifndef ROLECALL_ENGINE_GRAPH_WALK_H_
#define ROLECALL_ENGINE_GRAPH_WALK_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/evaluator.h"
#include "engine/config/node_id.h"
#include "engine/config/provider_set.h"
#include "engine/config/variables.h"
#include "engine/graph/check_rules.h"
#include "engine/graph/graph.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

// Collects the diagnostics of steps that run at once, in an order that does not depend on the threads, each once:
// variables first, then locals, modules, imports, providers, resources, outputs and checks, each kind by its text.
class DiagnosticLog {
 public:
  void Add(const NodeId& node, const diag::Diagnostics& diagnostics);
  bool HasErrors() const;
  void MoveTo(diag::Diagnostics& diagnostics);

 private:
  struct Entry {
    NodeId node;
    diag::Diagnostics diagnostics;
  };
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;  // as they came, none without diagnostics
};

class OpenedResources;  // opened_resources.h

// What the graph says of one resource block.
struct ResourceInfo {
  std::vector<std::string> dependencies;      // configuration addresses of all resources that it depends on, sorted
  std::vector<NodeId> pending_check;          // data, ephemeral: managed resources whose changes put the read off
  bool forced_create_before_destroy = false;  // something that depends on it is
};

struct Walk {
  const Configuration& configuration;
  const Schemas& schemas;
  Evaluator& evaluator;
  ProviderSet& providers;
  DiagnosticLog& log;
  CheckLog& checks;
  const RootVariables& variables;
  bool validating = false;  // nothing is known, nothing is asked
  bool applying = false;
  std::unordered_map<NodeId, ResourceInfo> resources;  // of every block; filled before the walk
  bool predicting = false;                             // PlanOptions::predicting
  bool destroying = false;                             // what blocks say of themselves is not looked at
  bool before_destroy = false;                         // or a refresh only: failed conditions warn
  OpenedResources* opened = nullptr;                   // null: no ephemeral resource is opened
  // Whether objects of a block are to change yet, as seen from a module instance; empty: none are.
  std::function<bool(const NodeId& block, const ModuleAddress& module)> is_pending = {};
  // The root's outputs that the plan knows, by name: they are not evaluated again. Null: there is no plan.
  const std::map<std::string, value::Value>* known_outputs = nullptr;
};

// Makes the steps of resource blocks; everything else is the same for all walks.
class ResourceStepFactory {
 public:
  virtual ~ResourceStepFactory() = default;
  virtual std::unique_ptr<Step> ForResource(const Module& module, const ResourceBlock& block) = 0;
};

// The steps of everything else.
std::unique_ptr<Step> MakeVariableStep(Walk& walk, const Module& module, const Variable& variable);
std::unique_ptr<Step> MakeLocalStep(Walk& walk, const Module& module, const Local& local);
std::unique_ptr<Step> MakeOutputStep(Walk& walk, const Module& module, const Output& output);
std::unique_ptr<Step> MakeExpandStep(Walk& walk, const Module& module);  // a module that is called
std::unique_ptr<Step> MakeProviderStep(Walk& walk, const ResolvedProvider& resolved);
std::unique_ptr<Step> MakeCheckStep(Walk& walk, const Module& module, const CheckBlock& check);

// The instances of a module as far as the walk has expanded it.
std::vector<ModuleAddress> InstancesOf(const Walk& walk, const Module& module);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_WALK_H_
