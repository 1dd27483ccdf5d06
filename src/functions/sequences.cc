// Functions that make sequences of sequences.
#include <algorithm>
#include <set>

#include "functions/define.h"
#include "functions/marked.h"
#include "value/convert.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMostRangeValues = 1024;

// --- concat

std::optional<Type> CommonListType(Arguments arguments) {
  std::vector<Type> types;
  for (const Value& argument : arguments) {
    if (!argument.type().IsList()) return std::nullopt;
    types.push_back(argument.type());
  }
  return value::UnifyUnsafe(types);
}

FunctionType ConcatType(Arguments arguments) {
  if (arguments.empty()) return Failure("at least one argument is required");
  if (const auto common = CommonListType(arguments)) return *common;
  std::vector<Type> elements;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Type& type = arguments[i].type();
    if (type.IsTuple()) {
      elements.insert(elements.end(), type.elements().begin(), type.elements().end());
    } else if (type.IsList()) {
      if (!arguments[i].IsKnown()) return Type::Dynamic();
      elements.insert(elements.end(), arguments[i].size(), type.element());
    } else {
      return ArgumentError(i, "all arguments must be lists or tuples; got " + type.FriendlyName());
    }
  }
  return Type::Tuple(std::move(elements));
}

FunctionResult Concat(Arguments arguments, const Type& type) {
  std::vector<Value> elements;
  value::Marks marks;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto converted = type.IsList() ? value::Convert(arguments[i], type) : value::Conversion(arguments[i]);
    if (!converted.ok()) return ArgumentError(i, converted.error().message);
    marks.insert(converted->marks().begin(), converted->marks().end());
    elements.insert(elements.end(), converted->elements().begin(), converted->elements().end());
  }
  const Value all =
      type.IsList() ? Value::List(type.element(), std::move(elements)) : Value::Tuple(std::move(elements));
  return all.WithMarks(marks);
}

// --- flatten

struct Flattened {
  std::vector<Value> elements;
  value::Marks marks;
  bool is_known = true;
};

void Flatten(const Value& sequence, Flattened& flat) {
  flat.marks.insert(sequence.marks().begin(), sequence.marks().end());
  if (!sequence.IsKnown() || !value::Length(sequence).IsKnown()) {
    flat.is_known = false;
    return;
  }
  if (!IsSequence(sequence.type())) {
    flat.is_known = false;
    return;
  }
  for (const Value& element : sequence.elements()) {
    // What is not typed yet may turn out to be a sequence.
    if (!element.IsKnown() && element.type().IsDynamic()) flat.is_known = false;
    if (!element.IsNull() && IsSequence(element.type())) {
      Flatten(element, flat);
    } else {
      flat.elements.push_back(element);
    }
  }
}

FunctionType FlattenType(Arguments arguments) {
  // Of what is not wholly known the type is not asked, as OpenTofu does not ask it.
  if (!IsSequence(arguments[0].type()) && arguments[0].IsWhollyKnown()) {
    return Failure("can only flatten lists, sets and tuples");
  }
  Flattened flat;
  Flatten(arguments[0], flat);
  if (!flat.is_known) return Type::Dynamic();
  std::vector<Type> types;
  for (const Value& element : flat.elements) types.push_back(element.type());
  return Type::Tuple(std::move(types));
}

FunctionResult FlattenAll(Arguments arguments, const Type&) {
  Flattened flat;
  Flatten(arguments[0], flat);
  const Value result = flat.is_known ? Value::Tuple(std::move(flat.elements)) : Value::Unknown(Type::Dynamic());
  return result.WithMarks(flat.marks);
}

// --- chunklist, compact, distinct, reverse

