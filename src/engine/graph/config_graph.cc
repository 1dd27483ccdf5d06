#include "engine/graph/config_graph.h"

#include <utility>

#include "engine/graph/instance_config.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

std::string ResourceKeyOf(const ResourceAddress& address) { return "resource:" + address.Text(); }

void AddResourcesOf(const Module& module, std::set<std::string>& addresses) {
  for (const auto& [name, block] : module.resources) {
    if (block.mode == ResourceMode::kManaged) addresses.insert(ConfigAddress(module, block).Text());
  }
  for (const auto& [name, child] : module.children) AddResourcesOf(*child, addresses);
}

}  // namespace

std::string NodeKey(const char* kind, const Module& module, const std::string& name) {
  return std::string(kind) + ":" + module.path.Text() + ":" + name;
}

ResourceAddress ConfigAddress(const Module& module, const ResourceBlock& block) {
  return ResourceAddress{module.path, block.mode, block.type, block.name, {}};
}

void ConfigGraph::Build(diag::Diagnostics& diagnostics) {
  AddNodes(*walk_.configuration.root);
  AddEdges(*walk_.configuration.root, diagnostics);
}

void ConfigGraph::AddNodes(const Module& module) {
  graph_.Add(NodeKey("close", module, ""), std::make_unique<Step>());
  if (module.parent != nullptr) graph_.Add(NodeKey("expand", module, ""), MakeExpandStep(walk_, module));
  for (const auto& [name, variable] : module.variables) {
    graph_.Add(NodeKey("var", module, name), MakeVariableStep(walk_, module, variable));
  }
  for (const auto& [name, local] : module.locals) {
    graph_.Add(NodeKey("local", module, name), MakeLocalStep(walk_, module, local));
  }
  for (const auto& [name, block] : module.resources) {
    graph_.Add(ResourceKeyOf(ConfigAddress(module, block)), factory_.ForResource(module, block));
  }
  for (const auto& [name, output] : module.outputs) {
    graph_.Add(NodeKey("output", module, name), MakeOutputStep(walk_, module, output));
  }
  for (const auto& [name, check] : module.checks) {
    graph_.Add(NodeKey("check", module, name), MakeCheckStep(walk_, module, check));
  }
  for (const auto& [name, child] : module.children) AddNodes(*child);
}

void ConfigGraph::AddEdges(const Module& module, diag::Diagnostics& diagnostics) {
  Graph::Id close = graph_.Find(NodeKey("close", module, ""));
  Graph::Id expand = graph_.Find(NodeKey("expand", module, ""));
  graph_.Connect(close, expand);
  const ModuleCall* call = nullptr;
  if (module.parent != nullptr) call = &module.parent->calls.find(module.path.steps.back().name)->second;
  for (const auto& [name, variable] : module.variables) {
    Graph::Id node = graph_.Find(NodeKey("var", module, name));
    graph_.Connect(node, expand);
    ConnectRules(node, module, variable.validations, {}, diagnostics);
    if (call == nullptr) continue;
    auto argument = call->arguments.find(name);
    if (argument == call->arguments.end()) continue;
    ReferenceContext context{call->for_each != nullptr, call->count != nullptr, false, {}};
    ConnectExpression(node, *module.parent, argument->second->expression.get(), context, diagnostics);
  }
  for (const auto& [name, local] : module.locals) {
    Graph::Id node = graph_.Find(NodeKey("local", module, name));
    graph_.Connect(node, expand);
    ConnectExpression(node, module, local.value, {}, diagnostics);
  }
  for (const auto& [name, block] : module.resources) {
    Graph::Id node = graph_.Find(ResourceKeyOf(ConfigAddress(module, block)));
    graph_.Connect(node, expand);
    graph_.Connect(close, node);
    ConnectResource(module, block, diagnostics);
  }
  for (const auto& [name, output] : module.outputs) {
    Graph::Id node = graph_.Find(NodeKey("output", module, name));
    graph_.Connect(node, expand);
    graph_.Connect(close, node);
    ConnectExpression(node, module, output.value, {}, diagnostics);
    ConnectRules(node, module, output.preconditions, {}, diagnostics);
    ConnectDependsOn(node, module, output.depends_on, diagnostics);
  }
  for (const auto& [name, check] : module.checks) {
    Graph::Id node = graph_.Find(NodeKey("check", module, name));
    graph_.Connect(node, expand);
    ConnectRules(node, module, check.asserts, {}, diagnostics);
  }
  for (const auto& [name, child] : module.children) {
    ConnectCall(module, module.calls.find(name)->second, diagnostics);
    graph_.Connect(close, graph_.Find(NodeKey("close", *child, "")));
    AddEdges(*child, diagnostics);
  }
}

