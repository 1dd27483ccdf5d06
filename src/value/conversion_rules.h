// The steps that conversion and unification are made of, on types alone. Pure; any thread. What is for others is in
// value/conversion_types.h.
#ifndef ROLECALL_VALUE_CONVERSION_RULES_H_
#define ROLECALL_VALUE_CONVERSION_RULES_H_

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

#endif  // ROLECALL_VALUE_CONVERSION_RULES_H_
