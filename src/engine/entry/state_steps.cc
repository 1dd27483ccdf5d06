#include "engine/entry/state_steps.h"

#include <map>

#include "engine/graph/instance_config.h"
#include "engine/provider/schema_value.h"
#include "engine/state/object_state.h"

namespace rolecall::engine {
namespace {

using value::Value;

// Gives a block's objects as the state has them.
class StateStep final : public Step {
 public:
  StateStep(Walk& walk, const State& state, const Module& module, const ResourceBlock& block)
      : walk_(walk), state_(state) {
    target_.module = &module;
    target_.block = &block;
    target_.config_address = ConfigAddress(module, block);
  }

  long long Prepare() override {
    FindSchema(walk_, target_);
    if (target_.schema == nullptr) return 0;
    diag::Diagnostics diagnostics;
    const ResourceBlock& block = *target_.block;
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      const Resource* resource = state_.Find(address.StateKey());
      if (resource == nullptr) continue;
      std::map<InstanceKey, Value> values;
      for (const Instance& instance : resource->instances) {
        if (!instance.is_current()) continue;
        auto object =
            DecodeInstance(instance, address.WithKey(instance.index), *target_.provider, *target_.schema, diagnostics);
        if (!object) continue;
        values[instance.index] = MarkSensitive(
            object->value, UnitePaths(object->sensitive, SchemaSensitivePaths(target_.schema->block, object->value)));
      }
      if (values.empty()) continue;
      walk_.evaluator.SetResource(address, AggregateInstances(block.count != nullptr, block.for_each != nullptr,
                                                              {values.begin(), values.end()}));
    }
    walk_.log.Add(ResourceNode(target_.config_address), diagnostics);
    return 0;
  }

 private:
  Walk& walk_;
  const State& state_;
  ResourceTarget target_;
};

}  // namespace

std::unique_ptr<Step> StateStepFactory::ForResource(const Module& module, const ResourceBlock& block) {
  return std::make_unique<StateStep>(walk_, state_, module, block);
}

}  // namespace rolecall::engine
