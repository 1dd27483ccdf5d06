// The operations of IAM, by family. For this folder only; iam.cc has the table.
#ifndef ROLECALL_SERVICES_IAM_OPERATIONS_H_
#define ROLECALL_SERVICES_IAM_OPERATIONS_H_

#include <vector>

#include "services/query_service.h"

namespace rolecall::services::iam {

using Table = std::vector<services::QueryOperation>;

void AddRoles(Table& table);
void AddUsers(Table& table);
void AddGroups(Table& table);
void AddAccessKeys(Table& table);
void AddManagedPolicies(Table& table);
void AddPolicyVersions(Table& table);
void AddInlinePolicies(Table& table);
void AddAttachments(Table& table);
void AddBoundaries(Table& table);
void AddTags(Table& table);
void AddInstanceProfiles(Table& table);
void AddOidcProviders(Table& table);
void AddAccount(Table& table);
void AddServiceLinkedRoles(Table& table);
void AddSimulation(Table& table);
void AddEmptyLists(Table& table);
void AddLoginProfiles(Table& table);

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_OPERATIONS_H_
