#include "engine/graph/config_graph.h"

#include <algorithm>
#include <utility>

#include "engine/graph/dot.h"
#include "engine/graph/ephemeral_steps.h"
#include "engine/graph/instance_config.h"
#include "engine/graph/schema_names.h"
#include "engine/provision/provisioner_schema.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"

// How it works. First every thing that is declared gets a node (AddNodes), so that references may go any way; then each
// is connected with what it refers to (AddEdges). Edges are of three kinds:
//
//   names     a node waits for what its expressions refer to; `depends_on` is the same, said outright
//   modules   everything in a module waits for its expand node, which waits for the parent's: how many instances there
//             are is known before anything in them is evaluated. A module's close node waits for all resources and
//             outputs in it, and for its children's: that is what a `depends_on` on a module waits for
//   providers a resource waits for its provider configuration, which waits for what that refers to
//
// A reference to a module's output waits for that output alone, not for the module: so two modules may use each other
// as long as no single value does. A variable of a module waits for what the call's argument refers to, in the parent.
// All instances of a block are one node: the graph is made before `count` is known.
namespace rolecall::engine {
namespace {

NodeId NodeOf(const Module& module, const ResourceBlock& block) { return ResourceNode(ConfigAddress(module, block)); }
NodeId ExpandOf(const Module& module) { return {NodeKind::kExpand, module.path, ""}; }
NodeId CloseOf(const Module& module) { return {NodeKind::kClose, module.path, ""}; }

void AddResourcesOf(const Module& module, std::set<NodeId>& blocks) {
  for (const auto& [name, block] : module.resources) {
    if (block.mode == ResourceMode::kManaged) blocks.insert(NodeOf(module, block));
  }
  for (const auto& [name, child] : module.children) AddResourcesOf(*child, blocks);
}

}  // namespace

void ConfigGraph::Build(diag::Diagnostics& diagnostics) {
  AddNodes(*walk_.configuration.root);
  AddEdges(*walk_.configuration.root, diagnostics);
}

void ConfigGraph::AddNodes(const Module& module) {
  graph_.Add(CloseOf(module), std::make_unique<Step>());
  if (module.parent != nullptr) graph_.Add(ExpandOf(module), MakeExpandStep(walk_, module));
  for (const auto& [name, variable] : module.variables) {
    graph_.Add({NodeKind::kVariable, module.path, name}, MakeVariableStep(walk_, module, variable));
  }
  for (const auto& [name, local] : module.locals) {
    graph_.Add({NodeKind::kLocal, module.path, name}, MakeLocalStep(walk_, module, local));
  }
  for (const auto& [name, block] : module.resources) {
    const bool is_ephemeral = block.mode == ResourceMode::kEphemeral && !walk_.validating;
    graph_.Add(NodeOf(module, block),
               is_ephemeral ? MakeEphemeralStep(walk_, module, block) : factory_.ForResource(module, block));
  }
  for (const auto& [name, output] : module.outputs) {
    graph_.Add({NodeKind::kOutput, module.path, name}, MakeOutputStep(walk_, module, output));
  }
  for (const auto& [name, check] : module.checks) {
    graph_.Add({NodeKind::kCheck, module.path, name}, MakeCheckStep(walk_, module, check));
  }
  for (const auto& [name, child] : module.children) AddNodes(*child);
}

void ConfigGraph::AddEdges(const Module& module, diag::Diagnostics& diagnostics) {
  Graph::Id close = graph_.Find(CloseOf(module));
  Graph::Id expand = graph_.Find(ExpandOf(module));
  graph_.Connect(close, expand);
  const ModuleCall* call = nullptr;
  if (module.parent != nullptr) call = &module.parent->calls.find(module.path.steps.back().name)->second;
  for (const auto& [name, variable] : module.variables) {
    Graph::Id node = graph_.Find({NodeKind::kVariable, module.path, name});
    graph_.Connect(node, expand);
    ConnectRules(node, module, variable.validations, {}, diagnostics);
    if (call == nullptr) continue;
    auto argument = call->arguments.find(name);
    if (argument == call->arguments.end()) continue;
    ReferenceContext context{call->for_each != nullptr, call->count != nullptr, false, {}};
    ConnectExpression(node, *module.parent, argument->second->expression.get(), context, diagnostics);
  }
  for (const auto& [name, local] : module.locals) {
    Graph::Id node = graph_.Find({NodeKind::kLocal, module.path, name});
    graph_.Connect(node, expand);
    ConnectExpression(node, module, local.value, {}, diagnostics);
  }
  for (const auto& [name, block] : module.resources) {
    Graph::Id node = graph_.Find(NodeOf(module, block));
    graph_.Connect(node, expand);
    graph_.Connect(close, node);
    ConnectResource(module, block, diagnostics);
  }
  for (const auto& [name, output] : module.outputs) {
    Graph::Id node = graph_.Find({NodeKind::kOutput, module.path, name});
    graph_.Connect(node, expand);
    graph_.Connect(close, node);
    ConnectExpression(node, module, output.value, {}, diagnostics);
    ConnectRules(node, module, output.preconditions, {}, diagnostics);
    ConnectDependsOn(node, module, output.depends_on, diagnostics);
  }
  for (const auto& [name, check] : module.checks) {
    Graph::Id node = graph_.Find({NodeKind::kCheck, module.path, name});
    graph_.Connect(node, expand);
    ConnectRules(node, module, check.asserts, {}, diagnostics);
  }
  for (const auto& [name, child] : module.children) {
    ConnectCall(module, module.calls.find(name)->second, diagnostics);
    graph_.Connect(close, graph_.Find(CloseOf(*child)));
    AddEdges(*child, diagnostics);
  }
}

namespace {

// Whether the call gives values to the module's variables, and to nothing else.
void CheckArguments(const Module& child, const ModuleCall& call, diag::Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& [name, variable] : child.variables) names.push_back(name);
  for (const auto& [name, attribute] : call.arguments) {
    if (child.variables.count(name) > 0) continue;
    const auto meant = diag::NameSuggestion(name, names);
    diagnostics.AddError(
        "unsupported-argument", "Unsupported argument",
        "An argument named \"" + name + "\" is not expected here." + (meant ? " Did you mean \"" + *meant + "\"?" : ""),
        attribute->name_range);
  }
  for (const hcl::BlockPtr& block : call.unexpected_blocks) {
    diagnostics.AddError("unsupported-block", "Unsupported block type",
                         "Blocks of type \"" + block->type + "\" are not expected here.", block->type_range);
  }
  for (const auto& [name, variable] : child.variables) {
    if (variable.default_value || call.arguments.count(name) > 0) continue;
    diagnostics.AddError("missing-argument", "Missing required argument",
                         "The argument \"" + name + "\" is required, but no definition was found.",
                         call.missing_range.has_place() ? call.missing_range : call.range);
  }
}

// Whether a call of the module can pass a configuration by the name: there is a block, or the module's own call passes
// one. The root module's are there by being required; aliases of these only where nothing is configured.
bool HasConfiguration(const Module& module, const ProviderReference& name, bool validating) {
  if (module.providers.count(name) > 0) return true;
  if (module.parent != nullptr) {
    return module.parent->calls.find(module.path.steps.back().name)->second.providers.count(name) > 0;
  }
  const auto required = module.requirements.find(name.local_name);
  if (required == module.requirements.end()) return false;
  const auto& aliases = required->second.aliases;
  return name.alias.empty() || (validating && std::find(aliases.begin(), aliases.end(), name) != aliases.end());
}

}  // namespace

