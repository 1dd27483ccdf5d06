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

#include <string>

#include "base/expected.h"
#include "value/conversion_types.h"
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

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_CONVERT_H_
