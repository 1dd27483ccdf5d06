#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kType = "aws_iam_account_alias";

class AccountAliasTest : public ProviderTest {};

TEST_F(AccountAliasTest, AnAccountHasOneAndAnotherReplacesIt) {
  Configure();
  aws_->Answer("CreateAccountAlias", "");
  aws_->Answer("ListAccountAliases", "<AccountAliases><member>blue</member></AccountAliases>");
  Object state = Create(kType, Config(kType, {{"account_alias", "blue"}}));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "blue");
  EXPECT_EQ(Replaces(kType, state.ToValue(), Config(kType, {{"account_alias", "green"}})),
            std::vector<std::string>{"account_alias"});
  aws_->Answer("ListAccountAliases", "<AccountAliases><member>green</member></AccountAliases>");
  EXPECT_TRUE(Read(kType, state).IsNull());
  Destroy(kType, state);
  EXPECT_EQ(aws_->sent["DeleteAccountAlias"]["AccountAlias"], "blue");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(AccountAliasTest, RefusalsAreTold) {
  Configure();
  aws_->Fail("CreateAccountAlias", 409, "EntityAlreadyExists", "taken");
  EXPECT_TRUE(Apply(kType, Nothing(kType), Config(kType, {{"account_alias", "blue"}})).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM Account Alias (blue): "), std::string::npos);
  Read(kType, Config(kType, {{"id", "blue"}}));
  EXPECT_NE(TakeProblems().find("reading IAM Account Alias (blue): "), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
