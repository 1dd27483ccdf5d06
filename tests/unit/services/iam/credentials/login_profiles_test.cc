// Console passwords: made under the account's policy, kept as hashes, changed by their users.
#include "crypto/password_hash.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using services::testing::kEverything;

using services::testing::ExpectDenied;

constexpr char kGood[] = "Correct-horse-1";

class IamLoginProfiles : public IamTest {
 protected:
  IamLoginProfiles() { CreateUser("Ann"); }

  Reply Create(const std::string& password = kGood, const QueryParameterList& more = {}) {
    QueryParameterList parameters{{"UserName", "ann"}, {"Password", password}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return Ask("CreateLoginProfile", parameters);
  }
  Reply SetTo(const std::string& password) {
    return Ask("UpdateLoginProfile", {{"UserName", "ann"}, {"Password", password}});
  }
  std::shared_ptr<const directory::User> Ann() { return snapshot()->users.Find(directory::NameKey(kAccount, "ann")); }
  bool IsPassword(const std::string& password) {
    return crypto::PasswordMatches(Secret(password), Ann()->login->password_hash);
  }
  // Ann herself, with a policy.
  Caller AnnAllowed(const std::string& document) {
    Do("PutUserPolicy", {{"UserName", "ann"}, {"PolicyName", "own"}, {"PolicyDocument", document}});
    return SignIn(Ask("CreateAccessKey", {{"UserName", "ann"}}).At("AccessKey/AccessKeyId"));
  }
};

TEST_F(IamLoginProfiles, AreMadeAndShownWithoutThePassword) {
  Reply made = Create(kGood, {{"PasswordResetRequired", "true"}});
  ASSERT_EQ(made.Outcome(), "200");
  EXPECT_EQ(made.At("LoginProfile/UserName"), "Ann");
  EXPECT_EQ(made.At("LoginProfile/CreateDate"), "2026-11-18T11:06:40Z");
  Reply shown = Ask("GetLoginProfile", {{"UserName", "ann"}});
  EXPECT_EQ(shown.At("LoginProfile/PasswordResetRequired"), "true");
  EXPECT_EQ(shown.body.find("$y$"), std::string::npos);
  EXPECT_TRUE(IsPassword(kGood));
  const Result<std::vector<store::Entry>> users = store().Scan("directory/user/", "", 10);
  ASSERT_TRUE(users.ok());
  for (const store::Entry& entry : *users) {
    EXPECT_EQ(entry.value.find(kGood), std::string::npos);
  }
  EXPECT_EQ(Create().Outcome(), "409 EntityAlreadyExists: Login Profile for user Ann already exists.");
}

TEST_F(IamLoginProfiles, AreDeletedOnceAndThenTheUserCanBe) {
  ASSERT_EQ(Create().Outcome(), "200");
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).Outcome(),
            "409 DeleteConflict: Cannot delete entity, must delete login profile first.");
  Reply deleted = Ask("DeleteLoginProfile", {{"UserName", "ann"}});
  EXPECT_EQ(deleted.Outcome(), "200");
  EXPECT_EQ(deleted.xml.name, "ResponseMetadata");
  EXPECT_FALSE(Ann()->login.has_value());
  for (const char* action : {"GetLoginProfile", "DeleteLoginProfile", "UpdateLoginProfile"}) {
    EXPECT_EQ(Ask(action, {{"UserName", "Ann"}}).Outcome(),
              "404 NoSuchEntity: Login Profile for User Ann cannot be found.");
  }
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).Outcome(), "200");
}

