#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using IamAccount = IamTest;

TEST_F(IamAccount, HasOneAliasWhichANewOneReplaces) {
  EXPECT_EQ(Ask("ListAccountAliases").All("AccountAliases/member"), Names());
  Do("CreateAccountAlias", {{"AccountAlias", "ours"}});
  Do("CreateAccountAlias", {{"AccountAlias", "theirs"}});
  EXPECT_EQ(Ask("ListAccountAliases").All("AccountAliases/member"), Names{"theirs"});
  EXPECT_EQ(Ask("DeleteAccountAlias", {{"AccountAlias", "ours"}}).Outcome(),
            "404 NoSuchEntity: The account alias ours cannot be found.");
  EXPECT_EQ(Ask("DeleteAccountAlias", {{"AccountAlias", "theirs"}}).Outcome(), "200");
  EXPECT_EQ(Ask("ListAccountAliases").All("AccountAliases/member"), Names());
}

TEST_F(IamAccount, AnAliasIsOneAccountsOfAll) {
  Write([](directory::Transaction& transaction) {
    directory::Account other;
    other.id = services::testing::kOtherAccount;
    other.aliases = {"taken"};
    transaction.Put(std::move(other));
  });
  EXPECT_EQ(Ask("CreateAccountAlias", {{"AccountAlias", "taken"}}).Outcome(),
            "409 EntityAlreadyExists: The account alias taken already exists.");
}

TEST_F(IamAccount, AliasesHaveThreeTo63Characters) {
  for (std::size_t size : {2u, 64u}) {
    EXPECT_EQ(Ask("CreateAccountAlias", {{"AccountAlias", std::string(size, 'a')}}).error_code, "ValidationError");
  }
  EXPECT_EQ(Ask("CreateAccountAlias", {{"AccountAlias", std::string(63, 'a')}}).Outcome(), "200");
}

TEST_F(IamAccount, HasNoPasswordPolicyUntilOneIsSet) {
  const std::string missing =
      std::string("404 NoSuchEntity: The Password Policy with domain name ") + kAccount + " cannot be found.";
  EXPECT_EQ(Ask("GetAccountPasswordPolicy").Outcome(), missing);
  EXPECT_EQ(Ask("DeleteAccountPasswordPolicy").Outcome(), missing);
  Do("UpdateAccountPasswordPolicy");
  EXPECT_EQ(Ask("GetAccountPasswordPolicy").Outcome(), "200");
  EXPECT_EQ(Ask("DeleteAccountPasswordPolicy").Outcome(), "200");
  EXPECT_EQ(Ask("GetAccountPasswordPolicy").Outcome(), missing);
}

TEST_F(IamAccount, ThePasswordPolicyTakesWhatIsNotSentAsItsDefault) {
  Do("UpdateAccountPasswordPolicy", {{"MinimumPasswordLength", "14"},
                                     {"RequireSymbols", "true"},
                                     {"RequireNumbers", "true"},
                                     {"RequireUppercaseCharacters", "true"},
                                     {"RequireLowercaseCharacters", "true"},
                                     {"AllowUsersToChangePassword", "true"},
                                     {"HardExpiry", "true"},
                                     {"MaxPasswordAge", "90"},
                                     {"PasswordReusePrevention", "5"}});
  Reply strict = Ask("GetAccountPasswordPolicy");
  EXPECT_EQ(strict.At("PasswordPolicy/MinimumPasswordLength"), "14");
  for (const char* flag :
       {"RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters",
        "AllowUsersToChangePassword", "HardExpiry", "ExpirePasswords"}) {
    EXPECT_EQ(strict.At(std::string("PasswordPolicy/") + flag), "true") << flag;
  }
  EXPECT_EQ(strict.At("PasswordPolicy/MaxPasswordAge"), "90");
  EXPECT_EQ(strict.At("PasswordPolicy/PasswordReusePrevention"), "5");
  Do("UpdateAccountPasswordPolicy", {{"RequireNumbers", "true"}});
  Reply plain = Ask("GetAccountPasswordPolicy");
  EXPECT_EQ(plain.At("PasswordPolicy/MinimumPasswordLength"), "6");
  EXPECT_EQ(plain.At("PasswordPolicy/RequireNumbers"), "true");
  for (const char* flag : {"RequireSymbols", "HardExpiry", "ExpirePasswords"}) {
    EXPECT_EQ(plain.At(std::string("PasswordPolicy/") + flag), "false") << flag;
  }
  EXPECT_EQ(plain.At("PasswordPolicy/MaxPasswordAge"), "(none)");
  EXPECT_EQ(plain.At("PasswordPolicy/PasswordReusePrevention"), "(none)");
}

