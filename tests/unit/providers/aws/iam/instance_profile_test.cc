#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

class InstanceProfileTest : public ProviderTest {};

TEST_F(InstanceProfileTest, AnInstanceProfileWaitsForItsRole) {
  Configure();
  aws_->Answer("CreateInstanceProfile", "<InstanceProfile/>");
  aws_->Answer("GetInstanceProfile",
               "<InstanceProfile><InstanceProfileName>p</InstanceProfileName><Path>/</Path>"
               "<Roles><member><RoleName>app</RoleName></member></Roles></InstanceProfile>");
  int tries = 0;
  aws_->handlers["AddRoleToInstanceProfile"] = [&tries](const FakeAws::Parameters&) {
    if (++tries == 1) {
      return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kQuery,
                                          {404, "NoSuchEntity", "The role with name app cannot be found."}, {});
    }
    return rolecall::aws::EmptyQueryResponse("AddRoleToInstanceProfile", rolecall::aws::kIamNamespace, "id");
  };
  Object config = Empty("aws_iam_instance_profile");
  config.SetText("name", "p");
  config.SetText("role", "app");
  Object state =
      Wrap("aws_iam_instance_profile", Apply("aws_iam_instance_profile", Nothing("aws_iam_instance_profile"), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("role"), "app");
  EXPECT_EQ(tries, 2);
}

TEST_F(InstanceProfileTest, ItsRoleIsExchangedInPlace) {
  Configure();
  aws_->Answer("RemoveRoleFromInstanceProfile", "");
  aws_->Answer("AddRoleToInstanceProfile", "");
  aws_->Answer("GetInstanceProfile",
               "<InstanceProfile><InstanceProfileName>p</InstanceProfileName><Path>/</Path><Roles/></InstanceProfile>");
  const char* kType = "aws_iam_instance_profile";
  Object state = Config(kType, {{"id", "p"}, {"name", "p"}, {"path", "/"}, {"role", "old"}});
  Object config = Config(kType, {{"name", "p"}, {"role", "new"}});
  EXPECT_TRUE(Replaces(kType, state.ToValue(), config).empty());
  Object updated = Update(kType, state, config);
  EXPECT_EQ(aws_->sent["RemoveRoleFromInstanceProfile"]["RoleName"], "old");
  EXPECT_EQ(aws_->sent["AddRoleToInstanceProfile"]["RoleName"], "new");
  EXPECT_EQ(updated.Text("role"), "");  // as the API says
  Destroy(kType, state);
  EXPECT_EQ(aws_->calls.back(), "DeleteInstanceProfile");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(InstanceProfileTest, RefusalsAreToldWithItsName) {
  Configure();
  const char* kType = "aws_iam_instance_profile";
  Object config = Config(kType, {{"name", "p"}, {"role", "app"}});
  aws_->Fail("CreateInstanceProfile", 409, "EntityAlreadyExists", "exists");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM Instance Profile (p): "), std::string::npos);
  aws_->Answer("CreateInstanceProfile", "");
  aws_->Fail("AddRoleToInstanceProfile", 409, "LimitExceeded", "one role");
  EXPECT_FALSE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("adding IAM Role (app) to IAM Instance Profile (p): "), std::string::npos);
  Object state = Config(kType, {{"id", "p"}, {"name", "p"}});
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->Answer("GetInstanceProfile", "");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("the answer has none"), std::string::npos);
  aws_->Fail("GetInstanceProfile", 403, "AccessDenied", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading IAM Instance Profile (p): "), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
