#include "value/function.h"

#include <gtest/gtest.h>

namespace rolecall::value {
namespace {

Function Echo(Parameter parameter) {
  return Function("echo", "Gives its argument back.", {std::move(parameter)}, Function::Returns(Type::String()),
                  [](Arguments arguments, const Type&) -> FunctionResult { return arguments[0]; });
}

FunctionResult Call(const Function& function, const std::vector<Value>& arguments) { return function.Call(arguments); }

const Parameter kPlain = {.name = "str", .type = Type::String()};

TEST(Function, ConvertsArguments) { EXPECT_EQ(Call(Echo(kPlain), {Value::Int(5)})->AsString(), "5"); }

TEST(Function, RefusesWrongCountTypeAndNull) {
  EXPECT_EQ(Call(Echo(kPlain), {}).error().message, "wrong number of arguments (1 required, 0 given)");
  EXPECT_EQ(Call(Echo(kPlain), {Value::Null(Type::String())}).error().message, "argument must not be null");
  const FunctionError error = Call(Echo(kPlain), {Value::Tuple({})}).error();
  EXPECT_EQ(error.message, "string required, but have tuple");
  EXPECT_EQ(error.argument, 0u);
}

TEST(Function, UnknownArgumentGivesUnknownResultWithAllMarks) {
  const Function two("two", "", {kPlain, kPlain}, Function::Returns(Type::String()),
                     [](Arguments, const Type&) -> FunctionResult { return Value::String("called"); });
  const FunctionResult result = Call(two, {Value::Unknown(Type::String()), Value::String("x").Mark(kSensitive)});
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(result->IsKnown());
  EXPECT_TRUE(result->HasMark(kSensitive));
}

TEST(Function, MarksAtAnyDepthGoToTheResult) {
  const Function count("count", "", {{.name = "l", .type = Type::Dynamic()}}, Function::Returns(Type::Number()),
                       [](Arguments arguments, const Type&) -> FunctionResult {
                         EXPECT_FALSE(arguments[0].IsMarkedDeep());
                         return Value::Int(static_cast<long long>(arguments[0].size()));
                       });
  EXPECT_TRUE(Call(count, {Value::Tuple({Value::Int(1).Mark(kSensitive)})})->HasMark(kSensitive));
}

TEST(Function, ParametersMayAllowNullUnknownAndMarks) {
  Parameter open = kPlain;
  open.allow_null = open.allow_unknown = open.allow_marked = true;
  EXPECT_TRUE(Call(Echo(open), {Value::Null(Type::String())})->IsNull());
  EXPECT_FALSE(Call(Echo(open), {Value::Unknown(Type::String())})->IsKnown());
  EXPECT_TRUE(Call(Echo(open), {Value::String("x").Mark(kSensitive)})->HasMark(kSensitive));
}

TEST(Function, NeverNullRefinesUnknownResults) {
  Function echo = Echo(kPlain);
  echo.NeverNull();
  EXPECT_TRUE(Call(echo, {Value::Unknown(Type::String())})->refinement().not_null);
}

}  // namespace
}  // namespace rolecall::value
