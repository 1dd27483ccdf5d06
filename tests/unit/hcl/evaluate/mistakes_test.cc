// What evaluation says of mistakes, what it knows of unknown results, defaults, and what is found in an expression.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "hcl/evaluate/call_json.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/show_value.h"
#include "hcl/evaluate/type_expression.h"
#include "hcl/evaluate/type_mismatch.h"
#include "hcl/syntax/parser.h"
#include "value/json.h"

namespace rolecall::hcl {
namespace {

using ::testing::HasSubstr;
using value::Type;
using value::Value;

class MistakesTest : public ::testing::Test {
 protected:
  MistakesTest() {
    const Value item = Value::Object({{"id", Value::String("x")}});
    scope_.Set("name", Value::String("anna"));
    scope_.Set("list", Value::List(Type::String(), {Value::String("a"), Value::String("b")}));
    scope_.Set("secret_list",
               Value::List(Type::String(), {Value::String("a"), Value::String("b")}).Mark(value::kSensitive));
    scope_.Set("longer", Value::List(Type::String(), {Value::String("a"), Value::String("b"), Value::String("c")}));
    scope_.Set("items", Value::List(item.type(), {item}));
    scope_.Set("item_set", Value::Set(item.type(), {item}));
    scope_.Set("object", Value::Object({{"size", Value::Int(3)}, {"tags", Value::Map(Type::String(), {})}}));
    scope_.Set("flag", Value::Unknown(Type::Bool()));
    scope_.Set("unknown", Value::Unknown(Type::String()));
    scope_.Set("unknown_list", Value::Unknown(Type::List(Type::String())));
    scope_.Set("unknown_map", Value::Unknown(Type::Map(Type::String())));
    scope_.Set("no_list", Value::Null(Type::List(Type::String())));
    scope_.Set("no_number", Value::Null(Type::Number()));
    scope_.Set("nothing", Value::Null(Type::String()));
  }

  Value Run(const std::string& text) {
    diagnostics_ = {};
    parsed_ = ParseExpression("main.tf", text, diagnostics_);
    return Evaluate(*parsed_.root, scope_, diagnostics_);
  }
  std::string Detail(const std::string& text) {
    Run(text);
    return diagnostics_.empty() ? "no mistake" : diagnostics_.list()[0].detail;
  }

