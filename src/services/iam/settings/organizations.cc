// What IAM does for the management account of an organization that lets IAM in. None does here (Organizations'
// EnableAWSServiceAccess is not served), so each operation answers as AWS does then.
#include "services/iam/entity.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"

namespace rolecall::services::iam::settings {
namespace {

aws::ErrorShape NoAccess(const Call& call) {
  const auto member = call.snapshot->member_accounts.Find(call.caller.account);
  if (member == nullptr) {
    return {400, "OrganizationNotFoundException",
            "The request was rejected because no organization is associated with your account."};
  }
  const auto organization = call.snapshot->organizations.Find(member->organization);
  if (organization == nullptr || organization->account != call.caller.account) {
    return {400, "CallerIsNotManagementAccountException",
            "The request was rejected because the account making the request is not the management account or "
            "delegated administrator account for centralized root access."};
  }
  return {400, "ServiceAccessNotEnabledException",
          "The request was rejected because trusted access is not enabled for IAM in Organizations. For details, see "
          "IAM and Organizations in the Organizations User Guide."};
}

OperationResult RefuseWithoutAccess(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return NoAccess(call);
}

// "access-report/o-a1b2c3d4e5/r-f6g7h8i9j0example/…"
OperationResult GenerateOrganizationsAccessReport(Call& call) {
  const std::string path(call.parameters.Get("EntityPath"));
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, "arn:aws:iam::" + call.caller.account + ":access-report/" + path)));
  return NoAccess(call);
}

// No report was ever made.
OperationResult GetOrganizationsAccessReport(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return NoSuchEntity("The job with id " + std::string(call.parameters.Get("JobId")) + " cannot be found.");
}

}  // namespace

void AddOrganizations(Table& table) {
  const ParameterRule path{
      .name = "EntityPath", .required = true, .min = 19, .max = 427, .charset = Charset::kEntityPath};
  const ParameterRule job{.name = "JobId", .required = true, .min = 36, .max = 36};
  const ParameterRule sort_key{.name = "SortKey",
                               .values =
                                   "SERVICE_NAMESPACE_ASCENDING|SERVICE_NAMESPACE_DESCENDING|"
                                   "LAST_AUTHENTICATED_TIME_ASCENDING|LAST_AUTHENTICATED_TIME_DESCENDING"};
  for (const char* name :
       {"EnableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootCredentialsManagement",
        "EnableOrganizationsRootSessions", "DisableOrganizationsRootSessions", "ListOrganizationsFeatures"}) {
    table.push_back({name, &RefuseWithoutAccess, {}});
  }
  table.push_back({"GenerateOrganizationsAccessReport", &GenerateOrganizationsAccessReport, {path}});
  table.push_back({"GetOrganizationsAccessReport", &GetOrganizationsAccessReport, {job, sort_key, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam::settings