void ConfigGraph::ConnectCall(const Module& module, const ModuleCall& call, diag::Diagnostics& diagnostics) {
  const Module& child = *module.children.find(call.name)->second;
  Graph::Id expand = graph_.Find(NodeKey("expand", child, ""));
  graph_.Connect(expand, graph_.Find(NodeKey("expand", module, "")));
  ConnectExpression(expand, module, call.count, {}, diagnostics);
  ConnectExpression(expand, module, call.for_each, {}, diagnostics);
  ConnectExpression(expand, module, call.enabled, {}, diagnostics);
  ConnectDependsOn(expand, module, call.depends_on, diagnostics);
}

void ConfigGraph::ConnectResource(const Module& module, const ResourceBlock& block, diag::Diagnostics& diagnostics) {
  Graph::Id node = graph_.Find(ResourceKeyOf(ConfigAddress(module, block)));
  ConnectExpression(node, module, block.count, {}, diagnostics);
  ConnectExpression(node, module, block.for_each, {}, diagnostics);
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
  ConnectDependsOn(node, module, block.depends_on, diagnostics);
  ResolvedProvider resolved = ResolveProvider(module, block.provider);
  CheckType(node, module, block, resolved);
  graph_.Connect(node, Provider(resolved, diagnostics));
}

void ConfigGraph::ReportTypes(diag::Diagnostics& diagnostics) const {
  for (const auto& [node, problems] : type_problems_) {
    if (!graph_.is_pruned(node)) diagnostics.Append(problems);
  }
  absent_types_.Report([this](Graph::Id node) { return graph_.is_pruned(node); }, diagnostics);
}

