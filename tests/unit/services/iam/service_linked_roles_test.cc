#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamServiceLinkedRoles : public IamTest {
 protected:
  Reply Create(const std::string& service, const std::string& suffix = "") {
    QueryParameterList parameters{{"AWSServiceName", service}};
    if (!suffix.empty()) parameters.emplace_back("CustomSuffix", suffix);
    return Ask("CreateServiceLinkedRole", parameters);
  }
};

TEST_F(IamServiceLinkedRoles, BelongToTheirService) {
  Reply created =
      Ask("CreateServiceLinkedRole", {{"AWSServiceName", "ecs.amazonaws.com"}, {"Description", "containers"}});
  ASSERT_EQ(created.Outcome(), "200");
  EXPECT_EQ(created.At("Role/Arn"), Arn("role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"));
  EXPECT_EQ(created.At("Role/Description"), "containers");
  const std::string trust = PercentDecode(created.At("Role/AssumeRolePolicyDocument")).value_or("");
  EXPECT_NE(trust.find(R"("Service":"ecs.amazonaws.com")"), std::string::npos) << trust;
}

TEST_F(IamServiceLinkedRoles, AreNamedAfterTheirService) {
  EXPECT_EQ(Create("eks.amazonaws.com").At("Role/RoleName"), "AWSServiceRoleForAmazonEKS");
  EXPECT_EQ(Create("rds.amazonaws.com").At("Role/RoleName"), "AWSServiceRoleForRDS");
  EXPECT_EQ(Create("eks-nodegroup.amazonaws.com").At("Role/RoleName"), "AWSServiceRoleForAmazonEKSNodegroup");
}

TEST_F(IamServiceLinkedRoles, HaveTheNamesAndPoliciesThatAwsGives) {
  const struct {
    const char *service, *name, *policy;
  } roles[] = {
      {"custom-resource.application-autoscaling", "ApplicationAutoScaling_CustomResource",
       "AWSApplicationAutoScalingCustomResourcePolicy"},
      {"autoscaling-plans", "AutoScalingPlans_EC2AutoScaling", "AWSAutoScalingPlansEC2AutoScalingPolicy"},
      {"acm", "CertificateManager", "CertificateManagerServiceRolePolicy"},
      {"elasticmapreduce", "EMRCleanup", "AmazonEMRCleanupPolicy"},
      {"observability.aoss", "AmazonOpenSearchServerless", "AmazonOpenSearchServerlessServiceRolePolicy"},
      {"eks-nodegroup", "AmazonEKSNodegroup", "AWSServiceRoleForAmazonEKSNodegroup"},
  };
  for (const auto& role : roles) {
    const std::string name = std::string("AWSServiceRoleFor") + role.name;
    EXPECT_EQ(Create(std::string(role.service) + ".amazonaws.com").At("Role/RoleName"), name);
    Reply attached = Ask("ListAttachedRolePolicies", {{"RoleName", name}});
    EXPECT_EQ(attached.All("AttachedPolicies/member/PolicyName"), Names{role.policy});
    EXPECT_EQ(attached.All("AttachedPolicies/member/PolicyArn"),
              Names{std::string("arn:aws:iam::aws:policy/aws-service-role/") + role.policy});
  }
}

TEST_F(IamServiceLinkedRoles, AreAwssToChange) {
  ASSERT_EQ(Create("ecs.amazonaws.com").status, 200);
  const std::pair<std::string, std::string> name{"RoleName", "AWSServiceRoleForECS"};
  const std::vector<std::pair<std::string, QueryParameterList>> changes{
      {"PutRolePolicy", {name, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}}},
      {"DeleteRolePolicy", {name, {"PolicyName", "i"}}},
      {"AttachRolePolicy", {name, {"PolicyArn", kAwsPolicyArn}}},
      {"DetachRolePolicy", {name, {"PolicyArn", kAwsPolicyArn}}},
      {"PutRolePermissionsBoundary", {name, {"PermissionsBoundary", kAwsPolicyArn}}},
      {"DeleteRolePermissionsBoundary", {name}},
      {"UpdateRole", {name, {"MaxSessionDuration", "7200"}}},
  };
  for (const auto& [action, parameters] : changes) {
    EXPECT_EQ(Ask(action, parameters).error_code, "UnmodifiableEntity") << action;
  }
  EXPECT_EQ(Ask("UpdateRoleDescription", {name, {"Description", "new"}}).At("Role/Description"), "new");
  EXPECT_EQ(Ask("UpdateRole", {name, {"Description", "newer"}}).Outcome(), "200");
}

