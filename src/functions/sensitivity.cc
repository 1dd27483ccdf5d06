// Functions of marks: what is secret, and what must not be stored.
#include "functions/define.h"

namespace rolecall::functions {
namespace {

constexpr const char* kEphemeral = "ephemeral";

FunctionResult Sensitive(Arguments arguments, const Type&) { return arguments[0].Mark(value::kSensitive); }

FunctionResult Nonsensitive(Arguments arguments, const Type&) {
  value::Marks marks = arguments[0].marks();
  marks.erase(value::kSensitive);
  return arguments[0].Unmark().WithMarks(marks);
}

FunctionResult IsSensitive(Arguments arguments, const Type& type) {
  // An unknown value may still lose its mark: what it will be is not decided.
  if (!arguments[0].IsKnown()) return Value::Unknown(type);
  return Value::Bool(arguments[0].HasMark(value::kSensitive));
}

Value WithoutEphemeral(const Value& value);

Value PartsWithoutEphemeral(const Value& value) {
  const Type& type = value.type();
  if (type.IsMap() || type.IsObject()) {
    std::map<std::string, Value> members;
    for (const auto& [name, member] : value.members()) members.emplace(name, WithoutEphemeral(member));
    return type.IsMap() ? Value::Map(type.element(), std::move(members)) : Value::Object(std::move(members));
  }
  std::vector<Value> elements;
  for (const Value& element : value.elements()) elements.push_back(WithoutEphemeral(element));
  // (A set's elements carry no marks.)
  return type.IsTuple() ? Value::Tuple(std::move(elements)) : Value::List(type.element(), std::move(elements));
}

Value WithoutEphemeral(const Value& value) {
  if (!value.IsMarkedDeep()) return value;
  value::Marks marks = value.marks();
  const bool is_ephemeral = marks.erase(kEphemeral) != 0;
  const Value plain = value.Unmark();
  if (!plain.IsKnown()) return plain.WithMarks(marks);
  if (is_ephemeral) return Value::Null(value.type()).WithMarks(marks);
  const bool has_parts = !plain.IsNull() && value::CanIterate(value.type()) && !value.type().IsSet();
  return (has_parts ? PartsWithoutEphemeral(plain) : plain).WithMarks(marks);
}

}  // namespace

void AddSensitivity(Catalogue& catalogue) {
  const Parameter any = {.name = "value",
                         .type = Type::Dynamic(),
                         .allow_null = true,
                         .allow_unknown = true,
                         .allow_dynamic = true,
                         .allow_marked = true};
  Define(catalogue, Function("sensitive", "The value, marked as sensitive.", {any}, SameType, Sensitive));
  Define(catalogue, Function("nonsensitive", "The value without its sensitive mark.", {any}, SameType, Nonsensitive));
  Define(catalogue, Function("issensitive", "Whether the value is marked as sensitive.", {any},
                             Function::Returns(Type::Bool()), IsSensitive)
                        .NeverNull());
  Define(catalogue,
         Function("ephemeralasnull", "The value with null in place of everything ephemeral.", {any}, SameType,
                  [](Arguments arguments, const Type&) -> FunctionResult { return WithoutEphemeral(arguments[0]); }));
}

}  // namespace rolecall::functions
