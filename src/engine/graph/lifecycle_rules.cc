#include "engine/graph/lifecycle_rules.h"

#include <string>
#include <vector>

#include "engine/config/references.h"
#include "engine/graph/schema_names.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

void CheckIgnored(const ResourceTarget& target, const hcl::Traversal& ignored, diag::Diagnostics& diagnostics) {
  std::vector<hcl::TraversalStep> steps(1);
  steps[0].name = ignored.root;
  steps[0].range = ignored.root_range;
  steps.insert(steps.end(), ignored.steps.begin(), ignored.steps.end());
  const AttributeSchema* attribute = FindNamed(target.schema->block, steps, diagnostics);
  if (attribute == nullptr || attribute->optional || attribute->required || !attribute->computed) return;
  diagnostics.AddWarning(
      "redundant-ignore-changes", "Redundant ignore_changes element",
      "Adding an attribute name to ignore_changes tells Rolecall to ignore future changes to the argument in "
      "configuration after the object has been created, retaining the value originally configured.\n\nThe attribute " +
          hcl::TraversalText(ignored) +
          " is decided by the provider alone and therefore there can be no configured value to compare with. Including "
          "this attribute in ignore_changes has no effect. Remove the attribute from ignore_changes to quiet this "
          "warning.",
      target.block->type_range);
}

void CheckTrigger(const Walk& walk, const ResourceTarget& target, const hcl::Expression& trigger,
                  diag::Diagnostics& diagnostics) {
  for (const hcl::Traversal* traversal : hcl::References(trigger)) {
    Subject subject = SubjectOf(*traversal);
    if (subject.kind != Subject::Kind::kResource) continue;
    if (const auto* relative = hcl::As<hcl::RelativeTraversalExpression>(trigger)) subject.rest = relative->steps;
    ResourceTarget other;
    other.module = target.module;
    other.block = target.module->FindResource(subject.mode, subject.type, subject.name);
    if (other.block == nullptr) continue;  // reported with the graph
    FindSchema(walk, other);
    if (other.schema != nullptr) FindNamed(other.schema->block, subject.rest, diagnostics);
  }
}

}  // namespace

void CheckLifecycle(const Walk& walk, const ResourceTarget& target, diag::Diagnostics& diagnostics) {
  const Lifecycle& lifecycle = target.block->lifecycle;
  for (const hcl::Traversal& ignored : lifecycle.ignore_changes) CheckIgnored(target, ignored, diagnostics);
  for (const hcl::Expression* trigger : lifecycle.replace_triggered_by) {
    CheckTrigger(walk, target, *trigger, diagnostics);
  }
}

}  // namespace rolecall::engine
