// The parts of CompareAccess (access_change.h): which roles differ, and what that changes. For this folder only.
#ifndef ROLECALL_ACCESS_CHANGE_COMPARISON_H_
#define ROLECALL_ACCESS_CHANGE_COMPARISON_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "access/change/changes.h"
#include "access/change/sides.h"

namespace rolecall::access {

// A role on both sides of a change; null where there is none.
struct RolePair {
  const Role* before = nullptr;
  const Role* after = nullptr;
};

// The roles that differ in anything that decides access: trust, policies, boundary.
std::vector<RolePair> ChangedRoles(const IdentityModel& before, const IdentityModel& after);
std::vector<std::pair<const Member*, const Member*>> ChangedUsers(const IdentityModel& before,
                                                                  const IdentityModel& after);
std::vector<std::pair<ProtectedResource, ProtectedResource>> ChangedResources(const IdentityModel& before,
                                                                              const IdentityModel& after);

// Who can assume which roles on one side. Only openers whom the trust policy lets in for certain or possibly: what its
// Deny statements and conditions leave of them is asked of the procedure.
struct Assumers {
  struct Entry {
    Opener opener;
    std::vector<const Role*> roles;
  };
  std::map<std::string, Entry> by_key;  // Opener::Key
};

// What the changed trust policies change; the live openers of those roles go into `old` and `now`.
void CompareTrust(const std::vector<RolePair>& roles, Sides& sides, Assumers& old, Assumers& now,
                  AccessChanges& changes);

// Whenever `narrow` lets the opener in, `wide` does, for certain: by no further condition of its trust policy.
bool LetsInAsMuch(const Role& wide, const Role& narrow, const Opener& opener, Sides& sides);

// What service accounts (by all the roles that they can assume), other roles and users gain and lose.
void ComparePolicies(const IdentityModel& before, const IdentityModel& after, const std::vector<RolePair>& roles,
                     Sides& sides, const Assumers& old, const Assumers& now, AccessChanges& changes);

// What the policies of resources give and take.
void CompareResources(const IdentityModel& before, const IdentityModel& after, Sides& sides, AccessChanges& changes);

// Differences as changes of `who`. `other`: the statements of the other side, for conditions that change in place.
struct Told {
  std::string who, role;
  bool gained = true;
  bool by_resource = false;
  std::vector<std::string> further_conditions;  // of the trust
  std::vector<std::string> unknown;             // policies of the other side whose text is not known
  policy::PolicySet other;
  std::string note = {};  // of each
};
void Tell(const std::vector<policy::AccessDifference>& differences, const Told& told, AccessChanges& changes);
// Gains and losses of the same action and resource become one change of conditions.
void MergeInPlace(std::vector<AccessChange>& changes, std::size_t from);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_COMPARISON_H_
