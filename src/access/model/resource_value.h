// Reading attributes of resource values of any shape: what is absent, null, unknown or of another type reads as empty.
// Nothing fails: a reader that must tell unknown from absent asks the value itself. Pure; any thread.
#ifndef ROLECALL_ACCESS_MODEL_RESOURCE_VALUE_H_
#define ROLECALL_ACCESS_MODEL_RESOURCE_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value/value.h"

namespace rolecall::access {

// The attribute, without marks; null of the dynamic type if there is none.
value::Value AttributeOf(const value::Value& object, std::string_view name);
std::string TextOf(const value::Value& value);
std::string TextAt(const value::Value& object, std::string_view name);
bool IsUnknownAt(const value::Value& object, std::string_view name);
std::optional<std::int64_t> NumberAt(const value::Value& object, std::string_view name);
std::vector<std::string> TextsAt(const value::Value& object, std::string_view name);
std::vector<std::pair<std::string, std::string>> TextMapAt(const value::Value& object, std::string_view name);
// The elements of a list or set of objects: nested blocks.
std::vector<value::Value> BlocksAt(const value::Value& object, std::string_view name);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_RESOURCE_VALUE_H_