TEST_F(IamServiceLinkedRoles, OfSomeServicesTakeASuffix) {
  EXPECT_EQ(Create("autoscaling.amazonaws.com", "blue").At("Role/RoleName"), "AWSServiceRoleForAutoScaling_blue");
  EXPECT_EQ(Create("ecs.amazonaws.com", "blue").error_code, "InvalidInput");
}

TEST_F(IamServiceLinkedRoles, AreMadeOnce) {
  ASSERT_EQ(Create("ecs.amazonaws.com").status, 200);
  EXPECT_EQ(Create("ecs.amazonaws.com").Outcome(),
            "400 InvalidInput: Service role name AWSServiceRoleForECS has been taken in this account, please try a "
            "different suffix.");
}

TEST_F(IamServiceLinkedRoles, AreForServicesOfAwsOnly) {
  for (const char* service :
       {"ecs", ".amazonaws.com", "ecs.example.com", "ecs.amazonaws.com.example.com", "never-heard-of.amazonaws.com"}) {
    EXPECT_EQ(Create(service).error_code, "InvalidInput") << service;
  }
  EXPECT_EQ(Ask("ListRoles").All("Roles/member"), Names());
}

TEST_F(IamServiceLinkedRoles, TheServiceIsACondition) {
  Caller ann = NewUser(
      "ann",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*","Condition":{"StringLike":{"iam:AWSServiceName":"ecs.amazonaws.com"}}}]})");
  EXPECT_EQ(AskAs(ann, "CreateServiceLinkedRole", {{"AWSServiceName", "rds.amazonaws.com"}}).error_code,
            "AccessDenied");
  EXPECT_EQ(AskAs(ann, "CreateServiceLinkedRole", {{"AWSServiceName", "ecs.amazonaws.com"}}).Outcome(), "200");
}

TEST_F(IamServiceLinkedRoles, AreNotDeletedAndNotTrustedAnewLikeOthers) {
  ASSERT_EQ(Create("ecs.amazonaws.com").status, 200);
  const std::string protection =
      "400 UnmodifiableEntity: Cannot perform the operation on the protected role 'AWSServiceRoleForECS' - this role "
      "is "
      "only modifiable by AWS";
  EXPECT_EQ(Ask("DeleteRole", {{"RoleName", "AWSServiceRoleForECS"}}).Outcome(), protection);
  EXPECT_EQ(Ask("UpdateAssumeRolePolicy", {{"RoleName", "AWSServiceRoleForECS"}, {"PolicyDocument", kTrust}}).Outcome(),
            protection);
}

TEST_F(IamServiceLinkedRoles, AreDeletedByATaskThatIsDone) {
  ASSERT_EQ(Create("ecs.amazonaws.com").status, 200);
  Reply deleted = Ask("DeleteServiceLinkedRole", {{"RoleName", "AWSServiceRoleForECS"}});
  const std::string task = deleted.At("DeletionTaskId");
  const std::string start = "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/";
  EXPECT_EQ(task.substr(0, start.size()), start);
  EXPECT_EQ(Ask("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task}}).At("Status"), "SUCCEEDED");
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "AWSServiceRoleForECS"}}).status, 404);
  for (const char* invented : {"task/none", "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1",
                               "task/aws-service-role/x.amazonaws.com/R/01234567-89ab-cdef-0123-456789abcdef"}) {
    EXPECT_EQ(Ask("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", invented}}).error_code, "NoSuchEntity");
  }
}

TEST_F(IamServiceLinkedRoles, OrdinaryRolesAreNotDeletedAsSuch) {
  ASSERT_EQ(CreateRole("app").status, 200);
  EXPECT_NE(Ask("DeleteServiceLinkedRole", {{"RoleName", "app"}}).status, 200);
  EXPECT_EQ(Ask("GetRole", {{"RoleName", "app"}}).status, 200);
}

}  // namespace
}  // namespace rolecall::services::iam
