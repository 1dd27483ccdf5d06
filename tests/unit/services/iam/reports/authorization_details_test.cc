// GetAccountAuthorizationDetails, ListPoliciesGrantingServiceAccess.
#include <algorithm>

#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

constexpr char kWithKeys[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]})";

class IamAuthorizationDetails : public IamTest {
 protected:
  IamAuthorizationDetails() {
    CreateUser("ann");
    CreateGroup("g");
    EXPECT_EQ(CreateRole("app").status, 200);
    EXPECT_EQ(CreatePolicy().status, 200);
    CreateProfile("ip");
    Do("AddRoleToInstanceProfile", {{"InstanceProfileName", "ip"}, {"RoleName", "app"}});
    Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
    Do("TagUser", {{"UserName", "ann"}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}});
    for (const auto& [kind, name] :
         {std::pair<std::string, std::string>{"User", "ann"}, {"Group", "g"}, {"Role", "app"}}) {
      Do("Put" + kind + "Policy", {{kind + "Name", name}, {"PolicyName", "i-" + name}, {"PolicyDocument", kWithKeys}});
      Do("Attach" + kind + "Policy", {{kind + "Name", name}, {"PolicyArn", kPolicyArn}});
    }
  }
  Reply Details(const QueryParameterList& parameters) { return Ask("GetAccountAuthorizationDetails", parameters); }
};

TEST_F(IamAuthorizationDetails, ShowAllThatDecides) {
  Reply all = Details({{"MaxItems", "1000"}});
  ASSERT_EQ(all.Outcome(), "200");
  EXPECT_EQ(all.At("UserDetailList/member/UserName"), "ann");
  EXPECT_EQ(all.At("UserDetailList/member/GroupList/member"), "g");
  EXPECT_EQ(all.At("UserDetailList/member/UserPolicyList/member/PolicyName"), "i-ann");
  EXPECT_EQ(PercentDecode(all.At("UserDetailList/member/UserPolicyList/member/PolicyDocument")), kWithKeys);
  EXPECT_EQ(all.At("UserDetailList/member/AttachedManagedPolicies/member/PolicyArn"), kPolicyArn);
  EXPECT_EQ(all.At("UserDetailList/member/Tags/member/Key"), "k");
  EXPECT_EQ(all.At("GroupDetailList/member/GroupPolicyList/member/PolicyName"), "i-g");
  EXPECT_EQ(all.At("RoleDetailList/member/RolePolicyList/member/PolicyName"), "i-app");
  EXPECT_EQ(all.At("RoleDetailList/member/InstanceProfileList/member/InstanceProfileName"), "ip");
  EXPECT_EQ(PercentDecode(all.At("RoleDetailList/member/AssumeRolePolicyDocument")), kTrust);
  const Names arns = all.All("Policies/member/Arn");
  EXPECT_NE(std::find(arns.begin(), arns.end(), kPolicyArn), arns.end());
  EXPECT_NE(std::find(arns.begin(), arns.end(), kAwsPolicyArn), arns.end());
}

TEST_F(IamAuthorizationDetails, AreFiltered) {
  Reply local = Details({{"Filter.member.1", "LocalManagedPolicy"}});
  EXPECT_EQ(local.All("Policies/member/Arn"), Names{kPolicyArn});
  EXPECT_EQ(local.At("Policies/member/AttachmentCount"), "3");
  EXPECT_EQ(local.At("Policies/member/PolicyVersionList/member/IsDefaultVersion"), "true");
  EXPECT_EQ(local.All("UserDetailList/member/UserName"), Names{});
  Reply two = Details({{"Filter.member.1", "User"}, {"Filter.member.2", "Role"}});
  EXPECT_EQ(two.All("UserDetailList/member/UserName"), Names{"ann"});
  EXPECT_EQ(two.All("RoleDetailList/member/RoleName"), Names{"app"});
  EXPECT_EQ(two.All("GroupDetailList/member/GroupName"), Names{});
  EXPECT_EQ(two.All("Policies/member/Arn"), Names{});
  EXPECT_EQ(Details({{"Filter.member.1", "Everything"}}).error_code, "ValidationError");
}

TEST_F(IamAuthorizationDetails, PagesGoThroughAllListsOnce) {
  Names seen;
  std::string marker;
  const QueryParameterList filter{
      {"Filter.member.1", "User"}, {"Filter.member.2", "Group"}, {"Filter.member.3", "Role"}, {"MaxItems", "1"}};
  for (int page = 0; page < 9; ++page) {
    QueryParameterList parameters = filter;
    if (!marker.empty()) parameters.emplace_back("Marker", marker);
    Reply reply = Details(parameters);
    for (const char* path :
         {"UserDetailList/member/UserName", "GroupDetailList/member/GroupName", "RoleDetailList/member/RoleName"}) {
      for (const std::string& name : reply.All(path)) seen.push_back(name);
    }
    if (reply.At("IsTruncated") == "false") break;
    marker = reply.At("Marker");
  }
  EXPECT_EQ(seen, (Names{"ann", "g", "app"}));
  EXPECT_EQ(Details({{"Marker", "!"}}).error_code, "ValidationError");
}

TEST_F(IamAuthorizationDetails, ARoleShowsWhenItWasLastUsed) {
  directory().NoteServiceUse(snapshot()->roles.Sorted().front()->id, "s3", "eu-central-1");
  Reply roles = Details({{"Filter.member.1", "Role"}});
  EXPECT_EQ(roles.At("RoleDetailList/member/RoleLastUsed/LastUsedDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(roles.At("RoleDetailList/member/RoleLastUsed/Region"), "eu-central-1");
}

TEST_F(IamAuthorizationDetails, PoliciesThatGrantAServiceAreNamedByWhereTheyAre) {
  Reply granting =
      Ask("ListPoliciesGrantingServiceAccess",
          {{"Arn", Arn("user/ann")}, {"ServiceNamespaces.member.1", "s3"}, {"ServiceNamespaces.member.2", "ec2"}});
  ASSERT_EQ(granting.Outcome(), "200");
  const std::string each = "PoliciesGrantingServiceAccess/member/";
  EXPECT_EQ(granting.All(each + "ServiceNamespace"), (Names{"s3", "ec2"}));
  EXPECT_EQ(granting.All(each + "Policies/member/PolicyName"), (Names{"i-ann", "p", "i-g", "p"}));
  EXPECT_EQ(granting.All(each + "Policies/member/PolicyType"), (Names{"INLINE", "MANAGED", "INLINE", "MANAGED"}));
  EXPECT_EQ(granting.All(each + "Policies/member/EntityType"), (Names{"USER", "GROUP"}));
  EXPECT_EQ(granting.All(each + "Policies/member/EntityName"), (Names{"ann", "g"}));
  EXPECT_EQ(granting.At("IsTruncated"), "false");
  EXPECT_EQ(
      Ask("ListPoliciesGrantingServiceAccess", {{"Arn", kPolicyArn}, {"ServiceNamespaces.member.1", "s3"}}).error_code,
      "InvalidInput");
  EXPECT_EQ(Ask("ListPoliciesGrantingServiceAccess", {{"Arn", Arn("user/ann")}}).error_code, "ValidationError");
}

}  // namespace
}  // namespace rolecall::services::iam
