#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using IamManagedPolicies = IamTest;

TEST_F(IamManagedPolicies, AreCreatedWithPathTagsAndDescription) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.insert(
      parameters.end(),
      {{"PolicyName", "Read"}, {"Path", "/eng/"}, {"PolicyDocument", kPolicy}, {"Description", "reads objects"}});
  Reply created = Ask("CreatePolicy", parameters);
  ASSERT_EQ(created.Outcome(), "200");
  EXPECT_EQ(created.At("Policy/Arn"), Arn("policy/eng/Read"));
  EXPECT_EQ(created.At("Policy/PolicyId").substr(0, 4), "ANPA");
  EXPECT_EQ(created.At("Policy/DefaultVersionId"), "v1");
  EXPECT_EQ(created.At("Policy/AttachmentCount"), "0");
  Reply found = Ask("GetPolicy", {{"PolicyArn", Arn("policy/eng/Read")}});
  EXPECT_EQ(found.At("Policy/PolicyName"), "Read");
  EXPECT_EQ(found.At("Policy/Description"), "reads objects");
  EXPECT_EQ(found.At("Policy/Tags/member/Key"), "team");
  EXPECT_EQ(found.At("Policy/IsAttachable"), "true");
}

TEST_F(IamManagedPolicies, OneNameIsOnePolicyWhateverItsPath) {
  ASSERT_EQ(CreatePolicy().status, 200);
  EXPECT_EQ(Ask("CreatePolicy", {{"PolicyName", "P"}, {"Path", "/x/"}, {"PolicyDocument", kPolicy}}).Outcome(),
            "409 EntityAlreadyExists: A policy called P already exists. Duplicate names are not allowed.");
}

TEST_F(IamManagedPolicies, DocumentsAreChecked) {
  const auto create = [&](const std::string& document) {
    return Ask("CreatePolicy", {{"PolicyName", "p"}, {"PolicyDocument", document}}).Outcome();
  };
  EXPECT_EQ(create("{"), "400 MalformedPolicyDocument: Syntax errors in policy.");
  EXPECT_EQ(create(kTrust).substr(0, 27), "400 MalformedPolicyDocument");
  EXPECT_EQ(create(DocumentOfSize(6145)), "409 LimitExceeded: Cannot exceed quota for PolicySize: 6144");
  EXPECT_EQ(create(DocumentOfSize(6144)), "200");
}

TEST_F(IamManagedPolicies, AnArnMustBeOne) {
  const std::string text = "not-an-arn-not-an-arn";
  for (const char* action : {"GetPolicy", "DeletePolicy", "ListEntitiesForPolicy", "ListPolicyVersions"}) {
    EXPECT_EQ(Ask(action, {{"PolicyArn", text}}).Outcome(), "400 ValidationError: Invalid ARN:  Could not be parsed!")
        << action;
  }
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", Arn("role/with-long-name")}}).status, 400);
}

TEST_F(IamManagedPolicies, AreDeletedWhenNothingUsesThem) {
  ASSERT_EQ(CreatePolicy().status, 200);
  CreateUser("ann");
  const auto refused = [&] { return Ask("DeletePolicy", {{"PolicyArn", kPolicyArn}}).Outcome(); };
  Do("PutUserPermissionsBoundary", {{"UserName", "ann"}, {"PermissionsBoundary", kPolicyArn}});
  EXPECT_EQ(refused(), "409 DeleteConflict: Cannot delete a policy attached to entities.");
  Do("DeleteUserPermissionsBoundary", {{"UserName", "ann"}});
  Do("CreatePolicyVersion", {{"PolicyArn", kPolicyArn}, {"PolicyDocument", kPolicy}});
  EXPECT_EQ(
      refused(),
      "409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the "
      "policy's versions. The default version is deleted with the policy.");
  Do("DeletePolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v2"}});
  EXPECT_EQ(refused(), "200");
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", kPolicyArn}}).status, 404);
}

