// Functions that find, choose or sum up: one answer of many elements.
#include "functions/define.h"
#include "functions/marked.h"
#include "value/convert.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

// --- length

FunctionType LengthType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsString() || type.IsDynamic() || value::CanIterate(type)) return Type::Number();
  return Failure("argument must be a string, a collection type, or a structural type");
}

FunctionResult Length(Arguments arguments, const Type&) {
  const Value& value = arguments[0];
  const Type& type = value.type();
  if (value::CanIterate(type)) return value::Length(value);
  if (value.IsKnown() && type.IsString()) {
    return Value::Int(static_cast<long long>(value::Graphemes(value.AsString()).size())).WithMarks(value.marks());
  }
  value::Refinement known;
  known.not_null = true;
  if (type.IsString()) known.number_min = value::Number(0);
  return Value::Unknown(Type::Number(), std::move(known)).WithMarks(value.marks());
}

// --- coalesce, coalescelist

FunctionType CoalesceType(Arguments arguments) {
  std::vector<Type> types;
  for (const Value& argument : arguments) types.push_back(argument.type());
  const auto unified = types.empty() ? std::nullopt : value::UnifyUnsafe(types);
  if (!unified) return Failure("all arguments must have the same type");
  return *unified;
}

FunctionResult Coalesce(Arguments arguments, const Type& type) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto converted = value::Convert(arguments[i], type);
    if (!converted.ok()) return ArgumentError(i, converted.error().message);
    if (!converted->IsKnown()) return Value::Unknown(type);
    if (converted->IsNull() || (type.IsString() && converted->AsString().empty())) continue;
    return *converted;
  }
  return Failure("no non-null, non-empty-string arguments");
}

FunctionType CoalesceListType(Arguments arguments) {
  if (arguments.empty()) return Failure("at least one argument is required");
  bool all_same = true;
  for (const Value& argument : arguments) {
    if (!argument.IsKnown()) return Type::Dynamic();
    const Type& type = argument.type();
    if (!type.IsList() && !type.IsTuple()) {
      return Failure("coalescelist arguments must be lists or tuples");
    }
    all_same = all_same && type == arguments[0].type();
  }
  return all_same ? arguments[0].type() : Type::Dynamic();
}

FunctionResult CoalesceList(Arguments arguments, const Type& type) {
  for (const Value& argument : arguments) {
    if (!argument.IsKnown()) return Value::Unknown(type);
    if (!argument.IsNull() && argument.size() > 0) return argument;
  }
  return Failure("no non-null arguments");
}

// --- contains, index

FunctionResult Contains(Arguments arguments, const Type&) {
  const Value& list = arguments[0];
  if (!IsSequence(list.type())) return Failure("argument must be list, tuple, or set");
  bool has_unknown = false;
  for (const Value& element : list.elements()) {
    const Value equal = value::Equals(arguments[1], element);
    if (equal.IsKnown() && equal.AsBool()) return Value::Bool(true);
    has_unknown = has_unknown || !equal.IsKnown();
  }
  return has_unknown ? Value::Unknown(Type::Bool()) : Value::Bool(false);
}

FunctionResult Index(Arguments arguments, const Type&) {
  const Value& list = arguments[0];
  if (!list.type().IsList() && !list.type().IsTuple()) return Failure("argument must be a list or tuple");
  if (list.size() == 0) return Failure("cannot search an empty list");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value equal = value::Equals(list.elements()[i], arguments[1]);
    if (!equal.IsKnown()) return Value::Unknown(Type::Number());
    if (equal.AsBool()) return Value::Int(static_cast<long long>(i));
  }
  return Failure("item not found");
}

// --- element

// The index as it wraps around `count` elements, also below zero.
Expected<std::size_t, FunctionError> Wrapped(const Value& index, std::size_t count) {
  if (count == 0) return Failure("cannot use element function with an empty list");
  const auto number = index.AsNumber().ToInt64();
  if (!number) return Failure(std::string("invalid index: ") + kNoWholeNumber);
  const auto size = static_cast<std::int64_t>(count);
  return static_cast<std::size_t>((*number % size + size) % size);
}

FunctionType ElementType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsList()) return type.element();
  if (!type.IsTuple()) return Failure("cannot read elements from " + type.FriendlyName());
  if (!arguments[1].IsKnown()) return Type::Dynamic();
  const auto index = Wrapped(arguments[1], type.elements().size());
  if (!index.ok()) return index.error();
  return type.elements()[*index];
}

FunctionResult Element(Arguments arguments, const Type&) {
  const auto index = Wrapped(arguments[1], arguments[0].size());
  if (!index.ok()) return index.error();
  return arguments[0].elements()[*index].WithMarks(arguments[0].marks());
}

// --- one

FunctionError NotOne() {
  return ArgumentError(0, "must be a list, set, or tuple value with either zero or one elements");
}

FunctionType OneType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsList() || type.IsSet()) return type.element();
  if (!type.IsTuple() || type.elements().size() > 1) return NotOne();
  return type.elements().empty() ? Type::Dynamic() : type.elements()[0];
}

FunctionResult One(Arguments arguments, const Type& type) {
  const Value& list = arguments[0];
  if (!value::Length(list).IsKnown()) return Value::Unknown(type);
  if (list.size() > 1) return NotOne();
  return list.size() == 0 ? Value::Null(type) : list.elements()[0];
}