  Scope scope_;
  diag::Diagnostics diagnostics_;
  ParsedExpression parsed_;
};

TEST_F(MistakesTest, FailedCallsSayWhatWasCalled) {
  diag::Diagnostics diagnostics;
  const ParsedExpression call = ParseExpression("x", "join(\",\", 1)", diagnostics);
  const value::Function join(
      "join", "", {{.name = "separator", .type = Type::String()}},
      value::Parameter{.name = "lists", .type = Type::List(Type::String())}, value::Function::Returns(Type::String()),
      [](value::Arguments arguments, const Type&) { return value::FunctionResult(arguments[0]); });
  const FunctionTable table = {{"join", &join}};
  Scope scope;
  scope.SetFunctions(&table);
  Evaluate(*call.root, scope, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  ASSERT_EQ(diagnostics.list()[0].values.size(), 1u);
  EXPECT_EQ(diagnostics.list()[0].values[0].traversal, "");
  EXPECT_EQ(diagnostics.list()[0].values[0].statement, "while calling join(separator, lists...)");
  ASSERT_TRUE(diagnostics.list()[0].values[0].call_json);
  EXPECT_EQ(diagnostics.list()[0].values[0].call_json(),
            R"({"called_as":"join","signature":{"name":"join","params":[{"name":"separator","type":"string"}],)"
            R"("variadic_param":{"name":"lists","type":["list","string"]},"return_type":"string"}})");
}

// As OpenTofu: there the functions are those of the scope around it.
TEST(Evaluate, ACallForEachElementIsNotNamed) {
  const value::Function fails(
      "f", "", {{.name = "v", .type = Type::Dynamic()}},
      [](value::Arguments) { return value::FunctionType(value::FunctionError{.message = "no"}); }, nullptr);
  const FunctionTable table = {{"f", &fails}};
  Scope scope;
  scope.AllowVariables();
  scope.SetFunctions(&table);
  const auto shown = [&](const std::string& text) {
    diag::Diagnostics diagnostics;
    const ParsedExpression parsed = ParseExpression("main.tf", text, diagnostics);
    Evaluate(*parsed.root, scope, diagnostics);
    return diagnostics.list().empty() ? diag::ShownValue{"nothing failed", ""}
                                      : diagnostics.list().front().values.at(0);
  };
  EXPECT_EQ(shown("f(1)").statement, "while calling f(v)");
  const diag::ShownValue inside = shown("[for x in [1] : f(2)]");
  EXPECT_EQ(inside.traversal + inside.statement, "");
  EXPECT_EQ(inside.call_json(), R"({"called_as":"f"})");
}

TEST(CallJson, NamesTheFunctionWithoutItsNamespace) {
  const value::Function fails(
      "f", "", {{.name = "v", .type = Type::Dynamic()}},
      [](value::Arguments) { return value::FunctionType(value::FunctionError{.message = "no"}); }, nullptr);
  EXPECT_EQ(CallJson("provider::p::f", fails),
            R"({"called_as":"provider::p::f","signature":{"name":"f","params":[{"name":"v","type":"dynamic"}],)"
            R"("return_type":"dynamic"}})");
}

TEST(ComparedIn, HasBothSidesOfAnEqualityAndOfNothingElse) {
  Scope scope;
  scope.Set("a", Value::Number(1));
  scope.Set("secret", Value::String("s").WithMarks({"ephemeral"}));
  const auto compared = [&](const std::string& text) {
    diag::Diagnostics problems;
    const ParsedExpression parsed = ParseExpression("x", text, problems);
    return ComparedIn(*parsed.root, scope);
  };
  const auto sides = std::dynamic_pointer_cast<const ComparedValues>(compared("a == \"1\""));
  ASSERT_NE(sides, nullptr);
  EXPECT_TRUE(sides->left.Same(Value::Number(1)));
  EXPECT_TRUE(sides->right.Same(Value::String("1")));
  scope.Set("open", Value::Unknown(Type::String()));
  EXPECT_NE(compared("a == open"), nullptr);
  for (const char* other :
       {"open == a", "[open] == [1]", "a != 1", "(a == 1)", "a == 1 || a == 2", "a == none", "secret == \"x\""}) {
    EXPECT_EQ(compared(other), nullptr) << other;
  }
}

TEST_F(MistakesTest, AreToldWithWhatToDo) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"list[1.5]", "has a fractional part"},
      {"list[-1]", "a negative number is not a valid index"},
      {"[][0]", "the collection has no elements"},
      {"list[2]", "collection value: the given index is greater than or equal to the length"},
      {"list[9]", "The given key does not identify an element in this collection value."},
      {"secret_list[2]", "The given key does not identify an element in this collection value."},
      {"list.9", "The given key does not identify an element in this collection value."},
      {"list[99999999999999999999]", "The given key does not identify an element in this collection value."},
      {"[][1]", "The given key does not identify an element in this collection value."},
      {"list[\"x\"]", "a number is required"},
      {"list[null]", "Can't use a null value as an indexing key"},
      {"no_list[0]", "so it does not have any indices"},
      {"object[0]", "An object only supports looking up attributes by name"},
      {"name[0]", "This value does not have any indices"},
      {"item_set[0]", "identified only by their value"},
      {"items.id", "Did you mean to access attribute \"id\" for a specific element of the list"},
      {"items.other", "Did you mean to access an attribute for a specific element"},
      {"item_set.id", "across all elements of the set?"},
      {"name.x", "primitive-typed value (string)"},
      {"list.x", "This value does not have any attributes"},
      {"object.siz", "This object does not have an attribute named \"siz\"."},
      {"nothing.x", "This value is null, so it does not have any attributes"},
      {"object.tags.none", "does not have an element with the key \"none\""},
      {"\"x\" ? 1 : 2", "must be of type bool"},
      {"null ? 1 : 2", "The condition value is null"},
      {"[for x in list : x if null]", "must not be null"},
      {"[for x in list : x if x]", "The 'if' clause value is invalid"},
      {"{for x in list : null => x}", "must not produce a null value"},
      {"{for x in list : [x] => x}", "The key expression produced an invalid result"},
      {"{for x in list : \"k\" => x}", "Two different items produced the key \"k\""},
      {"no_list[*]", "cannot be applied to null sequences"}};
  for (const auto& [text, what] : mistakes) EXPECT_THAT(Detail(text), HasSubstr(what)) << text;
}

TEST_F(MistakesTest, ResultsOfDifferentTypesAreComparedInWords) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"true ? 1 : []", "The 'true' value is number, but the 'false' value is tuple"},
      {"true ? {a = 1} : {b = []}", "The 'true' value includes object attribute \"a\""},
      {"true ? {a = 1} : {a = 1, b = []}", "The 'false' value includes object attribute \"b\""},
      {"true ? {a = 1, b = 1} : {a = 1, b = {}}", "Type mismatch for object attribute \"b\""},
      {"true ? [1] : [1, {}]", "The 'true' tuple has length 1, but the 'false' tuple has length 2"},
      {"true ? [1] : [{}]", "Type mismatch for tuple element 0"}};
  for (const auto& [text, what] : mistakes) EXPECT_THAT(Detail(text), HasSubstr(what)) << text;
}

