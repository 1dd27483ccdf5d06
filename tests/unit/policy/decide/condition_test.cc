#include <gtest/gtest.h>

#include "policy/decide/pattern.h"
#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Holds;
using testing::With;
using testing::WithSet;

std::string One(const std::string& op, const std::string& key, const std::string& values) {
  return R"({")" + op + R"(": {")" + key + R"(": )" + values + "}}";
}

struct TagKeysRow {
  const char* op;
  bool absent, team, env, both;
};

TEST(PolicyConditions, MultivaluedKeyTable) {
  const TagKeysRow kRows[] = {
      {"StringEquals", false, false, false, false},
      {"StringEqualsIfExists", true, false, false, false},
      {"StringNotEquals", true, false, false, false},
      {"StringNotEqualsIfExists", true, false, false, false},
      {"ForAnyValue:StringEquals", false, true, false, true},
      {"ForAllValues:StringEquals", true, true, false, false},
      {"ForAnyValue:StringNotEquals", false, false, true, true},
      {"ForAllValues:StringNotEquals", true, false, true, false},
  };
  for (const TagKeysRow& row : kRows) {
    std::string condition = One(row.op, "aws:TagKeys", R"("team")");
    EXPECT_EQ(Holds(condition, {}), row.absent) << row.op;
    EXPECT_EQ(Holds(condition, WithSet("aws:TagKeys", {"team"})), row.team) << row.op;
    EXPECT_EQ(Holds(condition, WithSet("aws:TagKeys", {"env"})), row.env) << row.op;
    EXPECT_EQ(Holds(condition, WithSet("aws:TagKeys", {"team", "env"})), row.both) << row.op;
  }
}

TEST(PolicyConditions, DeclaredTypeDecidesNotTheCount) {
  EXPECT_FALSE(Holds(One("StringEquals", "aws:TagKeys", R"("team")"), With("aws:TagKeys", "team")));
  EXPECT_TRUE(Holds(One("ForAnyValue:StringEquals", "aws:TagKeys", R"("team")"), With("aws:TagKeys", "team")));
}

TEST(PolicyConditions, SingleValuedKeyIsASetOfOneForSetOperators) {
  EXPECT_TRUE(Holds(One("ForAllValues:StringEquals", "aws:RequestTag/a", R"("x")"), With("aws:RequestTag/a", "x")));
  EXPECT_FALSE(Holds(One("ForAnyValue:StringEquals", "aws:RequestTag/a", R"("y")"), With("aws:RequestTag/a", "x")));
}

TEST(PolicyConditions, KeysIgnoreCaseValuesDoNot) {
  EXPECT_TRUE(Holds(One("StringEquals", "AWS:requesttag/TEAM", R"("x")"), With("aws:RequestTag/team", "x")));
  EXPECT_FALSE(Holds(One("StringEquals", "aws:RequestTag/team", R"("X")"), With("aws:RequestTag/team", "x")));
}

TEST(PolicyConditions, ValuesAreOredAndNegatedOnesNored) {
  std::string list = R"(["a", "b"])";
  EXPECT_TRUE(Holds(One("StringEquals", "k", list), With("k", "b")));
  EXPECT_FALSE(Holds(One("StringNotEquals", "k", list), With("k", "b")));
  EXPECT_TRUE(Holds(One("StringNotEquals", "k", list), With("k", "c")));
}

TEST(PolicyConditions, MissingKeyIsTrueForNegatedAndIfExists) {
  EXPECT_FALSE(Holds(One("StringEquals", "k", R"("a")"), {}));
  EXPECT_TRUE(Holds(One("StringNotEquals", "k", R"("a")"), {}));
  EXPECT_TRUE(Holds(One("StringEqualsIfExists", "k", R"("a")"), {}));
  EXPECT_FALSE(Holds(One("StringEqualsIfExists", "k", R"("a")"), With("k", "b")));
  EXPECT_TRUE(Holds(One("NumericLessThanIfExists", "k", "1"), {}));
}