// --- sum, alltrue, anytrue

FunctionResult Sum(Arguments arguments, const Type& type) {
  const Value& list = arguments[0];
  if (!value::CanIterate(list.type())) return ArgumentError(0, "cannot sum noniterable");
  if (list.size() == 0) return ArgumentError(0, "cannot sum an empty list");
  if (!IsSequence(list.type())) {
    return ArgumentError(0, "argument must be list, set, or tuple. Received " + list.type().FriendlyName());
  }
  if (!list.IsWhollyKnown()) return Value::Unknown(type);
  Value total = Value::Int(0);
  for (const Value& element : list.elements()) {
    const auto number = value::Convert(element, Type::Number());
    if (!number.ok() || number->IsNull()) {
      return ArgumentError(0, "argument must be list, set, or tuple of number values");
    }
    FunctionResult next = value::Add(total, *number);
    if (!next.ok()) return next;
    total = *next;
  }
  return total;
}

FunctionResult AllTrue(Arguments arguments, const Type& type) {
  for (const Value& element : arguments[0].elements()) {
    if (!element.IsKnown()) return Value::Unknown(type);
    if (element.IsNull() || !element.AsBool()) return Value::Bool(false);
  }
  return Value::Bool(true);
}

FunctionResult AnyTrue(Arguments arguments, const Type& type) {
  bool has_unknown = false;
  for (const Value& element : arguments[0].elements()) {
    if (element.IsKnown() && !element.IsNull() && element.AsBool()) return Value::Bool(true);
    has_unknown = has_unknown || !element.IsKnown();
  }
  return has_unknown ? Value::Unknown(type) : Value::Bool(false);
}

// --- matchkeys

FunctionType MatchKeysType(Arguments arguments) {
  if (!value::UnifyUnsafe({arguments[1].type(), arguments[2].type()})) {
    return Failure("keys and searchset must be of the same type");
  }
  return arguments[0].type();
}

FunctionResult MatchKeys(Arguments arguments, const Type& type) {
  const Value& values = arguments[0];
  const auto common = value::UnifyUnsafe({arguments[1].type(), arguments[2].type()});
  auto keys = value::Convert(arguments[1], *common);
  auto wanted = value::Convert(arguments[2], *common);
  if (!keys.ok()) return ArgumentError(1, keys.error().message);
  if (!wanted.ok()) return ArgumentError(2, wanted.error().message);
  if (values.size() != keys->size()) return Failure("length of keys and values should be equal");
  std::vector<Value> matched;
  if (wanted->size() > 0 && (!keys->IsWhollyKnown() || !wanted->IsWhollyKnown())) return Value::Unknown(type);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const Value& one : wanted->elements()) {
      if (!value::Equals(keys->elements()[i], one).AsBool()) continue;
      matched.push_back(values.elements()[i]);
      break;
    }
  }
  return Value::List(type.element(), std::move(matched));
}

}  // namespace

void AddSelection(Catalogue& catalogue) {
  const Type any = Type::Dynamic();
  const Type list = Type::List(any);
  const auto returns_bool = Function::Returns(Type::Bool());
  const auto returns_number = Function::Returns(Type::Number());
  const Parameter choice = {
      .name = "vals", .type = any, .allow_null = true, .allow_unknown = true, .allow_dynamic = true};
  Define(catalogue,
         Function("length", "The number of elements, or of characters of a string.",
                  {{.name = "value", .type = any, .allow_unknown = true, .allow_dynamic = true, .allow_marked = true}},
                  LengthType, Length)
             .NeverNull());
  Define(catalogue, Function("coalesce", "The first argument that is neither null nor an empty string.", {}, choice,
                             CoalesceType, Coalesce)
                        .NeverNull());
  Define(catalogue,
         Function("coalescelist", "The first list that is not empty.", {}, choice, CoalesceListType, CoalesceList)
             .NeverNull());
  Define(catalogue, Function("contains", "Whether one of the elements is the given value.",
                             {Plain("list", any), Plain("value", any)}, returns_bool, Contains)
                        .NeverNull());
  Define(catalogue, Function("index", "The index of the first element that is the given value.",
                             {Plain("list", any), Plain("value", any)}, returns_number, Index)
                        .NeverNull());
  Define(catalogue, Function("element", "The element of an index; counting goes on at the start after the last one.",
                             {Marked("list", any), Plain("index", Type::Number())}, ElementType, Element));
  Define(catalogue, Function("one", "The only element of a sequence, or null if it is empty.", {Plain("list", any)},
                             OneType, One));
  Define(catalogue, Function("sum", "The numbers' sum.", {Plain("list", any)}, returns_number, Sum).NeverNull());
  Define(catalogue, Function("alltrue", "Whether all elements are true.", {Plain("list", Type::List(Type::Bool()))},
                             returns_bool, AllTrue)
                        .NeverNull());
  Define(catalogue, Function("anytrue", "Whether any element is true.", {Plain("list", Type::List(Type::Bool()))},
                             returns_bool, AnyTrue)
                        .NeverNull());
  Define(catalogue,
         Function("matchkeys", "The values whose keys are among those sought.",
                  {Plain("values", list), Plain("keys", list), Plain("searchset", list)}, MatchKeysType, MatchKeys)
             .NeverNull());
}

}  // namespace rolecall::functions
