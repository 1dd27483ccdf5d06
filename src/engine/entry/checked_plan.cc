#include "engine/entry/checked_plan.h"

#include <algorithm>
#include <utility>

#include "engine/entry/validate.h"
#include "engine/plan/refreshed_state.h"

namespace rolecall::engine {
namespace {

// Whether OpenTofu finds these errors on its way, where we see them before: then a plan has failed, which is told.
bool IsOfWalk(const diag::Diagnostics& problems) {
  return std::all_of(problems.list().begin(), problems.list().end(), [](const diag::Diagnostic& one) {
    return one.severity == diag::Severity::kWarning || one.code == "self-reference";
  });
}

class CheckedPlan {
 public:
  CheckedPlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
              const RootVariables& variables, const State& state, const PlanOptions& options)
      : context_(context),
        schemas_(schemas),
        configuration_(configuration),
        variables_(variables),
        state_(state),
        options_(options) {}

  Plan Run(diag::Diagnostics& diagnostics) {
    const bool is_destroy = options_.mode == PlanMode::kDestroy;
    const bool is_partial = !options_.targets.empty() || !options_.excludes.empty();
    // What comes to no objects, or is only looked at when something is about to happen, is none of the walk's: it is
    // checked before. What is left out may be of types that are not here.
    if (!IsValid(false, diagnostics)) return Failed();
    if (is_destroy) return Destroy(diagnostics);
    diag::Diagnostics problems;
    Plan plan = Make(state_, options_, problems);
    // Types that are not here may have no objects: they are told first only where the walk has failed.
    if (plan.errored && !is_partial && !IsStopping() && !IsValid(true, diagnostics)) return Failed();
    plan.walked = plan.walked || (plan.errored && IsOfWalk(problems));
    diagnostics.Append(problems);
    return plan;
  }

 private:
  // Its warnings are the plan's, too, as far as they matter to it.
  bool IsValid(bool tells_types, diag::Diagnostics& diagnostics) const {
    diag::Diagnostics problems;
    Validate(context_, schemas_, configuration_, problems, tells_types);
    if (!problems.HasErrors()) return true;
    diagnostics.Append(problems);
    return false;
  }

  bool IsStopping() const { return options_.interrupt != nullptr && options_.interrupt->IsStopping(); }

  Plan Make(const State& state, const PlanOptions& options, diag::Diagnostics& diagnostics) const {
    return MakePlan(context_, schemas_, configuration_, variables_, state, options, diagnostics);
  }

  // The destroy trusts what the first plan has read.
  Plan Destroy(diag::Diagnostics& diagnostics) const {
    if (!options_.refresh || (state_.resources().empty() && state_.outputs.empty())) {
      return Make(state_, options_, diagnostics);
    }
    PlanOptions before = options_;
    before.mode = PlanMode::kNormal;
    before.before_destroy = true;
    before.inspect = {};
    diag::Diagnostics problems;
    Plan refreshed = Make(state_, before, problems);
    if (refreshed.errored || problems.HasErrors()) {
      diagnostics.Append(problems);
      return Failed();
    }
    PlanOptions trusting = options_;
    trusting.refresh = false;
    State now = refreshed.prior_state;
    now.outputs = RefreshedState(refreshed, &configuration_).outputs;
    Plan plan = Make(now, trusting, diagnostics);
    plan.previous_state = state_;
    return plan;
  }

  // A plan that shows nothing.
  Plan Failed() const {
    Plan plan;
    plan.mode = options_.mode;
    plan.targets = options_.targets;
    plan.excludes = options_.excludes;
    plan.previous_state = state_;
    plan.prior_state = state_;
    plan.errored = true;
    return plan;
  }

  const EngineContext& context_;
  const Schemas& schemas_;
  const Configuration& configuration_;
  const RootVariables& variables_;
  const State& state_;
  const PlanOptions& options_;
};

}  // namespace

Plan MakeCheckedPlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                     const RootVariables& variables, const State& state, const PlanOptions& options,
                     diag::Diagnostics& diagnostics) {
  // A plan that is only looked at, or that finds out what a block would say, takes the configuration as far as it goes.
  if (options.predicting || !options.adopts.empty()) {
    return MakePlan(context, schemas, configuration, variables, state, options, diagnostics);
  }
  return CheckedPlan(context, schemas, configuration, variables, state, options).Run(diagnostics);
}

}  // namespace rolecall::engine
