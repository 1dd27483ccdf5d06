#include "hcl/evaluate/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "hcl/evaluate/work_budget.h"
#include "hcl/syntax/parser.h"
#include "value/function.h"
#include "value/json.h"

namespace rolecall::hcl {
namespace {

using ::testing::HasSubstr;
using value::Type;
using value::Value;

const value::Function& Upper() {
  static const value::Function function("upper", "", {{.name = "str", .type = Type::String()}},
                                        value::Function::Returns(Type::String()),
                                        [](value::Arguments arguments, const Type&) -> value::FunctionResult {
                                          std::string text = arguments[0].AsString();
                                          for (char& c : text) c = static_cast<char>(std::toupper(c));
                                          return Value::String(text);
                                        });
  return function;
}

const FunctionTable& Functions() {
  static const FunctionTable table{{"upper", &Upper()}, {"core::upper", &Upper()}};
  return table;
}

class EvaluateTest : public ::testing::Test {
 protected:
  EvaluateTest() {
    scope_.SetFunctions(&Functions());
    scope_.Set("name", Value::String("anna"));
    scope_.Set("list", Value::List(Type::String(), {Value::String("a"), Value::String("b")}));
    scope_.Set("object", Value::Object({{"size", Value::Int(3)}, {"tags", Value::Map(Type::String(), {})}}));
    scope_.Set("secret", Value::String("s3cret").Mark(value::kSensitive));
    scope_.Set("unknown", Value::Unknown(Type::String()));
    scope_.Set("unknown_list", Value::Unknown(Type::List(Type::String())));
    scope_.Set("nothing", Value::Null(Type::String()));
  }

  Value Run(const std::string& text) {
    diagnostics_ = {};
    parsed_ = ParseExpression("main.tf", text, diagnostics_);
    return Evaluate(*parsed_.root, scope_, diagnostics_);
  }

  // The result as JSON, or the first error's summary.
  std::string Text(const std::string& text) {
    const Value result = Run(text);
    if (!diagnostics_.empty()) return "error: " + diagnostics_.list()[0].summary;
    if (!result.IsWhollyKnown()) return "unknown";
    const auto json = value::ToJson(result.UnmarkDeep());
    return json.ok() ? *json : json.error().message;
  }

  std::string Detail() const { return diagnostics_.empty() ? "" : diagnostics_.list()[0].detail; }