// The expand node evaluates count and for_each in the parent, once for each instance of it.
void ConfigGraph::ConnectCall(const Module& module, const ModuleCall& call, diag::Diagnostics& diagnostics) {
  const Module& child = *module.children.find(call.name)->second;
  CheckArguments(child, call, diagnostics);
  for (const auto& [name, ours] : call.providers) {
    if (walk_.predicting || HasConfiguration(module, ours, walk_.validating)) continue;
    const ProviderRequirement requirement = module.Requirement(ours.local_name);
    const ProviderAddress address{module.path, requirement.host, requirement.source, ours.alias};
    diagnostics.AddError("missing-provider-configuration", "missing provider " + address.Text(), "");
  }
  Graph::Id expand = graph_.Find(ExpandOf(child));
  graph_.Connect(expand, graph_.Find(ExpandOf(module)));
  ConnectExpression(expand, module, call.count, {}, diagnostics);
  ConnectExpression(expand, module, call.for_each, {}, diagnostics);
  ConnectExpression(expand, module, call.enabled, {}, diagnostics);
  ConnectDependsOn(expand, module, call.depends_on, diagnostics);
}

void ConfigGraph::ConnectResource(const Module& module, const ResourceBlock& block, diag::Diagnostics& diagnostics) {
  Graph::Id node = graph_.Find(NodeOf(module, block));
  // How many there are may hang on how many there are already.
  ReferenceContext repetition;
  repetition.repetition = true;
  ConnectExpression(node, module, block.count, repetition, diagnostics);
  ConnectExpression(node, module, block.for_each, repetition, diagnostics);
  ConnectExpression(node, module, block.enabled, {}, diagnostics);
  ReferenceContext context{block.for_each != nullptr, block.count != nullptr, false, {}};
  for (const hcl::Traversal* traversal : hcl::BodyReferences(block.body)) {
    Connect(node, module, *traversal, context, diagnostics);
  }
  for (const hcl::Expression* trigger : block.lifecycle.replace_triggered_by) {
    ConnectExpression(node, module, trigger, context, diagnostics);
  }
  ConnectRules(node, module, block.lifecycle.preconditions, context, diagnostics);
  context.self = true;
  ConnectRules(node, module, block.lifecycle.postconditions, context, diagnostics);
  ConnectProvisioners(node, module, block.provisioners, context, diagnostics);
  ConnectExpression(node, module, block.lifecycle.prevent_destroy, {}, diagnostics);
  ConnectDependsOn(node, module, block.depends_on, diagnostics);
  ResolvedProvider resolved = ResolveProvider(module, block);
  ConnectProviderKey(node, block, resolved, diagnostics);
  CheckType(node, module, block, resolved);
  graph_.Connect(node, Provider(resolved, diagnostics));
}

