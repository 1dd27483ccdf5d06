// `for` expressions and splats: what iterates.
#include <map>
#include <optional>
#include <utility>

#include "base/placeholder.h"
#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/placeholder_values.h"
#include "hcl/evaluate/work_budget.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

// A loop with a mistake in its body has it in each of its turns: a few tell it as well as all.
constexpr std::size_t kMostLoopErrors = 10;

bool IsSequence(const Type& type) { return type.IsTuple() || type.IsList() || type.IsSet(); }

}  // namespace

// A condition that can never be right is told once, before the loop.
bool Evaluation::CheckForCondition(const ForExpression& loop, Scope& scope) {
  if (!loop.key_name.empty()) scope.Set(loop.key_name, UnknownDynamic());
  scope.Set(loop.value_name, UnknownDynamic());
  diag::Diagnostics found;
  Evaluation inner(scope, found, frame_);
  const Value result = inner.Evaluate(*loop.condition);
  diagnostics_.Append(found);
  if (result.IsKnown() && result.IsNull()) {
    Complain("invalid-for-condition", "Condition is null", "The value of the 'if' clause must not be null.",
             *loop.condition, loop.condition->range, loop.range);
    return false;
  }
  const value::Conversion converted = value::Convert(result.Unmark(), Type::Bool());
  if (!converted.ok()) {
    Complain("invalid-for-condition", "Invalid 'for' condition",
             "The 'if' clause value is invalid: " + converted.error().Text() + ".", *loop.condition,
             loop.condition->range, loop.range);
    return false;
  }
  return !found.HasErrors();
}

Evaluation::Included Evaluation::ForIncludes(const ForExpression& loop, const Scope& scope, value::Marks& marks) {
  if (!loop.condition) return Included::kYes;
  Evaluation inner = In(scope);
  const Value raw = inner.Evaluate(*loop.condition);
  AddMarks(marks, raw.marks());
  if (!raw.IsKnown()) return Included::kUnknown;
  if (raw.IsNull()) {
    inner.Complain("invalid-for-condition", "Invalid 'for' condition", "The value of the 'if' clause must not be null.",
                   *loop.condition, loop.condition->range, loop.range);
    return Included::kUnknown;
  }
  const value::Conversion flag = value::Convert(raw.Unmark(), Type::Bool());
  if (!flag.ok()) {
    inner.Complain("invalid-for-condition", "Invalid 'for' condition",
                   "The 'if' clause value is invalid: " + flag.error().Text() + ".", *loop.condition,
                   loop.condition->range, loop.range);
    return Included::kUnknown;
  }
  return flag->AsBool() ? Included::kYes : Included::kNo;
}

// What a loop has made so far.
struct Evaluation::Gathered {
  std::vector<Value> items;                          // [for …]
  std::map<std::string, Value> attributes;           // {for …}
  std::map<std::string, std::vector<Value>> groups;  // {for … => …...}
  value::Marks marks;
  bool known = true;  // as far as which items there are

  Value Result(const ForExpression& loop) {
    if (!known) return UnknownDynamic().WithMarks(marks);
    if (!loop.key) return Value::Tuple(std::move(items)).WithMarks(marks);
    for (auto& [name, group] : groups) attributes.emplace(name, Value::Tuple(std::move(group)));
    return Value::Object(std::move(attributes)).WithMarks(marks);
  }
};

// The result where there is nothing to go through: a mistake, or something unknown.
std::optional<Value> Evaluation::CheckIterable(const ForExpression& loop, const Value& raw) {
  if (raw.IsKnown() && raw.IsNull()) {
    Complain("iteration-over-null", "Iteration over null value",
             "A null value cannot be used as the collection in a 'for' expression.", *loop.collection,
             loop.collection->range, loop.range);
    return UnknownDynamic();
  }
  if (raw.type().IsDynamic()) return UnknownDynamic().WithMarks(raw.marks());
  if (!value::CanIterate(raw.type())) {
    Complain(
        "iteration-over-non-iterable", "Iteration over non-iterable value",
        "A value of type " + raw.type().FriendlyName() + " cannot be used as the collection in a 'for' expression.",
        *loop.collection, loop.collection->range, loop.range);
    return UnknownDynamic();
  }
  if (!raw.IsKnown()) return UnknownDynamic().WithMarks(raw.marks());
  return std::nullopt;
}

