#include "hcl/format/format.h"

#include <gtest/gtest.h>

#include "hcl/format/value_source.h"

namespace rolecall::hcl {
namespace {

struct Case {
  const char* input;
  const char* wanted;
};

TEST(Format, LaysOutTokensAndLines) {
  const Case cases[] = {
      {"", ""},
      {"a=1", "a = 1"},
      {"   a=b.c\n", "a = b.c\n"},
      {"a=1\t ", "a = 1  "},
      {"a {\n} ", "a {\n} "},
      {"a=1 # b ", "a = 1 # b "},
      {"a=1 /* b */ ", "a = 1 /* b */ "},
      {"a=1\n ", "a = 1\n "},
      {" ", " "},
      {"a=<<E\nx\nE\n ", "a = <<E\nx\nE\n "},
      {"a=1\nbcd=2\n\ne=3\n", "a   = 1\nbcd = 2\n\ne = 3\n"},
      {"a = 1 # x\nbb = 22 # y\n", "a  = 1  # x\nbb = 22 # y\n"},
      {"b{\na=1\n}\n", "b {\n  a = 1\n}\n"},
      {"b {}\n", "b {}\n"},
      {"b{ a=1 }\n", "b { a = 1 }\n"},
      {"a={b=1}\n", "a = { b = 1 }\n"},
      {"a={\nb=1\n    ccc=2\n}\n", "a = {\n  b   = 1\n  ccc = 2\n}\n"},
      {"a=[1,2 ,3]\n", "a = [1, 2, 3]\n"},
      {"a=[\n1,\n2,\n]\n", "a = [\n  1,\n  2,\n]\n"},
      {"a=f( x,y... )\n", "a = f(x, y...)\n"},
      {"a=f({\nb=1\n})\n", "a = f({\n  b = 1\n})\n"},
      {"a=-1\nb=1-1\nc=! d\ne=[-1]\n", "a = -1\nb = 1 - 1\nc = !d\ne = [-1]\n"},
      {"a=b ?c:d\n", "a = b ? c : d\n"},
      {"a=[for x in[b]:x]\n", "a = [for x in [b] : x]\n"},
      {"a={for k,v in b:k=>v}\n", "a = { for k, v in b : k => v }\n"},
      {"a=b [ 0 ] . c\n", "a = b[0].c\n"},
      {"a=b[*].c\n", "a = b[*].c\n"},
      {"a=\"x ${ b  } y\"\n", "a = \"x ${b} y\"\n"},
      {"a=<<EOT\n  x ${ y }\nEOT\nbb=1\n", "a  = <<EOT\n  x ${y}\nEOT\nbb = 1\n"},
      {"# c\n  # d\na=1\n", "# c\n# d\na = 1\n"},
      {"a = core::f(1)\n", "a = core::f(1)\n"},
      {"b {\n# c\na=1\n}\n", "b {\n  # c\n  a = 1\n}\n"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Format(c.input), c.wanted) << c.input;
    EXPECT_EQ(Format(c.wanted), c.wanted) << "again: " << c.wanted;
  }
}

TEST(Format, BringsOldFormsUpToDate) {
  EXPECT_EQ(Format("a = \"${b.c}\"\n"), "a = b.c\n");
  EXPECT_EQ(Format("a = \"${b}${c}\"\n"), "a = \"${b}${c}\"\n");
  EXPECT_EQ(Format("a = \"${f(\"${b}\")}\"\n"), "a = f(\"${b}\")\n");
  EXPECT_EQ(Format("resource a b {\n}\n"), "resource \"a\" \"b\" {\n}\n");
  EXPECT_EQ(Format("variable \"x\" {\n  type = \"string\"\n}\n"), "variable \"x\" {\n  type = string\n}\n");
  EXPECT_EQ(Format("variable \"x\" {\n  type = list\n}\n"), "variable \"x\" {\n  type = list(any)\n}\n");
  EXPECT_EQ(Format("other \"x\" {\n  type = list\n}\n"), "other \"x\" {\n  type = list\n}\n");
}

TEST(Format, KeepsCarriageReturnsOfLines) { EXPECT_EQ(Format("a=1\r\nb=2\r\n"), "a = 1\r\nb = 2\r\n"); }

TEST(ValueSource, ReadsBackToTheValue) {
  EXPECT_EQ(QuotedSource("a\"b\\\n$${c}%{d}\a\u00a0ü$"), R"("a\"b\\\n$$${c}%%{d}\u0007\u00a0ü$")");
  const value::Value inner = value::Value::Object({{"a", value::Value::Int(1)}, {"b c", value::Value()}});
  EXPECT_EQ(ValueSource(value::Value::Tuple({value::Value::String("x"), value::Value::Tuple({})})), "[\"x\", []]");
  EXPECT_EQ(ValueSource(value::Value::Object({{"one", inner}, {"t", value::Value::Bool(true)}})),
            "{\n  one = {\n    a     = 1\n    \"b c\" = null\n  }\n  t = true\n}");
  EXPECT_EQ(ValueSource(value::Value::Object({})), "{}");
}

}  // namespace
}  // namespace rolecall::hcl
