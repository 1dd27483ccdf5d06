// The assume functions: they tell a plan what an unknown value will be like, and check that once it is known.
#include "functions/define.h"
#include "functions/marked.h"
#include "value/convert.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

FunctionError NotUpheld() { return ArgumentError(0, "assumption was not upheld"); }

FunctionType FirstType(Arguments arguments) { return arguments[0].type(); }
FunctionType SecondType(Arguments arguments) { return arguments[1].type(); }

// The result is what was assumed, also with its marks. Sensitivity of the actual value goes: the assumed one is in
// plain sight; other marks stay where they were.
FunctionResult AssumeEqual(Arguments arguments, const Type&) {
  const Value& assumed = arguments[1];
  const auto actual = value::Convert(arguments[0], assumed.type());
  const std::string mismatch = "the actual value does not match the assumed value";
  if (!actual.ok()) return ArgumentError(0, mismatch);
  const Value equal = value::Equals(actual->UnmarkDeep(), assumed.UnmarkDeep());
  if (equal.IsKnown() && !equal.AsBool()) return ArgumentError(0, mismatch);
  auto marks = actual->UnmarkDeepWithPaths().second;
  for (auto& [path, at_path] : marks) at_path.erase(value::kSensitive);
  return assumed.MarkWithPaths(marks);
}

FunctionResult AssumeNotNull(Arguments arguments, const Type&) {
  const Value& value = arguments[0];
  if (value.type().IsDynamic()) {
    return ArgumentError(0,
                         "given value must have a known type; consider using the \"convert\" function to specify a "
                         "type to assume");
  }
  if (value.IsNull()) return NotUpheld();
  return value::RefineNotNull(value);
}

FunctionResult AssumeStringPrefix(Arguments arguments, const Type&) {
  const Value& text = arguments[0];
  const Value prefix = arguments[1].Unmark();
  if (text.IsKnown() && text.IsNull()) return text.WithMarks(arguments[1].marks());
  if (!prefix.IsKnown()) return Value::Unknown(Type::String()).WithMarks(text.marks()).WithMarks(arguments[1].marks());
  if (text.IsKnown()) {
    if (text.Unmark().AsString().compare(0, prefix.AsString().size(), prefix.AsString()) != 0) return NotUpheld();
    return text.WithMarks(arguments[1].marks());
  }
  value::Refinement known;
  known.string_prefix = value::SafePrefix(prefix.AsString());
  return value::Refine(text, known).WithMarks(arguments[1].marks());
}

struct LengthBounds {
  std::size_t min = 0;
  std::optional<std::size_t> max;
};

enum class Bounds { kBoth, kMin, kMax };

Expected<LengthBounds, FunctionError> ReadBounds(Bounds bounds, Arguments arguments) {
  LengthBounds result;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const auto number = arguments[i].Unmark().AsNumber().ToInt64();
    if (!number || *number < 0) return ArgumentError(i, "must be a whole number that is not negative");
    const auto length = static_cast<std::size_t>(*number);
    if (bounds == Bounds::kMax || i == 2) {
      result.max = length;
    } else {
      result.min = length;
    }
  }
  if (result.max && *result.max < result.min) {
    return ArgumentError(2, "maximum length must not be less than minimum length");
  }
  return result;
}

FunctionResult AssumeLength(Bounds bounds, Arguments arguments) {
  const Value& collection = arguments[0];
  const auto wanted = ReadBounds(bounds, arguments);
  if (!wanted.ok()) return wanted.error();
  if (!collection.IsKnown()) {
    value::Refinement known;
    known.length_min = wanted->min;
    known.length_max = wanted->max;
    return value::Refine(collection, known);
  }
  const Value length = value::Length(collection.Unmark());
  if (!length.IsKnown()) return collection;
  const auto count = static_cast<std::size_t>(*length.AsNumber().ToInt64());
  if (count < wanted->min || (wanted->max && count > *wanted->max)) return NotUpheld();
  return collection;
}

void AddLengths(Catalogue& catalogue, const std::string& kind, const Type& type) {
  const Parameter collection = {.name = kind, .type = type, .allow_unknown = true, .allow_marked = true};
  const Parameter min = Plain("min", Type::Number());
  const Parameter max = Plain("max", Type::Number());
  const auto add = [&](const char* suffix, Bounds bounds, std::vector<Parameter> parameters) {
    Define(catalogue, Function("assume" + kind + "length" + suffix, "The " + kind + ", assumed to be of such a length.",
                               std::move(parameters), FirstType,
                               [bounds](Arguments arguments, const Type&) { return AssumeLength(bounds, arguments); }));
  };
  add("", Bounds::kBoth, {collection, min, max});
  add("min", Bounds::kMin, {collection, min});
  add("max", Bounds::kMax, {collection, max});
}

}  // namespace

void AddAssumptions(Catalogue& catalogue) {
  const Parameter any = {.name = "value",
                         .type = Type::Dynamic(),
                         .allow_null = true,
                         .allow_unknown = true,
                         .allow_dynamic = true,
                         .allow_marked = true};
  const Parameter text = {
      .name = "str", .type = Type::String(), .allow_null = true, .allow_unknown = true, .allow_marked = true};
  const Parameter prefix = {.name = "prefix", .type = Type::String(), .allow_unknown = true, .allow_marked = true};
  Define(catalogue, Function("assumeequal", "The second value, which the first is assumed to equal.", {any, any},
                             SecondType, AssumeEqual));
  Define(catalogue, Function("assumenotnull", "The value, assumed not to be null.", {any}, FirstType, AssumeNotNull));
  Define(catalogue, Function("assumestringprefix", "The string, assumed to begin with the prefix.", {text, prefix},
                             Function::Returns(Type::String()), AssumeStringPrefix));
  AddLengths(catalogue, "list", Type::List(Type::Dynamic()));
  AddLengths(catalogue, "set", Type::Set(Type::Dynamic()));
  AddLengths(catalogue, "map", Type::Map(Type::Dynamic()));
}

}  // namespace rolecall::functions
