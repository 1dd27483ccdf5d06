#include "value/collections.h"

#include <utility>

namespace rolecall::value {
namespace {

// Takes one more type into the common one; false if they differ.
bool Join(Type& common, const Type& type) {
  if (type.IsDynamic() || type == common) return true;
  if (!common.IsDynamic()) return false;
  common = type;
  return true;
}

// A null or unknown of no type becomes one of the collection's element type.
Value Typed(Value value, const Type& type) {
  if (!value.type().IsDynamic() || type.IsDynamic()) return value;
  const Value typed = value.IsKnown() ? Value::Null(type) : Value::Unknown(type);
  return typed.WithMarks(value.marks());
}

}  // namespace

std::optional<Type> CommonType(const std::vector<Value>& values) {
  Type common = Type::Dynamic();
  for (const Value& value : values) {
    if (!Join(common, value.type())) return std::nullopt;
  }
  return common;
}

std::optional<Value> ListOf(std::vector<Value> elements) {
  const auto type = CommonType(elements);
  if (!type) return std::nullopt;
  for (Value& element : elements) element = Typed(std::move(element), *type);
  return Value::List(*type, std::move(elements));
}

std::optional<Value> SetOf(std::vector<Value> elements) {
  const auto type = CommonType(elements);
  if (!type) return std::nullopt;
  for (Value& element : elements) element = Typed(std::move(element), *type);
  return Value::Set(*type, std::move(elements));
}

std::optional<Value> MapOf(std::map<std::string, Value> elements) {
  Type common = Type::Dynamic();
  for (const auto& [name, element] : elements) {
    if (!Join(common, element.type())) return std::nullopt;
  }
  for (auto& [name, element] : elements) element = Typed(std::move(element), common);
  return Value::Map(common, std::move(elements));
}

}  // namespace rolecall::value