TEST_F(IamManagedPolicies, OfAwsAreNotOursToChange) {
  Reply found = Ask("GetPolicy", {{"PolicyArn", kAwsPolicyArn}});
  EXPECT_EQ(found.At("Policy/PolicyName"), "IAMReadOnlyAccess");
  EXPECT_EQ(found.At("Policy/Arn"), kAwsPolicyArn);
  for (const char* action : {"DeletePolicy", "DeletePolicyVersion", "SetDefaultPolicyVersion", "CreatePolicyVersion"}) {
    Reply answered = Ask(action, {{"PolicyArn", kAwsPolicyArn}, {"VersionId", "v1"}, {"PolicyDocument", kPolicy}});
    EXPECT_EQ(answered.status, 403) << action;
    EXPECT_EQ(answered.error_code, "AccessDenied") << action;
  }
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", kAwsPolicyArn}}).status, 200);
}

TEST_F(IamManagedPolicies, OfAwsHaveTheirDocumentsAndVersions) {
  const std::string arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
  const Reply versions = Ask("ListPolicyVersions", {{"PolicyArn", arn}});
  EXPECT_EQ(versions.At("Versions/member/VersionId"),
            Ask("GetPolicy", {{"PolicyArn", arn}}).At("Policy/DefaultVersionId"));
  EXPECT_EQ(versions.At("Versions/member/IsDefaultVersion"), "true");
  EXPECT_EQ(versions.All("Versions/member/VersionId").back(), "v1");
  const Reply first = Ask("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v1"}});
  EXPECT_EQ(
      PercentDecode(first.At("PolicyVersion/Document")),
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]})");
  EXPECT_EQ(first.At("PolicyVersion/IsDefaultVersion"), "false");
  EXPECT_EQ(Ask("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v999"}}).status, 404);
  CreateUser("ann");
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", arn}});
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", arn}}).At("Policy/AttachmentCount"), "1");
  EXPECT_EQ(
      Ask("AttachUserPolicy",
          {{"UserName", "ann"}, {"PolicyArn", "arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy"}})
          .Outcome(),
      "400 PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role.");
}

TEST_F(IamManagedPolicies, OfAwsAreListedInPages) {
  std::size_t pages = 0, count = 0;
  for (std::string marker; pages == 0 || !marker.empty(); ++pages) {
    QueryParameterList parameters{{"Scope", "AWS"}, {"MaxItems", "1000"}};
    if (!marker.empty()) parameters.emplace_back("Marker", marker);
    const Reply page = Ask("ListPolicies", parameters);
    count += page.All("Policies/member/Arn").size();
    marker = page.At("IsTruncated") == "true" ? page.At("Marker") : "";
  }
  EXPECT_EQ(pages, 2U);
  EXPECT_GT(count, 1500U);
}

TEST_F(IamManagedPolicies, CountTheirUses) {
  ASSERT_EQ(CreatePolicy().status, 200);
  ASSERT_EQ(CreateRole("app").status, 200);
  CreateUser("ann");
  CreateGroup("g");
  Do("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}});
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kPolicyArn}});
  Do("AttachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", kPolicyArn}});
  Do("PutRolePermissionsBoundary", {{"RoleName", "app"}, {"PermissionsBoundary", kPolicyArn}});
  Reply found = Ask("GetPolicy", {{"PolicyArn", kPolicyArn}});
  EXPECT_EQ(found.At("Policy/AttachmentCount"), "3");
  EXPECT_EQ(found.At("Policy/PermissionsBoundaryUsageCount"), "1");
}

