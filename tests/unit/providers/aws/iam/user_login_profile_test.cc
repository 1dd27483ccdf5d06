// Console passwords of users, as they are and encrypted.
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "tests/support/openpgp_owner.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kLoginProfileType = "aws_iam_user_login_profile";

class LoginProfileTest : public ProviderTest {
 protected:
  void Start(const std::string& version = "6.25.0") {
    Configure(version);
    const std::string profile =
        "<LoginProfile><UserName>ann</UserName><PasswordResetRequired>true</PasswordResetRequired></LoginProfile>";
    aws_->Answer("CreateLoginProfile", profile);
    aws_->Answer("GetLoginProfile", profile);
    aws_->Answer("DeleteLoginProfile", "");
  }
  Object ForAnn() const { return Config(kLoginProfileType, {{"user", "ann"}}); }
};

TEST_F(LoginProfileTest, ThePasswordIsMadeOnceAndKept) {
  Start();
  const Object config = ForAnn();
  const Object plan = Wrap(kLoginProfileType, Plan(kLoginProfileType, Nothing(kLoginProfileType), config).planned);
  EXPECT_EQ(plan.Integer("password_length"), 20);
  for (const char* name : {"password", "encrypted_password", "key_fingerprint", "password_reset_required", "id"}) {
    EXPECT_TRUE(plan.IsUnknown(name)) << name;
  }
  const Object state = Create(kLoginProfileType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "ann");
  EXPECT_EQ(state.Text("password").size(), 20u);
  EXPECT_EQ(aws_->sent["CreateLoginProfile"]["Password"], state.Text("password"));
  EXPECT_EQ(aws_->sent["CreateLoginProfile"]["PasswordResetRequired"], "false");
  for (const char* name : {"encrypted_password", "key_fingerprint", "pgp_key", "password_reset_required"}) {
    EXPECT_TRUE(state.Get(name).IsNull()) << name;
  }
  EXPECT_TRUE(Read(kLoginProfileType, state).Same(state.ToValue()));
  EXPECT_TRUE(IsQuiet(kLoginProfileType, state, config));
  EXPECT_EQ(aws_->Calls("CreateLoginProfile"), 1);
}

TEST_F(LoginProfileTest, PasswordsHaveAllFourKindsOfCharactersAtAnyLength) {
  Start();
  std::set<std::string> seen;
  for (const std::int64_t length : {5, 5, 5, 5, 5, 8, 128}) {
    Object config = ForAnn();
    config.SetInteger("password_length", length);
    const std::string password = Create(kLoginProfileType, config).Text("password");
    EXPECT_EQ(password.size(), static_cast<std::size_t>(length));
    EXPECT_TRUE(std::ranges::any_of(password, IsAsciiUpper)) << password;
    EXPECT_TRUE(std::ranges::any_of(password, [](char c) { return IsAsciiLower(c); })) << password;
    EXPECT_TRUE(std::ranges::any_of(password, [](char c) { return IsAsciiDigit(c); })) << password;
    EXPECT_NE(password.find_first_of("!@#$%^&*()_+-=[]{}|'"), std::string::npos) << password;
    EXPECT_TRUE(seen.insert(password).second);
  }
}

TEST_F(LoginProfileTest, EveryArgumentIsOfAnotherProfile) {
  Start();
  Object config = ForAnn();
  config.SetFlag("password_reset_required", true);
  const Object state = Create(kLoginProfileType, config);
  EXPECT_EQ(aws_->sent["CreateLoginProfile"]["PasswordResetRequired"], "true");
  EXPECT_TRUE(state.Flag("password_reset_required"));
  const auto replaces = [&](const char* name, value::Value value) {
    Object changed = config;
    changed.Set(name, std::move(value));
    return Replaces(kLoginProfileType, state.ToValue(), changed) == std::vector<std::string>{name};
  };
  EXPECT_TRUE(replaces("user", value::Value::String("bea")));
  EXPECT_TRUE(replaces("password_length", value::Value::Number(30)));
  EXPECT_TRUE(replaces("password_reset_required", value::Value::Bool(false)));
  EXPECT_TRUE(replaces("pgp_key", value::Value::String("key")));
  EXPECT_EQ(Validate(kLoginProfileType, config), "");
  for (const std::int64_t length : {4, 129}) {
    config.SetInteger("password_length", length);
    EXPECT_NE(Validate(kLoginProfileType, config)
                  .find("expected password_length to be in the range (5 - 128), got " + std::to_string(length)),
              std::string::npos);
  }
}

