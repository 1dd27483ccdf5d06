// Collections whose element type is that of their elements, as cty's ListVal, SetVal and MapVal find it.
// Elements of dynamic type (null, unknown) take the type of the others. Pure; any thread.
#ifndef ROLECALL_VALUE_COLLECTIONS_H_
#define ROLECALL_VALUE_COLLECTIONS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "value/type.h"
#include "value/value.h"

namespace rolecall::value {

// The one type of all values, dynamic ones aside; nothing if they differ. Of none: dynamic.
std::optional<Type> CommonType(const std::vector<Value>& values);

// Nothing if the elements are of several types.
std::optional<Value> ListOf(std::vector<Value> elements);
std::optional<Value> SetOf(std::vector<Value> elements);
std::optional<Value> MapOf(std::map<std::string, Value> elements);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_COLLECTIONS_H_