TEST_F(IamAccount, NumbersOfThePasswordPolicyHaveBounds) {
  const std::vector<std::tuple<std::string, int, int>> bounds{
      {"MinimumPasswordLength", 6, 128}, {"MaxPasswordAge", 1, 1095}, {"PasswordReusePrevention", 1, 24}};
  for (const auto& [name, least, most] : bounds) {
    for (int number : {least - 1, most + 1}) {
      EXPECT_EQ(Ask("UpdateAccountPasswordPolicy", {{name, std::to_string(number)}}).error_code, "ValidationError")
          << name << " " << number;
    }
    for (int number : {least, most}) {
      EXPECT_EQ(Ask("UpdateAccountPasswordPolicy", {{name, std::to_string(number)}}).Outcome(), "200")
          << name << " " << number;
    }
  }
}

TEST_F(IamAccount, TheSummaryCountsWhatThereIs) {
  const auto summary = [&] {
    const Reply reply = Ask("GetAccountSummary");
    const Names keys = reply.All("SummaryMap/entry/key"), values = reply.All("SummaryMap/entry/value");
    std::map<std::string, std::string> numbers;
    for (std::size_t i = 0; i < keys.size(); ++i) numbers[keys[i]] = values[i];
    return numbers;
  };
  for (const char* name : {"Users", "Groups", "Roles", "Policies", "InstanceProfiles", "Providers",
                           "AccountAccessKeysPresent", "MFADevices", "ServerCertificates"}) {
    EXPECT_EQ(summary()[name], "0") << name;
  }
  for (const char* user : {"ann", "bob"}) CreateUser(user);
  CreateGroup("g");
  for (const char* role : {"a", "b", "c"}) EXPECT_EQ(CreateRole(role).status, 200);
  EXPECT_EQ(CreatePolicy().status, 200);
  CreateProfile("ip");
  CreateProvider();
  Do("CreateAccessKey");
  std::map<std::string, std::string> numbers = summary();
  EXPECT_EQ(numbers["Users"], "2");
  EXPECT_EQ(numbers["Roles"], "3");
  for (const char* name : {"Groups", "Policies", "InstanceProfiles", "Providers", "AccountAccessKeysPresent"}) {
    EXPECT_EQ(numbers[name], "1") << name;
  }
  EXPECT_EQ(numbers["AccessKeysPerUserQuota"], "2");
  EXPECT_EQ(numbers["VersionsPerPolicyQuota"], "5");
  EXPECT_EQ(numbers["AssumeRolePolicySizeQuota"], "2048");
}

TEST_F(IamAccount, ListsOfWhatNobodyHasAreEmpty) {
  CreateUser("ann");
  for (const auto& [action, list] : std::vector<std::pair<std::string, std::string>>{
           {"ListMFADevices", "MFADevices"},
           {"ListSSHPublicKeys", "SSHPublicKeys"},
           {"ListSigningCertificates", "Certificates"},
           {"ListServiceSpecificCredentials", "ServiceSpecificCredentials"},
           {"ListVirtualMFADevices", "VirtualMFADevices"},
           {"ListServerCertificates", "ServerCertificateMetadataList"}}) {
    for (const QueryParameterList& parameters : {QueryParameterList{}, QueryParameterList{{"UserName", "ann"}}}) {
      Reply answered = Ask(action, parameters);
      EXPECT_EQ(answered.Outcome(), "200") << action;
      EXPECT_EQ(answered.At(list), "") << action;
      EXPECT_EQ(answered.At("IsTruncated"), "false") << action;
    }
  }
}

}  // namespace
}  // namespace rolecall::services::iam
