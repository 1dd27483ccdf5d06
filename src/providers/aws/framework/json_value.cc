#include "providers/aws/framework/json_value.h"

#include <map>
#include <vector>

#include "base/text.h"

namespace rolecall::providers::aws {
namespace {

using boost::json::object;
using value::Type;
using value::Value;

std::string CamelCase(const std::string& name) {
  std::string out;
  bool is_start = false;
  for (char c : name) {
    if (c == '_') {
      is_start = true;
      continue;
    }
    out += is_start ? UpperAscii(c) : c;
    is_start = false;
  }
  return out;
}

Value Collection(const boost::json::value* json, const Type& type) {
  std::vector<Value> elements;
  if (json != nullptr && json->is_array()) {
    for (const boost::json::value& item : json->as_array()) elements.push_back(FromJson(&item, type.element()));
  } else if (json != nullptr && json->is_object() && type.element().kind() == Type::Kind::kObject) {
    elements.push_back(FromJson(json, type.element()));
  }
  return type.kind() == Type::Kind::kSet ? Value::Set(type.element(), std::move(elements))
                                         : Value::List(type.element(), std::move(elements));
}

Value Mapping(const boost::json::value* json, const Type& type) {
  std::map<std::string, Value> members;
  if (json != nullptr && json->is_object()) {
    for (const auto& member : json->as_object()) {
      members.emplace(std::string(member.key()), FromJson(&member.value(), type.element()));
    }
  }
  return Value::Map(type.element(), std::move(members));
}

Value Fields(const boost::json::value* json, const Type& type) {
  if (json == nullptr || !json->is_object()) return Value::Null(type);
  std::map<std::string, Value> members;
  for (const auto& attribute : type.attributes()) {
    members.emplace(attribute.first, FromJsonMember(json->as_object(), attribute.first, attribute.second));
  }
  return Value::Object(std::move(members));
}

}  // namespace

Value FromJson(const boost::json::value* json, const Type& type) {
  switch (type.kind()) {
    case Type::Kind::kString:
      return json != nullptr && json->is_string() ? Value::String(std::string(json->as_string())) : Value::Null(type);
    case Type::Kind::kBool:
      return json != nullptr && json->is_bool() ? Value::Bool(json->as_bool()) : Value::Null(type);
    case Type::Kind::kNumber:
      return json != nullptr && json->is_int64() ? Value::Int(json->as_int64()) : Value::Null(type);
    case Type::Kind::kList:
    case Type::Kind::kSet: return Collection(json, type);
    case Type::Kind::kMap: return Mapping(json, type);
    case Type::Kind::kObject: return Fields(json, type);
    default: return Value::Null(type);
  }
}

Value FromJsonMember(const object& members, const std::string& name, const Type& type) {
  return FromJson(members.if_contains(CamelCase(name)), type);
}

}  // namespace rolecall::providers::aws
