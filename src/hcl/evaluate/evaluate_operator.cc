// Unary and binary operators.
#include <utility>

#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/placeholder_values.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;
using Operator = BinaryExpression::Operator;

namespace {

Value UnknownNotNull(Type type) {
  value::Refinement refinement;
  refinement.not_null = true;
  return Value::Unknown(std::move(type), refinement);
}

value::FunctionResult Apply(Operator op, const Value& left, const Value& right) {
  switch (op) {
    case Operator::kAdd: return value::Add(left, right);
    case Operator::kSubtract: return value::Subtract(left, right);
    case Operator::kMultiply: return value::Multiply(left, right);
    case Operator::kDivide: return value::Divide(left, right);
    case Operator::kModulo: return value::Modulo(left, right);
    case Operator::kGreater: return value::GreaterThan(left, right);
    case Operator::kGreaterOrEqual: return value::GreaterThanOrEqual(left, right);
    case Operator::kLess: return value::LessThan(left, right);
    case Operator::kLessOrEqual: return value::LessThanOrEqual(left, right);
    case Operator::kEqual: return value::Equals(left, right);
    case Operator::kNotEqual: return value::NotEquals(left, right);
    case Operator::kAnd: return value::And(left, right);
    case Operator::kOr: return value::Or(left, right);
  }
  return Value();
}

bool IsArithmetic(Operator op) { return op >= Operator::kAdd; }
bool IsEquality(Operator op) { return op == Operator::kEqual || op == Operator::kNotEqual; }
bool IsLogic(Operator op) { return op == Operator::kAnd || op == Operator::kOr; }

const char* const kNullOperand = "Error during operation: argument must not be null.";

}  // namespace

bool Evaluation::ConvertOperand(Value& operand, const Type& type, const char* which, const Expression& about,
                                const Expression& whole) {
  value::Conversion converted = value::Convert(operand, type);
  if (!converted.ok()) {
    Complain("invalid-operand", "Invalid operand",
             std::string("Unsuitable value for ") + which + " operand: " + converted.error().Text() + ".", about,
             about.range, whole.range);
    return false;
  }
  operand = std::move(*converted);
  return true;
}

Value Evaluation::EvaluateUnary(const UnaryExpression& expression) {
  const bool negate = expression.op == UnaryExpression::Operator::kNegate;
  const Type type = negate ? Type::Number() : Type::Bool();
  const std::size_t before = diagnostics_.size();
  Value operand = Evaluate(*expression.operand);
  if (!ConvertOperand(operand, type, "unary", *expression.operand, expression)) return Value::Unknown(type);
  if (diagnostics_.size() > before && diagnostics_.list().back().severity == diag::Severity::kError) {
    return Value::Unknown(type);
  }
  if (operand.IsNull()) {
    Complain("operation-failed", "Operation failed", kNullOperand, expression);
    return Value::Unknown(type);
  }
  return negate ? value::Negate(operand) : value::Not(operand);
}

Value Evaluation::EvaluateBinary(const BinaryExpression& expression) {
  if (IsLogic(expression.op)) return EvaluateLogic(expression);
  const Type operand_type = IsEquality(expression.op) ? Type::Dynamic() : Type::Number();
  const Type result_type = IsArithmetic(expression.op) ? Type::Number() : Type::Bool();
  diag::Diagnostics found;
  Evaluation inner = Into(found);
  Value left = inner.Evaluate(*expression.left);
  Value right = inner.Evaluate(*expression.right);
  if (scope_.AllowsPlaceholders()) {
    left = WithoutPlaceholders(left);
    right = WithoutPlaceholders(right);
  }
  if (!IsEquality(expression.op)) {
    inner.ConvertOperand(left, operand_type, "left", *expression.left, expression);
    inner.ConvertOperand(right, operand_type, "right", *expression.right, expression);
  }
  diagnostics_.Append(found);
  if (found.HasErrors()) return Value::Unknown(result_type);
  if (!IsEquality(expression.op) && (left.IsNull() || right.IsNull())) {
    Complain("operation-failed", "Operation failed", kNullOperand, expression);
    return Value::Unknown(result_type);
  }
  const value::FunctionResult result = Apply(expression.op, left, right);
  if (!result.ok()) {
    Complain("operation-failed", "Operation failed", "Error during operation: " + result.error().message + ".",
             expression);
    return Value::Unknown(result_type);
  }
  return *result;
}

// Both sides are evaluated, but a side that decides alone also decides whose mistakes count, unless one of them is no
// bool at all. Null counts as false here: `null && true` is false, and only `null || false` an error.
Value Evaluation::EvaluateLogic(const BinaryExpression& expression) {
  const bool deciding = expression.op == Operator::kOr;
  struct Side {
    diag::Diagnostics diagnostics;
    Value value;
    bool converts = false;
    bool IsUnknown() const { return converts && !value.IsKnown(); }
    bool Is(bool flag) const {
      if (!converts || !value.IsKnown()) return false;
      return (!value.IsNull() && value.Unmark().AsBool()) == flag;
    }
  };
  Side left, right;
  const auto evaluate = [&](Side& side, const Expression& operand, const char* which) {
    side.value = Into(side.diagnostics).Evaluate(operand);
    side.converts = ConvertOperand(side.value, Type::Bool(), which, operand, expression);
  };
  evaluate(left, *expression.left, "left");
  evaluate(right, *expression.right, "right");
  if (!left.converts || !right.converts) {  // a wrong type is wrong whatever the other side decides
    diagnostics_.Append(left.diagnostics);
    diagnostics_.Append(right.diagnostics);
    return Value::Unknown(Type::Bool());
  }
  const auto marked = [&](const Value& result) {
    return result.WithMarks(left.value.marks()).WithMarks(right.value.marks());
  };
  for (const Side* side : {&left, &right}) {
    if (!side->Is(deciding)) continue;
    diagnostics_.Append(side->diagnostics);
    return marked(Value::Bool(deciding));
  }
  if (left.IsUnknown() && right.IsUnknown() && !left.diagnostics.HasErrors()) {
    diagnostics_.Append(left.diagnostics);
    return marked(UnknownNotNull(Type::Bool()));
  }
  for (const auto& [side, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (!side->IsUnknown() || !other->Is(!deciding)) continue;
    diagnostics_.Append(side->diagnostics);
    return marked(UnknownNotNull(Type::Bool()));
  }
  diagnostics_.Append(left.diagnostics);
  diagnostics_.Append(right.diagnostics);
  if (left.diagnostics.HasErrors() || right.diagnostics.HasErrors()) return Value::Unknown(Type::Bool());
  if (left.value.IsNull() || right.value.IsNull()) {
    Complain("operation-failed", "Operation failed", kNullOperand, expression);
    return Value::Unknown(Type::Bool());
  }
  const value::FunctionResult result = Apply(expression.op, left.value, right.value);
  return result.ok() ? *result : Value::Unknown(Type::Bool());
}

}  // namespace rolecall::hcl
