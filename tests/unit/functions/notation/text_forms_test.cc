// The small notations: addresses, globs, timestamps, scalars of YAML.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "functions/notation/address.h"
#include "functions/notation/glob.h"
#include "functions/notation/timestamp.h"
#include "functions/notation/yaml_scalar.h"

namespace rolecall::functions {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using value::Value;

TEST(Prefix, DropsItsHostBits) {
  EXPECT_EQ(ParsePrefix("192.0.2.77/24")->Text(), "192.0.2.0/24");
  EXPECT_EQ(ParsePrefix("192.0.2.77/0")->Text(), "0.0.0.0/0");
  EXPECT_EQ(ParsePrefix("2001:db8::77/64")->Text(), "2001:db8::/64");
  EXPECT_EQ(ParsePrefix("010.0.0.1/08")->Text(), "10.0.0.0/8");
}

TEST(Prefix, ContainsAddressesOfItsFamily) {
  const Prefix prefix = *ParsePrefix("192.0.2.0/24");
  EXPECT_TRUE(prefix.Contains(*ParseAddress("192.0.2.255")));
  EXPECT_FALSE(prefix.Contains(*ParseAddress("192.0.3.0")));
  EXPECT_FALSE(ParsePrefix("0.0.0.0/0")->Contains(*ParseAddress("::")));
  EXPECT_TRUE(ParsePrefix("::/0")->Contains(*ParseAddress("ffff::")));
}

TEST(Prefix, NeedsALength) {
  for (const char* text : {"", "192.0.2.0", "192.0.2.0/", "192.0.2.0/33", "::/129", "192.0.2.0/-1", "192.0.2.0/+8",
                           "x/8", "/8", "192.0.2.0/8/8", "192.0.2.0/ 8"}) {
    EXPECT_FALSE(ParsePrefix(text)) << text;
  }
}

TEST(PrefixMask, IsOfTheFamilysWidth) {
  EXPECT_EQ(PrefixMask(0, 32), AddressBits{0});
  EXPECT_EQ(PrefixMask(8, 32), AddressBits{0xFF000000});
  EXPECT_EQ(PrefixMask(32, 32), AddressBits{0xFFFFFFFF});
  EXPECT_EQ(PrefixMask(128, 128), ~AddressBits{0});
}

TEST(Glob, AStarStaysWithinAName) {
  EXPECT_TRUE(GlobMatches("*.tf", "main.tf"));
  EXPECT_FALSE(GlobMatches("*.tf", "a/main.tf"));
  EXPECT_TRUE(GlobMatches("a*b*c", "aXbYbZc"));
  EXPECT_FALSE(GlobMatches("a*b", "a"));
  EXPECT_TRUE(GlobMatches("?.tf", "ü.tf"));  // a character, not a byte
  EXPECT_FALSE(GlobMatches("?", ""));
}

TEST(Glob, TwoStarsAreAnyDirectories) {
  for (const char* path : {"main.tf", "a/main.tf", "a/b/main.tf"}) EXPECT_TRUE(GlobMatches("**/*.tf", path)) << path;
  EXPECT_TRUE(GlobMatches("a/**/c", "a/c"));
  EXPECT_TRUE(GlobMatches("a/**", "a/b/c"));
  EXPECT_FALSE(GlobMatches("a/**/c", "b/c"));
  EXPECT_FALSE(GlobMatches("**/c", "a/b"));
}

TEST(Glob, ClassesHaveRangesAndContraries) {
  EXPECT_TRUE(GlobMatches("[a-c]x", "bx"));
  EXPECT_FALSE(GlobMatches("[a-c]x", "dx"));
  EXPECT_TRUE(GlobMatches("[^a-c]x", "dx"));
  EXPECT_FALSE(GlobMatches("[!a]x", "ax"));
  EXPECT_TRUE(GlobMatches("[]]", "]"));
  EXPECT_TRUE(GlobMatches("[a-]", "-"));
  EXPECT_TRUE(GlobMatches("[ä-ö]", "ä"));
  EXPECT_FALSE(GlobMatches("[a-z]", "ä"));
}

TEST(Glob, ABackslashTakesTheNextCharacterAsItIs) {
  EXPECT_TRUE(GlobMatches("\\*", "*"));
  EXPECT_FALSE(GlobMatches("\\*", "a"));
}

TEST(Glob, IsBadWithOpenBracketsBracesOrBackslash) {
  for (const char* good : {"", "*", "[a]", "{a,b}", "{a,{b,c}}", "[{]", "\\{"}) EXPECT_TRUE(IsGoodGlob(good)) << good;
  for (const char* bad : {"[a", "{a", "a}", "\\", "{a,{b}", "a\\"}) EXPECT_FALSE(IsGoodGlob(bad)) << bad;
}

TEST(Glob, BracesStandForEachAlternative) {
  EXPECT_THAT(ExpandBraces("{a,b{c,d}}.tf"), testing::UnorderedElementsAre("a.tf", "bc.tf", "bd.tf"));
  EXPECT_THAT(ExpandBraces("a"), ElementsAre("a"));
  EXPECT_THAT(ExpandBraces("{}"), ElementsAre(""));
  std::string many;
  for (int i = 0; i < 20; ++i) many += "{a,b}";  // 2^20 alternatives
  EXPECT_LE(ExpandBraces(many).size(), 1024u);
}

TEST(Timestamp, KeepsItsOffset) {
  const auto time = ParseTimestamp("2026-11-23T19:11:14.5+01:30");
  ASSERT_TRUE(time.ok()) << time.error();
  EXPECT_EQ(time->nanoseconds, 500000000);
  EXPECT_EQ(time->offset, 5400);
  EXPECT_EQ(time->Text(), "2026-11-23T19:11:14+01:30");
  EXPECT_EQ(time->OffsetText(false), "+0130");
  EXPECT_EQ(time->At().weekday, 1);  // a Monday
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00-00:30")->seconds, 1800);
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00-00:30")->Text(), "1970-01-01T00:00:00-00:30");
}

TEST(Timestamp, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"", "end of string before year"},
      {"20x6-01-01T00:00:00Z", "cannot use \"20x6-01-01T00:00:00Z\" as year"},
      {"2026-13-01T00:00:00Z", "month out of range"},
      {"2026-02-30T00:00:00Z", "day out of range"},
      {"2026-01-01 00:00:00Z", "missing required time introducer 'T'"},
      {"2026-01-01T24:00:00Z", "hour out of range"},
      {"2026-01-01T00:60:00Z", "minute out of range"},
      {"2026-01-01T00:00:00", "end of string before UTC offset"},
      {"2026-01-01T00:00:00x", "cannot use \"x\" as UTC offset"},
      {"2026-01-01T00:00:00+0100", "found \"00\" where \":\" is expected"},
      {"2026-01-01T00:00:00+01", "end of string where \":\" is expected"},
      {"2026-01-01T00:00:00Zx", "extra text: \"x\""},
      {"2026-01-01T00:00:00.Z", "cannot use \".Z\" as UTC offset"}};
  for (const auto& [text, why] : mistakes) {
    const auto time = ParseTimestamp(text);
    ASSERT_FALSE(time.ok()) << text;
    EXPECT_THAT(time.error(), HasSubstr(why)) << text;
  }
}