TEST_F(IamLoginProfiles, UpdatesChangeWhatTheyName) {
  ASSERT_EQ(Create().Outcome(), "200");
  clock().Advance(std::chrono::hours(1));
  Do("UpdateLoginProfile", {{"UserName", "ann"}, {"PasswordResetRequired", "true"}});
  EXPECT_TRUE(IsPassword(kGood));
  EXPECT_TRUE(Ann()->login->reset_required);
  EXPECT_FALSE(Ann()->login->changed.has_value());
  EXPECT_EQ(SetTo("Correct-horse-2").Outcome(), "200");
  EXPECT_FALSE(IsPassword(kGood));
  EXPECT_TRUE(IsPassword("Correct-horse-2"));
  EXPECT_TRUE(Ann()->login->reset_required);
  EXPECT_EQ(Ann()->login->changed, clock().Now());
}

TEST_F(IamLoginProfiles, WithoutAPolicyOfTheAccountsOwnTheDefaultOneHolds) {
  const auto refused = [](const std::string& why) { return "400 PasswordPolicyViolation: " + why; };
  EXPECT_EQ(Create("Short-1").Outcome(), refused("Password should have a minimum length of 8"));
  const std::string kinds =
      refused("Password should contain at least three of: uppercase letters, lowercase letters, numbers, symbols");
  EXPECT_EQ(Create("correcthorse").Outcome(), kinds);
  EXPECT_EQ(Create("correcthorse1").Outcome(), kinds);
  EXPECT_EQ(Create("correct horse 1").Outcome(), kinds);  // a blank is none of the symbols
  Do("CreateAccountAlias", {{"AccountAlias", "our-house-1"}});
  EXPECT_EQ(Create("our-house-1").error_code, "PasswordPolicyViolation");
  EXPECT_FALSE(Ann()->login.has_value());
  EXPECT_EQ(Create("our-house-2").Outcome(), "200");
}

TEST_F(IamLoginProfiles, TheAccountsPolicyHoldsRuleByRule) {
  Do("UpdateAccountPasswordPolicy", {{"MinimumPasswordLength", "10"},
                                     {"RequireSymbols", "true"},
                                     {"RequireNumbers", "true"},
                                     {"RequireUppercaseCharacters", "true"},
                                     {"RequireLowercaseCharacters", "true"}});
  const auto why = [&](const std::string& password) { return Create(password).error_message; };
  EXPECT_EQ(why("Aa1!56789"), "Password should have a minimum length of 10");
  EXPECT_EQ(why("aa1!567890"), "Password should have at least one uppercase letter");
  EXPECT_EQ(why("AA1!567890"), "Password should have at least one lowercase letter");
  EXPECT_EQ(why("Aaa!bcdefg"), "Password should have at least one number");
  EXPECT_EQ(why("Aa12567890"), "Password should have at least one symbol");
  EXPECT_EQ(Create("Aa1!567890").Outcome(), "200");
}

TEST_F(IamLoginProfiles, ThePolicyRemembersAsManyPasswordsAsItSays) {
  ASSERT_EQ(Create("Password-1").Outcome(), "200");
  EXPECT_EQ(SetTo("Password-1").Outcome(), "200");  // no policy
  Do("UpdateAccountPasswordPolicy", {{"PasswordReusePrevention", "2"}});
  EXPECT_EQ(SetTo("Password-1").error_code, "PasswordPolicyViolation");
  EXPECT_EQ(SetTo("Password-2").Outcome(), "200");
  EXPECT_EQ(SetTo("Password-1").Outcome(),
            "400 PasswordPolicyViolation: Password should not be the same as one of the last 2 passwords");
  EXPECT_EQ(SetTo("Password-3").Outcome(), "200");
  EXPECT_EQ(SetTo("Password-1").Outcome(), "200");
}

