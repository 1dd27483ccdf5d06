#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using IamRoles = IamTest;

std::string Trusting(const std::string& principal) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" + principal +
         R"("},"Action":"sts:AssumeRole"}]})";
}

TEST_F(IamRoles, AreCreatedWithAllThatTheyMayHave) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.insert(parameters.end(), {{"RoleName", "App"},
                                       {"Path", "/k8s/"},
                                       {"AssumeRolePolicyDocument", kTrust},
                                       {"Description", "for pods"},
                                       {"MaxSessionDuration", "7200"},
                                       {"PermissionsBoundary", kAwsPolicyArn}});
  ASSERT_EQ(Ask("CreateRole", parameters).Outcome(), "200");
  Reply found = Ask("GetRole", {{"RoleName", "app"}});
  EXPECT_EQ(found.At("Role/Arn"), Arn("role/k8s/App"));
  EXPECT_EQ(found.At("Role/RoleId").substr(0, 4), "AROA");
  EXPECT_EQ(found.At("Role/Description"), "for pods");
  EXPECT_EQ(found.At("Role/MaxSessionDuration"), "7200");
  EXPECT_EQ(found.At("Role/PermissionsBoundary/PermissionsBoundaryArn"), kAwsPolicyArn);
  EXPECT_EQ(found.At("Role/Tags/member/Value"), "a");
  EXPECT_EQ(PercentDecode(found.At("Role/AssumeRolePolicyDocument")).value_or(""), kTrust);
  EXPECT_EQ(found.At("Role/RoleLastUsed"), "");
}

TEST_F(IamRoles, AreListedWithoutTagsBoundaryAndLastUse) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.insert(
      parameters.end(),
      {{"RoleName", "app"}, {"AssumeRolePolicyDocument", kTrust}, {"PermissionsBoundary", kAwsPolicyArn}});
  Do("CreateRole", parameters);
  Reply listed = Ask("ListRoles");
  EXPECT_EQ(listed.At("Roles/member/RoleName"), "app");
  EXPECT_EQ(listed.At("Roles/member/MaxSessionDuration"), "3600");
  for (const char* absent : {"Tags", "PermissionsBoundary", "RoleLastUsed"}) {
    EXPECT_EQ(listed.At(std::string("Roles/member/") + absent), "(none)") << absent;
  }
}

TEST_F(IamRoles, ParametersAreChecked) {
  const auto create = [&](const std::string& name, const std::string& value) {
    return Ask("CreateRole", {{"RoleName", "app"}, {"AssumeRolePolicyDocument", kTrust}, {name, value}}).Outcome();
  };
  const std::string start = "400 ValidationError: 1 validation error detected: Value '";
  EXPECT_EQ(create("MaxSessionDuration", "3599"),
            start +
                "3599' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or "
                "equal to 3600");
  EXPECT_EQ(create("MaxSessionDuration", "43201"),
            start +
                "43201' at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or "
                "equal to 43200");
  EXPECT_EQ(create("MaxSessionDuration", "long").substr(0, 18), "400 MalformedInput");
  EXPECT_EQ(create("Description", std::string(1001, 'd')),
            start + std::string(1001, 'd') +
                "' at 'description' failed to satisfy constraint: Member must have length less than or equal to 1000");
  EXPECT_EQ(create("Path", "/aws-service-role/x/").substr(0, 3), "400");
  EXPECT_EQ(create("PermissionsBoundary", "not-an-arn-not-an-arn"),
            "400 ValidationError: Invalid ARN:  Could not be parsed!");
}

TEST_F(IamRoles, TrustPoliciesAreChecked) {
  const auto create = [&](const std::string& trust) {
    return Ask("CreateRole", {{"RoleName", "app"}, {"AssumeRolePolicyDocument", trust}}).Outcome();
  };
  // An identity policy is no trust policy: it has resources and names nobody.
  EXPECT_EQ(create(kPolicy).substr(0, 27), "400 MalformedPolicyDocument");
  std::string large = kTrust;
  large.insert(large.find("Service\":\"") + 10, std::string(2048, 'a') + ".");
  EXPECT_EQ(create(large), "409 LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048");
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "app"}}).status, 404);
}

