// Set algebra.
#include <algorithm>
#include <iterator>

#include "functions/define.h"
#include "functions/marked.h"
#include "value/convert.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMostCombinations = 1u << 20;

using Elements = std::vector<Value>;
using SetOperation = Elements (*)(const Elements&, const Elements&);

bool ComesBefore(const Value& a, const Value& b) { return Value::Compare(a, b) < 0; }

Elements Union(const Elements& a, const Elements& b) {
  Elements all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

Elements Intersection(const Elements& a, const Elements& b) {
  Elements both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both), ComesBefore);
  return both;
}

Elements Difference(const Elements& a, const Elements& b) {
  Elements left;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(left), ComesBefore);
  return left;
}

FunctionType OperationType(Arguments arguments) {
  std::vector<Type> elements;
  for (const Value& argument : arguments) {
    const Type& element = argument.type().element();
    const bool is_empty = argument.IsKnown() && argument.size() == 0 && element.IsDynamic();
    if (!is_empty) elements.push_back(element);
  }
  const auto unified = value::UnifyUnsafe(elements);
  if (!unified) return Failure("given sets must all have compatible element types");
  return Type::Set(*unified);
}

Function::Implementation Operation(SetOperation operation, bool allows_unknown) {
  return [operation, allows_unknown](Arguments arguments, const Type& type) -> FunctionResult {
    Elements all;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const auto converted = value::Convert(arguments[i], type);
      if (!converted.ok()) return ArgumentError(i, converted.error().message);
      if (!converted->IsKnown() || (!allows_unknown && !converted->IsWhollyKnown())) return Value::Unknown(type);
      all = i == 0 ? converted->elements() : operation(all, converted->elements());
    }
    return Value::Set(type.element(), std::move(all));
  };
}

// --- setproduct

FunctionType ElementType(const Value& argument, std::size_t index) {
  const Type& type = argument.type();
  if (type.IsList() || type.IsSet()) return type.element();
  if (!type.IsTuple()) return ArgumentError(index, "a set or a list is required");
  const auto unified = value::UnifyUnsafe(type.elements());
  if (!unified) return ArgumentError(index, "all elements must be of the same type");
  return *unified;
}

FunctionType ProductType(Arguments arguments) {
  if (arguments.size() < 2) return Failure("at least two arguments are required");
  std::vector<Type> elements;
  bool has_set = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    FunctionType element = ElementType(arguments[i], i);
    if (!element.ok()) return element;
    elements.push_back(*element);
    has_set = has_set || arguments[i].type().IsSet();
  }
  const Type combination = Type::Tuple(std::move(elements));
  return has_set ? Type::Set(combination) : Type::List(combination);
}

// Adds every combination that starts with `prefix`.
void Combine(const std::vector<Elements>& sources, Elements& prefix, Elements& combinations) {
  if (prefix.size() == sources.size()) {
    combinations.push_back(Value::Tuple(prefix));
    return;
  }
  for (const Value& element : sources[prefix.size()]) {
    prefix.push_back(element);
    Combine(sources, prefix, combinations);
    prefix.pop_back();
  }
}

FunctionResult Product(Arguments arguments, const Type& type) {
  value::Marks marks;
  std::size_t total = 1;
  bool is_known = true;
  for (const Value& argument : arguments) {
    marks.insert(argument.marks().begin(), argument.marks().end());
    is_known = is_known && value::Length(argument.Unmark()).IsKnown();
    total *= std::min(argument.size(), kMostCombinations);
    if (total > kMostCombinations) return Failure("there are more than 1048576 combinations");
  }
  if (!is_known) return value::RefineNotNull(Value::Unknown(type)).WithMarks(marks);
  std::vector<Elements> sources;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Elements converted;
    for (const Value& element : arguments[i].elements()) {
      auto one = value::Convert(element, type.element().elements()[i]);
      if (!one.ok()) return ArgumentError(i, one.error().message);
      converted.push_back(std::move(*one));
    }
    sources.push_back(std::move(converted));
  }
  Elements prefix;
  Elements combinations;
  Combine(sources, prefix, combinations);
  const Value all = type.IsList() ? Value::List(type.element(), std::move(combinations))
                                  : Value::Set(type.element(), std::move(combinations));
  return all.WithMarks(marks);
}

void AddOperation(Catalogue& catalogue, const char* name, const char* description,
                  Function::Implementation implementation) {
  const Type set = Type::Set(Type::Dynamic());
  const Parameter first = {.name = "first_set", .type = set, .allow_dynamic = false};
  Define(catalogue, Function(name, description, {first}, {.name = "other_sets", .type = set, .allow_unknown = false},
                             OperationType, std::move(implementation))
                        .NeverNull());
}

}  // namespace

void AddSets(Catalogue& catalogue) {
  const Type set = Type::Set(Type::Dynamic());
  AddOperation(catalogue, "setunion", "The elements of any of the sets.", Operation(Union, true));
  AddOperation(catalogue, "setintersection", "The elements that all sets have.", Operation(Intersection, false));
  Define(catalogue, Function("setsubtract", "The elements of the first set that the second does not have.",
                             {Plain("a", set), Plain("b", set)}, OperationType, Operation(Difference, false))
                        .NeverNull());
  Define(catalogue, Function("setproduct", "All combinations of one element of each set or list.", {},
                             Marked("sets", Type::Dynamic()), ProductType, Product)
                        .NeverNull());
}

}  // namespace rolecall::functions
