// What a caller asks of a plan or an apply, and what an apply answers.
//
//   PlanOptions options{.mode = PlanMode::kDestroy, .targets = {target}};
//   ApplyOptions apply{.sink = &keeper, .hook = &progress};
//
// Plain values, checked by nobody but the plan (targets that name nothing plan nothing); what is pointed to outlives
// the call.
#ifndef ROLECALL_ENGINE_PLAN_OPTIONS_H_
#define ROLECALL_ENGINE_PLAN_OPTIONS_H_

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "engine/config/evaluator.h"
#include "engine/plan/plan.h"
#include "engine/plan/ui_hook.h"
#include "engine/provider/interrupt.h"
#include "engine/provider/provider.h"
#include "engine/state/address.h"
#include "engine/state/state.h"

namespace rolecall::engine {

struct PlanOptions {
  PlanMode mode = PlanMode::kNormal;
  bool refresh = true;  // false: trust the state
  // For plans that are only looked at (access/offline): nothing is refused for what is not known. Data sources are
  // asked whatever they name; unknown parts of texts and keys stand there as placeholders (base/placeholder.h); one
  // instance stands for those of an unknown count or for_each; blocks of types that this program does not have are
  // taken as written. Each is told by a warning with the code kPassedOver.
  bool predicting = false;
  bool before_destroy = false;  // only to bring a state up to date: failed conditions warn, nothing is imported
  std::vector<TargetAddress> targets, excludes;
  std::vector<ResourceAddress> force_replace;
  std::set<ResourceAddress> adopts;  // taken as they are, whatever their blocks say: for generating these
  // For an object that does not exist yet: what it will be, marked as expressions see it, where that is known without
  // looking at its configuration (access/offline/made_plan.h). The plan then has no change for it. Blocks with
  // conditions of their own are looked at all the same. May be empty.
  std::function<std::optional<value::Value>(const ResourceAddress&, const ResourceBlock&, Provider&)> foretell = {};
  int parallelism = 10;
  // Called at the end of the walk, with the values of everything that has a name; may be empty.
  std::function<void(const Evaluator&)> inspect = {};
  UiHook* hook = nullptr;                // may be null
  const Interrupt* interrupt = nullptr;  // may be null
};

struct ApplyOptions {
  int parallelism = 10;
  UiHook* hook = nullptr;
  StateSink* sink = nullptr;  // may be null
  const Interrupt* interrupt = nullptr;
};

struct ApplyResult {
  State state;  // what exists now, whatever went wrong
  int added = 0, changed = 0, destroyed = 0, imported = 0, forgotten = 0;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_OPTIONS_H_