FunctionResult ChunkList(Arguments arguments, const Type& type) {
  const auto size = arguments[1].Unmark().AsNumber().ToInt64();
  if (!size) return Failure(std::string("invalid size: ") + kNoWholeNumber);
  if (*size < 0) return Failure("the size argument must be positive");
  const Type& list_type = type.element();
  const auto& elements = arguments[0].elements();
  const std::size_t step = *size == 0 ? std::max<std::size_t>(elements.size(), 1) : static_cast<std::size_t>(*size);
  std::vector<Value> chunks;
  for (std::size_t start = 0; start < elements.size(); start += step) {
    const std::size_t end = elements.size() - start > step ? start + step : elements.size();
    const auto from = elements.begin() + static_cast<std::ptrdiff_t>(start);
    const auto to = elements.begin() + static_cast<std::ptrdiff_t>(end);
    chunks.push_back(Value::List(list_type.element(), std::vector<Value>(from, to)));
    if (end == elements.size()) break;
  }
  const Value all = Value::List(list_type, std::move(chunks));
  return all.WithMarks(arguments[0].marks()).WithMarks(arguments[1].marks());
}

FunctionResult Compact(Arguments arguments, const Type& type) {
  if (!arguments[0].IsWhollyKnown()) return Value::Unknown(type);
  std::vector<Value> kept;
  for (const Value& element : arguments[0].elements()) {
    if (!element.IsNull() && !element.AsString().empty()) kept.push_back(element);
  }
  return Value::List(Type::String(), std::move(kept));
}

struct ComesBefore {
  bool operator()(const Value& a, const Value& b) const { return Value::Compare(a, b) < 0; }
};

FunctionResult Distinct(Arguments arguments, const Type& type) {
  if (!arguments[0].IsWhollyKnown()) return Value::Unknown(type);
  std::set<Value, ComesBefore> seen;
  std::vector<Value> kept;
  for (const Value& element : arguments[0].elements()) {
    if (seen.insert(element).second) kept.push_back(element);
  }
  return Value::List(type.element(), std::move(kept));
}

FunctionType ReverseType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsList()) return type;
  if (type.IsSet()) return Type::List(type.element());
  if (!type.IsTuple()) return ArgumentError(0, "can only reverse list or tuple values, not " + type.FriendlyName());
  return Type::Tuple(std::vector<Type>(type.elements().rbegin(), type.elements().rend()));
}

FunctionResult Reverse(Arguments arguments, const Type& type) {
  const auto& elements = arguments[0].elements();
  std::vector<Value> reversed(elements.rbegin(), elements.rend());
  const Value all =
      type.IsList() ? Value::List(type.element(), std::move(reversed)) : Value::Tuple(std::move(reversed));
  return all.WithMarks(arguments[0].marks());
}

// --- range

FunctionResult Range(Arguments arguments, const Type&) {
  using value::Number;
  if (arguments.empty() || arguments.size() > 3) return Failure("must have one, two, or three arguments");
  const bool has_start = arguments.size() > 1;
  const Number start = has_start ? arguments[0].AsNumber() : Number(0);
  const Number end = arguments[has_start ? 1 : 0].AsNumber();
  Number step = end < start ? Number(-1) : Number(1);
  if (arguments.size() == 3) step = arguments[2].AsNumber();
  const bool is_down = step.Sign() < 0;
  if (arguments.size() == 3 && is_down && end > start) {
    return ArgumentError(1, "end must be less than start when step is negative");
  }
  if (arguments.size() == 3 && !is_down && end < start) {
    return ArgumentError(1, "end must be greater than start when step is positive");
  }
  std::vector<Value> values;
  // A step of zero gives the start again and again, and fails by the bound.
  for (Number number = start; is_down ? number > end : number < end; number = number + step) {
    if (values.size() >= kMostRangeValues) {
      return Failure(
          "more than 1024 values were generated; either decrease the difference between start and end or use a "
          "smaller step");
    }
    values.push_back(Value::Number(number));
  }
  return Value::List(Type::Number(), std::move(values));
}

// --- slice

struct Bounds {
  std::size_t start = 0, end = 0;
  bool is_known = false;
};

std::optional<FunctionError> CheckIndex(const Value& index, const Value& length, std::size_t argument,
                                        const char* which) {
  if (!index.IsKnown()) return std::nullopt;
  const auto number = index.AsNumber().ToInt64();
  if (!number) return ArgumentError(argument, std::string("invalid ") + which + " index: " + kNoWholeNumber);
  if (*number < 0) return ArgumentError(argument, std::string(which) + " index must not be less than zero");
  if (!length.IsKnown() || *number <= *length.AsNumber().ToInt64()) return std::nullopt;
  return ArgumentError(argument, std::string(which) + " index must not be greater than the length of the list");
}