  Scope scope_;
  diag::Diagnostics diagnostics_;
  ParsedExpression parsed_;
};

TEST_F(EvaluateTest, CalculatesWithPrecedence) {
  EXPECT_EQ(Text("1 + 2 * 3"), "7");
  EXPECT_EQ(Text("(1 + 2) * 3"), "9");
  EXPECT_EQ(Text("10 - 2 - 3"), "5");
  EXPECT_EQ(Text("-1.5e3"), "-1500");
  EXPECT_EQ(Text("1 < 2 == true"), "true");
  EXPECT_EQ(Text("true || false && false"), "true");
  EXPECT_EQ(Text("\"2\" * 3"), "6");
}

TEST_F(EvaluateTest, RefusesDivisionOfZeroByZeroAndWrongOperands) {
  EXPECT_EQ(Text("0 / 0"), "error: Operation failed");
  EXPECT_EQ(Text("\"x${1 / 0}\""), "\"x+Inf\"");
  EXPECT_EQ(Text("1 % 0"), "1");
  EXPECT_EQ(Text("1 + true"), "error: Invalid operand");
  EXPECT_EQ(Text("1 + null"), "error: Operation failed");
  EXPECT_EQ(Text("!\"x\""), "error: Invalid operand");
}

TEST_F(EvaluateTest, ConvertTakesATypeAsItsSecondArgument) {
  EXPECT_EQ(Text("convert(\"true\", bool)"), "true");
  EXPECT_EQ(Text("core::convert([1, \"a\"], list(string))"), "[\"1\",\"a\"]");
  EXPECT_EQ(Text("convert({}, object({ name = optional(string, \"x\") }))"), "{\"name\":\"x\"}");
  EXPECT_EQ(Text("convert(\"a\", bool)"), "error: Invalid function argument");
  EXPECT_EQ(Text("convert(1, nope)"), "error: Invalid type specification");
  EXPECT_EQ(Text("convert(1)"), "error: Not enough function arguments");
  Run("convert(name, string)");
  EXPECT_EQ(References(*parsed_.root).size(), 1u);
}

TEST_F(EvaluateTest, ComparesWithoutConversion) {
  EXPECT_EQ(Text("\"1\" == 1"), "false");
  EXPECT_EQ(Text("[1] == [1]"), "true");
  EXPECT_EQ(Text("null == null"), "true");
  EXPECT_EQ(Text("nothing == null"), "true");
}

TEST_F(EvaluateTest, ADecidingSideForgivesTheOthersMistakes) {
  EXPECT_EQ(Text("false && object.missing"), "false");
  EXPECT_EQ(Text("object.missing || true"), "true");
  EXPECT_EQ(Text("true && object.missing"), "error: Unsupported attribute");
  EXPECT_EQ(Text("false || object.missing"), "error: Unsupported attribute");
}

TEST_F(EvaluateTest, ConditionalsHaveOneType) {
  EXPECT_EQ(Text("true ? 1 : \"x\""), "\"1\"");
  EXPECT_EQ(Text("false ? null : [1]"), "[1]");
  EXPECT_EQ(Text("true ? [1] : [true, 2]"), "error: Inconsistent conditional result types");
  EXPECT_EQ(Text("null ? 1 : 2"), "error: Null condition");
  EXPECT_EQ(Text("\"x\" ? 1 : 2"), "error: Incorrect condition type");
  EXPECT_EQ(Text("true ? 1 : object.missing"), "1");
}

TEST_F(EvaluateTest, ConditionalsKeepEveryMark) {
  EXPECT_TRUE(Run("true ? \"a\" : secret").HasMark(value::kSensitive));
  EXPECT_TRUE(Run("secret == \"x\" ? 1 : 2").HasMark(value::kSensitive));
  EXPECT_FALSE(Run("true ? \"a\" : \"b\"").IsMarked());
}

TEST_F(EvaluateTest, TemplatesJoinAndWrap) {
  EXPECT_EQ(Text("\"hi ${name}, ${1 + 1}\""), "\"hi anna, 2\"");
  EXPECT_EQ(Text("\"${list}\""), "[\"a\",\"b\"]");
  EXPECT_EQ(Text("\"$${name} %%{x}\""), "\"${name} %{x}\"");
  EXPECT_EQ(Text("\"%{ for x in list }<${x}>%{ endfor }\""), "\"\\u003ca\\u003e\\u003cb\\u003e\"");
  EXPECT_EQ(Text("\"%{ if name == \"anna\" ~} yes %{~ else ~} no %{~ endif }\""), "\"yes\"");
  EXPECT_EQ(Text("\"a ${null}\""), "error: Invalid template interpolation value");
  EXPECT_EQ(Text("\"a ${list}\""), "error: Invalid template interpolation value");
  EXPECT_EQ(Text("\"a ${unknown}\""), "unknown");
}

TEST_F(EvaluateTest, TemplatesOfUnknownKnowTheirBeginning) {
  const Value result = Run("\"arn:${unknown}\"");
  EXPECT_TRUE(result.refinement().not_null);
  EXPECT_EQ(result.refinement().string_prefix.substr(0, 3), "arn");
}

TEST_F(EvaluateTest, HeredocsKeepOrLoseIndentation) {
  EXPECT_EQ(Text("<<EOT\n  a\n    b\nEOT\n"), "\"  a\\n    b\\n\"");
  EXPECT_EQ(Text("<<-EOT\n    a\n      b\n\n    ${name}\n  EOT\n"), "\"a\\n  b\\n\\nanna\\n\"");
  EXPECT_EQ(Text("<<EOT\n\\n$${x}\nEOT"), "\"\\\\n${x}\\n\"");
}

TEST_F(EvaluateTest, ForMakesTuplesObjectsAndGroups) {
  EXPECT_EQ(Text("[for i, v in list : \"${i}${v}\"]"), "[\"0a\",\"1b\"]");
  EXPECT_EQ(Text("{for v in list : v => upper(v) if v != \"a\"}"), "{\"b\":\"B\"}");
  EXPECT_EQ(Text("{for v in [\"x\", \"y\", \"x\"] : v => 1...}"), "{\"x\":[1,1],\"y\":[1]}");
  EXPECT_EQ(Text("{for v in [1, 1] : v => 1}"), "error: Duplicate object key");
  EXPECT_EQ(Text("[for v in nothing : v]"), "error: Iteration over null value");
  EXPECT_EQ(Text("[for v in name : v]"), "error: Iteration over non-iterable value");
  EXPECT_EQ(Text("[for v in unknown_list : v]"), "unknown");
  EXPECT_EQ(Text("[for v in list : v if null]"), "error: Condition is null");
}

TEST_F(EvaluateTest, AListWithUnknownElementsIsStillAKnownMap) {
  const Value result = Run("true ? {for k, v in [unknown] : k => v} : {}");
  ASSERT_TRUE(result.IsKnown());
  EXPECT_EQ(result.size(), 1u);
  EXPECT_FALSE(result.IsWhollyKnown());
}

TEST_F(EvaluateTest, ALoopStopsAfterSomeMistakes) {
  std::vector<Value> many(1000, Value::Int(1));
  scope_.Set("many", Value::Tuple(many));
  Run("[for v in many : v.x]");
  EXPECT_LE(diagnostics_.size(), 10u);
}

TEST_F(EvaluateTest, SplatsTakeListsAndSingleValues) {
  EXPECT_EQ(Text("list[*]"), "[\"a\",\"b\"]");
  EXPECT_EQ(Text("[{a = 1}, {a = 2}][*].a"), "[1,2]");
  EXPECT_EQ(Text("[{a = [1]}, {a = [2]}].*.a[0]"), "[1]");
  EXPECT_EQ(Text("object[*].size"), "[3]");
  EXPECT_EQ(Text("nothing[*]"), "[]");
  EXPECT_EQ(Text("[[1], [2]][*][0]"), "[1,2]");
}

TEST_F(EvaluateTest, IndicesSayWhatIsWrong) {
  EXPECT_EQ(Text("list[1]"), "\"b\"");
  EXPECT_EQ(Text("list[\"1\"]"), "\"b\"");
  EXPECT_EQ(Text("list.0"), "\"a\"");
  EXPECT_EQ(Text("list[2]"), "error: Invalid index");
  EXPECT_THAT(Detail(), HasSubstr("greater than or equal to the length"));
  EXPECT_EQ(Text("list[-1]"), "error: Invalid index");
  EXPECT_THAT(Detail(), HasSubstr("negative number"));
  EXPECT_EQ(Text("list[0.5]"), "error: Invalid index");
  EXPECT_EQ(Text("[][0]"), "error: Invalid index");
  EXPECT_THAT(Detail(), HasSubstr("no elements"));
  EXPECT_EQ(Text("list[null]"), "error: Invalid index");
  EXPECT_EQ(Text("object.tags.x"), "error: Missing map element");
  EXPECT_EQ(Text("object.sise"), "error: Unsupported attribute");
  EXPECT_THAT(Detail(), HasSubstr("This object does not have an attribute named"));
  EXPECT_EQ(Text("name.x"), "error: Unsupported attribute");
  EXPECT_EQ(Text("nothing.x"), "error: Attempt to get attribute from null value");
  EXPECT_EQ(Text("nme"), "error: Unknown variable");
  EXPECT_THAT(Detail(), HasSubstr("Did you mean \"name\"?"));
}

TEST_F(EvaluateTest, ObjectKeysAreNamesOrExpressions) {
  EXPECT_EQ(Text("{ name = 1, (name) = 2, \"${name}x\" = 3, upper(\"k\") = 4, true = 5 }"),
            "{\"K\":4,\"anna\":2,\"annax\":3,\"name\":1,\"true\":5}");
  EXPECT_EQ(Text("{ object.size = 1 }"), "error: Ambiguous attribute key");
  EXPECT_EQ(Text("{ (null) = 1 }"), "error: Null value as key");
  EXPECT_EQ(Text("{ (list) = 1 }"), "error: Incorrect key type");
}

TEST_F(EvaluateTest, CallsCheckTheirArguments) {
  EXPECT_EQ(Text("upper(\"a\")"), "\"A\"");
  EXPECT_EQ(Text("core::upper([\"a\"]...)"), "\"A\"");
  EXPECT_EQ(Text("upper()"), "error: Not enough function arguments");
  EXPECT_EQ(Text("upper(1, 2)"), "error: Too many function arguments");
  EXPECT_EQ(Text("upper(list)"), "error: Invalid function argument");
  EXPECT_EQ(Text("uper(\"a\")"), "error: Call to unknown function");
  EXPECT_THAT(Detail(), HasSubstr("Did you mean \"upper\"?"));
  EXPECT_EQ(Text("upper(null...)"), "error: Invalid expanding argument value");
  EXPECT_TRUE(Run("upper(secret)").HasMark(value::kSensitive));
}

TEST_F(EvaluateTest, TryTakesTheFirstThatWorks) {
  EXPECT_EQ(Text("try(object.missing, list[9], \"fallback\")"), "\"fallback\"");
  EXPECT_EQ(Text("try(object.size, 1)"), "3");
  EXPECT_EQ(Text("try(object.missing)"), "error: Error in function call");
  EXPECT_EQ(Text("try()"), "error: Error in function call");
  EXPECT_EQ(Text("try(unknown, 1)"), "unknown");
  EXPECT_EQ(Text("can(object.missing)"), "false");
  EXPECT_EQ(Text("can(object.size)"), "true");
  EXPECT_EQ(Text("can(unknown)"), "unknown");
  EXPECT_EQ(Text("can(1, 2)"), "error: Too many function arguments");
}

TEST_F(EvaluateTest, ErrorsShowTheValuesInvolvedButNoSecrets) {
  Run("object.size + list[9] + [secret, unknown].x");
  ASSERT_FALSE(diagnostics_.empty());
  for (const diag::Diagnostic& diagnostic : diagnostics_.list()) {
    for (const diag::ShownValue& shown : diagnostic.values)
      EXPECT_EQ(shown.statement.find("s3cret"), std::string::npos);
  }
  Run("\"${secret}${list}\"");
  Run("secret.x");
  EXPECT_TRUE(diagnostics_.list()[0].values.empty());
  Run("list[9]");
  ASSERT_EQ(diagnostics_.list()[0].values.size(), 1u);
  EXPECT_EQ(diagnostics_.list()[0].values[0].traversal, "list");
  EXPECT_EQ(diagnostics_.list()[0].values[0].statement, "is list of string with 2 elements");
}

TEST_F(EvaluateTest, WorkHasABoundThatTryCannotHide) {
  std::string bomb = "0";
  for (int i = 0; i < 40; ++i) bomb = "[for x in list : " + bomb + "]";
  for (const std::string& text : {bomb, "try(" + bomb + ", 1)"}) {
    const WorkBudget small(100'000);
    EXPECT_EQ(Text(text), "error: Expression too large");
  }
  EXPECT_EQ(Text("[for x in list : x]"), R"(["a","b"])");  // the next evaluation has a budget of its own
}

TEST(Evaluate, AnEmptyScopeAllowsNothing) {
  diag::Diagnostics diagnostics;
  const Scope empty;
  const ParsedExpression name = ParseExpression("x", "a", diagnostics);
  const ParsedExpression call = ParseExpression("x", "f()", diagnostics);
  Evaluate(*name.root, empty, diagnostics);
  Evaluate(*call.root, empty, diagnostics);
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(diagnostics.list()[0].summary, "Variables not allowed");
  EXPECT_EQ(diagnostics.list()[1].summary, "Function calls not allowed");
}

TEST(Scope, InnerNamesHideOuterOnes) {
  Scope outer;
  outer.Set("a", Value::Int(1));
  outer.Set("b", Value::Int(2));
  Scope inner(&outer);
  inner.Set("a", Value::Int(3));
  EXPECT_TRUE(inner.Find("a")->Same(Value::Int(3)));
  EXPECT_TRUE(inner.Find("b")->Same(Value::Int(2)));
  EXPECT_EQ(inner.Find("c"), nullptr);
}

TEST(References, LeaveOutTheNamesOfLoopsAndKeys) {
  diag::Diagnostics diagnostics;
  const ParsedExpression parsed = ParseExpression(
      "x", "{for k, v in a.b : k => [v, c[0], [for v in v : v]] if d} == { e = f, (g) = \"${h.i}\" }", diagnostics);
  std::string names;
  for (const Traversal* traversal : References(*parsed.root)) names += TraversalText(*traversal) + " ";
  EXPECT_EQ(names, "a.b c[0] d f g h.i ");
}

TEST(Unfinished, BracketsAndHeredocsAreLeftOpen) {
  for (const char* text : {"[1,", "{", "foo(", "<<EOT", "<<EOT\nx", "\"${a", "(\n1"})
    EXPECT_TRUE(IsUnfinished(text)) << text;
  for (const char* text : {"1", "[1]", "<<EOT\nx\nEOT", "\"${a}\"", ")", ""}) EXPECT_FALSE(IsUnfinished(text)) << text;
}

}  // namespace
}  // namespace rolecall::hcl
