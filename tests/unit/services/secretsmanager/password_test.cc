// GetRandomPassword.
#include <algorithm>
#include <set>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz", kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                           kDigits = "0123456789", kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

class SecretsPassword : public SecretsTest {
 protected:
  std::string Password(const bj::object& input = {}) { return Ask("GetRandomPassword", input).At("RandomPassword"); }
  static bool Has(const std::string& password, std::string_view letters) {
    return password.find_first_of(letters) != std::string::npos;
  }
};

TEST_F(SecretsPassword, Has32CharactersOfAllKinds) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const std::string password = Password();
    EXPECT_EQ(password.size(), 32u);
    for (const std::string_view kind : {kLower, kUpper, kDigits, kPunctuation}) EXPECT_TRUE(Has(password, kind));
    EXPECT_FALSE(Has(password, " "));
    seen.insert(password);
  }
  EXPECT_EQ(seen.size(), 50u);
}

TEST_F(SecretsPassword, HasTheLengthThatIsAskedFor) {
  for (const int length : {4, 17, 4096}) {
    EXPECT_EQ(Password({{"PasswordLength", length}}).size(), static_cast<std::size_t>(length));
  }
  EXPECT_EQ(Ask("GetRandomPassword", {{"PasswordLength", 0}}).error_code, "ValidationException");
  EXPECT_EQ(Ask("GetRandomPassword", {{"PasswordLength", 4097}}).error_code, "InvalidParameterException");
}

TEST_F(SecretsPassword, LeavesOutWhatIsExcluded) {
  for (const auto& [flag, letters] :
       {std::pair("ExcludeLowercase", kLower), std::pair("ExcludeUppercase", kUpper),
        std::pair("ExcludeNumbers", kDigits), std::pair("ExcludePunctuation", kPunctuation)}) {
    EXPECT_FALSE(Has(Password({{flag, true}, {"PasswordLength", 500}}), letters)) << flag;
  }
  const std::string password = Password({{"ExcludeCharacters", "abc\"@/\\"}, {"PasswordLength", 2000}});
  EXPECT_FALSE(Has(password, "abc\"@/\\"));
  EXPECT_TRUE(Has(password, "d"));
}

TEST_F(SecretsPassword, MayHaveSpaces) { EXPECT_TRUE(Has(Password({{"IncludeSpace", true}}), " ")); }

TEST_F(SecretsPassword, HasEveryKindEvenIfItIsShort) {
  for (int i = 0; i < 50; ++i) {
    const std::string password = Password({{"PasswordLength", 4}});
    for (const std::string_view kind : {kLower, kUpper, kDigits, kPunctuation}) EXPECT_TRUE(Has(password, kind));
  }
  ExpectError(Ask("GetRandomPassword", {{"PasswordLength", 3}}), 400, "InvalidParameterException",
              "Password length is too short based on the required types.");
  EXPECT_EQ(Password({{"PasswordLength", 3}, {"RequireEachIncludedType", false}}).size(), 3u);
}

TEST_F(SecretsPassword, NeedsCharactersToBeMadeOf) {
  EXPECT_EQ(Ask("GetRandomPassword", {{"ExcludeLowercase", true},
                                      {"ExcludeUppercase", true},
                                      {"ExcludePunctuation", true},
                                      {"ExcludeCharacters", "0123456789"}})
                .error_code,
            "InvalidParameterException");
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
