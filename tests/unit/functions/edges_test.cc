// Edges where cty's rules are not what one would guess.
#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

using Edges = Calling;

TEST_F(Edges, AnUntypedNullIsOfNoTypeYet) {
  EXPECT_EQ(Show("format", {Text("%v"), Value()}), "null");
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

TEST_F(Edges, NothingWholeIsANegativeZero) {
  const Value zero = Value::Number(-Num(0).AsNumber());
  EXPECT_EQ(zero.AsNumber().ToInt64(), 0);
  EXPECT_EQ(Show("ceil", {Dec("-0.5")}), "0");
  EXPECT_EQ(Show("abs", {Call("ceil", {Dec("-0.5")}).value()}), "0");
  EXPECT_EQ(Show("parseint", {Text("-0"), Num(10)}), "0");
  EXPECT_EQ(Show("signum", {zero}), "0");
}

// Go's last bits; the C library's are 4.999999999999999, 2.5937424601000023 and 1e-70.
TEST_F(Edges, LogarithmsAndPowersAreGosToTheLastBit) {
  EXPECT_EQ(Show("log", {Num(243), Num(3)}), "5");
  EXPECT_EQ(Show("log", {Num(1000), Num(10)}), "2.9999999999999996");
  EXPECT_EQ(Show("pow", {Dec("1.1"), Num(10)}), "2.593742460100002");
  EXPECT_EQ(Call("pow", {Num(10), Num(-70)})->AsNumber().ToDouble(), 9.999999999999998e-71);
  EXPECT_EQ(Show("pow", {Num(2), Dec("0.5")}), "1.4142135623730951");
  EXPECT_EQ(Show("pow", {Num(-2), Num(3)}), "-8");
  EXPECT_EQ(Show("pow", {Num(0), Num(0)}), "1");
  EXPECT_EQ(Show("pow", {Num(-1), Dec("0.5")}), "error: the result is not a number");
}

TEST_F(Edges, FaultsAreSaidInOpenTofusWords) {
  EXPECT_EQ(Show("regex", {Text("a("), Text("b")}), "error: invalid regexp pattern: missing closing ) in a(");
  EXPECT_EQ(Show("replace", {Text("a"), Text("/[/"), Text("b")}),
            "error: error parsing regexp: missing closing ]: `[`");
  EXPECT_EQ(Show("csvdecode", {Text("a,b\n1\n")}), "error: CSV parse error on line 2: wrong number of fields");
  EXPECT_EQ(Show("csvdecode", {Text("a,\"b\n1\n")}),
            "error: CSV parse error on line 2: extraneous or missing \" in quoted-field");
  EXPECT_EQ(Show("uuidv5", {Text("x"), Text("a")}),
            "error: uuidv5() doesn't support namespace x (invalid UUID length: 1)");
  EXPECT_EQ(Show("uuidv5", {Text("{6ba7b810-9dad-11d1-80b4-00c04fd430c8}"), Text("a")}),
            Show("uuidv5", {Text("dns"), Text("a")}));
  EXPECT_EQ(Show("urldecode", {Text("%zz")}), "error: failed to decode URL '': invalid URL escape \"%zz\"");
  EXPECT_EQ(Show("cidrcontains", {Text("x"), Text("y")}), "error: invalid CIDR address: x");
  EXPECT_EQ(Show("textencodebase64", {Text("a"), Text("\t")}),
            "error: \"\\t\" is not a supported IANA encoding name or alias in this OpenTofu version");
  EXPECT_EQ(Show("base64gunzip", {Text("aGVsbG8gd29ybGQ=")}),
            "error: failed to gunzip bytestream: gzip: invalid header");
  EXPECT_EQ(
      Show("templatestring", {Text("${1 + true}${x}"), Value::Object({{"x", Value::Tuple({})}})}),
      "error: NoFileNeeded:1,7-11: Invalid operand; Unsuitable value for right operand: number required, but have "
      "bool., and 1 other diagnostic(s)");
}

TEST_F(Edges, SecretsAreNotQuotedInFaults) {
  const char* kHidden = "error: the reason is not shown, as it quotes a value that is sensitive or ephemeral";
  EXPECT_EQ(Show("cidrhost", {Text("hunter2").Mark(value::kSensitive), Num(1)}), kHidden);
  EXPECT_EQ(Show("timeadd", {Text("2020-01-hunter2").Mark("ephemeral"), Text("1h")}), kHidden);
  EXPECT_EQ(Show("jsondecode", {Text("hunter2").Mark(value::kSensitive)}), kHidden);
  EXPECT_EQ(Show("jsondecode", {Text("hunter2")}), "error: invalid character 'h' looking for beginning of value");
  EXPECT_EQ(Show("cidrhost", {Text("10.0.0.0/8").Mark(value::kSensitive), Dec("1.5")}),
            "error: value must be a whole number");
  EXPECT_EQ(Show("cidrhost", {Text("10.0.0.0/30"), Num(77).Mark(value::kSensitive)}), kHidden);
}

}  // namespace
}  // namespace rolecall::functions
