// What IAM does for the management account of an organization: centralized root access (sts:AssumeRoot).
// Differs from AWS: trusted access (Organizations' EnableAWSServiceAccess, which is not served) need not be given
// first, nobody administers IAM for another account, and there are no access reports.
#include <algorithm>
#include <tuple>

#include "partition/own_partition.h"
#include "services/iam/entity.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::settings {
namespace {

constexpr std::string_view kCredentials = "RootCredentialsManagement", kSessions = "RootSessions";

// The organization that the caller's account manages.
Checked<std::shared_ptr<const directory::Organization>> ManagedBy(const Call& call,
                                                                  const directory::Snapshot& snapshot) {
  const auto member = snapshot.member_accounts.Find(call.caller.account);
  const auto organization = member == nullptr ? nullptr : snapshot.organizations.Find(member->organization);
  if (organization == nullptr) {
    return aws::ErrorShape{400, "OrganizationNotFoundException",
                           "The request was rejected because no organization is associated with your account."};
  }
  if (organization->account != call.caller.account) {
    return aws::ErrorShape{400, "CallerIsNotManagementAccountException",
                           "The request was rejected because the account making the request is not the management "
                           "account or delegated administrator account for centralized root access."};
  }
  if (!organization->all_features) {
    return aws::ErrorShape{400, "OrganizationNotInAllFeaturesModeException",
                           "The request was rejected because your organization does not have All features enabled."};
  }
  return organization;
}

std::string FeaturesXml(const directory::Organization& organization) {
  aws::XmlWriter xml;
  xml.Text("OrganizationId", organization.id).Open("EnabledFeatures");
  for (const std::string& feature : organization.iam_features) xml.Text("member", feature);
  xml.Close();
  return xml.Take();
}

OperationResult SetFeature(Call& call, std::string_view feature, bool on) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY(auto organization, ManagedBy(call, transaction.snapshot()));
    directory::Organization changed = *organization;
    std::erase(changed.iam_features, feature);
    if (on) changed.iam_features.emplace_back(feature);
    std::string answer = FeaturesXml(changed);
    transaction.Put(std::move(changed));
    return answer;
  });
}

OperationResult ListOrganizationsFeatures(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  ROLECALL_TRY(auto organization, ManagedBy(call, *call.snapshot));
  return FeaturesXml(*organization);
}

// "access-report/o-a1b2c3d4e5/r-f6g7h8i9j0example/…"
OperationResult GenerateOrganizationsAccessReport(Call& call) {
  const std::string path(call.parameters.Get("EntityPath"));
  ROLECALL_RETURN_IF_ERROR(services::Authorize(
      call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":access-report/" + path)));
  ROLECALL_TRY(auto organization, ManagedBy(call, *call.snapshot));
  return aws::ErrorShape{400, "ServiceAccessNotEnabledException",
                         "The request was rejected because trusted access is not enabled for IAM in Organizations. For "
                         "details, see IAM and Organizations in the Organizations User Guide."};
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
  for (const auto& [name, feature, on] :
       {std::tuple("EnableOrganizationsRootCredentialsManagement", kCredentials, true),
        std::tuple("DisableOrganizationsRootCredentialsManagement", kCredentials, false),
        std::tuple("EnableOrganizationsRootSessions", kSessions, true),
        std::tuple("DisableOrganizationsRootSessions", kSessions, false)}) {
    table.push_back({name, [feature = feature, on = on](Call& call) { return SetFeature(call, feature, on); }, {}});
  }
  table.push_back({"ListOrganizationsFeatures", &ListOrganizationsFeatures, {}});
  table.push_back({"GenerateOrganizationsAccessReport", &GenerateOrganizationsAccessReport, {path}});
  table.push_back({"GetOrganizationsAccessReport", &GetOrganizationsAccessReport, {job, sort_key, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam::settings
