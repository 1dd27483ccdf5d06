// Marker and MaxItems: every listing can be read in pages, and gives each item once.
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

struct Listing {
  std::string action;
  QueryParameterList parameters;
  std::string names;  // the path of the items' names
  Names items;        // all of them, in order
};

// Who has the policies.
const std::vector<std::pair<std::string, std::string>> kOwners{{"User", "ann"}, {"Role", "app"}, {"Group", "members"}};

std::vector<Listing> Listings() {
  const QueryParameterList user{{"UserName", "ann"}}, role{{"RoleName", "app"}}, group{{"GroupName", "members"}};
  const Names policies{"p0", "p1", "p2"}, tags{"k0", "k1", "k2"};
  return {
      {"ListUsers", {{"PathPrefix", "/list/"}}, "Users/member/UserName", {"u0", "u1", "u2"}},
      {"ListRoles", {{"PathPrefix", "/list/"}}, "Roles/member/RoleName", {"r0", "r1", "r2"}},
      {"ListGroups", {{"PathPrefix", "/list/"}}, "Groups/member/GroupName", {"g0", "g1", "g2"}},
      {"GetGroup", group, "Users/member/UserName", {"u0", "u1", "u2"}},
      {"ListGroupsForUser", user, "Groups/member/GroupName", {"g0", "g1", "g2"}},
      {"ListPolicies", {{"Scope", "Local"}}, "Policies/member/PolicyName", policies},
      {"ListAttachedUserPolicies", user, "AttachedPolicies/member/PolicyName", policies},
      {"ListAttachedRolePolicies", role, "AttachedPolicies/member/PolicyName", policies},
      {"ListAttachedGroupPolicies", group, "AttachedPolicies/member/PolicyName", policies},
      {"ListUserPolicies", user, "PolicyNames/member", policies},
      {"ListRolePolicies", role, "PolicyNames/member", policies},
      {"ListGroupPolicies", group, "PolicyNames/member", policies},
      {"ListPolicyVersions", {{"PolicyArn", Arn("policy/p0")}}, "Versions/member/VersionId", {"v3", "v2", "v1"}},
      {"ListInstanceProfiles", {}, "InstanceProfiles/member/InstanceProfileName", {"i0", "i1", "i2"}},
      {"ListUserTags", user, "Tags/member/Key", tags},
      {"ListRoleTags", role, "Tags/member/Key", tags},
      {"ListPolicyTags", {{"PolicyArn", Arn("policy/p0")}}, "Tags/member/Key", tags},
      {"ListInstanceProfileTags", {{"InstanceProfileName", "i0"}}, "Tags/member/Key", tags},
      {"ListOpenIDConnectProviderTags", {{"OpenIDConnectProviderArn", kProviderArn}}, "Tags/member/Key", tags},
  };
}

class IamPaging : public IamTest {
 protected:
  IamPaging() {
    CreateUser("ann");
    CreateGroup("members");
    EXPECT_EQ(CreateRole("app").status, 200);
    CreateProvider();
    // Not in the order of their names.
    for (const char* number : {"1", "0", "2"}) CreateOnes(number);
    for (int i = 0; i < 2; ++i) {
      Do("CreatePolicyVersion", {{"PolicyArn", Arn("policy/p0")}, {"PolicyDocument", kPolicy}});
    }
    Tag("TagUser", {"UserName", "ann"});
    Tag("TagRole", {"RoleName", "app"});
    Tag("TagPolicy", {"PolicyArn", Arn("policy/p0")});
    Tag("TagInstanceProfile", {"InstanceProfileName", "i0"});
    Tag("TagOpenIDConnectProvider", {"OpenIDConnectProviderArn", kProviderArn});
  }

  void CreateOnes(const std::string& number) {
    const std::string policy = "p" + number;
    Do("CreateUser", {{"UserName", "u" + number}, {"Path", "/list/"}});
    Do("CreateRole", {{"RoleName", "r" + number}, {"Path", "/list/"}, {"AssumeRolePolicyDocument", kTrust}});
    Do("CreateGroup", {{"GroupName", "g" + number}, {"Path", "/list/"}});
    CreateProfile("i" + number);
    Do("CreatePolicy", {{"PolicyName", policy}, {"PolicyDocument", kPolicy}});
    Do("AddUserToGroup", {{"GroupName", "g" + number}, {"UserName", "ann"}});
    Do("AddUserToGroup", {{"GroupName", "members"}, {"UserName", "u" + number}});
    for (const auto& [kind, owner] : kOwners) {
      const std::pair<std::string, std::string> name(kind + "Name", owner);
      Do("Attach" + kind + "Policy", {name, {"PolicyArn", Arn("policy/" + policy)}});
      Do("Put" + kind + "Policy", {name, {"PolicyName", policy}, {"PolicyDocument", kPolicy}});
    }
  }

