#include "engine/config/evaluator.h"

#include <mutex>
#include <set>
#include <utility>

#include "engine/config/references.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;
using Members = std::map<std::string, Value>;

// False: the module that is named has no such output, which was said where references are checked.
bool HasOutput(const Module& module, const Subject& subject) {
  const auto child = module.children.find(subject.name);
  return subject.output.empty() || child == module.children.end() || child->second->outputs.count(subject.output) > 0;
}

}  // namespace

Evaluator::Evaluator(const Configuration& configuration, functions::Catalogue functions, EvaluatorOptions options)
    : configuration_(configuration), functions_(std::move(functions)), options_(std::move(options)) {
  for (const auto& [name, function] : functions_) {
    table_[name] = &function;
    if (name.find("::") == std::string::npos) table_["core::" + name] = &function;
  }
}

void Evaluator::Set(NodeId id, Value value) {
  std::unique_lock<std::shared_mutex> lock(mutex_);
  values_[std::move(id)] = std::move(value);
}

std::optional<Value> Evaluator::Find(const NodeId& id) const {
  std::shared_lock<std::shared_mutex> lock(mutex_);
  auto found = values_.find(id);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

void Evaluator::SetVariable(const ModuleAddress& module, const std::string& name, Value value) {
  Set({NodeKind::kVariable, module, name}, std::move(value));
}
void Evaluator::SetLocal(const ModuleAddress& module, const std::string& name, Value value) {
  Set({NodeKind::kLocal, module, name}, std::move(value));
}
void Evaluator::SetOutput(const ModuleAddress& module, const std::string& name, Value value) {
  Set({NodeKind::kOutput, module, name}, std::move(value));
}
void Evaluator::SetResource(const ResourceAddress& address, Value value) {
  Set(ResourceNode(address), std::move(value));
}
std::optional<Value> Evaluator::Variable(const ModuleAddress& module, const std::string& name) const {
  return Find({NodeKind::kVariable, module, name});
}
std::optional<Value> Evaluator::Output(const ModuleAddress& module, const std::string& name) const {
  return Find({NodeKind::kOutput, module, name});
}
std::optional<Value> Evaluator::Resource(const ResourceAddress& address) const { return Find(ResourceNode(address)); }

Value Evaluator::PathValue(const Module& module) const {
  return Value::Object({{"module", Value::String(module.directory)},
                        {"root", Value::String(configuration_.directory)},
                        {"cwd", Value::String(options_.working_directory)}});
}

Value Evaluator::ModuleOutputs(const Module& child, const ModuleAddress& instance) const {
  Members outputs;
  for (const auto& [name, output] : child.outputs) {
    outputs[name] = Output(instance, name).value_or(Value::Unknown(Type::Dynamic()));
  }
  return Value::Object(std::move(outputs));
}

Value Evaluator::ModuleCallValue(const Module& module, const ModuleAddress& instance, const std::string& name) const {
  auto call = module.calls.find(name);
  auto child = module.children.find(name);
  if (call == module.calls.end() || child == module.children.end()) return Value::Unknown(Type::Dynamic());
  std::vector<std::pair<InstanceKey, Value>> instances;
  for (const Repetition& one : expansions_.OfCall(instance, name)) {
    bool is_any = (one.is_count || one.is_each) && !HasKey(one.key);
    if (is_any) return Value::Unknown(Type::Dynamic());
    instances.emplace_back(one.key, ModuleOutputs(*child->second, instance.Child(name, one.key)));
  }
  return AggregateInstances(call->second.count != nullptr, call->second.for_each != nullptr, std::move(instances));
}

hcl::Scope Evaluator::ScopeFor(const Module& module, const ModuleAddress& instance,
                               const std::vector<const hcl::Traversal*>& references) const {
  Members variables, locals, calls, invalid;
  std::map<ResourceMode, std::map<std::string, Members>> resources;
  const Value unknown = Value::Unknown(Type::Dynamic());
  for (const hcl::Traversal* traversal : references) {
    Subject subject = SubjectOf(*traversal);
    switch (subject.kind) {
      case Subject::Kind::kVariable:
        variables[subject.name] = Variable(instance, subject.name).value_or(unknown);
        break;
      case Subject::Kind::kLocal:
        locals[subject.name] = Find({NodeKind::kLocal, instance, subject.name}).value_or(unknown);
        break;
      case Subject::Kind::kModule:
        if (!HasOutput(module, subject)) {
          calls[subject.name] = unknown;
        } else if (calls.count(subject.name) == 0) {
          calls[subject.name] = ModuleCallValue(module, instance, subject.name);
        }
        break;
      case Subject::Kind::kResource: {
        Members& names = resources[subject.mode][subject.type];
        ResourceAddress address{instance, subject.mode, subject.type, subject.name, {}};
        names[subject.name] = Resource(address).value_or(unknown);
        break;
      }
      case Subject::Kind::kInvalid: invalid[traversal->root] = unknown; break;  // reported with the references
      case Subject::Kind::kPath:
      case Subject::Kind::kTerraform:
        if (!IsKnownName(subject)) invalid[traversal->root] = unknown;
        break;
      case Subject::Kind::kEach:
      case Subject::Kind::kCount:
      case Subject::Kind::kSelf: break;
    }
  }
  hcl::Scope scope = FunctionsOnly();
  scope.Set("var", Value::Object(std::move(variables)));
  scope.Set("local", Value::Object(std::move(locals)));
  scope.Set("module", Value::Object(std::move(calls)));
  scope.Set("path", PathValue(module));
  Value terraform =
      Value::Object({{"workspace", Value::String(options_.workspace)}, {"applying", Value::Bool(options_.applying)}});
  scope.Set("terraform", terraform);
  scope.Set("tofu", terraform);
  std::map<ResourceMode, Members> types;
  for (auto& [mode, names_of] : resources) {
    for (auto& [type, names] : names_of) types[mode][type] = Value::Object(std::move(names));
  }
  for (const auto& [type, objects] : types[ResourceMode::kManaged]) scope.Set(type, objects);
  scope.Set("data", Value::Object(std::move(types[ResourceMode::kData])));
  scope.Set("resource", Value::Object(std::move(types[ResourceMode::kManaged])));
  scope.Set("ephemeral", Value::Object(std::move(types[ResourceMode::kEphemeral])));
  if (options_.extra.IsKnown() && !options_.extra.IsNull()) {
    for (const auto& [name, value] : options_.extra.members()) {
      scope.Set(name, value);
      invalid.erase(name);
    }
  }
  for (auto& [name, value] : invalid) scope.Set(name, std::move(value));
  return scope;
}

std::set<std::string> Evaluator::ExtraRoots() const {
  std::set<std::string> roots;
  if (!options_.extra.IsKnown() || options_.extra.IsNull()) return roots;
  for (const auto& [name, value] : options_.extra.members()) roots.insert(name);
  return roots;
}

hcl::Scope Evaluator::FunctionsOnly() const {
  hcl::Scope scope;
  scope.AllowVariables();
  scope.SetFunctions(&table_);
  if (options_.placeholders) scope.AllowPlaceholders();
  return scope;
}

Value Evaluator::Evaluate(const hcl::Expression& expression, const Module& module, const ModuleAddress& instance,
                          const Repetition* repetition, diag::Diagnostics& diagnostics) const {
  hcl::Scope scope = ScopeFor(module, instance, hcl::References(expression));
  if (repetition != nullptr) repetition->Define(scope);
  return hcl::Evaluate(expression, scope, diagnostics);
}

Value AggregateInstances(bool has_count, bool has_for_each, std::vector<std::pair<InstanceKey, Value>> instances) {
  if (has_count) {
    // The places of instances that do not exist (not targeted) are unknown, those after the last are not there.
    constexpr std::size_t kMostMissing = 1u << 20;
    std::vector<Value> elements;
    for (auto& [key, value] : instances) {
      const auto* index = std::get_if<long long>(&key);
      std::size_t at = index != nullptr ? static_cast<std::size_t>(*index) : elements.size();
      if (at > elements.size() + kMostMissing) continue;  // nobody counts so far: a made-up state
      if (at >= elements.size()) elements.resize(at + 1, Value::Unknown(Type::Dynamic()));
      elements[at] = std::move(value);
    }
    return Value::Tuple(std::move(elements));
  }
  if (has_for_each) {
    Members members;
    for (auto& [key, value] : instances) {
      if (const auto* name = std::get_if<std::string>(&key)) members.emplace(*name, std::move(value));
    }
    return Value::Object(std::move(members));
  }
  return instances.empty() ? Value::Null(Type::Dynamic()) : std::move(instances.front().second);
}

}  // namespace rolecall::engine
