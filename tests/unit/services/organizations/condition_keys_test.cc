// The condition keys of each action, as AWS's service reference lists them (policy/reference): whoever writes a Deny
// on one of them is heard. A key is shown to be set by a Deny that fires wherever the key is there at all.
#include <gmock/gmock.h>

#include "policy/reference/service_reference.h"
#include "tests/unit/services/organizations/organizations_fixture.h"

namespace rolecall::services::organizations {
namespace {

constexpr char kTags[] = R"("Tags":[{"Key":"team","Value":"a"}])";

// A request that has all that its keys are made of.
struct Operation {
  const char* name;
  const char* input;
  bool on_existing = true;  // there is something with tags that it is asked on
  friend void PrintTo(const Operation& each, std::ostream* out) { *out << each.name; }
};

const Operation kOperations[] = {
    {"AttachPolicy", R"({"PolicyId":"$POLICY","TargetId":"$UNIT"})"},
    {"CreateAccount", R"({"AccountName":"new","Email":"new@example.com",$TAGS})", false},
    {"CreateOrganizationalUnit", R"({"ParentId":"$UNIT","Name":"new",$TAGS})"},
    {"CreatePolicy", R"({"Name":"n","Description":"","Type":"SERVICE_CONTROL_POLICY","Content":"{}",$TAGS})", false},
    {"DeleteOrganizationalUnit", R"({"OrganizationalUnitId":"$UNIT"})"},
    {"DeletePolicy", R"({"PolicyId":"$POLICY"})"},
    {"DescribeAccount", R"({"AccountId":"$ACCOUNT"})"},
    {"DescribeOrganizationalUnit", R"({"OrganizationalUnitId":"$UNIT"})"},
    {"DescribePolicy", R"({"PolicyId":"$POLICY"})"},
    {"DetachPolicy", R"({"PolicyId":"$POLICY","TargetId":"$UNIT"})"},
    {"DisablePolicyType", R"({"RootId":"$ROOT","PolicyType":"SERVICE_CONTROL_POLICY"})"},
    {"EnablePolicyType", R"({"RootId":"$ROOT","PolicyType":"RESOURCE_CONTROL_POLICY"})"},
    {"ListAccountsForParent", R"({"ParentId":"$UNIT"})"},
    {"ListChildren", R"({"ParentId":"$UNIT","ChildType":"ACCOUNT"})"},
    {"ListDelegatedAdministrators", R"({"ServicePrincipal":"config.amazonaws.com"})", false},
    {"ListOrganizationalUnitsForParent", R"({"ParentId":"$ROOT"})"},
    {"ListParents", R"({"ChildId":"$ACCOUNT"})"},
    {"ListPolicies", R"({"Filter":"SERVICE_CONTROL_POLICY"})", false},
    {"ListPoliciesForTarget", R"({"TargetId":"$ACCOUNT","Filter":"SERVICE_CONTROL_POLICY"})"},
    {"ListTagsForResource", R"({"ResourceId":"$POLICY"})"},
    {"ListTargetsForPolicy", R"({"PolicyId":"$POLICY"})"},
    {"MoveAccount", R"({"AccountId":"$ACCOUNT","SourceParentId":"$UNIT","DestinationParentId":"$ROOT"})"},
    {"RemoveAccountFromOrganization", R"({"AccountId":"$ACCOUNT"})"},
    {"TagResource", R"({"ResourceId":"$POLICY",$TAGS})"},
    {"UntagResource", R"({"ResourceId":"$POLICY","TagKeys":["team"]})"},
    {"UpdateOrganizationalUnit", R"({"OrganizationalUnitId":"$UNIT","Name":"new"})"},
    {"UpdatePolicy", R"({"PolicyId":"$POLICY","Name":"new"})"},
};

// Transfers of responsibility (for bills) are not served; what is about to be made has no tags yet.
bool IsLeftOut(std::string_view key, const Operation& operation) {
  return key.starts_with("organizations:Transfer") || (key.starts_with("aws:ResourceTag/") && !operation.on_existing);
}

std::vector<std::string> KeysOf(const policy::ServiceReference& reference, const policy::ServiceAction& action) {
  std::vector<std::string> names;
  for (const std::uint16_t number : reference.KeysOf(action)) {
    const std::string name(reference.key(number).name);
    names.push_back(name.substr(0, name.find('$')) + (name.find('$') != name.npos ? "team" : ""));
  }
  return names;
}

class OrganizationsConditionKeys : public WithOrganization<testing::ServiceFixture>,
                                   public ::testing::WithParamInterface<Operation> {
 protected:
  OrganizationsConditionKeys() {
    MakeOrganization();
    policy_ = NewPolicy(kDenyBuckets);
    for (const std::string& id : {root_, unit_, account_, policy_}) {
      EXPECT_EQ(Ask("TagResource", R"({"ResourceId":")" + id + "\"," + kTags + "}").status, 200);
    }
  }
  std::string Input() const {
    std::string input = GetParam().input;
    const std::pair<std::string, std::string> names[] = {
        {"$ROOT", root_}, {"$UNIT", unit_}, {"$ACCOUNT", account_}, {"$POLICY", policy_}, {"$TAGS", kTags}};
    for (const auto& [name, text] : names) {
      for (std::size_t at = input.find(name); at != input.npos; at = input.find(name)) {
        input.replace(at, name.size(), text);
      }
    }
    return input;
  }
  // Denied by a statement that holds wherever the request has this key.
  Reply AskUnlessKey(const std::string& key) {
    const Caller user =
        NewUser("u" + std::to_string(++users_),
                std::string(testing::kEverything) + R"(,{"Effect":"Deny","Action":"organizations:)" + GetParam().name +
                    R"(","Resource":"*","Condition":{"Null":{")" + key + R"(":"false"}}})");
    return As(user, GetParam().name, Input());
  }
  std::string policy_;
  int users_ = 0;
};

TEST_P(OrganizationsConditionKeys, OfAwssReferenceAreAllSet) {
  const policy::ServiceReference& reference = *policy::FindService("organizations");
  for (const std::string& key : KeysOf(reference, *reference.FindAction(GetParam().name))) {
    if (IsLeftOut(key, GetParam())) continue;
    const Reply denied = AskUnlessKey(key);
    EXPECT_EQ(denied.error_code, "AccessDeniedException") << key << ": " << denied.Outcome();
    EXPECT_THAT(denied.error_message, ::testing::HasSubstr("with an explicit deny")) << key;
  }
  // The same statement on a key that nothing sets denies nothing.
  EXPECT_NE(AskUnlessKey("organizations:NoSuchKey").error_code, "AccessDeniedException");
}

INSTANTIATE_TEST_SUITE_P(Operations, OrganizationsConditionKeys, ::testing::ValuesIn(kOperations),
                         [](const auto& info) { return info.param.name; });

using OrganizationsKeyTable = WithOrganization<testing::ServiceFixture>;

// Nothing that is served and has keys is forgotten above.
TEST_F(OrganizationsKeyTable, EveryServedOperationWithKeysIsChecked) {
  const policy::ServiceReference& reference = *policy::FindService("organizations");
  for (const policy::ServiceAction& action : reference.actions()) {
    const std::string name(action.name);
    const bool is_checked = std::any_of(std::begin(kOperations), std::end(kOperations),
                                        [&](const auto& each) { return each.name == name; });
    if (is_checked || reference.KeysOf(action).empty()) continue;
    EXPECT_EQ(Ask(name).status, 501) << name << " is served, and no condition key of it is checked";
  }
}

}  // namespace
}  // namespace rolecall::services::organizations
