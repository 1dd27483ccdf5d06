// Groups and who is in them.
#include <gtest/gtest.h>

#include <tuple>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class IamGroupTest : public ProviderTest {};

TEST_F(IamGroupTest, AMembershipChangesOnlyWhoDiffers) {
  Configure();
  aws_->Answer("AddUserToGroup", "");
  aws_->Answer("RemoveUserFromGroup", "");
  aws_->Answer("GetGroup", "<Users><member><UserName>ann</UserName></member></Users>");
  Object config = Empty("aws_iam_group_membership");
  config.SetText("name", "m");
  config.SetText("group", "g");
  config.SetTexts("users", {"ann"});
  Value state = Apply("aws_iam_group_membership", Nothing("aws_iam_group_membership"), config);
  aws_->calls.clear();
  aws_->Answer("GetGroup", "<Users><member><UserName>bea</UserName></member></Users>");
  config.SetTexts("users", {"bea"});
  Apply("aws_iam_group_membership", state, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->calls, (std::vector<std::string>{"RemoveUserFromGroup", "AddUserToGroup", "GetGroup"}));
}

TEST_F(IamGroupTest, AMembershipSeesOnlyItsOwnGroups) {
  Configure();
  aws_->Answer("AddUserToGroup", "");
  aws_->Answer(
      "ListGroupsForUser",
      "<Groups><member><GroupName>a</GroupName></member><member><GroupName>other</GroupName></member></Groups>");
  Object config = Empty("aws_iam_user_group_membership");
  config.SetText("user", "ci");
  config.SetTexts("groups", {"a"});
  Object state = Wrap("aws_iam_user_group_membership",
                      Apply("aws_iam_user_group_membership", Nothing("aws_iam_user_group_membership"), config));
  EXPECT_EQ(state.Texts("groups"), std::vector<std::string>{"a"});
  EXPECT_TRUE(state.Text("id").starts_with("terraform-"));
  auto imported = provider_->Import("aws_iam_user_group_membership", "ci/a/b", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(Wrap("aws_iam_user_group_membership", imported[0].state.value).Texts("groups"),
            (std::vector<std::string>{"a", "b"}));
}

TEST_F(IamGroupTest, ARenamedOrMovedGroupsArnIsNotKnownYet) {
  Configure();
  Object prior = Config("aws_iam_group", {{"name", "bots"}, {"path", "/"}, {"arn", "arn:old"}, {"id", "bots"}});
  for (const auto& [name, value, known] :
       {std::tuple("name", "renamed", false), std::tuple("path", "/x/", false), std::tuple("name", "bots", true)}) {
    Object config = Config("aws_iam_group", {{"name", "bots"}, {"path", "/"}});
    config.SetText(name, value);
    const Value planned = Plan("aws_iam_group", prior.ToValue(), config).planned;
    EXPECT_EQ(planned.Get("arn").IsKnown(), known) << name << " " << value;
  }
}

TEST_F(IamGroupTest, AGroupIsMadeRenamedAndRemoved) {
  Configure();
  aws_->Answer("CreateGroup", "");
  aws_->Answer("UpdateGroup", "");
  aws_->handlers["GetGroup"] = [](const FakeAws::Parameters& given) {
    return rolecall::aws::QueryResponse(
        "GetGroup", rolecall::aws::kIamNamespace,
        "<Group><GroupName>" + given.at("GroupName") + "</GroupName><Path>/</Path><GroupId>AGPAX</GroupId></Group>",
        "id");
  };
  Object state = Create("aws_iam_group", Config("aws_iam_group", {{"name", "bots"}}));
  EXPECT_EQ(state.Text("unique_id"), "AGPAX");
  Object renamed = Config("aws_iam_group", {{"name", "robots"}});
  EXPECT_TRUE(Replaces("aws_iam_group", state.ToValue(), renamed).empty());
  EXPECT_EQ(Update("aws_iam_group", state, renamed).Text("id"), "robots");
  EXPECT_EQ(aws_->sent["UpdateGroup"]["GroupName"], "bots");
  EXPECT_EQ(aws_->sent["UpdateGroup"]["NewGroupName"], "robots");
  Destroy("aws_iam_group", state);
  EXPECT_EQ(aws_->sent["DeleteGroup"]["GroupName"], "bots");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(IamGroupTest, RefusalsAreToldWithTheGroupsName) {
  Configure();
  Object config = Config("aws_iam_group", {{"name", "bots"}});
  aws_->Fail("CreateGroup", 409, "EntityAlreadyExists", "exists");
  EXPECT_TRUE(Apply("aws_iam_group", Nothing("aws_iam_group"), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM Group (bots): "), std::string::npos);
  Object state = Config("aws_iam_group", {{"id", "bots"}, {"name", "bots"}, {"path", "/"}});
  EXPECT_TRUE(Read("aws_iam_group", state).IsNull());
  aws_->Answer("GetGroup", "");
  Read("aws_iam_group", state);
  EXPECT_NE(TakeProblems().find("reading IAM Group (bots): the answer has no Group"), std::string::npos);
  aws_->Fail("GetGroup", 403, "AccessDenied", "no");
  Read("aws_iam_group", state);
  EXPECT_NE(TakeProblems().find("reading IAM Group (bots): "), std::string::npos);
  config.SetText("path", "/new/");
  aws_->Fail("UpdateGroup", 403, "AccessDenied", "no");
  Update("aws_iam_group", state, config);
  EXPECT_NE(TakeProblems().find("updating IAM Group (bots): "), std::string::npos);
}

TEST_F(IamGroupTest, AMembershipEndsWithWhoIsStillThere) {
  Configure();
  Object state = Config("aws_iam_group_membership", {{"id", "m"}, {"name", "m"}, {"group", "g"}});
  state.SetTexts("users", {"ann"});
  Destroy("aws_iam_group_membership", state);  // RemoveUserFromGroup answers NoSuchEntity
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(Read("aws_iam_group_membership", state).IsNull());
  aws_->Fail("GetGroup", 403, "AccessDenied", "no");
  Read("aws_iam_group_membership", state);
  EXPECT_NE(TakeProblems().find("reading IAM Group Membership (m)"), std::string::npos);
  aws_->Fail("AddUserToGroup", 404, "NoSuchEntity", "no user");
  Apply("aws_iam_group_membership", Nothing("aws_iam_group_membership"), state);
  EXPECT_NE(TakeProblems().find("changing IAM Group Membership (g), user ann"), std::string::npos);
  Import("aws_iam_group_membership", "m");
  EXPECT_NE(TakeProblems().find("doesn't support import"), std::string::npos);
}

TEST_F(IamGroupTest, AUsersGroupsChangeInPlaceAndOthersStay) {
  Configure();
  const char* kType = "aws_iam_user_group_membership";
  aws_->Answer("AddUserToGroup", "");
  aws_->Answer("RemoveUserFromGroup", "");
  aws_->Answer(
      "ListGroupsForUser",
      "<Groups><member><GroupName>b</GroupName></member><member><GroupName>other</GroupName></member></Groups>");
  Object prior = Config(kType, {{"id", "x"}, {"user", "ci"}});
  prior.SetTexts("groups", {"a"});
  Object config = Config(kType, {{"user", "ci"}});
  config.SetTexts("groups", {"b"});
  EXPECT_EQ(Update(kType, prior, config).Texts("groups"), std::vector<std::string>{"b"});
  EXPECT_EQ(aws_->sent["RemoveUserFromGroup"]["GroupName"], "a");
  EXPECT_EQ(aws_->sent["AddUserToGroup"]["GroupName"], "b");
  Destroy(kType, prior);
  EXPECT_EQ(aws_->Calls("RemoveUserFromGroup"), 2);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  aws_->Fail("AddUserToGroup", 404, "NoSuchEntity", "no group");
  Apply(kType, Nothing(kType), config);
  EXPECT_NE(TakeProblems().find("changing IAM User Group Membership (ci), group b"), std::string::npos);
  aws_->Fail("ListGroupsForUser", 404, "NoSuchEntity", "no user");
  EXPECT_TRUE(Read(kType, prior).IsNull());
  aws_->Fail("ListGroupsForUser", 403, "AccessDenied", "no");
  Read(kType, prior);
  EXPECT_NE(TakeProblems().find("reading IAM User Group Membership (ci)"), std::string::npos);
  Import(kType, "ci");
  EXPECT_NE(TakeProblems().find("expected <user-name>/<group-name1>/..."), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
