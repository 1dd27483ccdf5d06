// The account's password policy.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kPasswordPolicyType = "aws_iam_account_password_policy";
constexpr const char* kOpenPolicy =
    "<PasswordPolicy><MinimumPasswordLength>6</MinimumPasswordLength><RequireSymbols>false</RequireSymbols>"
    "<AllowUsersToChangePassword>true</AllowUsersToChangePassword><ExpirePasswords>false</ExpirePasswords>"
    "</PasswordPolicy>";

class PasswordPolicyTest : public ProviderTest {};

TEST_F(PasswordPolicyTest, WhatIsNotConfiguredIsWhatIamMakesOfIt) {
  Configure();
  aws_->Answer("UpdateAccountPasswordPolicy", "");
  aws_->Answer("GetAccountPasswordPolicy", kOpenPolicy);
  const Object config = Empty(kPasswordPolicyType);
  const engine::PlannedResource planned = Plan(kPasswordPolicyType, Nothing(kPasswordPolicyType), config);
  const Object plan = Wrap(kPasswordPolicyType, planned.planned);
  EXPECT_TRUE(plan.Flag("allow_users_to_change_password"));
  EXPECT_EQ(plan.Integer("minimum_password_length"), 6);
  for (const char* name : {"expire_passwords", "hard_expiry", "max_password_age", "require_symbols", "id"}) {
    EXPECT_TRUE(plan.IsUnknown(name)) << name;
  }
  const Object state = Create(kPasswordPolicyType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "iam-account-password-policy");
  const FakeAws::Parameters& sent = aws_->sent["UpdateAccountPasswordPolicy"];
  EXPECT_EQ(sent.at("AllowUsersToChangePassword"), "true");
  EXPECT_EQ(sent.at("MinimumPasswordLength"), "6");
  for (const char* name : {"HardExpiry", "MaxPasswordAge", "PasswordReusePrevention", "RequireSymbols"}) {
    EXPECT_FALSE(sent.contains(name)) << name;
  }
  // What IAM leaves out is 0 and false, not null.
  EXPECT_TRUE(state.IsSet("max_password_age") && state.IsSet("password_reuse_prevention"));
  EXPECT_EQ(state.Integer("max_password_age"), 0);
  EXPECT_TRUE(state.IsSet("hard_expiry") && !state.Flag("hard_expiry"));
  EXPECT_TRUE(state.IsSet("expire_passwords") && !state.Flag("expire_passwords"));
  EXPECT_TRUE(IsQuiet(kPasswordPolicyType, state, config));
}

TEST_F(PasswordPolicyTest, AChangeSendsTheWholePolicy) {
  Configure();
  aws_->Answer("UpdateAccountPasswordPolicy", "");
  aws_->Answer("GetAccountPasswordPolicy", kOpenPolicy);
  const Object before = Create(kPasswordPolicyType, Empty(kPasswordPolicyType));
  aws_->Answer("GetAccountPasswordPolicy",
               "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength><RequireSymbols>true</RequireSymbols>"
               "<RequireNumbers>true</RequireNumbers><ExpirePasswords>true</ExpirePasswords>"
               "<HardExpiry>true</HardExpiry><MaxPasswordAge>90</MaxPasswordAge>"
               "<PasswordReusePrevention>5</PasswordReusePrevention></PasswordPolicy>");
  Object config = Empty(kPasswordPolicyType);
  config.SetFlag("allow_users_to_change_password", false);
  for (const char* name : {"hard_expiry", "require_symbols", "require_numbers"}) config.SetFlag(name, true);
  config.SetInteger("minimum_password_length", 14);
  config.SetInteger("max_password_age", 90);
  config.SetInteger("password_reuse_prevention", 5);
  EXPECT_TRUE(Replaces(kPasswordPolicyType, before.ToValue(), config).empty());
  const Object after = Update(kPasswordPolicyType, before, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  const FakeAws::Parameters& sent = aws_->sent["UpdateAccountPasswordPolicy"];
  EXPECT_FALSE(sent.contains("AllowUsersToChangePassword"));
  for (const auto& [name, value] : std::map<std::string, std::string>{{"HardExpiry", "true"},
                                                                      {"RequireSymbols", "true"},
                                                                      {"RequireNumbers", "true"},
                                                                      {"MinimumPasswordLength", "14"},
                                                                      {"MaxPasswordAge", "90"},
                                                                      {"PasswordReusePrevention", "5"}}) {
    ASSERT_TRUE(sent.contains(name)) << name;
    EXPECT_EQ(sent.at(name), value);
  }
  EXPECT_TRUE(after.Flag("expire_passwords"));
  EXPECT_EQ(after.Integer("max_password_age"), 90);
  EXPECT_TRUE(IsQuiet(kPasswordPolicyType, after, config));
  // What is computed stays when it is configured no more; what has a default goes back to it.
  const Object plan =
      Wrap(kPasswordPolicyType, Plan(kPasswordPolicyType, after.ToValue(), Empty(kPasswordPolicyType)).planned);
  EXPECT_EQ(plan.Integer("max_password_age"), 90);
  EXPECT_EQ(plan.Integer("minimum_password_length"), 6);
}

TEST_F(PasswordPolicyTest, ItIsImportedReadAndDeleted) {
  Configure();
  aws_->Answer("GetAccountPasswordPolicy", kOpenPolicy);
  const Object imported = Import(kPasswordPolicyType, "iam-account-password-policy");
  const Object state = Wrap(kPasswordPolicyType, Read(kPasswordPolicyType, imported));
  EXPECT_EQ(state.Text("id"), "iam-account-password-policy");
  EXPECT_TRUE(IsQuiet(kPasswordPolicyType, state, Empty(kPasswordPolicyType)));
  aws_->Answer("DeleteAccountPasswordPolicy", "");
  Destroy(kPasswordPolicyType, state);
  EXPECT_TRUE(aws_->Called("DeleteAccountPasswordPolicy"));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  aws_->Fail("GetAccountPasswordPolicy", 404, "NoSuchEntity", "none");
  EXPECT_TRUE(Read(kPasswordPolicyType, state).IsNull());
  aws_->Fail("DeleteAccountPasswordPolicy", 404, "NoSuchEntity", "none");
  Destroy(kPasswordPolicyType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(PasswordPolicyTest, RefusalsAreTold) {
  Configure();
  const Object config = Empty(kPasswordPolicyType);
  Object state = config;
  state.SetText("id", "iam-account-password-policy");
  for (const char* action :
       {"UpdateAccountPasswordPolicy", "GetAccountPasswordPolicy", "DeleteAccountPasswordPolicy"}) {
    aws_->Fail(action, 403, "AccessDenied", "no");
  }
  EXPECT_TRUE(Apply(kPasswordPolicyType, Nothing(kPasswordPolicyType), config).IsNull());
  EXPECT_NE(TakeProblems().find("updating IAM Account Password Policy: "), std::string::npos);
  Read(kPasswordPolicyType, state);
  EXPECT_NE(TakeProblems().find("reading IAM Account Password Policy (iam-account-password-policy): "),
            std::string::npos);
  Destroy(kPasswordPolicyType, state);
  EXPECT_NE(TakeProblems().find("deleting IAM Account Password Policy (iam-account-password-policy): "),
            std::string::npos);
  aws_->Answer("GetAccountPasswordPolicy", "");
  Read(kPasswordPolicyType, state);
  EXPECT_NE(TakeProblems().find("empty result"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