TEST_F(MistakesTest, AWrongOperandIsWrongWhateverTheOtherSideDecides) {
  for (const char* text : {"false && \"x\"", "\"x\" && false", "true || \"x\"", "flag && \"x\""}) {
    EXPECT_THAT(Detail(text), HasSubstr("Unsuitable value for")) << text;
    EXPECT_EQ(diagnostics_.list()[0].summary, "Invalid operand") << text;
  }
  EXPECT_EQ(Detail("false && \"true\""), "no mistake");
}

TEST(DescribeMismatch, LooksIntoCollections) {
  const Type a = Type::Object({{"a", Type::Number()}});
  const Type b = Type::Object({{"b", Type::Number()}});
  EXPECT_THAT(DescribeMismatch(Type::List(a), Type::List(b)), HasSubstr("Mismatched list element types: The 'true'"));
  EXPECT_THAT(DescribeMismatch(Type::Set(a), Type::Set(b)), HasSubstr("Mismatched set element types"));
  EXPECT_THAT(DescribeMismatch(Type::Map(a), Type::Map(b)), HasSubstr("Mismatched map element types"));
  EXPECT_THAT(DescribeMismatch(Type::Map(Type::List(a)), Type::Map(Type::List(b))), HasSubstr("deeply-nested"));
}

TEST_F(MistakesTest, UndecidedNumbersLieBetweenTheTwo) {
  const Value between = Run("flag ? 1 : 5");
  ASSERT_FALSE(between.IsKnown());
  EXPECT_EQ(between.refinement().number_min, value::Number(1));
  EXPECT_EQ(between.refinement().number_max, value::Number(5));
  EXPECT_TRUE(between.refinement().not_null);
  EXPECT_EQ(Run("flag ? 5 : 1").refinement().number_max, value::Number(5));
  EXPECT_TRUE(Run("flag ? 5 : 5").IsKnown());
  EXPECT_TRUE(Run("flag ? no_number : 5").refinement().empty());
  EXPECT_TRUE(Run("flag ? null : null").IsNull());
}

TEST_F(MistakesTest, UndecidedListsAreAsLongAsOneOfTheTwo) {
  const Value between = Run("flag ? list : longer");
  ASSERT_FALSE(between.IsKnown());
  EXPECT_EQ(between.refinement().length_min, 2u);
  EXPECT_EQ(between.refinement().length_max, 3u);
  EXPECT_EQ(Run("flag ? unknown_list : list").refinement().length_max, std::nullopt);
  EXPECT_EQ(Run("flag ? no_list : list").refinement().length_min, 0u);
}

TEST_F(MistakesTest, UnknownsGoThroughLoopsSplatsAndSteps) {
  EXPECT_FALSE(Run("{for x in list : unknown => x}").IsKnown());
  EXPECT_FALSE(Run("[for x in list : x if flag]").IsKnown());
  EXPECT_EQ(*value::ToJson(Run("{for x in list : \"k\" => x...}")), R"({"k":["a","b"]})");
  EXPECT_EQ(*value::ToJson(Run("nothing[*]")), "[]");
  EXPECT_EQ(*value::ToJson(Run("name[*]")), R"(["anna"])");
  EXPECT_TRUE(Run("unknown_list[*]").type() == Type::List(Type::String()));
  EXPECT_FALSE(Run("unknown[*]").IsKnown());
  EXPECT_TRUE(Run("unknown_map.x").type().IsString());
  EXPECT_TRUE(Run("unknown_list[0]").type().IsString());
  EXPECT_FALSE(Run("object[unknown]").IsKnown());
  EXPECT_TRUE(diagnostics_.empty());
}

TEST(References, AreFoundInEveryKindOfExpression) {
  diag::Diagnostics diagnostics;
  const ParsedExpression parsed =
      ParseExpression("x",
                      "\"${a.b}\" == \"x-${c}\" ? [for k, v in d : v.e if f] : {g = -(h[i.j][*].k), (l) = upper(m, "
                      "\"%{for n in o}${n}${p}%{endfor}%{if q}r%{else}s%{endif}\")}",
                      diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.list()[0].detail;
  std::vector<std::string> roots;
  for (const Traversal* traversal : References(*parsed.root)) roots.push_back(traversal->root);
  EXPECT_THAT(roots, testing::UnorderedElementsAre("a", "c", "d", "f", "h", "i", "l", "m", "o", "p", "q"));
  const auto calls = Calls(*parsed.root);
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0]->name, "upper");
}

