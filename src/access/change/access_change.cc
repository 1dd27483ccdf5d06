#include "access/change/access_change.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "access/change/comparison.h"
#include "access/change/sides.h"
#include "access/change/unread_access.h"
#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "access/offline/offline_plan.h"

namespace rolecall::access {
namespace {

bool TouchesIdentity(const engine::Plan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [](const engine::ResourceChange& change) {
    return change.action != engine::Action::kNoOp && change.action != engine::Action::kRead &&
           ResourceReader::Reads(change.address.type);
  });
}

engine::RootVariables VariablesOf(const engine::Plan& plan) {
  engine::RootVariables variables;
  for (const engine::PlannedVariable& variable : plan.variables) {
    if (!variable.given) continue;
    engine::GivenVariable given;
    given.value = variable.value;
    given.source = "the plan";
    variables[variable.name] = std::move(given);
  }
  return variables;
}

// Predicted where the plan leaves something unknown, if that can be.
IdentityModel AfterOf(const engine::EngineContext& context, const engine::Configuration* configuration,
                      const engine::Plan& plan) {
  if (configuration != nullptr) {
    if (std::optional<IdentityModel> known = ModelWithoutGaps(plan, *configuration)) return *std::move(known);
    IdentityModel predicted = PredictAfter(context, *configuration, VariablesOf(plan), plan);
    if (!predicted.roles.empty()) return predicted;
  }
  return ModelFromPlan(plan, PlanSide::kAfter, nullptr, nullptr, configuration);
}

}  // namespace

AccessChanges CompareAccess(const IdentityModel& before, const IdentityModel& after) {
  AccessChanges changes;
  changes.account_id = after.account_id.empty() ? before.account_id : after.account_id;
  PolicyCache cache;
  Sides sides(cache);
  Assumers old, now;
  const std::vector<RolePair> roles = ChangedRoles(before, after);
  CompareTrust(roles, sides, old, now, changes);
  ComparePolicies(before, after, roles, sides, old, now, changes);
  CompareResources(before, after, sides, changes);
  for (const OpeningChange& opening : changes.openings) changes.others = changes.others || opening.provider.empty();
  std::stable_sort(changes.changes.begin(), changes.changes.end(), [](const AccessChange& a, const AccessChange& b) {
    return std::tie(a.by_resource, a.who, a.kind) < std::tie(b.by_resource, b.who, b.kind);
  });
  return changes;
}

AccessChanges AccessOfPlan(const engine::EngineContext& context, const engine::Configuration* configuration,
                           const engine::Plan& plan) {
  if (plan.errored) return {};
  if (!TouchesIdentity(plan)) {
    AccessChanges none;
    none.remarks = UnreadAccessIn(plan);
    return none;
  }
  const IdentityModel before = ModelFromPlan(plan, PlanSide::kBefore, nullptr, nullptr);
  const IdentityModel after = AfterOf(context, configuration, plan);
  AccessChanges changes = CompareAccess(before, after);
  changes.remarks.insert(changes.remarks.begin(), after.gaps.begin(), after.gaps.end());
  const std::vector<std::string> unread = UnreadAccessIn(plan);
  changes.remarks.insert(changes.remarks.end(), unread.begin(), unread.end());
  return changes;
}

}  // namespace rolecall::access
