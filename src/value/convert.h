// Conversion between types, as cty's convert package does it: bool and number to and from string, tuples to
// lists and sets, objects to maps and back, optional attributes, and `any` (dynamic) filled in by unification.
//
//   Expected<Value, ConversionError> wanted = Convert(given, Type::List(Type::Dynamic()));
//   if (!wanted.ok()) … wanted.error().path, wanted.error().message …   // "a number is required"
//
// Unknown values convert to unknown values of the new type, null to null; marks stay where they were.
// Messages name types and attribute names only, never content. Pure; any thread.
#ifndef ROLECALL_VALUE_CONVERT_H_
#define ROLECALL_VALUE_CONVERT_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "value/path.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::value {

// What stands in the way, and where inside the given value. The message does not repeat the path.
struct ConversionError {
  Path path;
  std::string message;

  // With the path in front as cty's tools write it: `.foo[0]: a number is required`; without a path the message.
  std::string Text() const;
};

using Conversion = Expected<Value, ConversionError>;

// The value as one of `wanted`. Marks do not matter. The result has no optional attributes in its type.
Conversion Convert(const Value& given, const Type& wanted);

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

#endif  // ROLECALL_VALUE_CONVERT_H_