// Which instance of a provider with `for_each` is meant, and what has to be known for that.
void ConfigGraph::ConnectProviderKey(Graph::Id node, const ResourceBlock& block, const ResolvedProvider& resolved,
                                     diag::Diagnostics& diagnostics) {
  if (walk_.predicting) return;  // any instance will do
  const diag::Range& range = resolved.key != nullptr ? resolved.key->range : block.range;
  const auto refuse = [&](const char* detail) {
    const std::string kind = resolved.key_child != nullptr ? "module" : "resource";
    diagnostics.AddError("provider-instance", "Invalid " + kind + " provider configuration", detail, range);
  };
  if (resolved.IsFamily() && resolved.key == nullptr) {
    return refuse(
        "A reference to a provider configuration which uses for_each requires an instance key. Passing a collection of "
        "provider instances into a child module is not allowed.");
  }
  if (resolved.key == nullptr) return;
  if (!resolved.IsFamily()) {
    return refuse("An instance key can be specified only for a provider configuration that uses for_each.");
  }
  ReferenceContext context{block.for_each != nullptr, block.count != nullptr, false, {}};
  if (resolved.key_child != nullptr) {
    const ModuleCall& call = resolved.key_module->calls.find(resolved.key_child->path.steps.back().name)->second;
    context = {call.for_each != nullptr, call.count != nullptr, false, {}};
  }
  ConnectExpression(node, *resolved.key_module, resolved.key->expression, context, diagnostics);
}

