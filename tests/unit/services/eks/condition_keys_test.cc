// The condition keys of each action, as AWS's service reference lists them (policy/reference): whoever writes a Deny
// on one of them is heard. A key is shown to be set by a Deny that fires wherever the key is there at all.
#include <gmock/gmock.h>

#include "policy/reference/service_reference.h"
#include "tests/unit/services/eks/access_entry_fixture.h"

namespace rolecall::services::eks {
namespace {

// A request that has all that its keys are made of; $ID is an association's; as parts of a path $ARN is the ARN of an
// access entry, $ROLE its principal's, $POLICY one of its policies'.
struct Operation {
  const char* action;
  const char* method;
  const char* target;
  const char* body = "";
  friend void PrintTo(const Operation& each, std::ostream* out) { *out << each.action; }
};

const Operation kOperations[] = {
    {"eks:CreatePodIdentityAssociation", "POST", "/clusters/main/pod-identity-associations",
     R"({"namespace":"n","serviceAccount":"s","roleArn":"arn:aws:iam::054000737513:role/app","tags":{"team":"a"}})"},
    {"eks:DescribeCluster", "GET", "/clusters/main"},
    {"eks:ListPodIdentityAssociations", "GET", "/clusters/main/pod-identity-associations"},
    {"eks:DescribePodIdentityAssociation", "GET", "/clusters/main/pod-identity-associations/$ID"},
    {"eks:UpdatePodIdentityAssociation", "POST", "/clusters/main/pod-identity-associations/$ID", "{}"},
    {"eks:DeletePodIdentityAssociation", "DELETE", "/clusters/main/pod-identity-associations/$ID"},
    {"eks:CreateAccessEntry", "POST", "/clusters/main/access-entries",
     R"({"principalArn":"arn:aws:iam::054000737513:root","type":"STANDARD","username":"u","kubernetesGroups":["g"],)"
     R"("tags":{"team":"a"}})"},
    {"eks:ListAccessEntries", "GET", "/clusters/main/access-entries"},
    {"eks:DescribeAccessEntry", "GET", "/clusters/main/access-entries/$ROLE"},
    {"eks:UpdateAccessEntry", "POST", "/clusters/main/access-entries/$ROLE", "{}"},
    {"eks:DeleteAccessEntry", "DELETE", "/clusters/main/access-entries/$ROLE"},
    {"eks:AssociateAccessPolicy", "POST", "/clusters/main/access-entries/$ROLE/access-policies",
     R"({"policyArn":"arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",)"
     R"("accessScope":{"type":"namespace","namespaces":["n"]}})"},
    {"eks:DisassociateAccessPolicy", "DELETE", "/clusters/main/access-entries/$ROLE/access-policies/$POLICY"},
    {"eks:ListAssociatedAccessPolicies", "GET", "/clusters/main/access-entries/$ROLE/access-policies"},
    {"eks:ListAccessPolicies", "GET", "/access-policies"},
    {"eks:TagResource", "POST", "/tags/$ARN", R"({"tags":{"team":"b"}})"},
    {"eks:UntagResource", "DELETE", "/tags/$ARN?tagKeys=team"},
    {"eks:ListTagsForResource", "GET", "/tags/$ARN"},
    {"eks-auth:AssumeRoleForPodIdentity", "POST", "/clusters/main/assume-role-for-pod-identity", R"({"token":"t"})"},
};

std::vector<std::string> KeysOf(const std::string& action) {
  const std::size_t colon = action.find(':');
  const policy::ServiceReference& reference = *policy::FindService(action.substr(0, colon));
  std::vector<std::string> names;
  for (const std::uint16_t number : reference.KeysOf(*reference.FindAction(action.substr(colon + 1)))) {
    const std::string name(reference.key(number).name);
    names.push_back(name.substr(0, name.find('$')) + (name.find('$') != name.npos ? "team" : ""));
  }
  return names;
}

class EksConditionKeys : public AccessEntryTest, public ::testing::WithParamInterface<Operation> {
 protected:
  EksConditionKeys() {
    const Reply tagged = Ask(Root(), "POST", "/tags/" + PercentEncode(kClusterArn), {{"tags", {{"team", "a"}}}});
    EXPECT_EQ(tagged.Outcome(), "200");
    id_ = Associate({{"tags", {{"team", "a"}}}});
    const Reply entered = Enter(kRoleArn, {{"tags", {{"team", "a"}}}, {"kubernetesGroups", {"g"}}});
    entry_arn_ = entered.At("accessEntry/accessEntryArn");
    const Reply given = Give(kRoleArn, kViewPolicy, {{"type", "namespace"}, {"namespaces", {"n"}}});
    EXPECT_EQ(given.Outcome(), "200");
  }
  // Denied by a statement that holds wherever the request has this key.
  Reply AskUnlessKey(const std::string& key) {
    const Operation& operation = GetParam();
    const Caller user =
        NewUser("u" + std::to_string(++users_),
                std::string(services::testing::kEverything) + R"(,{"Effect":"Deny","Action":")" + operation.action +
                    R"(","Resource":"*","Condition":{"Null":{")" + key + R"(":"false"}}})");
    std::string target = operation.target;
    const std::pair<std::string, std::string> names[] = {{"$ID", id_},
                                                         {"$ARN", PercentEncode(entry_arn_)},
                                                         {"$ROLE", PercentEncode(kRoleArn)},
                                                         {"$POLICY", PercentEncode(kViewPolicy)}};
    for (const auto& [name, text] : names) {
      if (const std::size_t at = target.find(name); at != target.npos) target.replace(at, name.size(), text);
    }
    Service& service = std::string_view(operation.action).starts_with("eks:") ? *eks_ : *auth_;
    return Send(service, user,
                {.method = operation.method,
                 .target = target,
                 .headers = {{"Content-Type", "application/json"}},
                 .body = operation.body});
  }
  std::string id_, entry_arn_;
  int users_ = 0;
};

TEST_P(EksConditionKeys, OfAwssReferenceAreAllSet) {
  for (const std::string& key : KeysOf(GetParam().action)) {
    const Reply denied = AskUnlessKey(key);
    EXPECT_EQ(denied.error_code, "AccessDeniedException") << key << ": " << denied.Outcome();
    EXPECT_THAT(denied.error_message, ::testing::HasSubstr("with an explicit deny")) << key;
  }
  // The same statement on a key that nothing sets denies nothing.
  EXPECT_NE(AskUnlessKey("eks:NoSuchKey").error_code, "AccessDeniedException");
}

INSTANTIATE_TEST_SUITE_P(Operations, EksConditionKeys, ::testing::ValuesIn(kOperations), [](const auto& info) {
  return std::string(info.param.action).substr(std::string_view(info.param.action).find(':') + 1);
});

}  // namespace
}  // namespace rolecall::services::eks
