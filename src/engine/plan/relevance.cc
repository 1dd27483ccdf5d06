#include "engine/plan/relevance.h"

#include <algorithm>
#include <utility>

#include "engine/config/references.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

value::Path PathOf(const std::vector<hcl::TraversalStep>& steps) {
  value::Path path;
  for (const hcl::TraversalStep& step : steps) {
    if (step.IsAttribute()) {
      path.push_back(value::AttributeStep{step.name});
    } else if (step.key.IsKnown() && step.key.type() == value::Type::String()) {
      path.push_back(value::IndexStep{step.key.AsString()});
    } else if (const auto index = step.key.AsNumber().ToInt64()) {
      path.push_back(value::IndexStep{static_cast<long long>(*index)});
    }
  }
  return path;
}

// Follows references backwards; everything is looked at once.
class Finder {
 public:
  void FromBlock(const Module& module, const ResourceBlock& block) {
    if (!seen_.insert(&block).second) return;
    std::vector<const hcl::Traversal*> references = hcl::BodyReferences(block.body);
    for (const hcl::Expression* one : {block.count, block.for_each}) {
      if (one != nullptr) hcl::AppendReferences(*one, references);
    }
    // Not what triggers a replacement, nor what depends_on names: as in OpenTofu, of what values are made of alone.
    for (const hcl::Traversal* one : references) Follow(module, *one);
  }

  void FromExpression(const Module& module, const hcl::Expression* expression) {
    if (expression == nullptr || !seen_.insert(expression).second) return;
    for (const hcl::Traversal* one : hcl::References(*expression)) Follow(module, *one);
  }

  std::vector<RelevantAttribute> Take() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void Follow(const Module& module, const hcl::Traversal& traversal) {
    const Subject subject = SubjectOf(traversal);
    switch (subject.kind) {
      case Subject::Kind::kVariable: return FollowVariable(module, subject.name);
      case Subject::Kind::kLocal: {
        const auto local = module.locals.find(subject.name);
        if (local != module.locals.end()) FromExpression(module, local->second.value);
        return;
      }
      case Subject::Kind::kModule: return FollowModule(module, subject);
      case Subject::Kind::kResource: return FollowResource(module, subject);
      case Subject::Kind::kPath:
      case Subject::Kind::kTerraform:
      case Subject::Kind::kEach:
      case Subject::Kind::kCount:
      case Subject::Kind::kSelf:
      case Subject::Kind::kInvalid: return;
    }
  }

  void FollowVariable(const Module& module, const std::string& name) {
    if (module.parent == nullptr) return;
    const ModuleCall& call = module.parent->calls.find(module.path.steps.back().name)->second;
    const auto argument = call.arguments.find(name);
    if (argument == call.arguments.end()) return;
    FromExpression(*module.parent, argument->second->expression.get());
    FromExpression(*module.parent, call.count);
    FromExpression(*module.parent, call.for_each);
  }

  void FollowModule(const Module& module, const Subject& subject) {
    const auto child = module.children.find(subject.name);
    if (child == module.children.end()) return;
    for (const auto& [name, output] : child->second->outputs) {
      if (subject.output.empty() || subject.output == name) FromExpression(*child->second, output.value);
    }
  }

  void FollowResource(const Module& module, const Subject& subject) {
    const ResourceBlock* block = module.FindResource(subject.mode, subject.type, subject.name);
    if (block == nullptr) return;
    const ResourceAddress address{module.path, subject.mode, subject.type, subject.name, subject.resource_key};
    if (subject.mode != ResourceMode::kEphemeral) found_.push_back({address, PathOf(subject.rest)});
    FromBlock(module, *block);
  }

  std::set<const void*> seen_;
  std::vector<RelevantAttribute> found_;
};

}  // namespace

std::vector<RelevantAttribute> FindRelevant(const Configuration& configuration, const Plan& plan) {
  Finder finder;
  for (const ResourceChange& change : plan.changes) {
    if (change.action == Action::kNoOp) continue;
    const ResourceAddress& address = change.address;
    const Module* module = configuration.Find(address.module);
    if (module == nullptr) continue;
    const ResourceBlock* block = module->FindResource(address.mode, address.type, address.name);
    if (block != nullptr) finder.FromBlock(*module, *block);
  }
  for (const OutputChange& change : plan.outputs) {
    if (change.action == Action::kNoOp) continue;
    const auto output = configuration.root->outputs.find(change.name);
    if (output != configuration.root->outputs.end()) finder.FromExpression(*configuration.root, output->second.value);
  }
  return finder.Take();
}

RelevantNames RelevantTo(const ResourceAddress& address, const std::vector<RelevantAttribute>& relevant) {
  RelevantNames names;
  const ResourceAddress config = address.Config();
  for (const RelevantAttribute& one : relevant) {
    const bool same_block = one.resource.Config() == config;
    const bool same_key = !HasKey(one.resource.key) || one.resource.key == address.key;
    if (!same_block || !same_key) continue;
    const auto* attribute = one.path.empty() ? nullptr : std::get_if<value::AttributeStep>(&one.path.front());
    if (attribute == nullptr) {
      names.all = true;
    } else {
      names.names.insert(attribute->name);
    }
  }
  return names;
}

}  // namespace rolecall::engine