Value Evaluation::EvaluateFor(const ForExpression& loop) {
  const Value raw = Evaluate(*loop.collection);
  if (std::optional<Value> result = CheckIterable(loop, raw)) return *std::move(result);
  Scope scope(&scope_);
  Gathered gathered;
  gathered.marks = raw.marks();
  if (loop.condition && !CheckForCondition(loop, scope)) return UnknownDynamic().WithMarks(gathered.marks);
  const std::size_t before = diagnostics_.size();
  for (const value::KeyedElement& element : value::Iterate(raw.Unmark())) {
    if (diagnostics_.size() >= before + kMostLoopErrors || WorkBudget::IsSpent()) {
      gathered.known = false;
      break;
    }
    if (!loop.key_name.empty()) scope.Set(loop.key_name, element.key);
    scope.Set(loop.value_name, element.element);
    TakeTurn(loop, scope, gathered);
  }
  return gathered.Result(loop);
}

// One element, which `scope` has.
void Evaluation::TakeTurn(const ForExpression& loop, const Scope& scope, Gathered& gathered) {
  Included included = ForIncludes(loop, scope, gathered.marks);
  // Analysis takes the greater set.
  if (included == Included::kUnknown && scope_.AllowsPlaceholders()) included = Included::kYes;
  if (included == Included::kUnknown) gathered.known = false;
  if (included != Included::kYes) return;
  Evaluation inner = In(scope);
  if (!loop.key) {
    gathered.items.push_back(inner.Evaluate(*loop.value));
    return;
  }
  const std::optional<Value> key = inner.ForKey(loop, gathered);
  if (!key) {
    gathered.known = false;
    return;
  }
  const std::string& name = key->AsString();
  Value item = inner.Evaluate(*loop.value);
  if (loop.grouping) {
    gathered.groups[name].push_back(std::move(item));
  } else if (!gathered.attributes.emplace(name, std::move(item)).second) {
    inner.Complain("duplicate-object-key", "Duplicate object key",
                   "Two different items produced the key \"" + name +
                       "\" in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the "
                       "value expression to enable grouping by key.",
                   *loop.key, loop.key->range, loop.range);
  }
}

// The key as a string; nothing, maybe with an error: it is not known, or none.
std::optional<Value> Evaluation::ForKey(const ForExpression& loop, Gathered& gathered) {
  const Value raw = Evaluate(*loop.key);
  AddMarks(gathered.marks, raw.marks());
  if (raw.IsKnown() && raw.IsNull()) {
    Complain("invalid-object-key", "Invalid object key",
             "Key expression in 'for' expression must not produce a null value.", *loop.key, loop.key->range,
             loop.range);
    return std::nullopt;
  }
  if (!raw.IsKnown() && scope_.AllowsPlaceholders()) return Value::String(Placeholder(SourceText(*loop.key)));
  if (!raw.IsKnown()) return std::nullopt;
  value::Conversion key = value::Convert(raw.Unmark(), Type::String());
  if (!key.ok()) {
    Complain("invalid-object-key", "Invalid object key",
             "The key expression produced an invalid result: " + key.error().Text() + ".", *loop.key, loop.key->range,
             loop.range);
    return std::nullopt;
  }
  if (!key->IsKnown()) return std::nullopt;
  return *std::move(key);
}

Value Evaluation::SplatEach(const SplatExpression& splat, const Value& element, diag::Diagnostics& diagnostics) {
  const SplatFrame frame{splat.item, element, frame_};
  return Evaluation(scope_, diagnostics, &frame).Evaluate(*splat.each);
}

