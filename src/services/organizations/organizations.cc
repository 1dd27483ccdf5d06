#include "services/organizations/organizations.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/json_call.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/tree.h"
#include "services/unique_names.h"

namespace rolecall::services::organizations {
namespace {

constexpr std::string_view kTargetPrefix = "AWSOrganizationsV20161128.";
constexpr std::size_t kMaxBodyBytes = 256u << 10;

struct Operation {
  std::string_view name;
  Answer (*run)(Call&, Input&);  // null: not served here
};

// Every operation of the service's model.
constexpr Operation kOperations[] = {
    {"AcceptHandshake", nullptr},
    {"AttachPolicy", &AttachPolicy},
    {"CancelHandshake", nullptr},
    {"CloseAccount", nullptr},
    {"CreateAccount", &CreateAccount},
    {"CreateGovCloudAccount", nullptr},
    {"CreateOrganization", &CreateOrganization},
    {"CreateOrganizationalUnit", &CreateOrganizationalUnit},
    {"CreatePolicy", &CreatePolicy},
    {"DeclineHandshake", nullptr},
    {"DeleteOrganization", &DeleteOrganization},
    {"DeleteOrganizationalUnit", &DeleteOrganizationalUnit},
    {"DeletePolicy", &DeletePolicy},
    {"DeleteResourcePolicy", nullptr},
    {"DeregisterDelegatedAdministrator", nullptr},
    {"DescribeAccount", &DescribeAccount},
    {"DescribeCreateAccountStatus", &DescribeCreateAccountStatus},
    {"DescribeEffectivePolicy", nullptr},
    {"DescribeHandshake", nullptr},
    {"DescribeOrganization", &DescribeOrganization},
    {"DescribeOrganizationalUnit", &DescribeOrganizationalUnit},
    {"DescribePolicy", &DescribePolicy},
    {"DescribeResourcePolicy", nullptr},
    {"DescribeResponsibilityTransfer", nullptr},
    {"DetachPolicy", &DetachPolicy},
    {"DisableAWSServiceAccess", nullptr},
    {"DisablePolicyType", &DisablePolicyType},
    {"EnableAWSServiceAccess", nullptr},
    {"EnableAllFeatures", nullptr},
    {"EnablePolicyType", &EnablePolicyType},
    {"InviteAccountToOrganization", nullptr},
    {"InviteOrganizationToTransferResponsibility", nullptr},
    {"LeaveOrganization", &LeaveOrganization},
    {"ListAWSServiceAccessForOrganization", &ListAWSServiceAccessForOrganization},
    {"ListAccounts", &ListAccounts},
    {"ListAccountsForParent", &ListAccountsForParent},
    {"ListAccountsWithInvalidEffectivePolicy", nullptr},
    {"ListChildren", &ListChildren},
    {"ListCreateAccountStatus", &ListCreateAccountStatus},
    {"ListDelegatedAdministrators", &ListDelegatedAdministrators},
    {"ListDelegatedServicesForAccount", nullptr},
    {"ListEffectivePolicyValidationErrors", nullptr},
    {"ListHandshakesForAccount", &ListHandshakesForAccount},
    {"ListHandshakesForOrganization", &ListHandshakesForOrganization},
    {"ListInboundResponsibilityTransfers", nullptr},
    {"ListOrganizationalUnitsForParent", &ListOrganizationalUnitsForParent},
    {"ListOutboundResponsibilityTransfers", nullptr},
    {"ListParents", &ListParents},
    {"ListPolicies", &ListPolicies},
    {"ListPoliciesForTarget", &ListPoliciesForTarget},
    {"ListRoots", &ListRoots},
    {"ListTagsForResource", &ListTagsForResource},
    {"ListTargetsForPolicy", &ListTargetsForPolicy},
    {"MoveAccount", &MoveAccount},
    {"PutResourcePolicy", nullptr},
    {"RegisterDelegatedAdministrator", nullptr},
    {"RemoveAccountFromOrganization", &RemoveAccountFromOrganization},
    {"TagResource", &TagResource},
    {"TerminateResponsibilityTransfer", nullptr},
    {"UntagResource", &UntagResource},
    {"UpdateOrganizationalUnit", &UpdateOrganizationalUnit},
    {"UpdatePolicy", &UpdatePolicy},
    {"UpdateResponsibilityTransfer", nullptr},
};
static_assert(HaveUniqueNames(kOperations, &Operation::name));

// What the audit log keeps of a request. Names and emails of accounts are sensitive in AWS's model.
constexpr std::string_view kAudited[] = {"AccountId",
                                         "SourceParentId",
                                         "DestinationParentId",
                                         "ParentId",
                                         "ChildId",
                                         "ChildType",
                                         "RootId",
                                         "PolicyId",
                                         "TargetId",
                                         "PolicyType",
                                         "Filter",
                                         "Type",
                                         "ResourceId",
                                         "FeatureSet",
                                         "Name",
                                         "OrganizationalUnitId",
                                         "CreateAccountRequestId",
                                         "RoleName"};

// Whoever may not use the operation is told so; the others, that it is not here.
aws::ErrorShape NotServed(Call& call, std::string_view operation) {
  if (auto refused = Authorize(call, {.action = "organizations:" + std::string(operation)})) return *refused;
  return {501, "NotImplemented", std::string(operation) + " of AWS Organizations is not served here."};
}

class Organizations final : public Service {
 public:
  std::string_view name() const override { return "organizations"; }
  aws::Protocol protocol() const override { return aws::Protocol::kJson11; }

  http::Response Handle(Call& call) override {
    Answer answer = Run(call);
    if (answer.ok()) return aws::JsonResponse(boost::json::serialize(*answer), call.request_id);
    const aws::ErrorShape error = AsSent(std::move(answer.error()));
    call.audit.Fail(error.code, error.message);
    return aws::ErrorResponse(aws::Protocol::kJson11, error, {.request_id = call.request_id});
  }

 private:
  static Answer Run(Call& call) {
    ROLECALL_TRY(std::string_view target, ReadTarget(call, kTargetPrefix));
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kJson11);
    const auto operation = std::ranges::find(kOperations, target, &Operation::name);
    if (operation == std::ranges::end(kOperations)) return UnknownOperation();
    if (operation->run == nullptr) return NotServed(call, target);
    ROLECALL_TRY(boost::json::value body, ReadJsonBody(call, kMaxBodyBytes));
    NoteParameters(body.as_object(), kAudited, call.audit);
    Input input(body.as_object());
    return operation->run(call, input);
  }
};

}  // namespace

std::unique_ptr<Service> MakeOrganizations() { return std::make_unique<Organizations>(); }

}  // namespace rolecall::services::organizations
