// Every operation against every caller that must not get through: see tests/support/access_matrix.h.
#include "tests/unit/services/organizations/organizations_fixture.h"

namespace rolecall::services::organizations {
namespace {

using testing::AccessCase;
using testing::JsonRequest;

class OrganizationsAccess : public WithOrganization<testing::AccessMatrix>,
                            public ::testing::WithParamInterface<AccessCase> {
 protected:
  OrganizationsAccess() {
    if (GetParam().name == "CreateOrganization") return;
    MakeOrganization();
    policy_ = NewPolicy(kDenyBuckets);
    creation_ = Ask("ListCreateAccountStatus").At("CreateAccountStatuses/Id");
  }

  // The case with ids where it says $ROOT and the like.
  AccessCase Case() const {
    AccessCase each = GetParam();
    const std::pair<std::string, std::string> names[] = {{"$ROOT", root_},        {"$UNIT", unit_},
                                                         {"$ACCOUNT", account_},  {"$POLICY", policy_},
                                                         {"$ORG", organization_}, {"$CREATION", creation_}};
    for (const auto& [name, id] : names) {
      for (std::string* text : {&each.request.body, &each.resource}) {
        for (std::size_t at = text->find(name); at != std::string::npos; at = text->find(name)) {
          text->replace(at, name.size(), id);
        }
      }
    }
    return each;
  }

  std::string policy_, creation_;
};

TEST_P(OrganizationsAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*service_, Case()); }

AccessCase On(const char* operation, const std::string& resource, const std::string& input = "{}") {
  return {.name = operation,
          .action = std::string("organizations:") + operation,
          .resource = resource == "*" ? "*" : "arn:aws:organizations::054000737513:" + resource,
          .request = JsonRequest(std::string(kTarget) + operation, input),
          .names_mean_own_account = true};
}

const AccessCase kCases[] = {
    On("CreateOrganization", "*"),
    On("DeleteOrganization", "*"),
    On("DescribeOrganization", "*"),
    On("ListRoots", "*"),
    On("EnablePolicyType", "root/$ORG/$ROOT", R"({"RootId":"$ROOT","PolicyType":"RESOURCE_CONTROL_POLICY"})"),
    On("DisablePolicyType", "root/$ORG/$ROOT", R"({"RootId":"$ROOT","PolicyType":"SERVICE_CONTROL_POLICY"})"),
    On("CreateOrganizationalUnit", "root/$ORG/$ROOT", R"({"ParentId":"$ROOT","Name":"new"})"),
    On("DescribeOrganizationalUnit", "ou/$ORG/$UNIT", R"({"OrganizationalUnitId":"$UNIT"})"),
    On("UpdateOrganizationalUnit", "ou/$ORG/$UNIT", R"({"OrganizationalUnitId":"$UNIT","Name":"new"})"),
    On("DeleteOrganizationalUnit", "ou/$ORG/$UNIT", R"({"OrganizationalUnitId":"$UNIT"})"),
    On("ListOrganizationalUnitsForParent", "root/$ORG/$ROOT", R"({"ParentId":"$ROOT"})"),
    On("ListChildren", "root/$ORG/$ROOT", R"({"ParentId":"$ROOT","ChildType":"ACCOUNT"})"),
    On("ListParents", "account/$ORG/$ACCOUNT", R"({"ChildId":"$ACCOUNT"})"),
    On("CreateAccount", "*", R"({"AccountName":"new","Email":"new@example.com"})"),
    On("DescribeCreateAccountStatus", "*", R"({"CreateAccountRequestId":"$CREATION"})"),
    On("ListCreateAccountStatus", "*"),
    On("DescribeAccount", "account/$ORG/$ACCOUNT", R"({"AccountId":"$ACCOUNT"})"),
    On("ListAccounts", "*"),
    On("ListAccountsForParent", "ou/$ORG/$UNIT", R"({"ParentId":"$UNIT"})"),
    On("MoveAccount", "*", R"({"AccountId":"$ACCOUNT","SourceParentId":"$UNIT","DestinationParentId":"$ROOT"})"),
    On("RemoveAccountFromOrganization", "account/$ORG/$ACCOUNT", R"({"AccountId":"$ACCOUNT"})"),
    On("LeaveOrganization", "*"),
    On("CreatePolicy", "*",
       R"({"Name":"new","Description":"","Type":"SERVICE_CONTROL_POLICY","Content":"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"a:b\",\"Resource\":\"*\"}}"})"),
    On("DescribePolicy", "policy/$ORG/service_control_policy/$POLICY", R"({"PolicyId":"$POLICY"})"),
    On("UpdatePolicy", "policy/$ORG/service_control_policy/$POLICY", R"({"PolicyId":"$POLICY","Name":"new"})"),
    On("DeletePolicy", "policy/$ORG/service_control_policy/$POLICY", R"({"PolicyId":"$POLICY"})"),
    On("ListPolicies", "*", R"({"Filter":"SERVICE_CONTROL_POLICY"})"),
    On("AttachPolicy", "*", R"({"PolicyId":"$POLICY","TargetId":"$UNIT"})"),
    On("DetachPolicy", "*", R"({"PolicyId":"$POLICY","TargetId":"$UNIT"})"),
    On("ListPoliciesForTarget", "ou/$ORG/$UNIT", R"({"TargetId":"$UNIT","Filter":"SERVICE_CONTROL_POLICY"})"),
    On("ListTargetsForPolicy", "policy/$ORG/service_control_policy/$POLICY", R"({"PolicyId":"$POLICY"})"),
    On("TagResource", "ou/$ORG/$UNIT", R"({"ResourceId":"$UNIT","Tags":[{"Key":"a","Value":"b"}]})"),
    On("UntagResource", "ou/$ORG/$UNIT", R"({"ResourceId":"$UNIT","TagKeys":["a"]})"),
    On("ListTagsForResource", "ou/$ORG/$UNIT", R"({"ResourceId":"$UNIT"})"),
    On("ListAWSServiceAccessForOrganization", "*"),
    On("ListDelegatedAdministrators", "*"),
    On("ListHandshakesForAccount", "*"),
    On("ListHandshakesForOrganization", "*"),
};

INSTANTIATE_TEST_SUITE_P(Operations, OrganizationsAccess, ::testing::ValuesIn(kCases), testing::AccessCaseName);

}  // namespace
}  // namespace rolecall::services::organizations