Expected<Bounds, FunctionError> SliceBounds(Arguments arguments) {
  const Value length = value::Length(arguments[0].Unmark());
  const Value start = arguments[1].Unmark();
  const Value end = arguments[2].Unmark();
  if (auto error = CheckIndex(start, length, 1, "start")) return *error;
  if (auto error = CheckIndex(end, length, 2, "end")) return *error;
  if (!start.IsKnown() || !end.IsKnown()) return Bounds();
  Bounds bounds = {static_cast<std::size_t>(*start.AsNumber().ToInt64()),
                   static_cast<std::size_t>(*end.AsNumber().ToInt64()), true};
  if (bounds.start > bounds.end) return ArgumentError(1, "start index must not be greater than end index");
  return bounds;
}

FunctionType SliceType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsSet()) {
    return ArgumentError(0,
                         "cannot slice a set, because its elements do not have indices; explicitly convert to a list "
                         "if the ordering of the result is not important");
  }
  if (!type.IsList() && !type.IsTuple()) return ArgumentError(0, "must be a list or tuple value");
  const auto bounds = SliceBounds(arguments);
  if (!bounds.ok()) return bounds.error();
  if (type.IsList()) return type;
  if (!bounds->is_known) return Type::Dynamic();
  const auto first = type.elements().begin();
  return Type::Tuple(std::vector<Type>(first + static_cast<std::ptrdiff_t>(bounds->start),
                                       first + static_cast<std::ptrdiff_t>(bounds->end)));
}

FunctionResult Slice(Arguments arguments, const Type& type) {
  const auto bounds = SliceBounds(arguments);
  if (!bounds.ok()) return bounds.error();
  const auto first = arguments[0].elements().begin();
  std::vector<Value> part(first + static_cast<std::ptrdiff_t>(bounds->start),
                          first + static_cast<std::ptrdiff_t>(bounds->end));
  const Value all = type.IsList() ? Value::List(type.element(), std::move(part)) : Value::Tuple(std::move(part));
  return all.WithMarks(arguments[0].marks());
}

}  // namespace

void AddSequences(Catalogue& catalogue) {
  const Type any = Type::Dynamic();
  const Type list = Type::List(any);
  const Type strings = Type::List(Type::String());
  Define(catalogue,
         Function("concat", "The lists one after the other.", {}, Marked("seqs", any), ConcatType, Concat).NeverNull());
  Define(catalogue, Function("flatten", "The sequence with the elements of sequences inside it in their place.",
                             {Marked("list", any)}, FlattenType, FlattenAll)
                        .NeverNull());
  Define(catalogue, Function(
                        "chunklist", "The list cut into lists of some size.",
                        {Marked("list", list), Marked("size", Type::Number())},
                        [](Arguments arguments) -> FunctionType { return Type::List(arguments[0].type()); }, ChunkList)
                        .NeverNull());
  Define(catalogue, Function("compact", "The list without null and empty strings.", {Plain("list", strings)},
                             Function::Returns(strings), Compact)
                        .NeverNull());
  Define(catalogue,
         Function("distinct", "The list without repetitions.", {Plain("list", list)}, SameType, Distinct).NeverNull());
  Define(
      catalogue,
      Function("reverse", "The sequence in reverse order.", {Marked("list", any)}, ReverseType, Reverse).NeverNull());
  Define(catalogue, Function("range", "Numbers from a start up to an end, with a step between them.", {},
                             Plain("params", Type::Number()), Function::Returns(Type::List(Type::Number())), Range)
                        .NeverNull());
  Define(catalogue,
         Function("slice", "The elements from a start up to an end index.",
                  {Marked("list", any), Plain("start_index", Type::Number()), Plain("end_index", Type::Number())},
                  SliceType, Slice)
             .NeverNull());
}

}  // namespace rolecall::functions
