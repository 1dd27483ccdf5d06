// Evaluator: the values of everything that has a name, as a walk finds them out, and scopes made of them.
//
//   evaluator.SetLocal(instance, "path", value);
//   hcl::Scope scope = evaluator.ScopeFor(module, instance, hcl::References(expression));
//   value::Value value = hcl::Evaluate(expression, scope, diagnostics);
//
// A scope holds only what the given references need. What is not yet known (an earlier step failed) is an unknown
// value. Threads: any; the graph sees to it that what is read has been set.
#ifndef ROLECALL_ENGINE_CONFIG_EVALUATOR_H_
#define ROLECALL_ENGINE_CONFIG_EVALUATOR_H_

#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/expansion.h"
#include "engine/config/node_id.h"
#include "functions/catalogue.h"
#include "hcl/evaluate/scope.h"
#include "value/value.h"

namespace rolecall::engine {

struct EvaluatorOptions {
  std::string working_directory;
  std::string workspace = "default";
  bool applying = false;
  bool placeholders = false;  // hcl::Scope::AllowPlaceholders
  value::Value extra;         // further root names: an object, or null
};

class Evaluator {
 public:
  // All must outlive the evaluator.
  Evaluator(const Configuration& configuration, functions::Catalogue functions, EvaluatorOptions options);

  Expansions& expansions() { return expansions_; }
  const Expansions& expansions() const { return expansions_; }

  void SetVariable(const ModuleAddress& module, const std::string& name, value::Value value);
  void SetLocal(const ModuleAddress& module, const std::string& name, value::Value value);
  void SetOutput(const ModuleAddress& module, const std::string& name, value::Value value);
  // `address` without key; the value is the object, or a tuple or object of all instances.
  void SetResource(const ResourceAddress& address, value::Value value);
  std::optional<value::Value> Variable(const ModuleAddress& module, const std::string& name) const;
  std::optional<value::Value> Output(const ModuleAddress& module, const std::string& name) const;
  std::optional<value::Value> Resource(const ResourceAddress& address) const;

  hcl::Scope ScopeFor(const Module& module, const ModuleAddress& instance,
                      const std::vector<const hcl::Traversal*>& references) const;
  // The names of EvaluatorOptions::extra.
  std::set<std::string> ExtraRoots() const;
  // A scope with functions only.
  hcl::Scope FunctionsOnly() const;
  // For one expression; `repetition` may be null.
  value::Value Evaluate(const hcl::Expression& expression, const Module& module, const ModuleAddress& instance,
                        const Repetition* repetition, diag::Diagnostics& diagnostics) const;

 private:
  std::optional<value::Value> Find(const NodeId& id) const;
  void Set(NodeId id, value::Value value);
  value::Value ModuleCallValue(const Module& module, const ModuleAddress& instance, const std::string& call) const;
  value::Value ModuleOutputs(const Module& child, const ModuleAddress& instance) const;
  value::Value PathValue(const Module& module) const;

  const Configuration& configuration_;
  functions::Catalogue functions_;
  hcl::FunctionTable table_;
  EvaluatorOptions options_;
  Expansions expansions_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<NodeId, value::Value> values_;
};

// The value of all instances of one block, for expressions: the object itself, a tuple (count) or an object by key.
value::Value AggregateInstances(bool has_count, bool has_for_each,
                                std::vector<std::pair<InstanceKey, value::Value>> instances);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_EVALUATOR_H_