TEST(PolicyConditions, UncertainForAnyValueIfExistsOnMissingKeyGrantsLess) {
  std::string condition = One("ForAnyValue:StringEqualsIfExists", "k", R"("a")");
  EXPECT_FALSE(Holds(condition, {}, "Allow"));
  EXPECT_TRUE(Holds(condition, {}, "Deny"));
}

TEST(PolicyConditions, NullAsksForPresenceOnly) {
  EXPECT_TRUE(Holds(One("Null", "k", "true"), {}));
  EXPECT_FALSE(Holds(One("Null", "k", "true"), With("k", "")));
  EXPECT_TRUE(Holds(One("Null", "k", R"("false")"), With("k", "")));
  EXPECT_TRUE(Holds(One("Null", "aws:TagKeys", "false"), WithSet("aws:TagKeys", {"a", "b"})));
  EXPECT_FALSE(Holds(One("Null", "k", "false"), {}));
}

TEST(PolicyConditions, EmptyValueLists) {
  EXPECT_FALSE(Holds(One("StringEquals", "k", "[]"), With("k", "")));
  EXPECT_FALSE(Holds(One("StringNotEquals", "k", "[]"), With("k", "a")));
  EXPECT_FALSE(Holds(One("StringNotEquals", "k", "[]"), {}));
  EXPECT_TRUE(Holds(One("StringEqualsIfExists", "k", "[]"), {}));
  EXPECT_FALSE(Holds(One("StringEqualsIfExists", "k", "[]"), With("k", "a")));
  EXPECT_TRUE(Holds(One("ForAllValues:StringEquals", "k", "[]"), {}));
  EXPECT_FALSE(Holds(One("ForAllValues:StringEquals", "k", "[]"), WithSet("k", {"a"})));
  EXPECT_FALSE(Holds(One("ForAnyValue:StringEquals", "k", "[]"), WithSet("k", {"a"})));
}

TEST(PolicyConditions, Numbers) {
  EXPECT_TRUE(Holds(One("NumericEquals", "k", "1"), With("k", "+1.0")));
  EXPECT_TRUE(Holds(One("NumericLessThan", "k", R"("10")"), With("k", "9")));
  EXPECT_FALSE(Holds(One("NumericLessThan", "k", R"("10")"), With("k", "10")));
  EXPECT_TRUE(Holds(One("NumericGreaterThanEquals", "k", R"("10")"), With("k", "10")));
  EXPECT_TRUE(Holds(One("NumericNotEquals", "k", "1"), With("k", "abc")));
  EXPECT_FALSE(Holds(One("NumericLessThan", "k", "1"), With("k", "abc")));
  EXPECT_FALSE(Holds(One("NumericEquals", "k", R"("abc")"), With("k", "abc")));
  EXPECT_TRUE(Holds(One("NumericNotEquals", "k", R"("abc")"), With("k", "1")));
}

TEST(PolicyConditions, Dates) {
  EXPECT_TRUE(Holds(One("DateLessThan", "aws:CurrentTime", R"("2030-01-01T00:00:00Z")"), With("aws:CurrentTime", "0")));
  EXPECT_FALSE(Holds(One("DateGreaterThan", "k", R"("2030-01-01")"), With("k", "2030-01-01T00:00:00Z")));
  EXPECT_TRUE(Holds(One("DateGreaterThanEquals", "k", R"("2030-01-01")"), With("k", "2030-01-01T00:00:00Z")));
  EXPECT_TRUE(Holds(One("DateNotEquals", "k", R"("2030-01-01")"), With("k", "soon")));
}

TEST(PolicyConditions, BoolIsTrueOrEverythingElse) {
  EXPECT_TRUE(Holds(One("Bool", "aws:SecureTransport", "true"), With("aws:SecureTransport", "TRUE")));
  EXPECT_TRUE(Holds(One("Bool", "k", R"("false")"), With("k", "1")));
  EXPECT_TRUE(Holds(One("Bool", "k", R"("yes")"), With("k", "false")));
  EXPECT_FALSE(Holds(One("Bool", "k", R"("true")"), With("k", "yes")));
}

