// What IAM does for the management account of an organization. There is no organization here, so each operation answers
// as AWS does to an account that is in none.
#include "services/iam/entity.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"

namespace rolecall::services::iam::settings {
namespace {

aws::ErrorShape NoOrganization() {
  return {400, "OrganizationNotFoundException",
          "The request was rejected because no organization is associated with your account."};
}

OperationResult RefuseWithoutOrganization(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return NoOrganization();
}

// "access-report/o-a1b2c3d4e5/r-f6g7h8i9j0example/…"
OperationResult GenerateOrganizationsAccessReport(Call& call) {
  const std::string path(call.parameters.Get("EntityPath"));
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, "arn:aws:iam::" + call.caller.account + ":access-report/" + path)));
  return NoOrganization();
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
    table.push_back({name, &RefuseWithoutOrganization, {}});
  }
  table.push_back({"GenerateOrganizationsAccessReport", &GenerateOrganizationsAccessReport, {path}});
  table.push_back({"GetOrganizationsAccessReport", &GetOrganizationsAccessReport, {job, sort_key, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam::settings