  void Tag(const std::string& action, const std::pair<std::string, std::string>& name) {
    QueryParameterList parameters = TagParameters({{"k1", "a"}, {"k0", "b"}, {"k2", "c"}});
    parameters.push_back(name);
    Do(action, parameters);
  }

  Reply Page(const Listing& listing, const std::string& max_items, const std::string& marker) {
    QueryParameterList parameters = listing.parameters;
    parameters.emplace_back("MaxItems", max_items);
    if (!marker.empty()) parameters.emplace_back("Marker", marker);
    return Ask(listing.action, parameters);
  }
};

TEST_F(IamPaging, TwoPagesGiveEachItemOnceInOrder) {
  for (const Listing& listing : Listings()) {
    SCOPED_TRACE(listing.action);
    Reply first = Page(listing, "2", "");
    ASSERT_EQ(first.Outcome(), "200");
    EXPECT_EQ(first.At("IsTruncated"), "true");
    Reply second = Page(listing, "2", first.At("Marker"));
    ASSERT_EQ(second.Outcome(), "200");
    EXPECT_EQ(second.At("IsTruncated"), "false");
    EXPECT_EQ(second.At("Marker"), "(none)");
    Names items = first.All(listing.names);
    EXPECT_EQ(items.size(), 2u);
    for (const std::string& item : second.All(listing.names)) items.push_back(item);
    EXPECT_EQ(items, listing.items);
  }
}

TEST_F(IamPaging, APageThatHoldsAllIsNotTruncated) {
  for (const Listing& listing : Listings()) {
    SCOPED_TRACE(listing.action);
    Reply all = Page(listing, "3", "");
    EXPECT_EQ(all.At("IsTruncated"), "false");
    EXPECT_EQ(all.At("Marker"), "(none)");
    EXPECT_EQ(all.All(listing.names), listing.items);
  }
}

TEST_F(IamPaging, WhatIsNoMarkerAndNoNumberOfItemsIsRefused) {
  for (const Listing& listing : Listings()) {
    SCOPED_TRACE(listing.action);
    EXPECT_EQ(Page(listing, "2", "no marker!").error_code, "ValidationError");
    EXPECT_EQ(Page(listing, "2", "zzzz").error_code, "ValidationError");
    const std::string of_another =
        Ask(listing.action == "ListRoles" ? "ListUsers" : "ListRoles", {{"MaxItems", "1"}}).At("Marker");
    EXPECT_EQ(Page(listing, "2", of_another).error_code, "ValidationError") << of_another;
    EXPECT_EQ(Page(listing, "0", "").Outcome(),
              "400 ValidationError: 1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: "
              "Member must have value greater than or equal to 1");
    EXPECT_EQ(Page(listing, "1001", "").Outcome(),
              "400 ValidationError: 1 validation error detected: Value '1001' at 'maxItems' failed to satisfy "
              "constraint: Member must have value less than or equal to 1000");
  }
}

TEST_F(IamTest, APageHoldsAHundredItemsUnlessToldOtherwise) {
  for (int i = 0; i < 101; ++i) CreateUser("u" + std::to_string(i));
  EXPECT_EQ(Ask("ListUsers").All("Users/member").size(), 100u);
  EXPECT_EQ(Ask("ListUsers").At("IsTruncated"), "true");
  EXPECT_EQ(Ask("ListUsers", {{"MaxItems", "1000"}}).All("Users/member").size(), 101u);
}

TEST_F(IamPaging, APathPrefixLeavesOutWhatIsElsewhere) {
  EXPECT_EQ(Ask("ListUsers", {{"PathPrefix", "/other/"}}).All("Users/member"), Names());
  EXPECT_EQ(Ask("ListUsers").All("Users/member/UserName"), (Names{"ann", "u0", "u1", "u2"}));
  EXPECT_EQ(Ask("ListGroups", {{"PathPrefix", "/other/"}}).All("Groups/member"), Names());
  EXPECT_EQ(Ask("ListRoles", {{"PathPrefix", "/li"}}).All("Roles/member/RoleName"), (Names{"r0", "r1", "r2"}));
  EXPECT_EQ(Ask("ListPolicies", {{"PathPrefix", "/other/"}}).All("Policies/member"), Names());
  EXPECT_EQ(Ask("ListInstanceProfiles", {{"PathPrefix", "/other/"}}).All("InstanceProfiles/member"), Names());
  for (const auto& [kind, owner] : kOwners) {
    EXPECT_EQ(Ask("ListAttached" + kind + "Policies", {{kind + "Name", owner}, {"PathPrefix", "/other/"}})
                  .All("AttachedPolicies/member"),
              Names());
  }
}

}  // namespace
}  // namespace rolecall::services::iam
