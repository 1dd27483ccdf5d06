#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

using StringFunctions = Calling;

TEST_F(StringFunctions, ChangeCase) {
  EXPECT_EQ(Show("upper", {Text("h\xC3\xA9llo")}), "H\xC3\x89LLO");
  EXPECT_EQ(Show("upper", {Text("stra\xC3\x9F"
                                "e")}),
            "STRA\xC3\x9F"
            "E")
      << "there is no capital of one letter";
  EXPECT_EQ(Show("lower", {Text("HELLO")}), "hello");
  EXPECT_EQ(Show("title", {Text("hello wide-world")}), "Hello Wide-World");
}

TEST_F(StringFunctions, CountGraphemeClusters) {
  EXPECT_EQ(Show("strrev", {Text("noe\xCC\x88l")}), "l\xC3\xABon");
  EXPECT_EQ(Show("substr", {Text("hello"), Num(-3), Num(2)}), "ll");
  EXPECT_EQ(Show("substr", {Text("hello"), Num(1), Num(-1)}), "ello");
  EXPECT_EQ(Show("substr", {Text("hello"), Num(9), Num(2)}), "");
  EXPECT_EQ(Show("length", {Text("\xF0\x9F\x92\x83\xF0\x9F\x8F\xBF")}), "1");
}

TEST_F(StringFunctions, JoinAndSplit) {
  EXPECT_EQ(Show("join", {Text(", "), Texts({"a", "b"}), List({Num(1)})}), "a, b, 1");
  EXPECT_EQ(Show("join", {Text(","), List({Text("a"), Value::Null(Type::String())})}),
            "error: element 1 is null; cannot concatenate null values");
  EXPECT_EQ(Show("split", {Text(","), Text("a,b,")}), "[\"a\",\"b\",\"\"]");
  EXPECT_EQ(Show("sort", {Texts({"b", "a", "B"})}), "[\"B\",\"a\",\"b\"]");
}

TEST_F(StringFunctions, Trim) {
  EXPECT_EQ(Show("trim", {Text("?!hello!?"), Text("!?")}), "hello");
  EXPECT_EQ(Show("trimspace", {Text("\t a b\xC2\xA0\n")}), "a b");
  EXPECT_EQ(Show("trimprefix", {Text("helloworld"), Text("hello")}), "world");
  EXPECT_EQ(Show("trimprefix", {Text("helloworld"), Text("cat")}), "helloworld");
  EXPECT_EQ(Show("trimsuffix", {Text("helloworld"), Text("world")}), "hello");
  EXPECT_EQ(Show("chomp", {Text("a\r\n\n")}), "a");
  EXPECT_EQ(Show("indent", {Num(2), Text("a\nb\n")}), "a\n  b\n  ");
}

TEST_F(StringFunctions, Search) {
  EXPECT_EQ(Show("startswith", {Text("hello"), Text("he")}), "true");
  EXPECT_EQ(Show("startswith", {Text("he"), Text("hello")}), "false");
  EXPECT_EQ(Show("endswith", {Text("hello"), Text("lo")}), "true");
  EXPECT_EQ(Show("strcontains", {Text("hello"), Text("ell")}), "true");
}

TEST_F(StringFunctions, StartsWithUsesTheKnownPrefix) {
  value::Refinement known;
  known.string_prefix = "https://";
  const Value url = Value::Unknown(Type::String(), known);
  EXPECT_EQ(Show("startswith", {url, Text("https:")}), "true");
  EXPECT_EQ(Show("startswith", {url, Text("arn:")}), "false");
  EXPECT_EQ(Show("startswith", {url, Text("https://a")}), "unknown");
}

TEST_F(StringFunctions, FormatTakesGoVerbs) {
  EXPECT_EQ(Show("format", {Text("%s is %d%%, %05.2f, %x"), Text("it"), Num(7), Dec("3.14159"), Num(254)}),
            "it is 7%, 03.14, fe");
  EXPECT_EQ(Show("format", {Text("%[2]s %[1]s"), Text("a"), Text("b")}), "b a");
  EXPECT_EQ(Show("format", {Text("%q %v %#v"), Text("a"), List({Num(1)}), Text("b")}), "\"a\" [1] \"b\"");
  EXPECT_EQ(Show("format", {Text("%-5d|%5d|%+d"), Num(1), Num(2), Num(3)}), "1    |    2|+3");
}

TEST_F(StringFunctions, FormatRefusesWhatDoesNotFit) {
  EXPECT_EQ(Show("format", {Text("%s")}), "error: not enough arguments for \"%s\" at 0: need index 1 but have 0 total");
  EXPECT_EQ(Show("format", {Text("x"), Num(1)}), "error: too many arguments; no verbs in format string");
  EXPECT_EQ(Show("format", {Text("%s"), Num(1), Num(2)}), "error: too many arguments; only 1 used by format string");
  EXPECT_EQ(Show("format", {Text("%d"), Text("x")}), "error: unsupported value for \"%d\" at 0: a number is required");
  EXPECT_EQ(Show("format", {Text("%z"), Num(1)}), "error: unsupported format verb 'z' in \"%z\" at offset 0");
  EXPECT_FALSE(Call("format", {Text("%"), Num(1)}).ok());
}

TEST_F(StringFunctions, FormatKnowsWhatStandsBeforeTheFirstVerb) {
  const FunctionResult result = Call("format", {Text("arn:%s"), Value::Unknown(Type::String())});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->refinement().string_prefix, "arn:");
}

TEST_F(StringFunctions, FormatListGoesThroughListsTogether) {
  EXPECT_EQ(Show("formatlist", {Text("%s-%s"), Texts({"a", "b"}), Text("x")}), "[\"a-x\",\"b-x\"]");
  EXPECT_FALSE(Call("formatlist", {Text("%s%s"), Texts({"a"}), Texts({"b", "c"})}).ok());
}

TEST_F(StringFunctions, RegexGivesTextTupleOrObject) {
  EXPECT_EQ(Show("regex", {Text("[a-z]+"), Text("53abc9")}), "abc");
  EXPECT_EQ(Show("regex", {Text("(\\d+)-(\\d+)?"), Text("1-")}), "[\"1\",null]");
  EXPECT_EQ(Show("regex", {Text("(?P<a>x)|(?<b>y)"), Text("y")}), "{\"a\":null,\"b\":\"y\"}");
  EXPECT_EQ(Show("regexall", {Text("a*"), Text("baac")}), "[\"\",\"aa\",\"\"]");
  EXPECT_EQ(Show("regex", {Text("z"), Text("a")}), "error: pattern did not match any part of the given string");
  EXPECT_FALSE(Call("regex", {Text("("), Text("a")}).ok());
  EXPECT_FALSE(Call("regex", {Text("(a)(?P<n>b)"), Text("ab")}).ok());
}

TEST_F(StringFunctions, ReplaceTakesTextOrPattern) {
  EXPECT_EQ(Show("replace", {Text("a.b.c"), Text("."), Text("-")}), "a-b-c");
  EXPECT_EQ(Show("replace", {Text("hello world"), Text("/(w)(?P<rest>.*)/"), Text("$1-${rest}$$")}), "hello w-orld$");
  EXPECT_EQ(Show("replace", {Text("a/b"), Text("/"), Text(":")}), "a:b");
  EXPECT_FALSE(Call("replace", {Text("a"), Text("/(/"), Text("")}).ok());
}

}  // namespace
}  // namespace rolecall::functions
