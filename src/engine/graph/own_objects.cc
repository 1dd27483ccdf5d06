#include "engine/graph/own_objects.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/config/references.h"
#include "engine/provider/schema_value.h"
#include "engine/state/object_state.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {

using value::Value;

bool RepeatsByItself(const ResourceBlock& block) {
  const hcl::Expression* const expression = block.count != nullptr ? block.count : block.for_each;
  if (expression == nullptr) return false;
  const std::vector<const hcl::Traversal*> references = hcl::References(*expression);
  return std::any_of(references.begin(), references.end(), [&](const hcl::Traversal* traversal) {
    const Subject subject = SubjectOf(*traversal);
    return subject.kind == Subject::Kind::kResource && subject.mode == block.mode && subject.type == block.type &&
           subject.name == block.name;
  });
}

Value ObjectsInState(const ResourceTarget& target, const ResourceAddress& base, const State& state,
                     diag::Diagnostics& diagnostics) {
  std::vector<std::pair<InstanceKey, Value>> objects;
  const Resource* const resource = state.Find(base.StateKey());
  for (const Instance& instance : resource != nullptr ? resource->instances : std::vector<Instance>()) {
    if (!instance.is_current()) continue;
    const ResourceAddress address = base.WithKey(instance.index);
    auto object = DecodeInstance(instance, address, *target.provider, *target.schema, diagnostics);
    if (object) objects.emplace_back(instance.index, MarkSensitive(object->value, object->sensitive));
  }
  std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return AggregateInstances(target.block->count != nullptr, target.block->for_each != nullptr, std::move(objects));
}

bool MayRepeatByItself(const ResourceBlock& block, const ResourceAddress& base, std::size_t instances,
                       diag::Diagnostics& diagnostics) {
  if (instances < 2) return true;
  diagnostics.AddError("cycle", "Cycle",
                       "The number of instances of " + base.Text() +
                           " hangs on these themselves, and there is to be more than one: each would wait for all "
                           "others. Remove the reference.",
                       block.range);
  return false;
}

}  // namespace rolecall::engine