TEST_F(IamManagedPolicies, AreListedByScopeAndUse) {
  for (const char* name : {"attached", "boundary", "unused"}) {
    Do("CreatePolicy", {{"PolicyName", name}, {"PolicyDocument", kPolicy}});
  }
  CreateUser("ann");
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", Arn("policy/attached")}});
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kAwsPolicyArn}});
  Do("PutUserPermissionsBoundary", {{"UserName", "ann"}, {"PermissionsBoundary", Arn("policy/boundary")}});
  const auto names = [&](QueryParameterList parameters) {
    return Ask("ListPolicies", std::move(parameters)).All("Policies/member/PolicyName");
  };
  EXPECT_EQ(names({{"Scope", "Local"}}), (Names{"attached", "boundary", "unused"}));
  EXPECT_EQ(names({{"Scope", "Local"}, {"OnlyAttached", "true"}}), (Names{"attached", "boundary"}));
  EXPECT_EQ(names({{"Scope", "Local"}, {"PolicyUsageFilter", "PermissionsPolicy"}}), Names{"attached"});
  EXPECT_EQ(names({{"Scope", "Local"}, {"PolicyUsageFilter", "PermissionsBoundary"}}), Names{"boundary"});
  EXPECT_EQ(names({{"Scope", "AWS"}, {"OnlyAttached", "true"}}), Names{"IAMReadOnlyAccess"});
  EXPECT_EQ(names({{"OnlyAttached", "true"}}).size(), 3u);
  EXPECT_EQ(Ask("ListPolicies", {{"Scope", "Mine"}}).Outcome(),
            "400 ValidationError: 1 validation error detected: Value 'Mine' at 'scope' failed to satisfy constraint: "
            "Member must satisfy enum value set: [All, AWS, Local]");
  EXPECT_EQ(Ask("ListPolicies", {{"OnlyAttached", "perhaps"}}).error_code, "MalformedInput");
}

TEST_F(IamManagedPolicies, TellWhoUsesThem) {
  ASSERT_EQ(CreatePolicy().status, 200);
  ASSERT_EQ(CreateRole("app").status, 200);
  Do("CreateUser", {{"UserName", "ann"}, {"Path", "/eng/"}});
  CreateUser("bob");
  CreateGroup("g");
  Do("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}});
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kPolicyArn}});
  Do("AttachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", kPolicyArn}});
  Do("PutUserPermissionsBoundary", {{"UserName", "bob"}, {"PermissionsBoundary", kPolicyArn}});
  // Groups, roles and users, each with a comma between.
  const auto users = [&](QueryParameterList parameters) {
    parameters.emplace_back("PolicyArn", kPolicyArn);
    Reply answered = Ask("ListEntitiesForPolicy", parameters);
    std::string text = answered.Outcome() + ":";
    for (const char* kind : {"Group", "Role", "User"}) {
      for (const std::string& name : answered.All(std::string("Policy") + kind + "s/member/" + kind + "Name")) {
        text += " " + name;
      }
    }
    return text;
  };
  EXPECT_EQ(users({}), "200: g app ann bob");
  EXPECT_EQ(users({{"EntityFilter", "Group"}}), "200: g");
  EXPECT_EQ(users({{"EntityFilter", "Role"}}), "200: app");
  EXPECT_EQ(users({{"EntityFilter", "User"}}), "200: ann bob");
  EXPECT_EQ(users({{"PolicyUsageFilter", "PermissionsBoundary"}}), "200: bob");
  EXPECT_EQ(users({{"PolicyUsageFilter", "PermissionsPolicy"}}), "200: g app ann");
  EXPECT_EQ(users({{"PathPrefix", "/eng/"}}), "200: ann");
  // Pages go over all three lists.
  const std::string two = users({{"MaxItems", "2"}});
  EXPECT_EQ(two, "200: g app");
  const Reply page = Ask("ListEntitiesForPolicy", {{"PolicyArn", kPolicyArn}, {"MaxItems", "2"}});
  EXPECT_EQ(page.At("IsTruncated"), "true");
  EXPECT_EQ(users({{"MaxItems", "2"}, {"Marker", page.At("Marker")}}), "200: ann bob");
  Reply all = Ask("ListEntitiesForPolicy", {{"PolicyArn", kPolicyArn}});
  EXPECT_EQ(all.At("PolicyRoles/member/RoleId"), Ask("GetRole", {{"RoleName", "app"}}).At("Role/RoleId"));
}

TEST_F(IamManagedPolicies, AnAccountHasFiveThousand) {
  for (int from : {0, 2500}) {
    Write([from](directory::Transaction& transaction) {
      for (int i = from; i < from + 2500; ++i) {
        directory::ManagedPolicy policy;
        policy.account = kAccount;
        policy.name = "p" + std::to_string(i);
        policy.versions.emplace_back();
        transaction.Put(std::move(policy));
      }
    });
  }
  EXPECT_EQ(Ask("CreatePolicy", {{"PolicyName", "one-more"}, {"PolicyDocument", kPolicy}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for PoliciesPerAccount: 5000");
}

}  // namespace
}  // namespace rolecall::services::iam
