#include "value/operations.h"

#include <utility>

namespace rolecall::value {
namespace {

Value UnknownNotNull(Type type) {
  Refinement refinement;
  refinement.not_null = true;
  return Value::Unknown(std::move(type), std::move(refinement));
}

Value MarkedAs(Value value, const Value& a, const Value& b) {
  if (!a.IsMarked() && !b.IsMarked()) return value;
  return value.WithMarks(a.marks()).WithMarks(b.marks());
}

FunctionError Fail(std::string message) { return {std::move(message), std::nullopt, {}}; }

using Arithmetic = value::Number (*)(const value::Number&, const value::Number&);

Value Calculate(Arithmetic arithmetic, const Value& a, const Value& b) {
  if (!a.IsKnown() || !b.IsKnown()) return MarkedAs(UnknownNotNull(Type::Number()), a, b);
  return MarkedAs(Value::Number(arithmetic(a.AsNumber(), b.AsNumber())), a, b);
}

// The bounds of a number, known or refined.
struct Bounds {
  std::optional<value::Number> min, max;
};

Bounds BoundsOf(const Value& number) {
  if (number.IsKnown()) return {number.AsNumber(), number.AsNumber()};
  const Refinement& known = number.refinement();
  return {known.number_min, known.number_max};
}

// True if every number within `a` is below every one within `b`. All bounds count as exclusive ones, as in cty:
// bounds that touch settle nothing.
bool SurelyBelow(const Bounds& a, const Bounds& b) { return a.max && b.min && *a.max < *b.min; }

Value IsLess(const Value& a, const Value& b, bool or_equal) {
  if (a.IsKnown() && b.IsKnown()) {
    const auto order = a.AsNumber() <=> b.AsNumber();
    return MarkedAs(Value::Bool(order < 0 || (or_equal && order == 0)), a, b);
  }
  const Bounds left = BoundsOf(a);
  const Bounds right = BoundsOf(b);
  if (SurelyBelow(left, right)) return MarkedAs(Value::Bool(true), a, b);
  if (SurelyBelow(right, left)) return MarkedAs(Value::Bool(false), a, b);
  return MarkedAs(UnknownNotNull(Type::Bool()), a, b);
}

}  // namespace

Value Not(const Value& a) {
  const Value result = a.IsKnown() ? Value::Bool(!a.AsBool()) : UnknownNotNull(Type::Bool());
  return result.WithMarks(a.marks());
}

Value And(const Value& a, const Value& b) {
  if (!a.IsKnown() || !b.IsKnown()) return MarkedAs(UnknownNotNull(Type::Bool()), a, b);
  return MarkedAs(Value::Bool(a.AsBool() && b.AsBool()), a, b);
}

Value Or(const Value& a, const Value& b) {
  if (!a.IsKnown() || !b.IsKnown()) return MarkedAs(UnknownNotNull(Type::Bool()), a, b);
  return MarkedAs(Value::Bool(a.AsBool() || b.AsBool()), a, b);
}

Value Negate(const Value& a) {
  const Value result = a.IsKnown() ? Value::Number(-a.AsNumber()) : UnknownNotNull(Type::Number());
  return result.WithMarks(a.marks());
}

FunctionResult Add(const Value& a, const Value& b) {
  const auto opposite = [&] { return a.AsNumber().Sign() != b.AsNumber().Sign(); };
  if (a.IsKnown() && b.IsKnown() && a.AsNumber().IsInfinite() && b.AsNumber().IsInfinite() && opposite()) {
    return Fail("can't compute sum of opposing infinities");
  }
  return Calculate([](const value::Number& x, const value::Number& y) { return x + y; }, a, b);
}

FunctionResult Subtract(const Value& a, const Value& b) {
  const auto same = [&] { return a.AsNumber().Sign() == b.AsNumber().Sign(); };
  if (a.IsKnown() && b.IsKnown() && a.AsNumber().IsInfinite() && b.AsNumber().IsInfinite() && same()) {
    return Fail("can't subtract infinity from itself");
  }
  return Calculate([](const value::Number& x, const value::Number& y) { return x - y; }, a, b);
}

FunctionResult Multiply(const Value& a, const Value& b) {
  if (a.IsKnown() && b.IsKnown()) {
    const value::Number& x = a.AsNumber();
    const value::Number& y = b.AsNumber();
    if ((x.IsInfinite() && y.Sign() == 0) || (y.IsInfinite() && x.Sign() == 0)) {
      return Fail("can't multiply zero by infinity");
    }
  }
  return Calculate([](const value::Number& x, const value::Number& y) { return x * y; }, a, b);
}

FunctionResult Divide(const Value& a, const Value& b) {
  if (a.IsKnown() && b.IsKnown()) {
    const value::Number& x = a.AsNumber();
    const value::Number& y = b.AsNumber();
    const bool both_zero = x.Sign() == 0 && y.Sign() == 0;
    if (both_zero || (x.IsInfinite() && y.IsInfinite())) {
      return Fail("can't divide zero by zero or infinity by infinity");
    }
    if (y.Sign() == 0) {
      const bool negative = x.Sign() < 0;
      return MarkedAs(Value::Number(negative ? value::Number::NegativeInfinity() : value::Number::PositiveInfinity()),
                      a, b);
    }
  }
  return Calculate([](const value::Number& x, const value::Number& y) { return x / y; }, a, b);
}

FunctionResult Modulo(const Value& a, const Value& b) {
  if (a.IsKnown() && b.IsKnown()) {
    const value::Number& x = a.AsNumber();
    const value::Number& y = b.AsNumber();
    if ((x.IsInfinite() && y.Sign() == 0) || (y.IsInfinite() && x.Sign() == 0)) {
      return Fail("can't use modulo with zero and infinity");
    }
    if (x.IsInfinite() || y.IsInfinite()) return Multiply(a, b);
    if (y.Sign() == 0) return MarkedAs(Value::Number(x), a, b);
  }
  return Calculate(value::Number::Modulo, a, b);
}

Value LessThan(const Value& a, const Value& b) { return IsLess(a, b, false); }
Value LessThanOrEqual(const Value& a, const Value& b) { return IsLess(a, b, true); }
Value GreaterThan(const Value& a, const Value& b) { return IsLess(b, a, false); }
Value GreaterThanOrEqual(const Value& a, const Value& b) { return IsLess(b, a, true); }

Value Length(const Value& collection) {
  const auto count = [](std::size_t size) { return Value::Int(static_cast<long long>(size)); };
  const Type& type = collection.type();
  if (type.IsTuple()) return count(type.elements().size()).WithMarks(collection.marks());
  if (type.IsObject()) return count(type.attributes().size()).WithMarks(collection.marks());
  Refinement refinement;
  refinement.not_null = true;
  refinement.number_min = value::Number(0);
  if (!collection.IsKnown()) {
    const Refinement& known = collection.refinement();
    if (known.length_max && *known.length_max == known.length_min) return count(known.length_min);
    refinement.number_min = value::Number(static_cast<std::int64_t>(known.length_min));
    if (known.length_max) refinement.number_max = value::Number(static_cast<std::int64_t>(*known.length_max));
  } else if (type.IsSet() && collection.size() > 1 && !collection.IsWhollyKnown()) {
    refinement.number_min = value::Number(1);
    refinement.number_max = value::Number(static_cast<std::int64_t>(collection.size()));
  } else {
    return count(collection.size()).WithMarks(collection.marks());
  }
  return Value::Unknown(Type::Number(), std::move(refinement)).WithMarks(collection.marks());
}

bool DefinitelyNotNull(const Value& value) { return value.IsKnown() ? !value.IsNull() : value.refinement().not_null; }

Value RefineNotNull(const Value& value) {
  if (value.IsKnown() || value.type().IsDynamic() || value.refinement().not_null) return value;
  Refinement refinement;
  refinement.not_null = true;
  return Refine(value, refinement);
}

Value Refine(const Value& value, const Refinement& more) {
  if (value.IsKnown() || value.type().IsDynamic()) return value;
  Refinement all = value.refinement();
  all.not_null = all.not_null || more.not_null;
  if (more.string_prefix.size() > all.string_prefix.size()) all.string_prefix = more.string_prefix;
  if (more.number_min && (!all.number_min || *more.number_min >= *all.number_min)) {
    all.number_min = more.number_min;
    all.min_inclusive = more.min_inclusive;
  }
  if (more.number_max && (!all.number_max || *more.number_max <= *all.number_max)) {
    all.number_max = more.number_max;
    all.max_inclusive = more.max_inclusive;
  }
  all.length_min = std::max(all.length_min, more.length_min);
  if (more.length_max && (!all.length_max || *more.length_max < *all.length_max)) all.length_max = more.length_max;
  return Settle(value.type(), all).WithMarks(value.marks());
}

Value Settle(const Type& type, const Refinement& known) {
  if (known.not_null && type.IsNumber() && known.number_min && known.number_max && known.min_inclusive &&
      known.max_inclusive && *known.number_min == *known.number_max) {
    return Value::Number(*known.number_min);
  }
  if (known.not_null && type.IsCollection() && known.length_max && *known.length_max == 0) {
    if (type.IsList()) return Value::List(type.element(), {});
    return type.IsSet() ? Value::Set(type.element(), {}) : Value::Map(type.element(), {});
  }
  // A list whose length is known is known, although its elements are not.
  if (known.not_null && type.IsList() && known.length_max && *known.length_max == known.length_min &&
      known.length_min <= kMaxSettledLength) {
    return Value::List(type.element(), std::vector<Value>(known.length_min, Value::Unknown(type.element())));
  }
  return Value::Unknown(type, known);
}

bool CanIterate(const Type& type) { return type.IsCollection() || type.IsTuple() || type.IsObject(); }

std::vector<KeyedElement> Iterate(const Value& collection) {
  std::vector<KeyedElement> all;
  all.reserve(collection.size());
  if (collection.type().IsMap() || collection.type().IsObject()) {
    for (const auto& [name, member] : collection.members()) all.push_back({Value::String(name), member});
    return all;
  }
  const bool is_set = collection.type().IsSet();
  long long index = 0;
  for (const Value& element : collection.elements()) {
    all.push_back({is_set ? element : Value::Int(index), element});
    ++index;
  }
  return all;
}

}  // namespace rolecall::value
