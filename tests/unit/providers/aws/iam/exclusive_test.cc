// What a role, a user or a group may have at all: aws_iam_*_exclusive.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr const char* kReadOnlyAccess = "arn:aws:iam::aws:policy/ReadOnlyAccess";

class ExclusiveTest : public ProviderTest {};

TEST_F(ExclusiveTest, ExclusivePoliciesTakeAwayWhatIsNotListed) {
  Configure();
  aws_->Answer("ListRolePolicies", "<PolicyNames><member>ours</member><member>theirs</member></PolicyNames>");
  aws_->Answer("DeleteRolePolicy", "");
  Object config = Empty("aws_iam_role_policies_exclusive");
  config.SetText("role_name", "app");
  config.SetTexts("policy_names", {"ours"});
  Value state = Apply("aws_iam_role_policies_exclusive", Nothing("aws_iam_role_policies_exclusive"), config);
  EXPECT_EQ(aws_->sent["DeleteRolePolicy"]["PolicyName"], "theirs");
  EXPECT_FALSE(state.IsNull());
  aws_->calls.clear();
  Destroy("aws_iam_role_policies_exclusive", state);
  EXPECT_TRUE(aws_->calls.empty());
}

TEST_F(ExclusiveTest, ExclusiveAttachmentsAttachAndDetach) {
  Configure();
  aws_->Answer("ListAttachedUserPolicies",
               "<AttachedPolicies><member><PolicyArn>arn:x</PolicyArn></member></AttachedPolicies>");
  aws_->Answer("AttachUserPolicy", "");
  aws_->Answer("DetachUserPolicy", "");
  Object config = Empty("aws_iam_user_policy_attachments_exclusive");
  config.SetText("user_name", "ci");
  config.SetTexts("policy_arns", {kReadOnlyAccess});
  Value state =
      Apply("aws_iam_user_policy_attachments_exclusive", Nothing("aws_iam_user_policy_attachments_exclusive"), config);
  EXPECT_EQ(aws_->sent["AttachUserPolicy"]["PolicyArn"], kReadOnlyAccess);
  EXPECT_EQ(aws_->sent["DetachUserPolicy"]["PolicyArn"], "arn:x");
  auto imported = provider_->Import("aws_iam_user_policy_attachments_exclusive", "ci", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(Wrap("aws_iam_user_policy_attachments_exclusive", imported[0].state.value).Text("user_name"), "ci");
}

TEST_F(ExclusiveTest, WhoIsGoneIsDroppedAndRefusalsAreTold) {
  Configure();
  const char* kType = "aws_iam_group_policy_attachments_exclusive";
  Object state = Config(kType, {{"group_name", "bots"}});
  state.SetTexts("policy_arns", {kReadOnlyAccess});
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->Fail("ListAttachedGroupPolicies", 403, "AccessDenied", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading IAM Group Policy Attachments Exclusive (bots)"), std::string::npos);
  EXPECT_TRUE(Apply(kType, Nothing(kType), state).IsNull());
  EXPECT_NE(TakeProblems().find("reading IAM Group Policy Attachments Exclusive (bots)"), std::string::npos);
  aws_->Answer("ListAttachedGroupPolicies", "<AttachedPolicies/>");
  EXPECT_TRUE(Apply(kType, Nothing(kType), state).IsNull());  // AttachGroupPolicy: no such policy
  EXPECT_NE(TakeProblems().find(std::string("attaching ") + kReadOnlyAccess), std::string::npos);
}

TEST_F(ExclusiveTest, DriftIsSeenAndUndone) {
  Configure();
  const char* kType = "aws_iam_user_policies_exclusive";
  aws_->Answer("ListUserPolicies", "<PolicyNames><member>theirs</member></PolicyNames>");
  aws_->FailFirst(1, "DeleteUserPolicy", "ConcurrentModification", "busy", "");
  Object state = Config(kType, {{"user_name", "ci"}});
  state.SetTexts("policy_names", {});
  Object seen = Wrap(kType, Read(kType, state));
  EXPECT_EQ(seen.Texts("policy_names"), std::vector<std::string>{"theirs"});
  EXPECT_FALSE(IsQuiet(kType, seen, state));
  Update(kType, seen, state);
  EXPECT_EQ(aws_->sent["DeleteUserPolicy"]["PolicyName"], "theirs");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

}  // namespace
}  // namespace rolecall::providers::aws