void ConfigGraph::CheckType(Graph::Id node, const Module& module, const ResourceBlock& block,
                            const ResolvedProvider& resolved) {
  bool needs_block = !resolved.name.alias.empty();
  if (needs_block && resolved.block == nullptr) {
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
  std::string key = "provider:" + ProviderSetKey(resolved);
  Graph::Id known = graph_.Find(key);
  if (known != Graph::kNone) return known;
  const Module* module = walk_.configuration.Find(resolved.module);
  if (module == nullptr) return Graph::kNone;
  Graph::Id node = graph_.Add(key, MakeProviderStep(walk_, resolved));
  if (resolved.block == nullptr) return node;
  for (const hcl::Traversal* traversal : hcl::BodyReferences(resolved.block->body)) {
    Connect(node, *module, *traversal, {}, diagnostics);
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
  ReferenceContext full = context;
  full.extra_roots = extra_roots_;
  if (!CheckReference(traversal, module, full, diagnostics) || extra_roots_.count(traversal.root) > 0) return;
  Subject subject = SubjectOf(traversal);
  switch (subject.kind) {
    case Subject::Kind::kVariable: graph_.Connect(node, graph_.Find(NodeKey("var", module, subject.name))); return;
    case Subject::Kind::kLocal: {
      Graph::Id local = graph_.Find(NodeKey("local", module, subject.name));
      if (local == node) {
        diagnostics.AddError("self-reference", "Self-referencing local value",
                             "The local value \"" + subject.name + "\" cannot be defined by itself.", traversal.range);
      }
      return graph_.Connect(node, local);
    }
    case Subject::Kind::kResource: {
      ResourceAddress address{module.path, subject.mode, subject.type, subject.name, {}};
      Graph::Id resource = graph_.Find(ResourceKeyOf(address));
      if (resource == node) {
        diagnostics.AddError("self-reference", "Self-referential block",
                             "The configuration for " + address.Text() + " may not refer to itself.", traversal.range);
      }
      return graph_.Connect(node, resource);
    }
    case Subject::Kind::kModule: {
      auto child = module.children.find(subject.name);
      if (child == module.children.end()) return;
      graph_.Connect(node, graph_.Find(NodeKey("expand", *child->second, "")));
      for (const auto& [name, output] : child->second->outputs) {
        if (subject.output.empty() || subject.output == name) {
          graph_.Connect(node, graph_.Find(NodeKey("output", *child->second, name)));
        }
      }
      return;
    }
    default: return;
  }
}

void ConfigGraph::ConnectDependsOn(Graph::Id node, const Module& module, const std::vector<hcl::Traversal>& targets,
                                   diag::Diagnostics& diagnostics) {
  for (const hcl::Traversal& target : targets) {
    Connect(node, module, target, {}, diagnostics);
    Subject subject = SubjectOf(target);
    auto child = module.children.find(subject.name);
    if (subject.kind == Subject::Kind::kModule && child != module.children.end()) {
      graph_.Connect(node, graph_.Find(NodeKey("close", *child->second, "")));
    }
  }
}

void ConfigGraph::AddPending(const Module& module, const std::vector<hcl::Traversal>& targets,
                             std::set<std::string>& addresses) const {
  for (const hcl::Traversal& target : targets) {
    Subject subject = SubjectOf(target);
    if (subject.kind == Subject::Kind::kResource && subject.mode == ResourceMode::kManaged) {
      addresses.insert(ResourceAddress{module.path, subject.mode, subject.type, subject.name, {}}.Text());
    }
    auto child = module.children.find(subject.name);
    if (subject.kind == Subject::Kind::kModule && child != module.children.end()) {
      AddResourcesOf(*child->second, addresses);
    }
  }
}

// A data source waits for the apply if what it names directly, or what its module waits for, is about to change.
std::vector<std::string> ConfigGraph::PendingCheck(const Module& module, const ResourceBlock& block) const {
  std::set<std::string> addresses;
  std::vector<hcl::Traversal> direct = block.depends_on;
  for (const hcl::Traversal* traversal : hcl::BodyReferences(block.body)) {
    if (SubjectOf(*traversal).kind == Subject::Kind::kResource) direct.push_back(*traversal);
  }
  AddPending(module, direct, addresses);
  for (const Module* at = &module; at->parent != nullptr; at = at->parent) {
    AddPending(*at->parent, at->parent->calls.find(at->path.steps.back().name)->second.depends_on, addresses);
  }
  return {addresses.begin(), addresses.end()};
}

void ConfigGraph::Summarise() {
  const std::string prefix = "resource:";
  auto is_resource = [&](Graph::Id id) { return graph_.key(id).rfind(prefix, 0) == 0; };
  std::vector<std::vector<Graph::Id>> ancestors = graph_.AncestorsWhere(is_resource);
  std::vector<const Module*> modules{walk_.configuration.root.get()};
  while (!modules.empty()) {
    const Module& module = *modules.back();
    modules.pop_back();
    for (const auto& [name, child] : module.children) modules.push_back(child.get());
    for (const auto& [name, block] : module.resources) {
      std::string address = ConfigAddress(module, block).Text();
      ResourceInfo& info = walk_.resources[address];
      std::set<std::string> dependencies;
      for (Graph::Id id : ancestors[graph_.Find(prefix + address)]) {
        dependencies.insert(graph_.key(id).substr(prefix.size()));
      }
      info.dependencies.assign(dependencies.begin(), dependencies.end());
      if (block.mode == ResourceMode::kData) info.pending_check = PendingCheck(module, block);
      if (block.lifecycle.create_before_destroy.value_or(false)) {
        for (const std::string& dependency : info.dependencies) {
          walk_.resources[dependency].forced_create_before_destroy = true;
        }
      }
    }
  }
}

std::string ConfigGraph::Label(const std::string& key) {
  std::size_t colon = key.find(':');
  std::string kind = key.substr(0, colon);
  std::string rest = key.substr(colon + 1);
  if (kind == "resource") return rest;
  if (kind == "provider") return rest;
  std::size_t second = rest.rfind(':');
  std::string module = rest.substr(0, second);
  std::string name = second == std::string::npos ? "" : rest.substr(second + 1);
  if (kind == "expand") return module + " (expand)";
  if (kind == "close") return module.empty() ? "root (close)" : module + " (close)";
  return (module.empty() ? "" : module + ".") + kind + "." + name;
}

bool ConfigGraph::CheckCycles(diag::Diagnostics& diagnostics) const {
  std::vector<std::string> cycle = graph_.FindCycle();
  if (cycle.empty()) return true;
  std::string names;
  for (const std::string& key : cycle) names += Label(key) + " -> ";
  diagnostics.AddError("dependency-cycle", "Cycle",
                       "These objects wait for each other, each for the next: " + names + Label(cycle.front()) +
                           ". Remove one of the references.");
  return false;
}

}  // namespace rolecall::engine