// Those that run when the object goes name nothing but itself.
void ConfigGraph::ConnectProvisioners(Graph::Id node, const Module& module, const ProvisionerList& list,
                                      const ReferenceContext& context, diag::Diagnostics& diagnostics) {
  const auto connect = [&](const hcl::Body& body) {
    for (const hcl::Traversal* traversal : hcl::BodyReferences(body)) {
      Connect(node, module, *traversal, context, diagnostics);
    }
  };
  if (list.connection) connect(*list.connection);
  for (const Provisioner& provisioner : list.steps) {
    if (ProvisionerSchema(provisioner.type) == nullptr && missing_provisioners_.insert(provisioner.type).second) {
      type_problems_[node].AddError("missing-provisioner", "Missing required provisioner plugin",
                                    "This configuration requires provisioner plugin \"" + provisioner.type +
                                        "\", which isn't available: there are file, local-exec and remote-exec, and "
                                        "no plugins of others.",
                                    diag::Range());
    }
    connect(provisioner.body);
    if (provisioner.connection) connect(*provisioner.connection);
  }
}

void ConfigGraph::ReportTypes(diag::Diagnostics& diagnostics) const {
  for (const auto& [node, problems] : type_problems_) {
    if (!graph_.is_pruned(node)) diagnostics.Append(problems);
  }
  absent_types_.Report([this](Graph::Id node) { return graph_.is_pruned(node); }, diagnostics);
}

// Not reported at once: pruning may show that nobody needs the block.
void ConfigGraph::CheckType(Graph::Id node, const Module& module, const ResourceBlock& block,
                            const ResolvedProvider& resolved) {
  // What a call passes is looked at with the call.
  const bool needs_block = !resolved.name.alias.empty() && resolved.module == module.path;
  if (needs_block && !HasConfiguration(module, resolved.name, walk_.validating)) {
    type_problems_[node].AddError("missing-provider-configuration", "Provider configuration not present",
                                  "The provider configuration \"" + block.provider.Text() + "\" is not declared in " +
                                      (module.path.IsRoot() ? std::string("the root module") : module.path.Text()) +
                                      " and not passed to it by the \"providers\" argument of the module call.",
                                  block.range);
    return;
  }
  absent_types_.Check(node, module, block);
}

Graph::Id ConfigGraph::Provider(const ResolvedProvider& resolved, diag::Diagnostics& diagnostics) {
  const NodeId id = ProviderNode(resolved.Address());
  Graph::Id known = graph_.Find(id);
  if (known != Graph::kNone) return known;
  const Module* module = walk_.configuration.Find(resolved.module);
  if (module == nullptr) return Graph::kNone;
  if (resolved.IsFamily()) return Family(id, resolved, *module, diagnostics);
  Graph::Id node = graph_.Add(id, MakeProviderStep(walk_, resolved));
  if (resolved.block == nullptr) return node;
  ReferenceContext context;
  context.each = resolved.block->each.has_value();
  for (const hcl::Traversal* traversal : hcl::BodyReferences(resolved.block->body)) {
    Connect(node, *module, *traversal, context, diagnostics);
  }
  return node;
}

// Who waits for it waits for all instances.
Graph::Id ConfigGraph::Family(const NodeId& id, const ResolvedProvider& family, const Module& module,
                              diag::Diagnostics& diagnostics) {
  const Graph::Id node = graph_.Add(id, std::make_unique<Step>());
  for (const std::string& key : family.block->keys) {
    ResolvedProvider instance = family;
    instance.name.alias = InstanceAlias(family.name.alias, key);
    instance.block = &module.providers.at(instance.name);
    graph_.Connect(node, Provider(instance, diagnostics));
  }
  return node;
}

void ConfigGraph::ConnectRules(Graph::Id node, const Module& module, const std::vector<CheckRule>& rules,
                               const ReferenceContext& context, diag::Diagnostics& diagnostics) {
  for (const CheckRule& rule : rules) {
    ConnectExpression(node, module, rule.condition, context, diagnostics);
    ConnectExpression(node, module, rule.error_message, context, diagnostics);
  }
}

void ConfigGraph::ConnectExpression(Graph::Id node, const Module& module, const hcl::Expression* expression,
                                    const ReferenceContext& context, diag::Diagnostics& diagnostics) {
  if (expression == nullptr) return;
  for (const hcl::Traversal* traversal : hcl::References(*expression)) {
    Connect(node, module, *traversal, context, diagnostics);
  }
}

