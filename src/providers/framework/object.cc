#include "providers/framework/object.h"

#include <utility>

#include "base/check.h"

namespace rolecall::providers {
namespace {

using value::Type;
using value::Value;

// Absent: null, or no elements for what can have some and is a block.
Value EmptyOf(const Type& type) {
  bool is_block = type.IsCollection() && type.element().kind() == Type::Kind::kObject;
  if (is_block && type.kind() == Type::Kind::kList) return Value::List(type.element(), {});
  if (is_block && type.kind() == Type::Kind::kSet) return Value::Set(type.element(), {});
  return Value::Null(type);
}

Value WithoutUnknown(const Value& value, const Type& type);

// Of blocks, what is not known in them; a block that is not known at all is none.
std::vector<Value> BlocksWithoutUnknown(const Value& blocks) {
  std::vector<Value> kept;
  for (const Value& block : blocks.elements()) {
    if (block.IsKnown()) kept.push_back(WithoutUnknown(block, block.type()));
  }
  return kept;
}

Value WithoutUnknown(const Value& value, const Type& type) {
  if (value.IsWhollyKnown()) return value;
  if (!value.IsKnown()) return EmptyOf(type);
  if (type.IsObject()) {
    std::map<std::string, Value> members = value.members();
    for (auto& [name, member] : members) member = WithoutUnknown(member, member.type());
    return Value::Object(std::move(members));
  }
  const bool is_blocks = type.IsCollection() && !type.IsMap() && type.element().IsObject();
  if (!is_blocks) return EmptyOf(type);
  return type.IsSet() ? Value::Set(type.element(), BlocksWithoutUnknown(value))
                      : Value::List(type.element(), BlocksWithoutUnknown(value));
}

}  // namespace

std::string TextOf(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return "";
  switch (value.type().kind()) {
    case Type::Kind::kString: return value.AsString();
    case Type::Kind::kNumber: return value.AsNumber().Text();
    case Type::Kind::kBool: return value.AsBool() ? "true" : "false";
    default: return "";
  }
}

Object::Object(Type type, const Value& object) : type_(std::move(type)) {
  for (const auto& attribute : type_.attributes()) {
    const Value* given = object.IsKnown() && !object.IsNull() ? object.Find(attribute.first) : nullptr;
    members_.emplace(attribute.first, given != nullptr ? *given : EmptyOf(attribute.second));
  }
}

const Value& Object::Get(const std::string& name) const {
  auto found = members_.find(name);
  ROLECALL_CHECK(found != members_.end());
  return found->second;
}

const Type& Object::TypeOf(const std::string& name) const {
  auto found = type_.attributes().find(name);
  ROLECALL_CHECK(found != type_.attributes().end());
  return found->second;
}

bool Object::IsSet(const std::string& name) const {
  const Value& value = Get(name);
  return value.IsKnown() && !value.IsNull();
}

bool Object::IsUnknown(const std::string& name) const { return !Get(name).IsWhollyKnown(); }

std::string Object::Text(const std::string& name) const { return TextOf(Get(name)); }

bool Object::Flag(const std::string& name) const { return IsSet(name) && Get(name).AsBool(); }

std::int64_t Object::Integer(const std::string& name, std::int64_t otherwise) const {
  if (!IsSet(name)) return otherwise;
  return Get(name).AsNumber().ToInt64().value_or(otherwise);
}

std::map<std::string, std::string> Object::TextMap(const std::string& name) const {
  std::map<std::string, std::string> out;
  if (!IsSet(name)) return out;
  for (const auto& member : Get(name).members()) {
    if (member.second.IsKnown() && !member.second.IsNull()) out[member.first] = TextOf(member.second);
  }
  return out;
}

std::vector<std::string> Object::Texts(const std::string& name) const {
  std::vector<std::string> out;
  if (!IsSet(name)) return out;
  for (const Value& element : Get(name).elements()) {
    if (element.IsKnown() && !element.IsNull()) out.push_back(TextOf(element));
  }
  return out;
}

std::vector<Object> Object::Blocks(const std::string& name) const {
  std::vector<Object> out;
  if (!IsSet(name)) return out;
  for (const Value& element : Get(name).elements()) {
    if (element.IsKnown() && !element.IsNull()) out.emplace_back(element);
  }
  return out;
}

void Object::Set(const std::string& name, Value value) {
  auto found = members_.find(name);
  ROLECALL_CHECK(found != members_.end());
  found->second = std::move(value);
}

void Object::SetText(const std::string& name, std::string text) { Set(name, Value::String(std::move(text))); }

void Object::SetTextOrNull(const std::string& name, const std::string& text) {
  Set(name, text.empty() ? Value::Null(Type::String()) : Value::String(text));
}

void Object::SetFlag(const std::string& name, bool flag) { Set(name, Value::Bool(flag)); }

void Object::SetInteger(const std::string& name, std::int64_t number) { Set(name, Value::Int(number)); }

void Object::SetTextMap(const std::string& name, const std::map<std::string, std::string>& map) {
  std::map<std::string, Value> elements;
  for (const auto& entry : map) elements.emplace(entry.first, Value::String(entry.second));
  Set(name, Value::Map(Type::String(), std::move(elements)));
}

void Object::SetTexts(const std::string& name, const std::vector<std::string>& texts) {
  std::vector<Value> elements;
  for (const std::string& text : texts) elements.push_back(Value::String(text));
  bool is_set = TypeOf(name).kind() == Type::Kind::kSet;
  Set(name,
      is_set ? Value::Set(Type::String(), std::move(elements)) : Value::List(Type::String(), std::move(elements)));
}

void Object::SetNull(const std::string& name) { Set(name, Value::Null(TypeOf(name))); }

void Object::SetUnknown(const std::string& name) { Set(name, Value::Unknown(TypeOf(name))); }

void Object::ForgetUnknown() {
  for (auto& member : members_) member.second = WithoutUnknown(member.second, type_.attributes().at(member.first));
}

Value Object::ToValue() const { return Value::Object(members_); }

}  // namespace rolecall::providers