// The type that a splat over a value of this sequence type gives.
Type Evaluation::SplatType(const SplatExpression& splat, const Type& source) {
  diag::Diagnostics ignored;
  if (source.kind() != Type::Kind::kTuple) {
    return Type::List(SplatEach(splat, Value::Unknown(source.element()), ignored).type());
  }
  std::vector<Type> elements;
  for (const Type& element : source.elements()) {
    elements.push_back(SplatEach(splat, Value::Unknown(element), ignored).type());
  }
  return Type::Tuple(std::move(elements));
}

// A null that is no sequence has no elements; one that is cannot be gone through.
std::optional<Value> Evaluation::SplatOfNull(const SplatExpression& splat, const Value& source) {
  if (!source.IsKnown() || !source.IsNull()) return std::nullopt;
  if (!IsSequence(source.type())) return Value::Tuple({}).WithMarks(source.marks());
  Complain("splat-of-null", "Splat of null value",
           "Splat expressions (with the * symbol) cannot be applied to null sequences.", *splat.source,
           splat.source->range, splat.range);
  return UnknownDynamic();
}

Value Evaluation::SplatOfUnknown(const SplatExpression& splat, const Value& source) {
  const Type type = SplatType(splat, source.type());
  // Mistakes that do not depend on the elements are told now.
  if (!source.type().IsTuple()) SplatEach(splat, Value::Unknown(source.type().element()), diagnostics_);
  Value result = value::RefineNotNull(Value::Unknown(type));
  if (!source.type().IsList()) return result;
  value::Refinement lengths;
  lengths.not_null = true;
  lengths.length_min = source.refinement().length_min;
  lengths.length_max = source.refinement().length_max;
  return value::Refine(result, lengths);
}

Value Evaluation::EvaluateSplat(const SplatExpression& splat) {
  diag::Diagnostics found;
  Value source = Into(found).Evaluate(*splat.source);
  const bool failed = found.HasErrors();
  if (failed) SplatEach(splat, UnknownDynamic(), found);  // for what is wrong with it whatever the elements are
  diagnostics_.Append(found);
  if (failed) return UnknownDynamic();
  const value::Marks marks = source.marks();
  if (std::optional<Value> result = SplatOfNull(splat, source)) return *std::move(result);
  if (source.type().IsDynamic()) return UnknownDynamic().WithMarks(marks);
  // Anything else is a tuple of one: but if it may turn out to be null, the number of elements is not known.
  const bool sequence = IsSequence(source.type());
  const bool maybe_null = !sequence && !value::DefinitelyNotNull(source.Unmark());
  source = sequence ? source.Unmark() : Value::Tuple({source});
  if (!source.IsKnown()) return SplatOfUnknown(splat, source).WithMarks(marks);
  std::vector<Value> items;
  items.reserve(source.size());
  diag::Diagnostics inner;
  for (const Value& element : source.elements()) {
    items.push_back(SplatEach(splat, element, inner));
    if (inner.size() >= kMostLoopErrors || WorkBudget::IsSpent()) break;
  }
  diagnostics_.Append(inner);
  if (maybe_null) return UnknownDynamic().WithMarks(marks);
  if (inner.HasErrors()) return Value::Unknown(SplatType(splat, source.type())).WithMarks(marks);
  if (source.type().IsTuple()) return Value::Tuple(std::move(items)).WithMarks(marks);
  const Type element = items.empty() ? SplatType(splat, source.type()).element() : items.front().type();
  for (const Value& item : items) {
    if (item.type() == element) continue;
    Complain("invalid-nested-splat", "Invalid nested splat expressions",
             "The second level of splat expression produced elements of different types, so it isn't possible to "
             "construct a valid list to represent the top-level result.\n\nConsider using a for expression instead, to "
             "produce a tuple-typed result which can therefore have non-homogenous element types.",
             splat, splat.each->range, splat.range);
    return UnknownDynamic();
  }
  return Value::List(element, std::move(items)).WithMarks(marks);
}

}  // namespace rolecall::hcl
