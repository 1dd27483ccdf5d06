// What a plan changes: who gains and loses which access, and whom roles let in.
//
//   AccessChanges changes = AccessOfPlan(context, &configuration, plan);
//   std::cout << AccessText(changes, color);              // "" if nothing changes
//
// Everything is decided by the procedure (policy/access_sets) on the policies of callers with their boundaries, on
// trust policies and on the policies of resources, before and after; each change has a request that the engine decides
// so, or says why it is only possible. Another way to write the same, or to write it in another policy or in another
// role that the same service account can assume, is no change. What is not known before apply is named in `remarks`.
//
// Looked at is what differs: the time goes with the changed roles, not with all.
#ifndef ROLECALL_ACCESS_CHANGE_ACCESS_CHANGE_H_
#define ROLECALL_ACCESS_CHANGE_ACCESS_CHANGE_H_

#include <string>
#include <vector>

#include "access/change/changes.h"  // IWYU pragma: export
#include "access/model/identity_model.h"
#include "engine/entry/engine.h"
#include "engine/plan/plan.h"

namespace rolecall::access {

AccessChanges CompareAccess(const IdentityModel& before, const IdentityModel& after);

// Empty and quick if the plan touches no identity. What the plan leaves unknown is predicted from `configuration`,
// which must be the one that it was made from (null: it stays unknown).
AccessChanges AccessOfPlan(const engine::EngineContext& context, const engine::Configuration* configuration,
                           const engine::Plan& plan);

// What stands below the plan; "" if nothing changes and all is known.
std::string AccessText(const AccessChanges& changes, bool color);
// For each change its sentence and a JSON object, for the lines of `plan -json`.
struct AccessLine {
  std::string message, json;
};
std::vector<AccessLine> AccessLines(const AccessChanges& changes);
// {"openings":[…],"changes":[…]}: the member rolecall_access of `show -json`. "" if nothing changes.
std::string AccessJson(const AccessChanges& changes);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_ACCESS_CHANGE_H_