void ConfigGraph::Connect(Graph::Id node, const Module& module, const hcl::Traversal& traversal,
                          const ReferenceContext& context, diag::Diagnostics& diagnostics) {
  if (extra_roots_.count(traversal.root) > 0) return;  // known before the walk
  if (!CheckReference(traversal, module, context, diagnostics)) return;
  Subject subject = SubjectOf(traversal);
  switch (subject.kind) {
    case Subject::Kind::kVariable:
      graph_.Connect(node, graph_.Find({NodeKind::kVariable, module.path, subject.name}));
      return;
    case Subject::Kind::kLocal: {
      Graph::Id local = graph_.Find({NodeKind::kLocal, module.path, subject.name});
      if (local == node) {
        diagnostics.AddError(
            "self-reference", "Self-referencing local value",
            "Local value local." + subject.name + " cannot use its own result as part of its expression.",
            traversal.range);
      }
      return graph_.Connect(node, local);
    }
    case Subject::Kind::kResource: {
      if (!walk_.predicting) CheckAttributeNames(walk_, module, subject, diagnostics);
      ResourceAddress address{module.path, subject.mode, subject.type, subject.name, {}};
      Graph::Id resource = graph_.Find(ResourceNode(address));
      // A validation evaluates a block with nothing known of it, as OpenTofu's does: the plan is where it is refused.
      if (resource == node && !walk_.validating && !walk_.destroying && !context.repetition) {
        diagnostics.AddError("self-reference", "Self-referential block",
                             "Configuration for " + address.Text() + " may not refer to itself.", traversal.range);
      }
      return graph_.Connect(node, resource);
    }
    case Subject::Kind::kModule: {
      auto child = module.children.find(subject.name);
      if (child == module.children.end()) return;
      // A call that names its own module waits for all of it.
      if (node == graph_.Find(ExpandOf(*child->second))) {
        return graph_.Connect(node, graph_.Find(CloseOf(*child->second)));
      }
      graph_.Connect(node, graph_.Find(ExpandOf(*child->second)));
      for (const auto& [name, output] : child->second->outputs) {
        if (subject.output.empty() || subject.output == name) {
          graph_.Connect(node, graph_.Find({NodeKind::kOutput, child->second->path, name}));
        }
      }
      return;
    }
    case Subject::Kind::kPath:
    case Subject::Kind::kTerraform:
    case Subject::Kind::kEach:
    case Subject::Kind::kCount:
    case Subject::Kind::kSelf:
    case Subject::Kind::kInvalid: return;
  }
}

void ConfigGraph::ConnectNames(Graph::Id node, const hcl::Expression& expression, bool is_each,
                               diag::Diagnostics& diagnostics) {
  ReferenceContext context;
  context.each = is_each;
  ConnectExpression(node, *walk_.configuration.root, &expression, context, diagnostics);
}

// What `depends_on` names is a whole object: what is looked up in it has no order of its own.
void ConfigGraph::CheckWhole(const hcl::Traversal& target, diag::Diagnostics& diagnostics) const {
  const Subject subject = SubjectOf(target);
  std::size_t names = target.steps.size();
  switch (subject.kind) {
    case Subject::Kind::kVariable:
    case Subject::Kind::kLocal:
    case Subject::Kind::kPath:
    case Subject::Kind::kTerraform: names = 1; break;
    case Subject::Kind::kModule: names = 1 + (subject.has_module_key ? 1 : 0) + (subject.output.empty() ? 0 : 1); break;
    case Subject::Kind::kResource: names = target.steps.size() - subject.rest.size(); break;
    case Subject::Kind::kEach:
    case Subject::Kind::kCount:
    case Subject::Kind::kSelf:
    case Subject::Kind::kInvalid: break;
  }
  if (names >= target.steps.size()) return;
  diagnostics.AddError("invalid-depends-on", "Invalid depends_on reference",
                       "References in depends_on must be to a whole object (resource, etc), not to an attribute of an "
                       "object.",
                       hcl::Join(target.steps[names].range, target.steps.back().range));
}