TEST_F(IamLoginProfiles, UsersChangeTheirOwnWithTheOldOne) {
  ASSERT_EQ(Create(kGood, {{"PasswordResetRequired", "true"}}).Outcome(), "200");
  Caller ann = AnnAllowed(AllowDocument("iam:ChangePassword", Arn("user/Ann")));
  const auto change = [&](const std::string& from, const std::string& to) {
    return AskAs(ann, "ChangePassword", {{"OldPassword", from}, {"NewPassword", to}}).Outcome();
  };
  EXPECT_EQ(change("Wrong-horse-1", "Correct-horse-2"), "403 AccessDenied: The old password was incorrect.");
  EXPECT_EQ(change(kGood, "short"), "400 PasswordPolicyViolation: Password should have a minimum length of 8");
  EXPECT_TRUE(IsPassword(kGood));
  EXPECT_EQ(change(kGood, "Correct-horse-2"), "200");
  EXPECT_TRUE(IsPassword("Correct-horse-2"));
  EXPECT_FALSE(Ann()->login->reset_required);
}

TEST_F(IamLoginProfiles, NobodyElseChangesAPasswordSo) {
  const QueryParameterList change{{"OldPassword", kGood}, {"NewPassword", "Correct-horse-2"}};
  const std::string wrong_type = "400 InvalidUserType: Only IAM Users can change their own password";
  EXPECT_EQ(Ask("ChangePassword", change).Outcome(), wrong_type);
  EXPECT_EQ(AskAs(NewRoleSession("app", kEverything), "ChangePassword", change).Outcome(), wrong_type);
  Caller ann = AnnAllowed(AllowDocument("iam:ChangePassword", Arn("user/Ann")));
  EXPECT_EQ(AskAs(ann, "ChangePassword", change).Outcome(),
            "404 NoSuchEntity: Login Profile for User Ann cannot be found.");
  ExpectDenied(AskAs(AnnAllowed(kPolicy), "ChangePassword", change), "iam:ChangePassword");
}

TEST_F(IamLoginProfiles, AfterAHardExpiryOnlyAnAdministratorHelps) {
  Do("UpdateAccountPasswordPolicy", {{"MaxPasswordAge", "30"}, {"HardExpiry", "true"}});
  ASSERT_EQ(Create().Outcome(), "200");
  Caller ann = AnnAllowed(AllowDocument("iam:ChangePassword", Arn("user/Ann")));
  const QueryParameterList change{{"OldPassword", kGood}, {"NewPassword", "Correct-horse-2"}};
  clock().Advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(AskAs(ann, "ChangePassword", change).error_code, "AccessDenied");
  EXPECT_EQ(SetTo("Correct-horse-3").Outcome(), "200");
  EXPECT_EQ(AskAs(ann, "ChangePassword", {{"OldPassword", "Correct-horse-3"}, {"NewPassword", kGood}}).Outcome(),
            "200");
}

TEST_F(IamLoginProfiles, APasswordThatChangedMeanwhileIsNotOverwritten) {
  ASSERT_EQ(Create().Outcome(), "200");
  HoldSnapshot();
  EXPECT_EQ(SetTo("Correct-horse-2").Outcome(), "200");
  EXPECT_EQ(SetTo("Correct-horse-3").error_code, "EntityTemporarilyUnmodifiable");
  ReleaseSnapshot();
  EXPECT_TRUE(IsPassword("Correct-horse-2"));
}

TEST_F(IamLoginProfiles, NeedPermissionForEach) {
  ASSERT_EQ(Create().Outcome(), "200");
  Caller reader = NewUser("reader", AllowDocument("iam:GetLoginProfile", Arn("user/Ann")));
  EXPECT_EQ(AskAs(reader, "GetLoginProfile", {{"UserName", "Ann"}}).Outcome(), "200");
  ExpectDenied(AskAs(reader, "DeleteLoginProfile", {{"UserName", "Ann"}}), "iam:DeleteLoginProfile");
  EXPECT_TRUE(Ann()->login.has_value());
}

TEST_F(IamLoginProfiles, BadPasswordsAreNotRepeated) {
  Reply wrong = Create(std::string(129, 'x'));
  EXPECT_EQ(
      wrong.Outcome(),
      "400 ValidationError: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member "
      "must have length less than or equal to 128");
}

}  // namespace
}  // namespace rolecall::services::iam