TEST_F(IamRoles, ATrustPolicyShowsItsPrincipalAsLongAsItExists) {
  CreateUser("ann");
  const std::string id = Ask("GetUser", {{"UserName", "ann"}}).At("User/UserId");
  Do("CreateRole", {{"RoleName", "app"}, {"AssumeRolePolicyDocument", Trusting(Arn("user/ann"))}});
  const auto shown = [&] {
    return PercentDecode(Ask("GetRole", {{"RoleName", "app"}}).At("Role/AssumeRolePolicyDocument")).value_or("");
  };
  EXPECT_EQ(shown(), Trusting(Arn("user/ann")));
  Do("UpdateUser", {{"UserName", "ann"}, {"NewUserName", "bea"}});
  EXPECT_EQ(shown(), Trusting(Arn("user/bea")));
  Do("DeleteUser", {{"UserName", "bea"}});
  EXPECT_EQ(shown(), Trusting(id));
}

TEST_F(IamRoles, UpdateAssumeRolePolicyChecksLikeCreateRole) {
  ASSERT_EQ(CreateRole("app").status, 200);
  const auto update = [&](const std::string& trust) {
    return Ask("UpdateAssumeRolePolicy", {{"RoleName", "app"}, {"PolicyDocument", trust}}).Outcome();
  };
  EXPECT_EQ(update("{"), "400 MalformedPolicyDocument: This policy contains invalid Json");
  EXPECT_EQ(update(Trusting(Arn("role/none"))),
            "400 MalformedPolicyDocument: Invalid principal in policy: \"AWS\":\"" + Arn("role/none") + "\"");
  EXPECT_EQ(update(Trusting(kAccount)), "200");
  EXPECT_EQ(PercentDecode(Ask("GetRole", {{"RoleName", "app"}}).At("Role/AssumeRolePolicyDocument")).value_or(""),
            Trusting(kAccount));
}

TEST_F(IamRoles, UpdateRoleChangesDescriptionAndDuration) {
  ASSERT_EQ(CreateRole("app").status, 200);
  Do("UpdateRole", {{"RoleName", "app"}, {"Description", "new"}, {"MaxSessionDuration", "4000"}});
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "app"}}).At("Role/MaxSessionDuration"), "4000");
  Reply described = Ask("UpdateRoleDescription", {{"RoleName", "app"}, {"Description", "newer"}});
  EXPECT_EQ(described.At("Role/Description"), "newer");
  EXPECT_EQ(described.At("Role/MaxSessionDuration"), "4000");
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "app"}}).At("Role/Description"), "newer");
}

TEST_F(IamRoles, AreNotDeletedWhileTheyHaveSomething) {
  ASSERT_EQ(CreateRole("app").status, 200);
  CreateProfile("ip");
  Do("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kAwsPolicyArn}});
  Do("PutRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
  Do("AddRoleToInstanceProfile", {{"InstanceProfileName", "ip"}, {"RoleName", "app"}});
  const auto refused = [&] { return Ask("DeleteRole", {{"RoleName", "app"}}).Outcome(); };
  const std::string start = "409 DeleteConflict: Cannot delete entity, must ";
  EXPECT_EQ(refused(), start + "detach all policies first.");
  Do("DetachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kAwsPolicyArn}});
  EXPECT_EQ(refused(), start + "delete policies first.");
  Do("DeleteRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}});
  EXPECT_EQ(refused(), start + "remove roles from instance profile first.");
  Do("RemoveRoleFromInstanceProfile", {{"InstanceProfileName", "ip"}, {"RoleName", "app"}});
  EXPECT_EQ(refused(), "200");
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "app"}}).status, 404);
}

TEST_F(IamRoles, ABoundaryOfTheRoleIsAConditionOfChangingIt) {
  ASSERT_EQ(CreateRole("free").status, 200);
  ASSERT_EQ(CreateRole("bound").status, 200);
  Do("PutRolePermissionsBoundary", {{"RoleName", "bound"}, {"PermissionsBoundary", kAwsPolicyArn}});
  Caller admin = NewUser(
      "admin",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PutRolePolicy","Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/IAMReadOnlyAccess"}}}]})");
  const auto put = [&](const char* role) {
    return AskAs(admin, "PutRolePolicy", {{"RoleName", role}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
  };
  EXPECT_EQ(put("free").error_code, "AccessDenied");
  EXPECT_EQ(put("bound").Outcome(), "200");
}

TEST_F(IamRoles, AnAccountHasFiveThousand) {
  for (int from : {0, 2500}) {
    Write([from](directory::Transaction& transaction) {
      for (int i = from; i < from + 2500; ++i) {
        directory::Role role;
        role.account = kAccount;
        role.id = role.name = "r" + std::to_string(i);
        transaction.Put(std::move(role));
      }
    });
  }
  EXPECT_EQ(CreateRole("one-more").Outcome(), "409 LimitExceeded: Cannot exceed quota for RolesPerAccount: 5000");
}

}  // namespace
}  // namespace rolecall::services::iam
