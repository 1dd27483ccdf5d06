#include "engine/entry/backend_arguments.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/references.h"
#include "engine/entry/state_steps.h"
#include "engine/graph/config_graph.h"
#include "engine/planning/planner.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

using value::Value;

Value BodyValue(const hcl::Body& body, const hcl::Scope& scope, diag::Diagnostics& diagnostics) {
  std::map<std::string, Value> members;
  hcl::Body arguments = body;
  arguments.blocks.clear();
  for (const auto& [name, attribute] : hcl::DecodeAttributes(arguments, diagnostics)) {
    members[name] = hcl::Evaluate(*attribute->expression, scope, diagnostics).UnmarkDeep();
  }
  std::map<std::string, std::vector<Value>> blocks;
  for (const hcl::BlockPtr& block : body.blocks) {
    blocks[block->type].push_back(BodyValue(block->body, scope, diagnostics));
  }
  for (auto& [type, values] : blocks) {
    members[type] = values.size() == 1 ? std::move(values.front()) : Value::Tuple(std::move(values));
  }
  return Value::Object(std::move(members));
}

bool IsKnownBeforehand(const Subject& subject) {
  return subject.kind == Subject::Kind::kVariable || subject.kind == Subject::Kind::kLocal ||
         subject.kind == Subject::Kind::kPath || subject.kind == Subject::Kind::kTerraform;
}

// Walks as much of the configuration as the references need. False, with an error: it goes round in a circle.
bool EvaluateNeeded(Walk& walk, const std::vector<const hcl::Traversal*>& references, diag::Diagnostics& diagnostics) {
  State nothing;
  StateStepFactory factory(walk, nothing);
  ConfigGraph graph(walk, factory);
  diag::Diagnostics ignored;
  graph.Build(ignored);
  if (!graph.CheckCycles(diagnostics)) return false;
  std::set<Graph::Id> needed;
  for (const hcl::Traversal* traversal : references) {
    const Subject subject = SubjectOf(*traversal);
    if (!IsKnownBeforehand(subject)) {
      diagnostics.AddError("invalid-reference", "Invalid reference in backend configuration",
                           "Only variables, locals and constants can be used here: the state is needed before "
                           "anything else is known.",
                           traversal->range);
      continue;
    }
    const std::optional<NodeId> id = NodeOf(*walk.configuration.root, subject);
    const Graph::Id node = id ? graph.graph().Find(*id) : Graph::kNone;
    if (node == Graph::kNone) continue;
    needed.insert(node);
    const std::set<Graph::Id> ancestors = graph.graph().Ancestors(node);
    needed.insert(ancestors.begin(), ancestors.end());
  }
  graph.graph().Prune([&](Graph::Id id) { return needed.count(id) > 0; });
  WalkGraph(graph.graph(), 1, [] { return false; });
  walk.log.MoveTo(diagnostics);
  return true;
}

}  // namespace

Value BackendArguments(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                       const RootVariables& variables, diag::Diagnostics& diagnostics) {
  const std::optional<BackendBlock>& backend = configuration.root->backend;
  if (!backend) return Value::Object({});
  // Most backends are constants: no walk is needed then.
  std::vector<const hcl::Traversal*> references = hcl::BodyReferences(backend->body);
  Evaluator evaluator(configuration, MakeFunctions(context, std::nullopt, true), OptionsFor(context));
  ProviderSet providers;
  DiagnosticLog log;
  CheckLog checks;
  Walk walk{configuration, schemas, evaluator, providers, log, checks, variables, false, false, {}};
  if (!references.empty() && !EvaluateNeeded(walk, references, diagnostics)) return Value::Object({});
  hcl::Scope scope = evaluator.ScopeFor(*configuration.root, {}, references);
  Value arguments = BodyValue(backend->body, scope, diagnostics);
  if (!arguments.IsWhollyKnown() && !diagnostics.HasErrors()) {
    diagnostics.AddError("unknown-backend-argument", "Backend argument is not known",
                         "The arguments of the backend must be known before anything else.", backend->range);
  }
  return arguments;
}

}  // namespace rolecall::engine
