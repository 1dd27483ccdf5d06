#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kType = "aws_iam_service_linked_role";
constexpr const char* kArn =
    "arn:aws:iam::054000737513:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_web";

class ServiceLinkedRoleTest : public ProviderTest {
 protected:
  Object Role() {
    std::string role = std::string("<Role><RoleName>AWSServiceRoleForAutoScaling_web</RoleName><Arn>") + kArn +
                       "</Arn><Path>/aws-service-role/autoscaling.amazonaws.com/</Path><RoleId>AROAX</RoleId>"
                       "<Description>for web</Description><Tags><member><Key>Team</Key><Value>core</Value></member>"
                       "</Tags></Role>";
    aws_->Answer("CreateServiceLinkedRole", role);
    aws_->Answer("GetRole", role);
    aws_->Answer("TagRole", "");
    Object config = Config(
        kType,
        {{"aws_service_name", "autoscaling.amazonaws.com"}, {"custom_suffix", "web"}, {"description", "for web"}});
    config.SetTextMap("tags", {{"Team", "core"}});
    return config;
  }
};

TEST_F(ServiceLinkedRoleTest, IsNamedByItsArnAndTaggedAfterwards) {
  Configure();
  Object config = Role();
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), kArn);
  EXPECT_EQ(state.Text("name"), "AWSServiceRoleForAutoScaling_web");
  EXPECT_EQ(state.Text("unique_id"), "AROAX");
  EXPECT_EQ(aws_->sent["CreateServiceLinkedRole"]["AWSServiceName"], "autoscaling.amazonaws.com");
  EXPECT_EQ(aws_->sent["CreateServiceLinkedRole"]["CustomSuffix"], "web");
  EXPECT_EQ(aws_->sent["TagRole"]["Tags.member.1.Key"], "Team");
  EXPECT_TRUE(IsQuiet(kType, state, config));
}

TEST_F(ServiceLinkedRoleTest, ARefusalIsToldAndNothingIsKept) {
  Configure();
  Object config = Role();
  aws_->Fail("CreateServiceLinkedRole", 400, "InvalidInput", "Custom suffix is not allowed");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(Problems().find("creating IAM Service Linked Role (autoscaling.amazonaws.com): "), std::string::npos)
      << Problems();
}

TEST_F(ServiceLinkedRoleTest, ServiceAndSuffixReplaceAndTheDescriptionDoesNot) {
  Configure();
  Object config = Role();
  Object state = Create(kType, config);
  Object other = config;
  other.SetText("custom_suffix", "batch");
  EXPECT_EQ(Replaces(kType, state.ToValue(), other), std::vector<std::string>{"custom_suffix"});
  aws_->Answer("UpdateRole", "");
  config.SetText("description", "new");
  EXPECT_TRUE(Replaces(kType, state.ToValue(), config).empty());
  Update(kType, state, config);
  EXPECT_EQ(aws_->sent["UpdateRole"]["Description"], "new");
  aws_->Fail("UpdateRole", 400, "UnmodifiableEntity", "protected");
  Update(kType, state, config);
  EXPECT_NE(Problems().find("updating IAM Service Linked Role"), std::string::npos);
}

TEST_F(ServiceLinkedRoleTest, OneThatIsGoneIsDropped) {
  Configure();
  Object state = Create(kType, Role());
  aws_->Fail("GetRole", 404, "NoSuchEntity", "no");
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->Fail("GetRole", 403, "AccessDenied", "no");
  EXPECT_FALSE(Read(kType, state).IsNull());
  EXPECT_NE(Problems().find("reading IAM Service Linked Role"), std::string::npos);
}

TEST_F(ServiceLinkedRoleTest, ItsDeletionIsATaskThatIsWaitedFor) {
  Configure();
  Object state = Create(kType, Role());
  aws_->Answer("DeleteServiceLinkedRole", "<DeletionTaskId>task/x</DeletionTaskId>");
  int asked = 0;
  aws_->handlers["GetServiceLinkedRoleDeletionStatus"] = [&asked](const FakeAws::Parameters& given) {
    EXPECT_EQ(given.at("DeletionTaskId"), "task/x");
    return rolecall::aws::QueryResponse("GetServiceLinkedRoleDeletionStatus", rolecall::aws::kIamNamespace,
                                        ++asked < 3 ? "<Status>IN_PROGRESS</Status>" : "<Status>SUCCEEDED</Status>",
                                        "id");
  };
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(asked, 3);
}

TEST_F(ServiceLinkedRoleTest, ARoleInUseStaysWithTheReason) {
  Configure();
  Object state = Create(kType, Role());
  aws_->Answer("DeleteServiceLinkedRole", "<DeletionTaskId>task/x</DeletionTaskId>");
  aws_->Answer("GetServiceLinkedRoleDeletionStatus",
               "<Status>FAILED</Status><Reason><Reason>A group uses it.</Reason></Reason>");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("A group uses it."), std::string::npos);
  aws_->Answer("GetServiceLinkedRoleDeletionStatus", "<Status>IN_PROGRESS</Status>");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("it is still being deleted"), std::string::npos);
  aws_->Fail("DeleteServiceLinkedRole", 404, "NoSuchEntity", "gone");
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(ServiceLinkedRoleTest, IsImportedByItsArn) {
  Configure();
  Role();
  Object imported = Import(kType, kArn);
  Object state = Wrap(kType, Read(kType, imported));
  EXPECT_EQ(state.Text("aws_service_name"), "autoscaling.amazonaws.com");
  EXPECT_EQ(state.Text("custom_suffix"), "web");
  Import(kType, "arn:aws:iam::054000737513:role/app");
  EXPECT_NE(Problems().find("expected the ARN of a service-linked role"), std::string::npos);
}

TEST_F(ServiceLinkedRoleTest, TheServiceIsADomainOfAws) {
  Configure();
  EXPECT_NE(Validate(kType, Config(kType, {{"aws_service_name", "ecs"}})).find("ecs.amazonaws.com"), std::string::npos);
  EXPECT_EQ(Validate(kType, Config(kType, {{"aws_service_name", "ecs.amazonaws.com"}})), "");
}

}  // namespace
}  // namespace rolecall::providers::aws