TEST(PolicyConditions, UnparsableAddressesAndArnsMatchNeitherForm) {
  EXPECT_FALSE(Holds(One("IpAddress", "k", R"("0.0.0.0/0")"), With("k", "x")));
  EXPECT_FALSE(Holds(One("NotIpAddress", "k", R"("0.0.0.0/0")"), With("k", "x")));
  EXPECT_FALSE(Holds(One("ArnLike", "k", R"("*")"), With("k", "x")));
  EXPECT_FALSE(Holds(One("ArnNotLike", "k", R"("arn:aws:s3:::b")"), With("k", "x")));
}

TEST(PolicyConditions, ArnsAreComparedPartByPart) {
  Context context = With("k", "arn:aws:iam::111122223333:user/a:b");
  EXPECT_TRUE(Holds(One("ArnLike", "k", R"("arn:aws:iam::*:user/*")"), context));
  EXPECT_TRUE(Holds(One("ArnEquals", "k", R"("arn:aws:iam::*:user/*")"), context));
  EXPECT_TRUE(Holds(One("ArnLike", "k", R"("*")"), context));
  EXPECT_FALSE(Holds(One("ArnLike", "k", R"("arn:aws:*:user/*")"), context));
  EXPECT_FALSE(Holds(One("ArnNotEquals", "k", R"("arn:aws:iam::*:user/*")"), context));
}

TEST(PolicyConditions, MalformedArnInThePolicyGrantsNothingAndDenies) {
  Context context = With("k", "arn:aws:iam::111122223333:user/a");
  std::string malformed = R"(["nonsense"])";
  EXPECT_FALSE(Holds(One("ArnLike", "k", malformed), context, "Allow"));
  EXPECT_FALSE(Holds(One("ArnNotLike", "k", malformed), context, "Allow"));
  EXPECT_TRUE(Holds(One("ArnLike", "k", malformed), context, "Deny"));
  EXPECT_TRUE(Holds(One("ArnLike", "k", R"(["arn:aws:iam::*:user/a", "nonsense"])"), context, "Allow"));
}

TEST(PolicyConditions, BinaryIsComparedAsBytes) {
  EXPECT_TRUE(Holds(One("BinaryEquals", "k", R"("YQ==")"), With("k", "YQ==")));
  EXPECT_FALSE(Holds(One("BinaryEquals", "k", R"("YQ==")"), With("k", "YR==")));
}

TEST(PolicyVariables, AreSubstitutedLiterally) {
  Context context;
  context.Set("aws:PrincipalTag/team", "a*");
  context.Set("k", "a*");
  std::string condition = One("StringLike", "k", R"("${aws:PrincipalTag/team}")");
  EXPECT_TRUE(Holds(condition, context));
  context.Set("k", "abc");
  EXPECT_FALSE(Holds(condition, context));
}

TEST(PolicyVariables, WithoutValueArePositiveFalseAndNegatedTrue) {
  EXPECT_FALSE(Holds(One("StringEquals", "k", R"("${aws:username}")"), With("k", "x")));
  EXPECT_TRUE(Holds(One("StringNotEquals", "k", R"("${aws:username}")"), With("k", "x")));
  EXPECT_TRUE(Holds(One("StringEquals", "k", R"("${aws:username, 'x'}")"), With("k", "x")));
}

TEST(PolicyVariables, MultivaluedKeysHaveNoValueEvenWithDefault) {
  Context context = WithSet("aws:TagKeys", {"x"});
  context.Set("k", "x");
  EXPECT_FALSE(Holds(One("StringEquals", "k", R"("${aws:TagKeys, 'x'}")"), context));
  EXPECT_TRUE(Holds(One("StringNotEquals", "k", R"("${aws:TagKeys, 'x'}")"), context));
}

// What is longer than the text that it is held against matches nothing, and is not made: a policy of some KiB could
// name a header of 30 KiB a thousand times.
TEST(PolicyVariables, AreNotFilledInBeyondWhatCouldMatch) {
  const std::string value(30000, 'a');
  Context context = With("v", value);
  std::string thousand;
  for (int i = 0; i < 1000; ++i) thousand += "${v}";
  const Expanded text(CompileText(thousand, true, Version::k2012), context, value.size());
  EXPECT_TRUE(text.ok());
  EXPECT_FALSE(text.fits());
  EXPECT_FALSE(Expanded(CompilePattern("*${v}?*", true, Version::k2012), context, value.size()).fits());
  EXPECT_TRUE(Expanded(CompilePattern("*${v}*", true, Version::k2012), context, value.size()).fits());
  EXPECT_FALSE(Expanded(CompileText(thousand + "${w}", true, Version::k2012), context, value.size()).ok());

  context.Set("k", value);
  for (const char* op : {"StringEquals", "StringEqualsIgnoreCase", "StringLike"}) {
    EXPECT_TRUE(Holds(One(op, "k", R"("${v}")"), context)) << op;
    EXPECT_FALSE(Holds(One(op, "k", "\"" + thousand + "\""), context)) << op;
    EXPECT_FALSE(Holds(One(op, "k", "\"" + thousand + "\""), context, "Deny")) << op;
  }
  EXPECT_TRUE(Holds(One("StringNotEquals", "k", "\"" + thousand + "\""), context));
  // No ARN is that long: as one that is malformed.
  context.Set("k", "arn:aws:s3:::b");
  EXPECT_FALSE(Holds(One("ArnLike", "k", "\"" + thousand + "\""), context));
  EXPECT_TRUE(Holds(One("ArnLike", "k", "\"" + thousand + "\""), context, "Deny"));
}

TEST(PolicyVariables, ALongerSpellingOfTheSameLettersIsFilledIn) {
  std::string kelvin;
  for (int i = 0; i < 3000; ++i) kelvin += "\u212a";
  Context context = With("v", kelvin);
  context.Set("k", std::string(3000, 'k'));
  EXPECT_TRUE(Holds(One("StringEqualsIgnoreCase", "k", R"("${v}")"), context));
}

TEST(PolicyVariables, WildcardEscapesAreLiteral) {
  EXPECT_TRUE(Holds(One("StringLike", "k", R"("a${*}")"), With("k", "a*")));
  EXPECT_FALSE(Holds(One("StringLike", "k", R"("a${*}")"), With("k", "ab")));
  EXPECT_TRUE(Holds(One("StringEquals", "k", R"("${$}{x}")"), With("k", "${x}")));
}

// Whatever byte a value has: it stands for itself, in every place that takes wildcards.
TEST(PolicyVariables, NoByteOfAValueIsAWildcard) {
  const std::string like =
      R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"k": "a/${v}/*"}}})";
  const std::string arn =
      R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"ArnLike": {"k": "arn:aws:s3:::${v}/*"}}})";
  const std::string resource = R"({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${v}/*"})";
  std::vector<std::string> values{"${v}", "${*}", "$", "**", std::string(300, '*'), std::string(4, '\xfe')};
  for (int byte = 1; byte < 256; ++byte) values.emplace_back(1, static_cast<char>(byte));
  for (const std::string& value : values) {
    const auto allows = [&](const std::string& statement, const std::string& key, const std::string& object) {
      Context context = With("v", value);
      context.Set("k", key);
      return testing::DecideIdentity(statement, std::move(context), "s3:GetObject", object) == Outcome::kAllowed;
    };
    for (const std::string& other : {std::string("red"), std::string("r"), std::string(value.size(), '~')}) {
      if (other == value) continue;
      EXPECT_FALSE(allows(like, "a/" + other + "/x", "*")) << value;
      EXPECT_FALSE(allows(arn, "arn:aws:s3:::" + other + "/x", "*")) << value;
      EXPECT_FALSE(allows(resource, "", "arn:aws:s3:::b/" + other + "/x")) << value;
    }
    EXPECT_TRUE(allows(like, "a/" + value + "/x", "*")) << value;
    EXPECT_TRUE(allows(resource, "", "arn:aws:s3:::b/" + value + "/x")) << value;
  }
}

TEST(PolicyVariables, StayTextInNumbersAndBooleans) {
  Context context = With("k", "1");
  context.Set("v", "1");
  EXPECT_FALSE(Holds(One("NumericEquals", "k", R"("${v}")"), context));
}

}  // namespace
}  // namespace rolecall::policy
