// Arithmetic.
#include <cmath>

#include "functions/define.h"
#include "functions/double_math.h"
#include "functions/marked.h"

namespace rolecall::functions {
namespace {

using value::Number;

void AddUnary(Catalogue& catalogue, const char* name, const char* description, Number (*function)(const Number&)) {
  Define(catalogue, Function(name, description, {Plain("num", Type::Number())}, Function::Returns(Type::Number()),
                             [function](Arguments arguments, const Type&) -> FunctionResult {
                               return Value::Number(function(arguments[0].AsNumber()));
                             })
                        .NeverNull());
}

void AddExtreme(Catalogue& catalogue, const char* name, const char* description, bool wants_less) {
  const auto extreme = [wants_less](Arguments arguments, const Type&) -> FunctionResult {
    if (arguments.empty()) return Failure("must pass at least one number");
    Number best = arguments[0].AsNumber();
    for (const Value& argument : arguments) {
      const Number& number = argument.AsNumber();
      if (wants_less ? number < best : number > best) best = number;
    }
    return Value::Number(best);
  };
  Define(catalogue,
         Function(name, description, {}, Plain("numbers", Type::Number()), Function::Returns(Type::Number()), extreme)
             .NeverNull());
}

FunctionResult FromDouble(double number) {
  if (std::isnan(number)) return Failure("the result is not a number");
  return Value::Number(Number::FromDouble(number));
}

FunctionResult Log(Arguments arguments, const Type&) {
  return FromDouble(Logarithm(arguments[0].AsNumber().ToDouble()) / Logarithm(arguments[1].AsNumber().ToDouble()));
}

FunctionResult Pow(Arguments arguments, const Type&) {
  return FromDouble(Power(arguments[0].AsNumber().ToDouble(), arguments[1].AsNumber().ToDouble()));
}

FunctionResult Signum(Arguments arguments, const Type&) {
  const auto integer = arguments[0].AsNumber().ToInt64();
  if (integer) return Value::Int(*integer > 0 ? 1 : *integer < 0 ? -1 : 0);
  return Failure(kNoWholeNumber);
}

FunctionType ParseIntType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsString() || type.IsDynamic()) return Type::Number();
  return ArgumentError(0, "first argument must be a string, not " + type.FriendlyName());
}

FunctionResult ParseInt(Arguments plain, Arguments given, const Type&) {
  const auto base = plain[1].AsNumber().ToInt64();
  if (!base) return ArgumentError(1, kNoWholeNumber);
  if (*base < 2 || *base > 62) {
    return ArgumentError(1, "base must be a whole number between 2 and 62 inclusive");
  }
  const auto number = Number::ParseInteger(plain[0].AsString(), static_cast<int>(*base));
  if (number) return Value::Number(*number);
  const std::string shown_base = given[1].IsMarked() ? Shown(given[1], "") : std::to_string(*base);
  return ArgumentError(0, "cannot parse " + Shown(given[0]) + " as a base " + shown_base + " integer");
}

}  // namespace

void AddNumbers(Catalogue& catalogue) {
  const Type number = Type::Number();
  const auto returns = Function::Returns(number);
  AddUnary(catalogue, "abs", "The number without its sign.", [](const Number& x) { return x.Abs(); });
  AddUnary(catalogue, "ceil", "The least whole number that is not below.", [](const Number& x) { return x.Ceil(); });
  AddUnary(catalogue, "floor", "The greatest whole number that is not above.",
           [](const Number& x) { return x.Floor(); });
  Define(catalogue,
         Function("signum", "-1, 0 or 1, as the whole number's sign is.", {Plain("num", number)}, returns, Signum)
             .NeverNull());
  AddExtreme(catalogue, "min", "The least of the numbers.", true);
  AddExtreme(catalogue, "max", "The greatest of the numbers.", false);
  Define(catalogue, Function("log", "The logarithm of a number to a base.",
                             {Plain("num", number), Plain("base", number)}, returns, Log)
                        .NeverNull());
  Define(catalogue, Function("pow", "A number to the power of another.", {Plain("num", number), Plain("power", number)},
                             returns, Pow)
                        .NeverNull());
  Define(catalogue,
         Function("parseint", "The whole number that the digits of some base say.",
                  {Marked("number", Type::Dynamic()), Marked("base", number)}, ParseIntType, KeepingMarks(ParseInt))
             .NeverNull());
}

}  // namespace rolecall::functions