// The value as JSON, with the defaults of the type put in.
std::string WithDefaults(const std::string& type, const Value& value) {
  diag::Diagnostics diagnostics;
  const ParsedExpression parsed = ParseExpression("x", type, diagnostics);
  const TypeConstraint constraint = ParseTypeExpression(*parsed.root, TypeMode::kConstraint, false, diagnostics);
  EXPECT_TRUE(diagnostics.empty() && constraint.defaults != nullptr) << type;
  const auto json = value::ToJson(ApplyDefaults(value, *constraint.defaults));
  return json.ok() ? *json : json.error().message;
}

TEST(Defaults, AreAppliedAtAnyDepth) {
  const Value empty = Value::Object({});
  const Value nested = Value::Object({{"a", Value::Null(Type::String())}, {"b", Value::Tuple({empty})}});
  EXPECT_EQ(WithDefaults("list(object({a = optional(string, \"x\"), b = optional(list(object({c = optional(number, "
                         "7)})), [])}))",
                         Value::Tuple({empty, nested})),
            R"([{"a":"x","b":[]},{"a":"x","b":[{"c":7}]}])");
}

TEST(Defaults, KeepTheKindOfTheCollection) {
  const Value item = Value::Object({{"a", Value::Null(Type::String())}});
  const std::string object = "(object({a = optional(string, \"x\")}))";
  EXPECT_EQ(WithDefaults("map" + object, Value::Map(item.type(), {{"k", item}})), R"({"k":{"a":"x"}})");
  EXPECT_EQ(WithDefaults("set" + object, Value::Set(item.type(), {item})), R"([{"a":"x"}])");
  EXPECT_EQ(WithDefaults("list" + object, Value::List(item.type(), {item, item})), R"([{"a":"x"},{"a":"x"}])");
  EXPECT_EQ(WithDefaults("list" + object, Value::List(item.type(), {})), "[]");
  EXPECT_EQ(WithDefaults("map" + object, Value::Map(item.type(), {})), "{}");
  EXPECT_EQ(WithDefaults("list" + object, Value::Null(Type::List(item.type()))), "null");
}

// One argument after the other is evaluated and converted; all that is wrong is told, and points to where it begins.
TEST_F(MistakesTest, AllThatIsWrongWithArgumentsIsTold) {
  const value::Function join("join", "", {{.name = "separator", .type = Type::String()}},
                             {.name = "lists", .type = Type::List(Type::String())},
                             value::Function::Returns(Type::String()), nullptr);
  const FunctionTable table = {{"join", &join}};
  scope_.SetFunctions(&table);
  Run("join([missing], [\"a\", 1][2], {}, join(1, 2))");
  std::vector<std::string> found;
  for (const diag::Diagnostic& one : diagnostics_.list()) {
    found.push_back(one.summary + " " + ShowRange(one.subject));
  }
  EXPECT_EQ(found,
            (std::vector<std::string>{"Unknown variable main.tf:1,7-14", "Invalid function argument main.tf:1,6-7",
                                      "Invalid index main.tf:1,25-28", "Invalid function argument main.tf:1,30-31",
                                      "Invalid function argument main.tf:1,42-43"}));
}

TEST_F(MistakesTest, ExpandedArgumentsAreSequences) {
  const value::Function one("one", "", {{.name = "x", .type = Type::String()}},
                            value::Function::Returns(Type::String()), nullptr);
  const FunctionTable table = {{"one", &one}};
  scope_.SetFunctions(&table);
  EXPECT_THAT(Detail("one(no_number...)"), HasSubstr("must be of a tuple, list, or set type"));
  EXPECT_THAT(diagnostics_.list()[0].values[0].statement, HasSubstr("while calling one(x)"));
  EXPECT_THAT(Detail("one(no_list...)"), HasSubstr("must not be null"));
  EXPECT_THAT(Detail("can(list...)"), HasSubstr("Function \"can\" expects only 1 argument(s)."));
  EXPECT_EQ(Run("try([name]...)").AsString(), "anna");
  EXPECT_THAT(Detail("try()"), HasSubstr("at least one argument is required."));
}

TEST_F(MistakesTest, NullIsFalseInLogic) {
  EXPECT_FALSE(Run("no_number == 1 && true").AsBool());
  EXPECT_FALSE(Run("true && nothing").AsBool());
  EXPECT_TRUE(Run("nothing || true").AsBool());
  EXPECT_EQ(Detail("nothing || false"), "Error during operation: argument must not be null.");
}

}  // namespace
}  // namespace rolecall::hcl
