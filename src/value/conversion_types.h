// What can be said of conversion (value/convert.h) from types alone: whether there is one, the type that several have
// in common, why one is not the other. As cty's convert package has it.
//
//   std::optional<Type> common = Unify({Type::Bool(), Type::String()});   // string
//
// Messages name types and attribute names. Pure; any thread.
#ifndef ROLECALL_VALUE_CONVERSION_TYPES_H_
#define ROLECALL_VALUE_CONVERSION_TYPES_H_

#include <optional>
#include <string>
#include <vector>

#include "value/type.h"

namespace rolecall::value {

// True if some values of `from` convert to `to` (`unsafe`: also where others would not, as string to number;
// otherwise only if all do).
bool ConversionExists(const Type& from, const Type& to, bool is_unsafe = true);

// The type that all of the given ones convert to, or nothing. Of none: dynamic.
// `is_unsafe` allows conversions that may fail for some values.
std::optional<Type> Unify(const std::vector<Type>& types);
std::optional<Type> UnifyUnsafe(const std::vector<Type>& types);

// Why a value of type `got` is not acceptable where `want` is: `attribute "foo" is required`, "string required".
std::string MismatchMessage(const Type& got, const Type& want);

// -1: a is the more general of the two, 1: b is, 0: neither or the same.
int CompareTypes(const Type& a, const Type& b);

// The type without optional attributes, at any depth: they become required.
Type WithoutOptional(const Type& type);

// True if a value of type `given` is already of type `wanted`, where dynamic in `wanted` accepts anything.
bool Conforms(const Type& given, const Type& wanted);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_CONVERSION_TYPES_H_