Value Scalar(const std::string& text, const std::string& tag = "") {
  const auto resolved = ResolveYamlScalar(tag, text);
  return resolved.ok() ? *resolved : Value::String("error: " + resolved.error());
}

TEST(YamlScalar, PlainWordsAreWhatYaml11SaysTheyAre) {
  for (const char* text : {"y", "Yes", "ON", "true"}) EXPECT_TRUE(Scalar(text).Same(Value::Bool(true))) << text;
  for (const char* text : {"n", "No", "OFF", "False"}) EXPECT_TRUE(Scalar(text).Same(Value::Bool(false))) << text;
  for (const char* text : {"", "~", "null", "NULL"}) EXPECT_TRUE(Scalar(text).IsNull()) << text;
  for (const char* text : {"yEs", "nil", "tru", "a1"}) EXPECT_TRUE(Scalar(text).Same(Value::String(text))) << text;
}

TEST(YamlScalar, NumbersHaveBasesAndInfinities) {
  EXPECT_TRUE(Scalar("-12").Same(Value::Int(-12)));
  EXPECT_TRUE(Scalar("0x1F").Same(Value::Int(31)));
  EXPECT_TRUE(Scalar("-0o17").Same(Value::Int(-15)));
  EXPECT_TRUE(Scalar("+.inf").Same(Value::Number(value::Number::PositiveInfinity())));
  EXPECT_TRUE(Scalar("-.Inf").Same(Value::Number(value::Number::NegativeInfinity())));
  for (const char* text : {"0z1", "0x-1", "1.2.3", "-", "+", "."}) {
    EXPECT_TRUE(Scalar(text).Same(Value::String(text))) << text;
  }
  EXPECT_THAT(Scalar(".nan").AsString(), HasSubstr("NaN is not supported"));
}

TEST(YamlScalar, DatesBecomeTimestamps) {
  EXPECT_TRUE(Scalar("2006-01-02").Same(Value::String("2006-01-02T00:00:00Z")));
  EXPECT_TRUE(Scalar("2006-1-2").Same(Value::String("2006-01-02T00:00:00Z")));
  EXPECT_TRUE(Scalar("2006-01-02 15:04:05.9").Same(Value::String("2006-01-02T15:04:05Z")));
  EXPECT_TRUE(Scalar("2006-01-02t15:04:05+01:00").Same(Value::String("2006-01-02T15:04:05+01:00")));
  for (const char* text : {"2006-13-02", "2006-01-02x", "2006-01-02T15:04:05", "2006-01-02 15:04", "200-01-02"}) {
    EXPECT_TRUE(Scalar(text).Same(Value::String(text))) << text;
  }
}

TEST(YamlScalar, ATagDecides) {
  const std::string core = "tag:yaml.org,2002:";
  EXPECT_TRUE(Scalar("12", core + "str").Same(Value::String("12")));
  EXPECT_TRUE(Scalar("x", core + "null").IsNull());
  EXPECT_TRUE(Scalar("on", core + "bool").Same(Value::Bool(true)));
  EXPECT_TRUE(Scalar("1.5", core + "float").Same(Value::Number(*value::Number::Parse("1.5"))));
  EXPECT_TRUE(Scalar("2006-01-02", core + "timestamp").Same(Value::String("2006-01-02T00:00:00Z")));
  EXPECT_TRUE(Scalar("YQ==", core + "binary").Same(Value::String("YQ==")));
  for (const char* kind : {"bool", "int", "float", "timestamp", "binary"}) {
    EXPECT_THAT(Scalar("x", core + kind).AsString(), HasSubstr("cannot parse \"x\"")) << kind;
  }
  EXPECT_THAT(Scalar("x", "!own").AsString(), HasSubstr("unsupported tag \"!own\""));
}

}  // namespace
}  // namespace rolecall::functions