TEST_F(LoginProfileTest, APasswordForAPgpKeyIsReadByItsOwnerAlone) {
  Start();
  KeyOwner ann;
  Object config = ForAnn();
  config.SetText("pgp_key", ann.public_key());
  const Object state = Create(kLoginProfileType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(state.Get("password").IsNull());
  EXPECT_EQ(state.Text("key_fingerprint"), ann.fingerprint());
  EXPECT_EQ(ann.Decrypt(state.Text("encrypted_password")), aws_->sent["CreateLoginProfile"]["Password"]);
  EXPECT_TRUE(IsQuiet(kLoginProfileType, state, config));
}

TEST_F(LoginProfileTest, WithAKeyThatIsNoneNothingIsMade) {
  Start();
  Object config = ForAnn();
  config.SetText("pgp_key", "no key");
  EXPECT_TRUE(Apply(kLoginProfileType, Nothing(kLoginProfileType), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM User Login Profile for \"ann\": encrypting Password: decoding given PGP "
                                "key: illegal base64 data at input byte 2"),
            std::string::npos);
  EXPECT_FALSE(aws_->Called("CreateLoginProfile"));
}

TEST_F(LoginProfileTest, KeybaseIsRefusedByThePlanOfANewProfile) {
  Start();
  Object config = ForAnn();
  config.SetText("pgp_key", "keybase:ann");
  EXPECT_EQ(Validate(kLoginProfileType, config), "");
  Plan(kLoginProfileType, Nothing(kLoginProfileType), config);
  EXPECT_NE(TakeProblems().find("retrieving Public Key (keybase:ann): rolecall asks no Keybase"), std::string::npos);
  // One that another program made with it stays as it is.
  Object state = config;
  state.SetText("id", "ann");
  state.SetInteger("password_length", 20);
  EXPECT_TRUE(IsQuiet(kLoginProfileType, state, config));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  // The key may be known only when it is applied.
  config.SetUnknown("pgp_key");
  engine::PlannedResource planned = Plan(kLoginProfileType, Nothing(kLoginProfileType), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  config.SetText("pgp_key", "keybase:ann");
  Object known = Wrap(kLoginProfileType, planned.planned);
  known.SetText("pgp_key", "keybase:ann");
  planned.planned = known.ToValue();
  provider_->Apply(kLoginProfileType, {Nothing(kLoginProfileType), ""}, planned, config.ToValue(), switch_,
                   diagnostics_);
  EXPECT_NE(TakeProblems().find("rolecall asks no Keybase"), std::string::npos);
  EXPECT_FALSE(aws_->Called("CreateLoginProfile"));
}

TEST_F(LoginProfileTest, AnImportHasNoPassword) {
  Start();
  const Object state = Wrap(kLoginProfileType, Read(kLoginProfileType, Import(kLoginProfileType, "ann")));
  EXPECT_EQ(state.Text("user"), "ann");
  EXPECT_TRUE(state.Get("password").IsNull());
  for (const char* name : {"encrypted_password", "key_fingerprint"}) {
    EXPECT_TRUE(state.IsSet(name)) << name;
    EXPECT_EQ(state.Text(name), "");
  }
  // Its length is not known: the plan would make another, unless the configuration ignores that.
  EXPECT_EQ(Replaces(kLoginProfileType, state.ToValue(), ForAnn()), std::vector<std::string>{"password_length"});
}

TEST_F(LoginProfileTest, AProfileThatIsGoneIsGone) {
  Start();
  const Object state = Create(kLoginProfileType, ForAnn());
  aws_->Fail("GetLoginProfile", 404, "NoSuchEntity", "none");
  EXPECT_TRUE(Read(kLoginProfileType, state).IsNull());
  aws_->Fail("DeleteLoginProfile", 404, "NoSuchEntity", "none");
  Destroy(kLoginProfileType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(LoginProfileTest, DeletingWaitsForAProfileThatIsStillMade) {
  Start();
  const Object state = Create(kLoginProfileType, ForAnn());
  aws_->FailFirst(2, "DeleteLoginProfile", "EntityTemporarilyUnmodifiable", "being created", "");
  Destroy(kLoginProfileType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->Calls("DeleteLoginProfile"), 3);
}

TEST_F(LoginProfileTest, VersionsDifferInWhatIsSensitiveAndRead) {
  struct Version {
    const char* number;
    bool is_sensitive, reads_resets;
  };
  for (const Version& version : {Version{"4.67.0", false, true}, Version{"5.46.0", false, false},
                                 Version{"5.75.0", true, false}, Version{"6.25.0", true, false}}) {
    Make(version.number);
    const auto& attributes = provider_->schema().resources.at(kLoginProfileType).block.attributes;
    EXPECT_EQ(attributes.at("password").sensitive, version.is_sensitive) << version.number;
  }
  Start("4.67.0");
  Object state = ForAnn();
  state.SetText("id", "ann");
  EXPECT_TRUE(Wrap(kLoginProfileType, Read(kLoginProfileType, state)).Flag("password_reset_required"));
}

TEST_F(LoginProfileTest, RefusalsAreToldWithoutThePassword) {
  Start();
  for (const char* action : {"CreateLoginProfile", "GetLoginProfile", "DeleteLoginProfile"}) {
    aws_->Fail(action, 403, "AccessDenied", "no");
  }
  EXPECT_TRUE(Apply(kLoginProfileType, Nothing(kLoginProfileType), ForAnn()).IsNull());
  const std::string problems = TakeProblems();
  EXPECT_NE(problems.find("creating IAM User Login Profile for \"ann\": "), std::string::npos);
  EXPECT_EQ(problems.find(aws_->sent["CreateLoginProfile"]["Password"]), std::string::npos);
  Object state = ForAnn();
  state.SetText("id", "ann");
  Read(kLoginProfileType, state);
  EXPECT_NE(TakeProblems().find("reading IAM User Login Profile (ann): "), std::string::npos);
  Destroy(kLoginProfileType, state);
  EXPECT_NE(TakeProblems().find("deleting IAM User Login Profile (ann): "), std::string::npos);
  aws_->Answer("GetLoginProfile", "");
  Read(kLoginProfileType, state);
  EXPECT_NE(TakeProblems().find("empty response"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
