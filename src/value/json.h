// Values and types as JSON, as cty's json package writes and reads them: state files, plan files, jsonencode.
//
//   Expected<std::string, JsonError> text = ToJson(value, type);       // {"value":…,"type":…} where type is dynamic
//   Expected<Value, JsonError> value = FromJson(text, type);           // converts as the type says
//   Expected<Type, JsonError> implied = ImpliedJsonType(text);         // objects and tuples
//
// Output has no spaces, sorted keys, full-digit numbers, and escapes < > & U+2028 U+2029 as Go's encoder does.
// Marks must be taken off first: marked values are refused, so that a secret is not written by mistake.
// Unknown values have no JSON form and are refused. Input is bounded in size and depth. Pure; any thread.
#ifndef ROLECALL_VALUE_JSON_H_
#define ROLECALL_VALUE_JSON_H_

#include <string>
#include <string_view>

#include "base/expected.h"
#include "json/document.h"
#include "value/path.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::value {

struct JsonError {
  Path path;
  std::string message;
};

// The value (which must be of a type that conforms to `type`) as JSON. Where `type` is dynamic: {"value":…,"type":…}.
Expected<std::string, JsonError> ToJson(const Value& value, const Type& type);
// Without wrapping of any kind: what jsonencode() prints.
Expected<std::string, JsonError> ToJson(const Value& value);

// The JSON read as a value of `type`; where `type` is dynamic it must be {"value":…,"type":…}.
Expected<Value, JsonError> FromJson(std::string_view text, const Type& type);
Expected<Value, JsonError> FromJson(const json::Node& node, const Type& type);
// The JSON read as the value of its implied type: what jsondecode() gives.
Expected<Value, JsonError> FromJson(std::string_view text);
Expected<Value, JsonError> FromJson(const json::Node& node);

Expected<Type, JsonError> ImpliedJsonType(std::string_view text);
Type ImpliedJsonType(const json::Node& node);

// "string", ["list","string"], ["object",{"a":"number"},["a"]] (the last part: optional attributes).
std::string TypeToJson(const Type& type);
Expected<Type, JsonError> TypeFromJson(std::string_view text);
Expected<Type, JsonError> TypeFromJson(const json::Node& node);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_JSON_H_
