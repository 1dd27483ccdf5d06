// Inside conversion: what can be said from types alone. For the sources of this folder.
#ifndef ROLECALL_VALUE_CONVERSION_TYPES_H_
#define ROLECALL_VALUE_CONVERSION_TYPES_H_

#include <optional>
#include <vector>

#include "value/type.h"

namespace rolecall::value {

// True if there is a conversion; `is_unsafe`: one that may fail for some values will do.
bool Exists(const Type& from, const Type& to, bool is_unsafe);

// The element type of `collection` when it is made from parts of these types: found by unification if it is dynamic.
std::optional<Type> CollectionElement(const std::vector<Type>& parts, const Type& collection, bool is_unsafe);

// `out` with what is dynamic in it filled in from `in`.
Type DynamicReplace(const Type& in, const Type& out);

std::optional<Type> UnifyAs(const std::vector<Type>& types, bool is_unsafe);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_CONVERSION_TYPES_H_
