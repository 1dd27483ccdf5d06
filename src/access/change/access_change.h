// What a plan changes for service accounts: who gains and loses which access, and which roles open wide.
//
//   AccessChanges changes = AccessOfPlan(context, &configuration, plan);
//   std::cout << AccessText(changes, color);              // "" if nothing changes
//
// Computed from the effective grants (grants.h) before and after, joined with who can assume each role
// (trust_opening.h); moving a statement from one policy to another is no change. Time linear in roles.
#ifndef ROLECALL_ACCESS_CHANGE_ACCESS_CHANGE_H_
#define ROLECALL_ACCESS_CHANGE_ACCESS_CHANGE_H_

#include <string>
#include <vector>

#include "access/change/grants.h"
#include "access/model/identity_model.h"
#include "engine/entry/engine.h"
#include "engine/plan/plan.h"

namespace rolecall::access {

struct AccessChange {
  std::string who;   // "external-secrets/aws-secretsmanager", "any service account of namespace x"
  std::string role;  // name of (one of) the role(s)
  bool gained = true;
  Grant grant;
};

// A role that more than one service account can assume now, or no longer can.
struct OpeningChange {
  std::string who, role, provider;
  bool opened = true;
};

struct AccessChanges {
  std::vector<OpeningChange> openings;
  std::vector<AccessChange> changes;  // by who, gains first
  std::vector<std::string> remarks;   // what is not known before apply
  std::string account_id;             // for short ARNs

  bool empty() const { return openings.empty() && changes.empty(); }
};

AccessChanges CompareAccess(const IdentityModel& before, const IdentityModel& after);

// Empty and quick if the plan touches no identity. What the plan leaves unknown is predicted from `configuration`,
// which must be the one that it was made from (null: it stays unknown).
AccessChanges AccessOfPlan(const engine::EngineContext& context, const engine::Configuration* configuration,
                           const engine::Plan& plan);

// What stands below the plan; "" if nothing changes.
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
