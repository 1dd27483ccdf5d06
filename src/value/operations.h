// What the language's operators do to values: equality, logic, arithmetic, comparison, index and attribute.
//
// Arguments must already be of the right type (numbers for arithmetic, bools for logic): conversion is the caller's.
// Null operands of arithmetic, logic and comparison are errors of the caller too (checked by the evaluator first).
// An unknown operand gives an unknown result (refined as not null); marks of the operands go to the result.
// Pure; any thread.
#ifndef ROLECALL_VALUE_OPERATIONS_H_
#define ROLECALL_VALUE_OPERATIONS_H_

#include <string>
#include <string_view>

#include "value/function_result.h"
#include "value/value.h"

namespace rolecall::value {

// The language's ==: a bool, or unknown if that depends on something unknown. Values of different types are not
// equal; null equals null. Marks at any depth go to the result.
Value Equals(const Value& a, const Value& b);
Value NotEquals(const Value& a, const Value& b);

Value Not(const Value& a);
Value And(const Value& a, const Value& b);
Value Or(const Value& a, const Value& b);

Value Negate(const Value& a);
FunctionResult Add(const Value& a, const Value& b);
FunctionResult Subtract(const Value& a, const Value& b);
FunctionResult Multiply(const Value& a, const Value& b);
FunctionResult Divide(const Value& a, const Value& b);  // by zero: an infinity; zero by zero: an error
FunctionResult Modulo(const Value& a, const Value& b);  // by zero: the dividend
Value LessThan(const Value& a, const Value& b);
Value LessThanOrEqual(const Value& a, const Value& b);
Value GreaterThan(const Value& a, const Value& b);
Value GreaterThanOrEqual(const Value& a, const Value& b);

// The element of a list, tuple (number key) or map, or attribute of an object (string key). The key is converted
// (number from text and back). Unknown collection or key: an unknown value. Error: there is no such element, null
// collection or key, a type that has no elements.
FunctionResult Index(const Value& collection, const Value& key);
// True, false or unknown: whether Index() would find an element.
Value HasIndex(const Value& collection, const Value& key);
// The attribute of an object or element of a map. An unknown object gives an unknown value of the attribute's type.
FunctionResult GetAttribute(const Value& object, std::string_view name);

// The number of elements of a list, set, tuple, map or object; unknown (with bounds) if that is not settled:
// an unknown collection, or a set with several unknown elements, which may turn out to be the same.
Value Length(const Value& collection);

// The value with what is known of it added, if it is unknown (and not of dynamic type); else unchanged.
Value Refine(const Value& value, const Refinement& refinement);
Value RefineNotNull(const Value& value);
// A value of which that much is known: an unknown one, or a known one if nothing else is possible (as a number
// whose bounds meet).
Value Settle(const Type& type, const Refinement& known);
inline constexpr std::size_t kMaxSettledLength = 1024;
// True if the value is surely not null: known and not null, or unknown with that refinement.
bool DefinitelyNotNull(const Value& value);

// What iteration over a list, set, tuple, map or object meets, in the language's order. The value must be known,
// not null and unmarked. The key is a number, a string, or (sets) the element itself.
struct KeyedElement {
  Value key;
  Value element;
};
bool CanIterate(const Type& type);
std::vector<KeyedElement> Iterate(const Value& collection);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_OPERATIONS_H_
