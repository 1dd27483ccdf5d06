#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/clock.h"
#include "base/encoding.h"
#include "engine/provider/ephemeral.h"
#include "providers/random/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::random {
namespace {

using value::Value;

class RandomTest : public ProviderHarness {
 protected:
  RandomTest() { Use(MakeRandomProvider(random_, clock_)); }
  FakeRandom random_;
  FakeClock clock_{FromUnixSeconds(1'700'000'000)};
};

TEST_F(RandomTest, UuidsOfBothVersionsHaveTheirShape) {
  const std::string random = Create("random_uuid4", Empty("random_uuid4")).Text("result");
  EXPECT_EQ(random[14], '4') << random;
  const Object state = Create("random_uuid7", Empty("random_uuid7"));
  EXPECT_EQ(state.Text("result").substr(0, 15), "018bcfe5-6800-7") << "the time of the clock, then the version";
  EXPECT_EQ(state.Text("id"), state.Text("result"));
}

TEST_F(RandomTest, AnIdHasAllItsFormsAndOnePrefix) {
  Object config = Empty("random_id");
  config.SetInteger("byte_length", 8);
  config.SetText("prefix", "p-");
  Object state = Create("random_id", config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  std::string bytes = *Base64UrlDecode(state.Text("id"));
  EXPECT_EQ(bytes.size(), 8u);
  EXPECT_EQ(state.Text("b64_url"), "p-" + state.Text("id"));
  EXPECT_EQ(state.Text("b64_std"), "p-" + Base64Encode(bytes));
  EXPECT_EQ(state.Text("hex"), "p-" + HexEncode(bytes));
  std::uint64_t number = 0;
  for (unsigned char byte : bytes) number = number << 8 | byte;
  EXPECT_EQ(state.Text("dec"), "p-" + std::to_string(number));
  EXPECT_TRUE(IsQuiet("random_id", state, config));
}

TEST_F(RandomTest, AnImportedIdIsTheOneThatWasMade) {
  Object state = Import("random_id", "p-,AQID_w");
  EXPECT_EQ(state.Text("hex"), "p-010203ff");
  EXPECT_EQ(state.Text("dec"), "p-16909311");
  EXPECT_EQ(state.Integer("byte_length"), 4);
  Import("random_id", "not base64!");
  EXPECT_NE(Problems().find("B64_URL"), std::string::npos);
}

TEST_F(RandomTest, AKeeperThatChangesMakesANewValueButOneWithoutValueDoesNot) {
  Object config = Empty("random_uuid");
  config.SetTextMap("keepers", {{"a", "1"}});
  Object state = Create("random_uuid", config);
  EXPECT_EQ(state.Text("id"), state.Text("result"));
  EXPECT_TRUE(IsQuiet("random_uuid", state, config));
  Object other = config;
  other.SetTextMap("keepers", {{"a", "2"}});
  EXPECT_EQ(Replaces("random_uuid", state.ToValue(), other), std::vector<std::string>{"keepers"});
  Object null = config;
  null.Set("keepers",
           Value::Map(value::Type::String(), {{"a", Value::String("1")}, {"b", Value::Null(value::Type::String())}}));
  EXPECT_TRUE(IsQuiet("random_uuid", state, null));
}

TEST_F(RandomTest, APasswordHasAtLeastWhatIsAskedFor) {
  Object config = Empty("random_password");
  config.SetInteger("length", 12);
  config.SetInteger("min_numeric", 3);
  config.SetInteger("min_special", 3);
  config.SetText("override_special", "_");
  config.SetFlag("upper", false);
  for (int i = 0; i < 20; ++i) {
    Object state = Create("random_password", config);
    std::string text = state.Text("result");
    ASSERT_EQ(text.size(), 12u);
    EXPECT_GE(std::count_if(text.begin(), text.end(), ::isdigit), 3);
    EXPECT_GE(std::count(text.begin(), text.end(), '_'), 3);
    EXPECT_EQ(std::count_if(text.begin(), text.end(), ::isupper), 0);
    EXPECT_EQ(state.Text("id"), "none");
    EXPECT_TRUE(state.Text("bcrypt_hash").starts_with("$2a$10$"));
    EXPECT_TRUE(state.Flag("number"));
  }
}

class EphemeralPasswordTest : public RandomTest {
 protected:
  EphemeralPasswordTest()
      : type_(engine::ImpliedType(provider_->FindEphemeral("random_password")->block)),
        config_(type_, Value::Null(type_)) {}
  Object Open() {
    auto& ephemeral = dynamic_cast<engine::EphemeralResources&>(*provider_);
    ephemeral.ValidateEphemeral("random_password", config_.ToValue(), diagnostics_);
    return Object(type_, ephemeral.Open("random_password", config_.ToValue(), diagnostics_).result);
  }
  const value::Type type_;
  Object config_;
};

TEST_F(EphemeralPasswordTest, IsAnotherOneEachTime) {
  EXPECT_FALSE(type_.attributes().contains("id"));
  EXPECT_FALSE(type_.attributes().contains("number"));
  config_.SetInteger("length", 20);
  config_.SetFlag("special", false);
  config_.SetInteger("min_numeric", 3);
  const Object one = Open(), other = Open();
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(one.Text("result").size(), 20u);
  EXPECT_NE(one.Text("result"), other.Text("result"));
  EXPECT_TRUE(one.Text("bcrypt_hash").starts_with("$2a$10$"));
  EXPECT_GE(std::ranges::count_if(one.Text("result"), [](char c) { return c >= '0' && c <= '9'; }), 3);
  EXPECT_TRUE(one.Flag("upper"));
  EXPECT_FALSE(one.Flag("special"));
  EXPECT_TRUE(one.ToValue().Get("override_special").IsNull());
}

TEST_F(EphemeralPasswordTest, ThatCannotBeIsRefused) {
  config_.SetInteger("length", 2);
  config_.SetInteger("min_upper", 3);
  Open();
  EXPECT_NE(Problems().find("(3), got: 2"), std::string::npos);
  for (const char* kind : {"upper", "lower", "numeric", "special"}) config_.SetFlag(kind, false);
  Open();
  EXPECT_NE(Problems().find("At least one attribute out of [special,upper,lower,numeric]"), std::string::npos);
}

TEST_F(RandomTest, NumberAndNumericAreOneArgument) {
  Object config = Empty("random_string");
  config.SetInteger("length", 4);
  config.SetFlag("number", false);
  Object state = Create("random_string", config);
  EXPECT_FALSE(state.Flag("numeric"));
  EXPECT_EQ(state.Text("id"), state.Text("result"));
  Object renamed = Empty("random_string");
  renamed.SetInteger("length", 4);
  renamed.SetFlag("numeric", false);
  EXPECT_TRUE(IsQuiet("random_string", state, renamed));
  renamed.SetFlag("number", true);
  EXPECT_NE(Validate("random_string", renamed).find("numeric"), std::string::npos);
}

TEST_F(RandomTest, LengthsThatCannotBeAreNamed) {
  Object config = Empty("random_password");
  config.SetInteger("length", 3);
  config.SetInteger("min_upper", 4);
  EXPECT_NE(Validate("random_password", config).find("(4), got: 3"), std::string::npos);
  config.SetInteger("length", 0);
  EXPECT_NE(Validate("random_password", config).find("at least 1"), std::string::npos);
  Object empty = Empty("random_string");
  empty.SetInteger("length", 3);
  for (const char* kind : {"upper", "lower", "numeric", "special"}) empty.SetFlag(kind, false);
  Create("random_string", empty);
  EXPECT_NE(Problems().find("character set specified is empty"), std::string::npos);
}

TEST_F(RandomTest, APasswordOfAnOldStateGetsWhatItLacks) {
  Value state = provider_->UpgradeState(
      "random_password", 0, R"({"id":"none","length":4,"number":true,"result":"abcd","special":false})", diagnostics_);
  Object read = Wrap("random_password", state);
  EXPECT_TRUE(read.Flag("numeric"));
  EXPECT_FALSE(read.Flag("special"));
  EXPECT_EQ(read.Get("min_lower").AsNumber().Text(), "0");
  EXPECT_TRUE(read.Text("bcrypt_hash").starts_with("$2a$10$"));
  Object config = Empty("random_password");
  config.SetInteger("length", 4);
  config.SetFlag("special", false);
  EXPECT_TRUE(Replaces("random_password", state, config).empty());
}

TEST_F(RandomTest, AnImportedPasswordIsKept) {
  Object state = Import("random_password", "secret!");
  EXPECT_EQ(state.Text("result"), "secret!");
  EXPECT_EQ(state.Integer("length"), 7);
  Object config = Empty("random_password");
  config.SetInteger("length", 7);
  EXPECT_TRUE(IsQuiet("random_password", state, config));
}

TEST_F(RandomTest, ASeedGivesTheSameNumberAgain) {
  Object config = Empty("random_integer");
  config.SetInteger("min", -5);
  config.SetInteger("max", 1000000);
  config.SetText("seed", "x");
  Object first = Create("random_integer", config);
  EXPECT_EQ(first.Integer("result"), Create("random_integer", config).Integer("result"));
  EXPECT_EQ(first.Text("id"), std::to_string(first.Integer("result")));
  config.SetText("seed", "y");
  EXPECT_NE(first.Integer("result"), Create("random_integer", config).Integer("result"));
  Object imported = Import("random_integer", "7,1,9,s");
  EXPECT_EQ(imported.Integer("result"), 7);
  EXPECT_EQ(imported.Text("seed"), "s");
}

TEST_F(RandomTest, IntegersReachBothEnds) {
  Object config = Empty("random_integer");
  config.SetInteger("min", 1);
  config.SetInteger("max", 2);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 64; ++i) seen.insert(Create("random_integer", config).Integer("result"));
  EXPECT_EQ(seen, (std::set<std::int64_t>{1, 2}));
  config.SetInteger("min", 3);
  EXPECT_NE(Validate("random_integer", config).find("smaller than or equal"), std::string::npos);
}

TEST_F(RandomTest, AShuffleRepeatsOnlyWhenItMust) {
  Object config = Empty("random_shuffle");
  config.SetTexts("input", {"a", "b", "c"});
  config.SetInteger("result_count", 5);
  std::vector<std::string> result = Create("random_shuffle", config).Texts("result");
  ASSERT_EQ(result.size(), 5u);
  std::vector<std::string> turn(result.begin(), result.begin() + 3);
  std::sort(turn.begin(), turn.end());
  EXPECT_EQ(turn, (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(RandomTest, APetHasItsWordsAndPrefix) {
  Object config = Empty("random_pet");
  config.SetText("prefix", "x");
  config.SetText("separator", "_");
  config.SetInteger("length", 3);
  std::string id = Create("random_pet", config).Text("id");
  EXPECT_TRUE(id.starts_with("x_"));
  EXPECT_EQ(std::count(id.begin(), id.end(), '_'), 3);
  std::string plain = Create("random_pet", Empty("random_pet")).Text("id");
  EXPECT_EQ(std::count(plain.begin(), plain.end(), '-'), 1);
}

TEST_F(RandomTest, BytesAreSensitiveAndComeBack) {
  Object config = Empty("random_bytes");
  config.SetInteger("length", 3);
  Object state = Create("random_bytes", config);
  EXPECT_EQ(*Base64Decode(state.Text("base64")), *HexDecode(state.Text("hex")));
  EXPECT_TRUE(provider_->schema().resources.at("random_bytes").block.attributes.at("hex").sensitive);
  EXPECT_TRUE(IsQuiet("random_bytes", Import("random_bytes", state.Text("base64")), config));
}

TEST_F(RandomTest, AnIntegerIsImportedWithItsBounds) {
  Object state = Import("random_integer", "7,1,9,seed");
  EXPECT_EQ(state.Integer("result"), 7);
  EXPECT_EQ(state.Integer("min"), 1);
  EXPECT_EQ(state.Integer("max"), 9);
  EXPECT_EQ(state.Text("seed"), "seed");
  for (const char* wrong : {"7", "7,1", "a,1,9", "7,1,9,s,x"}) {
    diagnostics_ = diag::Diagnostics();
    Import("random_integer", wrong);
    EXPECT_NE(Problems().find("RESULT,MIN,MAX"), std::string::npos) << wrong;
  }
  Object config = Empty("random_integer");
  config.SetInteger("min", 2);
  config.SetInteger("max", 1);
  EXPECT_NE(Validate("random_integer", config).find("smaller than or equal"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  Create("random_integer", config);
  EXPECT_NE(Problems().find("min must not be greater than max"), std::string::npos);
}

TEST_F(RandomTest, AUuidIsImportedAsItIs) {
  Object made = Create("random_uuid", Empty("random_uuid"));
  EXPECT_EQ(made.Text("id").size(), 36u);
  EXPECT_EQ(Import("random_uuid", made.Text("id")).Text("result"), made.Text("id"));
  Import("random_uuid", "x" + made.Text("id").substr(1));
  EXPECT_NE(Problems().find("must be a UUID"), std::string::npos);
}

TEST_F(RandomTest, ImportsThatCannotBeAreRefused) {
  for (const char* type : {"random_pet", "random_shuffle"}) {
    Import(type, "x");
    EXPECT_NE(Problems().find(std::string(type) + ": this type cannot be imported"), std::string::npos);
  }
  Import("random_id", "?");
  EXPECT_NE(Problems().find("is not in base64url"), std::string::npos);
  Import("random_bytes", "?");
  EXPECT_NE(Problems().find("the bytes in standard base64"), std::string::npos);
}

TEST_F(RandomTest, LengthsOfBytesAndPetsAreChecked) {
  Object id = Empty("random_id");
  id.SetInteger("byte_length", 5000);
  EXPECT_NE(Validate("random_id", id).find("between 1 and 4096, got: 5000"), std::string::npos);
  Object bytes = Empty("random_bytes");
  bytes.SetInteger("length", 0);
  EXPECT_NE(Validate("random_bytes", bytes).find("got: 0"), std::string::npos);
  Object pet = Empty("random_pet");
  pet.SetInteger("length", -1);
  EXPECT_NE(Validate("random_pet", pet).find("got: -1"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::random
