// What a role may do by its policies, as a set of grants: one for each action and resource pattern of its Allow
// statements, without what an unconditional Deny covers whole, and within the permissions boundary. For comparing what
// was with what will be; for a decision about one request ask the engine.
#ifndef ROLECALL_ACCESS_CHANGE_GRANTS_H_
#define ROLECALL_ACCESS_CHANGE_GRANTS_H_

#include <compare>
#include <set>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/model/policy_cache.h"

namespace rolecall::access {

struct Grant {
  std::string action;                   // as written; "every action but iam:*"
  std::string resource;                 // a pattern; "every resource but …"
  std::vector<std::string> conditions;  // "StringEquals aws:RequestedRegion eu-central-1", sorted; also limits
  auto operator<=>(const Grant&) const = default;
};

using GrantSet = std::set<Grant>;

GrantSet GrantsOf(const IdentityModel& model, const Role& role, PolicyCache& cache);

// Whether `wide` holds whenever `narrow` does.
bool Covers(const Grant& wide, const Grant& narrow);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_GRANTS_H_
