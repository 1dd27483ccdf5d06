// Edges where cty's rules are not what one would guess.
#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

using Edges = Calling;

TEST_F(Edges, AnUntypedNullIsOfNoTypeYet) {
  EXPECT_EQ(Show("format", {Text("%v"), Value()}), "unknown");
  EXPECT_EQ(Show("merge", {Value(), Value::Object({{"a", Num(1)}})}), "{\"a\":1}");
  EXPECT_EQ(Show("merge", {Value(), Text("x")}), "error: arguments must be maps or objects, got \"string\"");
  EXPECT_EQ(Show("coalescelist", {Value(), Texts({"b"})}), "error: coalescelist arguments must be lists or tuples");
}

TEST_F(Edges, NumbersMustBeWholeWhereDigitsAreAskedFor) {
  EXPECT_EQ(Show("format", {Text("%d"), Dec("1.5")}),
            "error: unsupported value for \"%d\" at 0: an integer is required");
  EXPECT_EQ(Show("signum", {Num(-29)}), "-1");
  EXPECT_EQ(Show("signum", {Dec("-0.5")}).find("error: value must be a whole number"), 0u);
  EXPECT_EQ(Show("parseint", {Num(10), Num(10)}), "error: first argument must be a string, not number");
  EXPECT_EQ(Show("parseint", {Text("ff"), Num(16)}), "255");
}

TEST_F(Edges, SortedLengthIsKnownBeforeTheElementsAre) {
  const FunctionResult sorted =
      Call("sort", {Value::List(Type::String(), {Text("a"), Value::Unknown(Type::String())})});
  ASSERT_TRUE(sorted.ok());
  ASSERT_TRUE(sorted->IsKnown());
  EXPECT_EQ(sorted->size(), 2u);
  EXPECT_FALSE(sorted->elements()[0].IsKnown());
}

TEST_F(Edges, FlattenAsksForSequencesOnceAllIsKnown) {
  EXPECT_EQ(Show("flatten", {Text("a")}), "error: can only flatten lists, sets and tuples");
  EXPECT_EQ(Show("flatten", {Value::Unknown(Type::String())}), "unknown");
}

TEST_F(Edges, TwoQuotesInADateFormatAreOne) {
  const Value time = Text("2006-01-02T15:04:05Z");
  EXPECT_EQ(Show("formatdate", {Text("EEE, MMM D ''YY"), time}), "Mon, Jan 2 '06");
  EXPECT_EQ(Show("formatdate", {Text("'it''s' YYYY"), time}), "it's 2006");
}

TEST_F(Edges, AnEmptyYamlTextIsNoDocument) {
  EXPECT_EQ(Show("yamldecode", {Text("")}), "error: on line 1, column 1: missing start of document");
}

TEST_F(Edges, YamlKeysAreReadAsValuesAre) {
  EXPECT_EQ(Show("yamldecode", {Text("yes: 1\n1.50: 2\n'no': 3\n0x1f: 4\n")}), R"({"1.5":2,"31":4,"no":3,"true":1})");
  EXPECT_EQ(Show("yamldecode", {Text("[1_000, 0b11, 0o17, 0x1f]")}), R"(["1_000","0b11",15,31])");
}

TEST_F(Edges, Utf16IsBigEndianWithAMark) {
  EXPECT_EQ(Show("textencodebase64", {Text("é"), Text("UTF-16")}), "/v8A6Q==");
  EXPECT_EQ(Show("textdecodebase64", {Text("AOk="), Text("utf-16")}), "é");
  EXPECT_EQ(Show("textdecodebase64", {Text("//7pAA=="), Text("UTF-16")}), "é");
  EXPECT_EQ(Show("textencodebase64", {Text("日"), Text("ISO-2022-JP")}), "GyRCRnwbKEI=");
}

TEST_F(Edges, TextsDoNotGrowWithoutEnd) {
  const Value large = Text(std::string(1u << 20, 'a'));
  const std::string too_large = "error: the result is larger than 64 MB, which is the limit";
  EXPECT_EQ(Show("replace", {large, Text("a"), large}), too_large);
  EXPECT_EQ(Show("replace", {large, Text("/a/"), large}), too_large);
  EXPECT_EQ(Show("replace", {large, Text(""), large}), too_large);
  EXPECT_EQ(Show("join", {large, Texts(std::vector<std::string>(100, "x"))}), too_large);
  EXPECT_EQ(Show("indent", {Num(10000), Text(std::string(1u << 20, '\n'))}), too_large);
  EXPECT_EQ(Show("bcrypt", {Text("a"), Num(31)}), "error: cost must be a whole number of at most 18");
}

}  // namespace
}  // namespace rolecall::functions
