#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

using EncodingFunctions = Calling;

TEST_F(EncodingFunctions, Base64GoesThereAndBack) {
  EXPECT_EQ(Show("base64encode", {Text("hello")}), "aGVsbG8=");
  EXPECT_EQ(Show("base64decode", {Text("aGVsbG8=")}), "hello");
  EXPECT_EQ(Show("base64decode", {Text("x!").Mark(value::kSensitive)}),
            "error: failed to decode base64 data (sensitive value)");
  EXPECT_FALSE(Call("base64decode", {Text("/w==")}).ok());  // not UTF-8
  EXPECT_EQ(Show("base64gunzip", {*Call("base64gzip", {Text("hello hello")})}), "hello hello");
  // Byte for byte what Go's gzip writes.
  EXPECT_EQ(Show("base64gzip", {Text("hello world")}), "H4sIAAAAAAAA/8pIzcnJVyjPL8pJAQAAAP//AQAA//+FEUoNCwAAAA==");
  EXPECT_EQ(Show("base64gzip", {Text("")}), "H4sIAAAAAAAA/wAAAP//AQAA//8AAAAAAAAAAA==");
  EXPECT_FALSE(Call("base64gunzip", {Text("aGVsbG8=")}).ok());
}

TEST_F(EncodingFunctions, CharacterEncodings) {
  EXPECT_EQ(Show("textencodebase64", {Text("a"), Text("UTF-16LE")}), "YQA=");
  EXPECT_EQ(Show("textdecodebase64", {Text("YQA="), Text("UTF-16LE")}), "a");
  EXPECT_FALSE(Call("textdecodebase64", {Text("YQA="), Text("no-such")}).ok());
  EXPECT_EQ(Show("textencodebase64", {Text("\xE6\x97\xA5"), Text("cp437")}),
            "error: the given string contains characters that cannot be represented in IBM437");
}

TEST_F(EncodingFunctions, JsonGoesThereAndBack) {
  EXPECT_EQ(Show("jsonencode", {Value::Object({{"b", Num(1)}, {"a", Text("<")}})}), "{\"a\":\"\\u003c\",\"b\":1}");
  EXPECT_EQ(Show("jsonencode", {Value()}), "null");
  EXPECT_EQ(Call("jsonencode", {List({Value::Unknown(Type::String())})})->refinement().string_prefix, "[");
  EXPECT_EQ(Show("jsondecode", {Text("{\"a\":[1,null]}")}), "{\"a\":[1,null]}");
  EXPECT_FALSE(Call("jsondecode", {Text("{")}).ok());
}

TEST_F(EncodingFunctions, YamlIsQuotedBlockStyle) {
  const Value value = Value::Object({{"list", List({Text("a"), Value::Object({{"x", Num(1)}, {"y", List({})}})})},
                                     {"map", Value::Object({{"t", Text("a\nb\n")}})},
                                     {"none", Value()}});
  EXPECT_EQ(Show("yamlencode", {value}),
            "\"list\":\n- \"a\"\n- \"x\": 1\n  \"y\": []\n\"map\":\n  \"t\": |\n    a\n    b\n\"none\": null\n");
  EXPECT_EQ(Show("yamlencode", {Num(5)}), "5\n...\n");
}

TEST_F(EncodingFunctions, YamlBreaksLongLines) {
  const std::string word(50, 'a');
  EXPECT_EQ(Show("yamlencode", {Value::Object({{"k", Text(word + " " + word + " " + word)}})}),
            "\"k\": \"" + word + " " + word + "\n  " + word + "\"\n");
}

TEST_F(EncodingFunctions, YamlIsRead) {
  EXPECT_EQ(Show("yamldecode", {Text("a: &x [1, 0x1f, yes, ~]\nb: *x\nc: {<<: {d: 1}, e: '1'}\n")}),
            "{\"a\":[1,31,true,null],\"b\":[1,31,true,null],\"c\":{\"d\":1,\"e\":\"1\"}}");
  EXPECT_EQ(Show("yamldecode", {Text("2006-1-2")}), "2006-01-02T00:00:00Z");
  EXPECT_FALSE(Call("yamldecode", {Text("a: [")}).ok());
  EXPECT_FALSE(Call("yamldecode", {Text("--- 1\n--- 2\n")}).ok());
  EXPECT_FALSE(Call("yamldecode", {Text("a: &a [*a]")}).ok());
}

TEST_F(EncodingFunctions, YamlBombsAreRefused) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) text += "," + before;
    text += "]\n";
  }
  EXPECT_FALSE(Call("yamldecode", {Text(text)}).ok());
}

TEST_F(EncodingFunctions, CsvIsReadByHeader) {
  EXPECT_EQ(Show("csvdecode", {Text("a,b\n1,\"x,\"\"y\"\"\nz\"\r\n")}), "[{\"a\":\"1\",\"b\":\"x,\\\"y\\\"\\nz\"}]");
  EXPECT_FALSE(Call("csvdecode", {Text("a,b\n1\n")}).ok());
  EXPECT_FALSE(Call("csvdecode", {Text("a,a\n1,2\n")}).ok());
  EXPECT_FALSE(Call("csvdecode", {Text("a\n\"x\n")}).ok());
}

