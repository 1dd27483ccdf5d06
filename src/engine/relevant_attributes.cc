#include "engine/relevant_attributes.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/references.h"
#include "hcl/decode.h"
#include "hcl/evaluate.h"

namespace rolecall::engine {
namespace {

using value::Value;

value::Path PathOf(const std::vector<hcl::TraversalStep>& steps) {
  value::Path path;
  for (const hcl::TraversalStep& step : steps) {
    if (step.IsAttribute()) {
      path.push_back(value::AttributeStep{step.name});
    } else if (step.key.type() == value::Type::String()) {
      path.push_back(value::IndexStep{step.key.AsString()});
    } else {
      path.push_back(value::IndexStep{static_cast<long long>(step.key.AsNumber().ToInt64().value_or(0))});
    }
  }
  return path;
}

class Finder {
 public:
  Finder(const Configuration& configuration, const Expansions& expansions)
      : configuration_(configuration), expansions_(expansions) {}

  void AddChange(const ResourceAddress& address) {
    const Module* module = configuration_.Find(address.module);
    if (module != nullptr) AddBlock(*module, address.module, address.mode, address.type, address.name, "");
  }
  void AddOutput(const Module& module, const ModuleAddress& instance, const std::string& name) {
    auto output = module.outputs.find(name);
    if (output != module.outputs.end()) Add(module, instance, output->second.value);
  }

  std::vector<RelevantAttribute> Run() {
    while (!pending_.empty()) {
      Pending one = std::move(pending_.front());
      pending_.pop_front();
      Follow(one);
    }
    return {found_.begin(), found_.end()};
  }

 private:
  struct Pending {
    const Module* module;
    ModuleAddress instance;
    Subject subject;
  };

  void Add(const Module& module, const ModuleAddress& instance, const hcl::Expression* expression) {
    if (expression == nullptr) return;
    for (const hcl::Traversal* traversal : hcl::References(*expression)) Add(module, instance, *traversal);
  }
  void Add(const Module& module, const ModuleAddress& instance, const hcl::Traversal& traversal) {
    if (seen_.insert(instance.Text() + "\n" + hcl::TraversalText(traversal)).second)
      pending_.push_back({&module, instance, SubjectOf(traversal)});
  }

  // An argument's expression, or the whole block if the attribute is none of its arguments: then the provider made it
  // of whatever is in the block.
  void AddBlock(const Module& module, const ModuleAddress& instance, ResourceMode mode, const std::string& type,
                const std::string& name, const std::string& attribute) {
    const ResourceBlock* block = module.FindResource(mode, type, name);
    if (block == nullptr) return;
    for (const hcl::AttributePtr& argument : block->body.attributes)
      if (argument->name == attribute) return Add(module, instance, argument->expression.get());
    for (const hcl::Traversal* traversal : hcl::BodyReferences(block->body)) Add(module, instance, *traversal);
    Add(module, instance, block->count);
    Add(module, instance, block->for_each);
  }

  void Follow(const Pending& one) {
    const Subject& subject = one.subject;
    switch (subject.kind) {
      case Subject::Kind::kVariable: return FollowVariable(one);
      case Subject::Kind::kLocal: {
        auto local = one.module->locals.find(subject.name);
        if (local != one.module->locals.end()) Add(*one.module, one.instance, local->second.value);
        return;
      }
      case Subject::Kind::kModule: return FollowModule(one);
      case Subject::Kind::kResource: {
        ResourceAddress address{one.instance, subject.mode, subject.type, subject.name, subject.resource_key};
        found_.insert({std::move(address), PathOf(subject.rest)});
        const bool is_named = !subject.rest.empty() && subject.rest.front().IsAttribute();
        return AddBlock(*one.module, one.instance, subject.mode, subject.type, subject.name,
                        is_named ? subject.rest.front().name : "");
      }
      default: return;
    }
  }

  void FollowVariable(const Pending& one) {
    if (one.module->parent == nullptr) return;
    const ModuleCall& call = one.module->parent->calls.find(one.module->path.steps.back().name)->second;
    auto argument = call.arguments.find(one.subject.name);
    if (argument != call.arguments.end())
      Add(*one.module->parent, one.instance.Parent(), argument->second->expression.get());
  }

  void FollowModule(const Pending& one) {
    auto child = one.module->children.find(one.subject.name);
    if (child == one.module->children.end()) return;
    for (const Repetition& repetition : expansions_.OfCall(one.instance, one.subject.name)) {
      if (one.subject.has_module_key && repetition.key != one.subject.module_key) continue;
      const ModuleAddress instance = one.instance.Child(one.subject.name, repetition.key);
      for (const auto& [name, output] : child->second->outputs)
        if (one.subject.output.empty() || one.subject.output == name) AddOutput(*child->second, instance, name);
    }
  }

  const Configuration& configuration_;
  const Expansions& expansions_;
  std::deque<Pending> pending_;
  std::set<std::string> seen_;
  std::set<RelevantAttribute> found_;
};

// The names of the relevant attributes of one object; nothing: all of them.
std::optional<std::set<std::string>> NamesFor(const ResourceAddress& object, const Plan& plan) {
  std::set<std::string> names;
  for (const RelevantAttribute& one : plan.relevant_attributes) {
    if (one.resource.WithoutKey() != object.WithoutKey()) continue;
    if (HasKey(one.resource.key) && one.resource.key != object.key) continue;
    const auto* first = one.attribute.empty() ? nullptr : std::get_if<value::AttributeStep>(&one.attribute.front());
    if (first == nullptr) return std::nullopt;
    names.insert(first->name);
  }
  return names;
}

}  // namespace

std::vector<RelevantAttribute> FindRelevantAttributes(const Configuration& configuration, const Expansions& expansions,
                                                      const Plan& plan) {
  Finder finder(configuration, expansions);
  for (const ResourceChange& change : plan.changes)
    if (change.action != Action::kNoOp) finder.AddChange(change.address);
  for (const OutputChange& change : plan.outputs)
    if (change.action != Action::kNoOp) finder.AddOutput(*configuration.root, {}, change.name);
  return finder.Run();
}

std::optional<DriftChange> RelevantDrift(const DriftChange& drift, const Plan& plan) {
  if (plan.mode == PlanMode::kRefreshOnly) return drift;
  if (drift.action == Action::kNoOp || !plan.HasChanges()) return std::nullopt;
  if (drift.after.IsNull() || drift.before.IsNull()) return drift;
  std::optional<std::set<std::string>> names = NamesFor(drift.address, plan);
  if (!names) return drift;
  std::map<std::string, Value> members = drift.before.members();
  for (auto& [name, value] : members)
    if (names->count(name) > 0) value = drift.after.Get(name);
  DriftChange relevant = drift;
  relevant.after = Value::Object(std::move(members));
  if (relevant.after.Same(relevant.before)) return std::nullopt;
  return relevant;
}

}  // namespace rolecall::engine
