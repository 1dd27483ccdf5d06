// StateStepFactory: the steps of a walk that reads no provider: every resource block is what the state says it is.
//
//   StateStepFactory factory(walk, state);
//   ConfigGraph graph(walk, factory);          // then Build and WalkGraph
//
// For expressions that are evaluated outside a plan: the console's, and a backend's arguments. Blocks that the state
// does not have, or whose type this program does not have, get no value: expressions find them unknown.
// Threads: the steps may run on any; walk and state outlive the graph.
#ifndef ROLECALL_ENGINE_ENTRY_STATE_STEPS_H_
#define ROLECALL_ENGINE_ENTRY_STATE_STEPS_H_

#include <memory>

#include "engine/graph/walk.h"
#include "engine/state/state.h"

namespace rolecall::engine {

class StateStepFactory final : public ResourceStepFactory {
 public:
  StateStepFactory(Walk& walk, const State& state) : walk_(walk), state_(state) {}
  std::unique_ptr<Step> ForResource(const Module& module, const ResourceBlock& block) override;

 private:
  Walk& walk_;
  const State& state_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENTRY_STATE_STEPS_H_