TEST_F(EncodingFunctions, UrlEscapes) {
  EXPECT_EQ(Show("urlencode", {Text("a b&\xC3\xA9")}), "a+b%26%C3%A9");
  EXPECT_EQ(Show("urldecode", {Text("a+b%26")}), "a b&");
  EXPECT_FALSE(Call("urldecode", {Text("%zz")}).ok());
}

TEST_F(EncodingFunctions, DatesAreFormattedAddedAndCompared) {
  const Value time = Text("2006-01-02T15:04:05+01:00");
  EXPECT_EQ(Show("formatdate", {Text("EEE, DD MMM YY 'at' HH:mm:ss AA ZZZZ"), time}),
            "Mon, 02 Jan 06 at 03:04:05 PM +0100");
  EXPECT_EQ(Show("formatdate", {Text("YYYYY"), time}),
            "error: invalid date format verb \"YYYYY\": year must either be \"YY\" or \"YYYY\"");
  EXPECT_EQ(Show("timeadd", {time, Text("-1h30m0.5s")}), "2006-01-02T13:34:04+01:00");
  EXPECT_FALSE(Call("timeadd", {time, Text("1 day")}).ok());
  EXPECT_EQ(Show("timecmp", {time, Text("2006-01-02T14:04:05Z")}), "0");
  EXPECT_EQ(Show("timecmp", {Text("2006-01-02 14:04:05Z"), time}),
            "error: not a valid RFC3339 timestamp: missing required time introducer 'T'");
  EXPECT_FALSE(Call("timeadd", {Text("2006-02-30T00:00:00Z"), Text("1s")}).ok());
}

TEST_F(EncodingFunctions, ImpureOnesAreUnknownDuringAPlan) {
  EXPECT_EQ(Show("timestamp", {}), "2023-11-14T22:13:20Z");
  EXPECT_EQ(Show("uuid", {}).size(), 36u);
  EXPECT_EQ(Show("bcrypt", {Text("x"), Num(4)}).substr(0, 7), "$2a$04$");
  EXPECT_EQ(Show("plantimestamp", {}), "unknown");
  options_.pure_only = true;
  catalogue_.clear();
  for (const char* name : {"timestamp", "uuid"}) EXPECT_EQ(Show(name, {}), "unknown") << name;
  EXPECT_EQ(Show("bcrypt", {Text("x")}), "unknown");
}

TEST_F(EncodingFunctions, HashesAndUuids) {
  EXPECT_EQ(Show("md5", {Text("")}), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Show("base64sha256", {Text("")}), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  EXPECT_EQ(Show("uuidv5", {Text("dns"), Text("www.example.com")}), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_FALSE(Call("uuidv5", {Text("nope"), Text("x")}).ok());
  EXPECT_FALSE(Call("rsadecrypt", {Text("eA=="), Text("no key")}).ok());
}

TEST_F(EncodingFunctions, Networks) {
  EXPECT_EQ(Show("cidrsubnet", {Text("172.16.0.0/12"), Num(4), Num(2)}), "172.18.0.0/16");
  EXPECT_EQ(Show("cidrsubnet", {Text("fd00:fd12::/32"), Num(16), Num(162)}), "fd00:fd12:a2::/48");
  EXPECT_FALSE(Call("cidrsubnet", {Text("10.0.0.0/8"), Num(2), Num(4)}).ok());
  EXPECT_FALSE(Call("cidrsubnet", {Text("10.0.0.0/30"), Num(3), Num(0)}).ok());
  EXPECT_EQ(Show("cidrhost", {Text("10.12.112.0/20"), Num(268)}), "10.12.113.12");
  EXPECT_EQ(Show("cidrhost", {Text("10.0.0.0/24"), Num(-1)}), "10.0.0.255");
  EXPECT_EQ(Show("cidrsubnet", {Text("::ffff:10.0.0.0/112"), Num(8), Num(1)}), "10.0.1.0/24");
  EXPECT_EQ(Show("cidrhost", {Text("::ffff:10.0.0.0/112"), Num(1)}), "0:1::ffff:a00:0");
  EXPECT_FALSE(Call("cidrhost", {Text("10.0.0.0/24"), Num(256)}).ok());
  EXPECT_EQ(Show("cidrnetmask", {Text("172.16.0.0/12")}), "255.240.0.0");
  EXPECT_FALSE(Call("cidrnetmask", {Text("fd00::/32")}).ok());
  EXPECT_EQ(Show("cidrsubnets", {Text("10.1.0.0/16"), Num(4), Num(8)}), "[\"10.1.0.0/20\",\"10.1.16.0/24\"]");
  EXPECT_FALSE(Call("cidrsubnets", {Text("10.0.0.0/8"), Num(1), Num(1), Num(1)}).ok());
  EXPECT_EQ(Show("cidrcontains", {Text("10.0.0.0/8"), Text("10.1.2.3")}), "true");
  EXPECT_EQ(Show("cidrcontains", {Text("10.0.0.0/8"), Text("10.0.0.0/7")}), "false");
  EXPECT_FALSE(Call("cidrcontains", {Text("10.0.0.0/8"), Text("fd00::1")}).ok());
}

}  // namespace
}  // namespace rolecall::functions
