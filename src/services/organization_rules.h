// What organizations add to a request: condition keys and control policies, of the caller's account and of the
// resource's.
//
//   AddResourceOrganization(*call.snapshot, owner, context);        // aws:ResourceOrgID, aws:ResourceOrgPaths
//   inputs.rcps = ResourceControlOf(*call.snapshot, owner, "s3");
//
// An account outside of organizations has none of it. The spans live as long as the snapshot.
#ifndef ROLECALL_SERVICES_ORGANIZATION_RULES_H_
#define ROLECALL_SERVICES_ORGANIZATION_RULES_H_

#include <span>
#include <string>
#include <string_view>

#include "directory/snapshot.h"
#include "policy/decide/engine.h"

namespace rolecall::services {

// aws:PrincipalOrgID, aws:PrincipalOrgPaths.
void AddPrincipalOrganization(const directory::Snapshot& snapshot, const std::string& account,
                              policy::Context& context);
// aws:ResourceOrgID, aws:ResourceOrgPaths.
void AddResourceOrganization(const directory::Snapshot& snapshot, const std::string& account, policy::Context& context);

std::span<const policy::PolicySet> ServiceControlOf(const directory::Snapshot& snapshot, const std::string& account);
// `lower_service`: the action's. Not every service takes resource control policies.
std::span<const policy::PolicySet> ResourceControlOf(const directory::Snapshot& snapshot, const std::string& account,
                                                     std::string_view lower_service);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_ORGANIZATION_RULES_H_