void ConfigGraph::ConnectDependsOn(Graph::Id node, const Module& module, const std::vector<hcl::Traversal>& targets,
                                   diag::Diagnostics& diagnostics) {
  for (const hcl::Traversal& target : targets) {
    CheckWhole(target, diagnostics);
    Subject subject = SubjectOf(target);
    const std::optional<NodeId> named = NodeOf(module, subject);
    if (named && graph_.Find(*named) == node) continue;  // it waits for itself, which means nothing
    Connect(node, module, target, {}, diagnostics);
    auto child = module.children.find(subject.name);
    if (subject.kind == Subject::Kind::kModule && child != module.children.end()) {
      graph_.Connect(node, graph_.Find(CloseOf(*child->second)));
    }
  }
}

// The managed blocks that these targets name, with all in the modules among them.
void ConfigGraph::AddPending(const Module& module, const std::vector<hcl::Traversal>& targets,
                             std::set<NodeId>& blocks) const {
  for (const hcl::Traversal& target : targets) {
    Subject subject = SubjectOf(target);
    if (subject.kind == Subject::Kind::kResource && subject.mode == ResourceMode::kManaged) {
      blocks.insert({NodeKind::kManaged, module.path, subject.name, subject.type});
    }
    auto child = module.children.find(subject.name);
    if (subject.kind == Subject::Kind::kModule && child != module.children.end()) {
      AddResourcesOf(*child->second, blocks);
    }
  }
}

// A data source waits for the apply if what it names directly, or what its module waits for, is about to change.
std::vector<NodeId> ConfigGraph::PendingCheck(const Module& module, const ResourceBlock& block) const {
  std::set<NodeId> blocks;
  std::vector<hcl::Traversal> direct = block.depends_on;
  for (const hcl::Traversal* traversal : hcl::BodyReferences(block.body)) {
    if (SubjectOf(*traversal).kind == Subject::Kind::kResource) direct.push_back(*traversal);
  }
  AddPending(module, direct, blocks);
  for (const Module* at = &module; at->parent != nullptr; at = at->parent) {
    AddPending(*at->parent, at->parent->calls.find(at->path.steps.back().name)->second.depends_on, blocks);
  }
  return {blocks.begin(), blocks.end()};
}

// What a state keeps of dependencies is their text, sorted: each block's text is made once, however many need it.
void ConfigGraph::Summarise() {
  auto is_resource = [&](Graph::Id id) {
    return graph_.node(id).IsResource() && graph_.node(id).kind != NodeKind::kEphemeral;  // those are in no state
  };
  std::vector<std::string> texts(graph_.size());
  for (Graph::Id id = 0; id < graph_.size(); ++id) {
    if (is_resource(id)) texts[id] = graph_.node(id).Text();
  }
  std::vector<std::vector<Graph::Id>> ancestors = graph_.AncestorsWhere(is_resource);
  std::vector<const Module*> modules{walk_.configuration.root.get()};
  while (!modules.empty()) {
    const Module& module = *modules.back();
    modules.pop_back();
    for (const auto& [name, child] : module.children) modules.push_back(child.get());
    for (const auto& [name, block] : module.resources) {
      const NodeId id = NodeOf(module, block);
      ResourceInfo& info = walk_.resources[id];
      for (Graph::Id ancestor : ancestors[graph_.Find(id)]) {
        info.dependencies.push_back(texts[ancestor]);
        if (block.lifecycle.create_before_destroy.value_or(false)) {
          walk_.resources[graph_.node(ancestor)].forced_create_before_destroy = true;
        }
      }
      std::sort(info.dependencies.begin(), info.dependencies.end());
      if (block.mode != ResourceMode::kManaged) info.pending_check = PendingCheck(module, block);
    }
  }
}

bool ConfigGraph::CheckCycles(diag::Diagnostics& diagnostics) const {
  const std::vector<Graph::Id> cycle = graph_.FindCycle();
  if (cycle.empty()) return true;
  std::string names;
  for (const Graph::Id id : cycle) names += (names.empty() ? "" : ", ") + NameInCycle(graph_.node(id));
  diagnostics.AddError("dependency-cycle", "Cycle: " + names, "");
  return false;
}

}  // namespace rolecall::engine
