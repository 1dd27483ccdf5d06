#include "engine/graph/schema_names.h"

#include <string>

#include "engine/graph/instance_config.h"

namespace rolecall::engine {
namespace {

template <typename Map>
void AppendNames(const Map& map, std::vector<std::string>& names) {
  for (const auto& [name, item] : map) names.push_back(name);
}

void RefuseName(const BlockSchema& block, const std::string& name, const diag::Range& range,
                diag::Diagnostics& diagnostics) {
  std::vector<std::string> names;
  AppendNames(block.attributes, names);
  AppendNames(block.blocks, names);
  const auto meant = diag::NameSuggestion(name, names);
  diagnostics.AddError("unsupported-attribute", "Unsupported attribute",
                       "This object has no argument, nested block, or exported attribute named \"" + name + "\"." +
                           (meant ? " Did you mean \"" + *meant + "\"?" : ""),
                       range);
}

}  // namespace

const AttributeSchema* FindNamed(const BlockSchema& start, const std::vector<hcl::TraversalStep>& steps,
                                 diag::Diagnostics& diagnostics) {
  const BlockSchema* block = &start;
  for (const hcl::TraversalStep& step : steps) {
    if (!step.IsAttribute()) continue;
    if (const auto found = block->attributes.find(step.name); found != block->attributes.end()) return &found->second;
    const auto nested = block->blocks.find(step.name);
    if (nested == block->blocks.end()) {
      RefuseName(*block, step.name, step.range, diagnostics);
      return nullptr;
    }
    block = nested->second.block.get();
  }
  return nullptr;
}

bool CheckAttributeNames(const Walk& walk, const Module& module, const Subject& subject,
                         diag::Diagnostics& diagnostics) {
  if (subject.rest.empty()) return true;
  ResourceTarget target;
  target.module = &module;
  target.block = module.FindResource(subject.mode, subject.type, subject.name);
  if (target.block == nullptr) return true;
  FindSchema(walk, target);
  if (target.schema == nullptr) return true;
  diag::Diagnostics problems;
  FindNamed(target.schema->block, subject.rest, problems);
  diagnostics.Append(problems);
  return !problems.HasErrors();
}

}  // namespace rolecall::engine
