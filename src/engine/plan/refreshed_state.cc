#include "engine/plan/refreshed_state.h"

#include <utility>

#include "value/json.h"

namespace rolecall::engine {

State RefreshedState(const Plan& plan, const Configuration* configuration) {
  State state = plan.prior_state;
  state.check_results = "null";
  for (const ResourceChange& change : plan.changes) {
    if (change.action == Action::kRead && change.reason != ActionReason::kReadBecauseCheckNested) {
      state.RemoveInstance(change.address.StateKey(), change.address.key);
    }
  }
  if (plan.mode == PlanMode::kDestroy) return state;
  for (const OutputChange& change : plan.outputs) {
    // What goes is still there, and what is not known yet is as it was.
    if (change.action == Action::kDelete || !change.after.IsWhollyKnown()) continue;
    state.outputs.erase(change.name);
    if (change.after.IsNull()) continue;
    OutputState output;
    output.type_json = value::TypeToJson(change.after.type());
    const auto json = value::ToJson(change.after, change.after.type());
    if (!json.ok()) continue;
    output.value_json = *json;
    output.sensitive = change.after_sensitive;
    if (configuration != nullptr) {
      const auto declared = configuration->root->outputs.find(change.name);
      if (declared != configuration->root->outputs.end()) output.deprecated = declared->second.deprecated;
    }
    state.outputs[change.name] = std::move(output);
  }
  return state;
}

}  // namespace rolecall::engine
