// The operations of AWS Organizations, by family of files. Each takes the call and its input and answers JSON, or
// refuses; each asks for its permission before it tells anything. For this folder only.
#ifndef ROLECALL_SERVICES_ORGANIZATIONS_OPERATIONS_H_
#define ROLECALL_SERVICES_ORGANIZATIONS_OPERATIONS_H_

#include <boost/json/object.hpp>

#include "services/call.h"
#include "services/checked.h"
#include "services/organizations/input.h"

namespace rolecall::services::organizations {

using Answer = Checked<boost::json::object>;

// organization.cc
Answer CreateOrganization(Call& call, Input& input);
Answer DeleteOrganization(Call& call, Input& input);
Answer DescribeOrganization(Call& call, Input& input);
Answer ListRoots(Call& call, Input& input);
Answer EnablePolicyType(Call& call, Input& input);
Answer DisablePolicyType(Call& call, Input& input);
// units.cc
Answer CreateOrganizationalUnit(Call& call, Input& input);
Answer DescribeOrganizationalUnit(Call& call, Input& input);
Answer UpdateOrganizationalUnit(Call& call, Input& input);
Answer DeleteOrganizationalUnit(Call& call, Input& input);
Answer ListOrganizationalUnitsForParent(Call& call, Input& input);
Answer ListChildren(Call& call, Input& input);
Answer ListParents(Call& call, Input& input);
// accounts.cc
Answer CreateAccount(Call& call, Input& input);
Answer DescribeCreateAccountStatus(Call& call, Input& input);
Answer ListCreateAccountStatus(Call& call, Input& input);
// membership.cc
Answer DescribeAccount(Call& call, Input& input);
Answer ListAccounts(Call& call, Input& input);
Answer ListAccountsForParent(Call& call, Input& input);
Answer MoveAccount(Call& call, Input& input);
Answer RemoveAccountFromOrganization(Call& call, Input& input);
Answer LeaveOrganization(Call& call, Input& input);
// policies.cc
Answer CreatePolicy(Call& call, Input& input);
Answer DescribePolicy(Call& call, Input& input);
Answer UpdatePolicy(Call& call, Input& input);
Answer DeletePolicy(Call& call, Input& input);
Answer ListPolicies(Call& call, Input& input);
// attachments.cc
Answer AttachPolicy(Call& call, Input& input);
Answer DetachPolicy(Call& call, Input& input);
Answer ListPoliciesForTarget(Call& call, Input& input);
Answer ListTargetsForPolicy(Call& call, Input& input);
// tags.cc
Answer TagResource(Call& call, Input& input);
Answer UntagResource(Call& call, Input& input);
Answer ListTagsForResource(Call& call, Input& input);
// absent.cc: lists of what there is none of here
Answer ListAWSServiceAccessForOrganization(Call& call, Input& input);
Answer ListDelegatedAdministrators(Call& call, Input& input);
Answer ListHandshakesForAccount(Call& call, Input& input);
Answer ListHandshakesForOrganization(Call& call, Input& input);

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_SERVICES_ORGANIZATIONS_OPERATIONS_H_
