#include "engine/entry/backend_arguments.h"

#include <map>
#include <memory>
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

// Walks as much of the configuration as the references need. False, with an error: it goes round in a circle. `where`
// they stand is for messages.
bool EvaluateNeeded(Walk& walk, const std::vector<const hcl::Traversal*>& references, const std::string& where,
                    diag::Diagnostics& diagnostics) {
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
      diagnostics.AddError("invalid-reference", "Invalid reference in " + where + " configuration",
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

// What the scope of an encryption block points into.
struct EncryptionScopeOwner {
  std::vector<std::shared_ptr<const hcl::File>> files;
  std::unique_ptr<Evaluator> evaluator;
};

// All of the block but those to key providers, which it sets up itself.
std::vector<const hcl::Traversal*> ReferencesOf(const EncryptionBlock& block) {
  std::vector<const hcl::Traversal*> references;
  for (const auto* parts : {&block.key_providers, &block.methods}) {
    for (const EncryptionPart& part : *parts) {
      for (const hcl::Traversal* one : hcl::BodyReferences(part.body)) {
        if (one->root != "key_provider") references.push_back(one);
      }
    }
  }
  return references;
}

}  // namespace

std::shared_ptr<const EncryptionScope> ScopeOfEncryption(const EngineContext& context, const Schemas& schemas,
                                                         const Configuration& configuration,
                                                         const RootVariables& variables, const EncryptionBlock& block,
                                                         diag::Diagnostics& diagnostics) {
  const std::vector<const hcl::Traversal*> references = ReferencesOf(block);
  auto owner = std::make_shared<EncryptionScopeOwner>();
  owner->files = configuration.root->files;
  owner->evaluator =
      std::make_unique<Evaluator>(configuration, MakeFunctions(context, std::nullopt, true), OptionsFor(context));
  ProviderSet providers;
  DiagnosticLog log;
  CheckLog checks;
  Walk walk{configuration, schemas, *owner->evaluator, providers, log, checks, variables, false, false, {}};
  diag::Diagnostics found;
  if (!references.empty()) (void)EvaluateNeeded(walk, references, "encryption", found);
  // Where something stands may be the line of a passphrase.
  for (diag::Diagnostic one : found.list()) {
    one.subject = block.range;
    one.context = {};
    one.values.clear();
    diagnostics.Add(std::move(one));
  }
  auto scope = std::make_shared<EncryptionScope>();
  scope->scope = owner->evaluator->ScopeFor(*configuration.root, {}, references);
  scope->keep_alive = std::move(owner);
  return scope;
}

std::unique_ptr<Encryption> EncryptionOf(const EngineContext& context, const Schemas& schemas,
                                         const Configuration& configuration, const RootVariables& variables,
                                         const BackendContext& backend, diag::Diagnostics& diagnostics) {
  std::optional<EncryptionBlock> block = configuration.root->encryption;
  diag::Diagnostics found;
  const std::optional<EncryptionBlock> given = ParseEncryption(backend.environment->GetOr("TF_ENCRYPTION", ""), found);
  if (given) block = block ? MergedEncryption(*block, *given) : *given;
  std::unique_ptr<Encryption> made;
  if (block && !found.HasErrors()) {
    auto scope = ScopeOfEncryption(context, schemas, configuration, variables, *block, found);
    if (!found.HasErrors()) made = MakeEncryption(*std::move(block), std::move(scope), backend, found);
  }
  diagnostics.Append(found);
  return made;
}

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
  if (!references.empty() && !EvaluateNeeded(walk, references, "backend", diagnostics)) return Value::Object({});
  hcl::Scope scope = evaluator.ScopeFor(*configuration.root, {}, references);
  Value arguments = BodyValue(backend->body, scope, diagnostics);
  if (!arguments.IsWhollyKnown() && !diagnostics.HasErrors()) {
    diagnostics.AddError("unknown-backend-argument", "Backend argument is not known",
                         "The arguments of the backend must be known before anything else.", backend->range);
  }
  return arguments;
}

}  // namespace rolecall::engine
