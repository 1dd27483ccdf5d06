#include "access/model/written_place.h"

#include <algorithm>
#include <filesystem>

namespace rolecall::access {
namespace {

constexpr int kMaxSteps = 32;

const hcl::Expression* Inner(const hcl::Expression* expression) {
  for (;;) {
    if (const auto* wrap = hcl::As<hcl::TemplateWrapExpression>(expression)) {
      expression = wrap->wrapped.get();
    } else if (const auto* parentheses = hcl::As<hcl::ParenthesesExpression>(expression)) {
      expression = parentheses->inner.get();
    } else {
      return expression;
    }
  }
}

// "./a/../b" -> "b", as the user would write it.
std::string Normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

const hcl::Attribute* FindAttribute(const hcl::Body& body, std::string_view name) {
  for (const hcl::AttributePtr& attribute : body.attributes) {
    if (attribute->name == name) return attribute.get();
  }
  return nullptr;
}

const engine::ModuleCall* CallOf(const engine::Module& module) {
  if (module.parent == nullptr || module.path.steps.empty()) return nullptr;
  const auto call = module.parent->calls.find(module.path.steps.back().name);
  return call == module.parent->calls.end() ? nullptr : &call->second;
}

// An attribute is followed from reference to reference until something is written out: `assume_role_policy =
// var.trust` to the argument of the module's call, that to a local value there, that to jsonencode({…}). With each step
// the module may change: an argument is evaluated by the caller. The walk ends at any other expression, at a policy
// document's data block (which is then the place itself), or after kMaxSteps, should references go round.
//
// One step back: var.x, local.x, data.aws_iam_policy_document.x. False: the expression is where it is written.
bool StepBack(const hcl::Traversal& traversal, WrittenPlace& place) {
  if (traversal.steps.empty() || !traversal.steps[0].IsAttribute()) return false;
  const std::string& name = traversal.steps[0].name;
  if (traversal.root == "local" && traversal.steps.size() == 1) {
    const auto local = place.module->locals.find(name);
    if (local == place.module->locals.end() || local->second.value == nullptr) return false;
    place.expression = local->second.value;
    place.range = place.expression->range.ToRange();
    return true;
  }
  if (traversal.root == "var" && traversal.steps.size() == 1) {
    const engine::ModuleCall* call = CallOf(*place.module);
    if (call == nullptr) return false;
    const auto argument = call->arguments.find(name);
    if (argument == call->arguments.end()) return false;
    place.module = place.module->parent;
    place.expression = argument->second->expression.get();
    place.range = argument->second->range.ToRange();
    return true;
  }
  if (traversal.root == "data" && name == "aws_iam_policy_document" && traversal.steps.size() >= 2) {
    const auto* block = place.module->FindResource(engine::ResourceMode::kData, name, traversal.steps[1].name);
    if (block == nullptr) return false;
    place.expression = nullptr;
    place.range = block->range;
    return false;
  }
  return false;
}

}  // namespace

std::string FileArgument(const hcl::Expression& expression, const engine::Module& module) {
  const auto* call = hcl::As<hcl::CallExpression>(Inner(&expression));
  if (call == nullptr || call->name != "file" || call->arguments.size() != 1) return "";
  const hcl::Expression* argument = Inner(call->arguments[0].get());
  if (const auto* text = hcl::As<hcl::StringExpression>(argument)) return Normal(text->text);
  const auto* parts = hcl::As<hcl::TemplateExpression>(argument);
  if (parts == nullptr) return "";
  std::string path;
  for (const hcl::ExpressionPtr& part : parts->parts) {
    if (const auto* text = hcl::As<hcl::StringExpression>(part.get())) {
      path += text->text;
      continue;
    }
    const auto* traversal = hcl::As<hcl::TraversalExpression>(Inner(part.get()));
    if (traversal == nullptr || hcl::TraversalText(traversal->traversal) != "path.module") return "";
    path += module.directory;
  }
  return Normal(path);
}

WrittenPlace FindWritten(const engine::Configuration& configuration, const engine::ResourceAddress& address,
                         std::string_view attribute) {
  WrittenPlace place;
  place.module = configuration.Find(address.module);
  if (place.module == nullptr) return place;
  const engine::ResourceBlock* block = place.module->FindResource(address.mode, address.type, address.name);
  if (block == nullptr) return place;
  place.range = block->range;
  const hcl::Attribute* found = FindAttribute(block->body, attribute);
  if (found == nullptr) return place;
  place.expression = found->expression.get();
  place.range = found->range.ToRange();
  for (int step = 0; step < kMaxSteps && place.expression != nullptr; ++step) {
    const auto* traversal = hcl::As<hcl::TraversalExpression>(Inner(place.expression));
    if (traversal == nullptr || !StepBack(traversal->traversal, place)) break;
  }
  if (place.expression != nullptr) place.file = FileArgument(*place.expression, *place.module);
  return place;
}

bool IsWritten(const hcl::Body& body, std::string_view name) {
  if (FindAttribute(body, name) != nullptr) return true;
  return std::any_of(body.blocks.begin(), body.blocks.end(), [&](const auto& one) {
    return one->type == name || (one->type == "dynamic" && !one->labels.empty() && one->labels.front().text == name);
  });
}

bool IsWrittenIn(const engine::Configuration& configuration, const engine::ResourceAddress& address,
                 std::string_view name) {
  const engine::Module* module = configuration.Find(address.module);
  const engine::ResourceBlock* block =
      module == nullptr ? nullptr : module->FindResource(address.mode, address.type, address.name);
  return block != nullptr && IsWritten(block->body, name);
}

Origin OriginOf(const engine::Configuration* configuration, const engine::ResourceAddress& address,
                std::string_view attribute, std::string* file) {
  Origin origin;
  origin.kind = Origin::Kind::kConfiguration;
  origin.address = address.Text();
  if (configuration == nullptr) return origin;
  const WrittenPlace place = FindWritten(*configuration, address, attribute);
  origin.range = place.range;
  if (file != nullptr) *file = place.file;
  return origin;
}

}  // namespace rolecall::access
