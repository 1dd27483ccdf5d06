#include "services/iam/iam.h"

#include "services/iam/operations.h"

namespace rolecall::services::iam {

std::unique_ptr<services::Service> MakeIam() {
  Table table;
  AddRoles(table);
  AddUsers(table);
  AddGroups(table);
  AddAccessKeys(table);
  AddManagedPolicies(table);
  AddPolicyVersions(table);
  AddInlinePolicies(table);
  AddAttachments(table);
  AddBoundaries(table);
  AddTags(table);
  AddInstanceProfiles(table);
  AddOidcProviders(table);
  AddAccount(table);
  AddServiceLinkedRoles(table);
  AddSimulation(table);
  AddEmptyLists(table);
  AddLoginProfiles(table);
  return std::make_unique<services::QueryService>("iam", aws::kIamNamespace, "2010-05-08", std::move(table));
}

}  // namespace rolecall::services::iam
