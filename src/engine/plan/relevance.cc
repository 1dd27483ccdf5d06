#include "engine/plan/relevance.h"

#include <algorithm>
#include <tuple>
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

// The references in what an attribute of a block is made of: its argument, or its blocks. JSON, where one cannot be
// told from the other, gives those of the whole body.
std::vector<const hcl::Traversal*> AttributeReferences(const hcl::Body& body, const std::string& name) {
  if (body.json != nullptr || body.overlaid != nullptr) return hcl::BodyReferences(body);
  std::vector<const hcl::Traversal*> references;
  for (const hcl::AttributePtr& attribute : body.attributes) {
    if (attribute->name == name) hcl::AppendReferences(*attribute->expression, references);
  }
  for (const hcl::BlockPtr& block : body.blocks) {
    const bool is_dynamic = block->type == "dynamic" && !block->labels.empty() && block->labels.front().text == name;
    if (block->type != name && !is_dynamic) continue;
    const std::vector<const hcl::Traversal*> inside = hcl::BodyReferences(block->body);
    references.insert(references.end(), inside.begin(), inside.end());
  }
  return references;
}

// Where something stands: in which module, and in which instance of it as far as that is known; in which block.
struct Place {
  const Module& module;
  ModuleAddress instance;
  const ResourceBlock* block = nullptr;
};

// Follows references backwards; everything is looked at once.
class Finder {
 public:
  void FromBlock(const Place& place, const ResourceBlock& block) {
    if (!seen_.insert({&block, "", place.instance}).second) return;
    // Not what triggers a replacement, nor what depends_on names: as in OpenTofu, of what values are made of alone. So
    // what says how many objects there are counts only where one of them says which it is.
    const Place inside{place.module, place.instance, &block};
    for (const hcl::Traversal* one : hcl::BodyReferences(block.body)) Follow(inside, *one);
  }

  void FromExpression(const Place& place, const hcl::Expression* expression) {
    if (expression == nullptr || !seen_.insert({expression, "", place.instance}).second) return;
    for (const hcl::Traversal* one : hcl::References(*expression)) Follow(place, *one);
  }

  std::vector<RelevantAttribute> Take() {
    std::vector<std::pair<std::string, RelevantAttribute>> sorted;
    for (RelevantAttribute& one : found_) sorted.emplace_back(one.resource.Text(), std::move(one));
    std::sort(sorted.begin(), sorted.end());
    std::vector<RelevantAttribute> taken;
    for (auto& [text, one] : sorted) {
      if (taken.empty() || taken.back() != one) taken.push_back(std::move(one));
    }
    return taken;
  }

 private:
  // Of a block or expression, the attribute of the block that was looked at ("": all of it), in which instance.
  using Looked = std::tuple<const void*, std::string, ModuleAddress>;

  void Follow(const Place& place, const hcl::Traversal& traversal) {
    const Subject subject = SubjectOf(traversal);
    switch (subject.kind) {
      case Subject::Kind::kVariable: return FollowVariable(place, subject.name);
      case Subject::Kind::kLocal: {
        const auto local = place.module.locals.find(subject.name);
        if (local != place.module.locals.end()) FromExpression(place, local->second.value);
        return;
      }
      case Subject::Kind::kModule: return FollowModule(place, subject);
      case Subject::Kind::kResource: return FollowResource(place, subject);
      case Subject::Kind::kEach:
      case Subject::Kind::kCount: return FollowRepetition(place);
      case Subject::Kind::kPath:
      case Subject::Kind::kTerraform:
      case Subject::Kind::kSelf:
      case Subject::Kind::kInvalid: return;
    }
  }

  void FollowRepetition(const Place& place) {
    if (place.block == nullptr) return;  // of a module's call: not followed
    const Place module{place.module, place.instance};
    FromExpression(module, place.block->count);
    FromExpression(module, place.block->for_each);
  }

  void FollowVariable(const Place& place, const std::string& name) {
    const Module& module = place.module;
    if (module.parent == nullptr) return;
    const ModuleCall& call = module.parent->calls.find(module.path.steps.back().name)->second;
    const auto argument = call.arguments.find(name);
    if (argument == call.arguments.end()) return;
    const Place parent{*module.parent, place.instance.Parent()};
    FromExpression(parent, argument->second->expression.get());
  }

  void FollowModule(const Place& place, const Subject& subject) {
    const auto child = place.module.children.find(subject.name);
    if (child == place.module.children.end()) return;
    const Place inside{*child->second, place.instance.Child(subject.name, subject.module_key)};
    for (const auto& [name, output] : child->second->outputs) {
      if (subject.output.empty() || subject.output == name) FromExpression(inside, output.value);
    }
  }

  void FollowResource(const Place& place, const Subject& subject) {
    const ResourceBlock* block = place.module.FindResource(subject.mode, subject.type, subject.name);
    if (block == nullptr) return;
    const ResourceAddress address{place.instance, subject.mode, subject.type, subject.name, subject.resource_key};
    value::Path path = PathOf(subject.rest);
    const auto* attribute = path.empty() ? nullptr : std::get_if<value::AttributeStep>(&path.front());
    const std::string name = attribute == nullptr ? "" : attribute->name;
    if (subject.mode != ResourceMode::kEphemeral) found_.push_back({address, std::move(path)});
    if (name.empty()) return FromBlock(place, *block);
    if (!seen_.insert({block, name, place.instance}).second) return;
    const Place inside{place.module, place.instance, block};
    for (const hcl::Traversal* one : AttributeReferences(block->body, name)) Follow(inside, *one);
  }

  std::set<Looked> seen_;
  std::vector<RelevantAttribute> found_;
};

}  // namespace

std::vector<RelevantAttribute> FindRelevant(const Configuration& configuration, const Plan& plan,
                                            const ModuleOutputs& has_value) {
  Finder finder;
  for (const ResourceChange& change : plan.changes) {
    if (change.action == Action::kNoOp) continue;
    const ResourceAddress& address = change.address;
    const Module* module = configuration.Find(address.module);
    if (module == nullptr) continue;
    const ResourceBlock* block = module->FindResource(address.mode, address.type, address.name);
    if (block != nullptr) finder.FromBlock({*module, address.module}, *block);
  }
  for (const OutputChange& change : plan.outputs) {
    if (change.action == Action::kNoOp) continue;
    const auto output = configuration.root->outputs.find(change.name);
    if (output != configuration.root->outputs.end()) {
      finder.FromExpression({*configuration.root, {}}, output->second.value);
    }
  }
  for (const auto& [instance, name] : has_value) {
    const Module* const module = configuration.Find(instance);
    if (module == nullptr) continue;
    const auto output = module->outputs.find(name);
    if (output != module->outputs.end()) finder.FromExpression({*module, instance}, output->second.value);
  }
  return finder.Take();
}

RelevantNames RelevantTo(const ResourceAddress& address, const std::vector<RelevantAttribute>& relevant) {
  RelevantNames names;
  const ResourceAddress config = address.Config();
  for (const RelevantAttribute& one : relevant) {
    const bool same_block = one.resource.Config() == config && one.resource.module.Contains(address.module);
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
