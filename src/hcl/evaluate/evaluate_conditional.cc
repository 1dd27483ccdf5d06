// Conditionals: one type for both results, whatever the condition says.
#include <algorithm>
#include <optional>
#include <utility>

#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/placeholder_values.h"
#include "hcl/evaluate/type_mismatch.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

bool IsNullLiteral(const Value& value) { return value.type().IsDynamic() && value.IsKnown() && value.IsNull(); }

// The type of the whole; nothing if there is none.
std::optional<Type> ResultType(const Value& true_result, const Value& false_result) {
  if (!true_result.IsMarked() && IsNullLiteral(true_result)) return false_result.type();
  if (!false_result.IsMarked() && IsNullLiteral(false_result)) return true_result.type();
  if (true_result.type().IsDynamic() || false_result.type().IsDynamic()) return Type::Dynamic();
  if (true_result.type() == false_result.type()) return true_result.type();
  return value::UnifyUnsafe({true_result.type(), false_result.type()});
}

struct NumberBounds {
  std::optional<value::Number> low, high;
  bool low_inclusive = true, high_inclusive = true;
};

NumberBounds NumberBoundsOf(const Value& value) {
  if (value.IsKnown()) return value.IsNull() ? NumberBounds{} : NumberBounds{value.AsNumber(), value.AsNumber()};
  const value::Refinement& known = value.refinement();
  return {known.number_min, known.number_max, known.min_inclusive, known.max_inclusive};
}

void WidenNumbers(const Value& a, const Value& b, value::Refinement& refinement) {
  const NumberBounds first = NumberBoundsOf(a);
  const NumberBounds second = NumberBoundsOf(b);
  if (first.low && second.low) {
    const bool take_first = *first.low < *second.low;
    refinement.number_min = take_first ? first.low : second.low;
    refinement.min_inclusive = *first.low == *second.low ? first.low_inclusive || second.low_inclusive
                               : take_first              ? first.low_inclusive
                                                         : second.low_inclusive;
  }
  if (first.high && second.high) {
    const bool take_first = *first.high > *second.high;
    refinement.number_max = take_first ? first.high : second.high;
    refinement.max_inclusive = *first.high == *second.high ? first.high_inclusive || second.high_inclusive
                               : take_first                ? first.high_inclusive
                                                           : second.high_inclusive;
  }
}

void WidenLengths(const Value& a, const Value& b, value::Refinement& refinement) {
  const auto low = [](const Value& v) -> std::size_t {
    if (v.IsKnown()) {
      if (v.IsNull()) return 0;
      const Value length = value::Length(v).Unmark();
      return length.IsKnown() ? v.size() : (v.size() > 0 ? 1 : 0);
    }
    return v.refinement().length_min;
  };
  const auto high = [](const Value& v) -> std::optional<std::size_t> {
    if (v.IsKnown()) return v.IsNull() ? std::nullopt : std::optional<std::size_t>(v.size());
    return v.refinement().length_max;
  };
  refinement.length_min = std::min(low(a), low(b));
  if (high(a) && high(b)) refinement.length_max = std::max(*high(a), *high(b));
}

// What can be said of a result while the condition is not known.
Value UndecidedResult(const Value& true_result, const Value& false_result, const Type& type) {
  if (true_result.IsKnown() && true_result.IsNull() && false_result.IsKnown() && false_result.IsNull()) {
    return Value::Null(type);
  }
  value::Refinement refinement;
  refinement.not_null = value::DefinitelyNotNull(true_result) && value::DefinitelyNotNull(false_result);
  const Type& true_type = true_result.type();
  if (true_type == false_result.type() && true_type.kind() == Type::Kind::kNumber) {
    WidenNumbers(true_result, false_result, refinement);
  } else if (true_type == false_result.type() && true_type.IsCollection()) {
    WidenLengths(true_result, false_result, refinement);
  }
  if (type.IsDynamic()) return Value::Unknown(type);
  return value::Refine(Value::Unknown(type), refinement);
}

}  // namespace

Value Evaluation::EvaluateConditional(const ConditionalExpression& expression) {
  diag::Diagnostics true_diagnostics, false_diagnostics;
  const Value true_result = Into(true_diagnostics).Evaluate(*expression.true_result);
  const Value false_result = Into(false_diagnostics).Evaluate(*expression.false_result);
  const std::optional<Type> type = ResultType(true_result, false_result);
  if (!type) {
    Complain("inconsistent-conditional-types", "Inconsistent conditional result types",
             "The true and false result expressions must have consistent types. " +
                 DescribeMismatch(true_result.type(), false_result.type()) + ".",
             expression, Join(expression.true_result->range, expression.false_result->range), expression.range);
    return UnknownDynamic();
  }
  Value raw_condition = Evaluate(*expression.condition);
  if (scope_.AllowsPlaceholders()) raw_condition = WithoutPlaceholders(raw_condition);
  if (raw_condition.IsKnown() && raw_condition.IsNull()) {
    Complain("null-condition", "Null condition",
             "The condition value is null. Conditions must either be true or false.", *expression.condition,
             expression.condition->range, expression.range);
    return Value::Unknown(*type);
  }
  // All marks count, whichever result is chosen: while the condition is unknown they must, and that is not to change.
  value::Marks marks = raw_condition.marks();
  AddMarks(marks, true_result.marks());
  AddMarks(marks, false_result.marks());
  const Value condition = raw_condition.Unmark();
  if (!condition.IsKnown()) {
    return UndecidedResult(true_result.Unmark(), false_result.Unmark(), *type).WithMarks(marks);
  }
  const value::Conversion flag = value::Convert(condition, Type::Bool());
  if (!flag.ok()) {
    Complain("incorrect-condition-type", "Incorrect condition type", "The condition expression must be of type bool.",
             *expression.condition, expression.condition->range, expression.range);
    return Value::Unknown(*type);
  }
  diagnostics_.Append(flag->AsBool() ? true_diagnostics : false_diagnostics);
  return ChosenResult(expression, flag->AsBool(), (flag->AsBool() ? true_result : false_result).Unmark(), *type)
      .WithMarks(marks);
}

Value Evaluation::ChosenResult(const ConditionalExpression& expression, bool which, const Value& result,
                               const Type& type) {
  if (type.IsDynamic() || result.type() == type) return result;
  const value::Conversion converted = value::Convert(result, type);
  if (converted.ok()) return *converted;
  const Expression& about = which ? *expression.true_result : *expression.false_result;
  Complain("inconsistent-conditional-types", "Inconsistent conditional result types",
           std::string("The ") + (which ? "true" : "false") +
               " result value has the wrong type: " + converted.error().Text() + ".",
           about, about.range, expression.range);
  return Value::Unknown(type);
}

}  // namespace rolecall::hcl
