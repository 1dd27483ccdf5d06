// tostring() and its like, and the two that are no more.
#include "functions/define.h"
#include "functions/marked.h"
#include "value/convert.h"

namespace rolecall::functions {
namespace {

std::string CannotConvert(const Type& from, const Type& to) {
  return "cannot convert " + from.FriendlyName() + " to " + to.FriendlyNameForConstraint();
}

FunctionType TargetType(const Type& from, const Type& to) {
  if (from == to || value::ConversionExists(from, to)) return to;
  const bool both_tuples = from.IsTuple() && to.IsTuple();
  if (!both_tuples && !(from.IsObject() && to.IsObject())) return ArgumentError(0, CannotConvert(from, to));
  return ArgumentError(0, std::string("incompatible ") + (both_tuples ? "tuple" : "object") +
                              " type for conversion: " + value::MismatchMessage(from, to));
}

FunctionError WhyNot(const Value& given, const Type& to) {
  const Value plain = given.UnmarkDeep();
  if (given.HasMarkDeep(value::kSensitive)) {
    return ArgumentError(
        0, "cannot convert this sensitive " + plain.type().FriendlyName() + " to " + to.FriendlyNameForConstraint());
  }
  if (!plain.type().IsString() || !to.IsPrimitive()) return ArgumentError(0, CannotConvert(plain.type(), to));
  const std::string text = Shown(plain);
  if (to.IsBool()) {
    return ArgumentError(0, "cannot convert " + text + " to bool; only the strings \"true\" or \"false\" are allowed");
  }
  return ArgumentError(
      0, "cannot convert " + text + " to number; given string must be a decimal representation of a number");
}

void AddTo(Catalogue& catalogue, const char* name, const char* description, const Type& type) {
  const auto convert = [type](Arguments arguments, const Type&) -> FunctionResult {
    auto converted = value::Convert(arguments[0], type);
    if (!converted.ok()) return WhyNot(arguments[0], type);
    return *converted;
  };
  Define(catalogue,
         Function(
             name, description,
             {{.name = "v", .type = Type::Dynamic(), .allow_null = true, .allow_dynamic = true, .allow_marked = true}},
             [type](Arguments arguments) { return TargetType(arguments[0].type(), type); }, convert));
}

// Functions of old that modules may still call: what to write instead.
void AddGone(Catalogue& catalogue, const char* name, const char* instead) {
  const std::string message = std::string("the \"") + name +
                              "\" function was deprecated in Terraform v0.12 and is no longer available; use " +
                              instead;
  Define(
      catalogue,
      Function(
          name, "No longer available.", {},
          {.name = "vals", .type = Type::Dynamic(), .allow_null = true, .allow_unknown = true, .allow_dynamic = true},
          [message](Arguments) -> FunctionType { return Failure(message); },
          [message](Arguments, const Type&) -> FunctionResult { return Failure(message); }));
}

}  // namespace

void AddConversion(Catalogue& catalogue) {
  AddTo(catalogue, "tostring", "The value as a string.", Type::String());
  AddTo(catalogue, "tonumber", "The value as a number.", Type::Number());
  AddTo(catalogue, "tobool", "The value as a bool.", Type::Bool());
  AddTo(catalogue, "toset", "The value as a set.", Type::Set(Type::Dynamic()));
  AddTo(catalogue, "tolist", "The value as a list.", Type::List(Type::Dynamic()));
  AddTo(catalogue, "tomap", "The value as a map.", Type::Map(Type::Dynamic()));
  AddGone(catalogue, "list", "tolist([ ... ]) syntax to write a literal list");
  AddGone(catalogue, "map", "tomap({ ... }) syntax to write a literal map");
}

}  // namespace rolecall::functions
