// Reaching into values: collection[key] and object.attribute.
#include <utility>

#include "json/document.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::value {
namespace {

FunctionError Fail(std::string message) { return {std::move(message), std::nullopt, {}}; }

bool HasNumberKeys(const Type& type) { return type.IsList() || type.IsTuple(); }
bool HasStringKeys(const Type& type) { return type.IsMap() || type.IsObject(); }

Value WithBoth(const Value& value, const Value& collection, const Value& key) {
  if (!collection.IsMarked() && !key.IsMarked()) return value;
  return value.WithMarks(collection.marks()).WithMarks(key.marks());
}

// The key as the type's keys are; a FunctionError if it cannot be.
FunctionResult Key(const Type& type, const Value& key) {
  if (key.IsKnown() && key.IsNull()) return Fail("key is null");
  Conversion converted = Convert(key.Unmark(), HasNumberKeys(type) ? Type::Number() : Type::String());
  if (!converted.ok()) return Fail("key must be a " + std::string(HasNumberKeys(type) ? "number" : "string"));
  return *converted;
}

// What is known without the collection's content: a tuple's or object's part has its own type.
std::optional<Type> PartType(const Type& type, const Value& key) {
  if (type.IsCollection()) return type.element();
  if (!key.IsKnown()) return Type::Dynamic();
  if (type.IsObject()) {
    const auto found = type.attributes().find(key.AsString());
    return found == type.attributes().end() ? std::nullopt : std::optional<Type>(found->second);
  }
  const auto index = key.AsNumber().ToInt64();
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= type.elements().size()) return std::nullopt;
  return type.elements()[static_cast<std::size_t>(*index)];
}

const Value* Find(const Value& collection, const Value& key) {
  if (HasStringKeys(collection.type())) return collection.Find(key.AsString());
  const auto index = key.AsNumber().ToInt64();
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= collection.size()) return nullptr;
  return &collection.elements()[static_cast<std::size_t>(*index)];
}

FunctionError NoElement() { return Fail("the given key does not identify an element in this collection value"); }

}  // namespace

FunctionResult Index(const Value& collection, const Value& key) {
  const Type& type = collection.type();
  if (collection.IsKnown() && collection.IsNull()) return Fail("cannot index a null value");
  if (type.IsDynamic()) return WithBoth(Value::Unknown(Type::Dynamic()), collection, key);
  if (type.IsSet()) return Fail("cannot index a set: its elements have no keys");
  if (!HasNumberKeys(type) && !HasStringKeys(type)) return Fail("cannot index a " + type.FriendlyName());
  FunctionResult plain = Key(type, key);
  if (!plain.ok()) return plain.error();
  const auto part = PartType(type, *plain);
  if (!part) return NoElement();
  if (!collection.IsKnown() || !plain->IsKnown()) return WithBoth(Value::Unknown(*part), collection, key);
  const Value* found = Find(collection, *plain);
  if (found == nullptr) return NoElement();
  return WithBoth(*found, collection, key);
}

Value HasIndex(const Value& collection, const Value& key) {
  const Type& type = collection.type();
  Refinement not_null;
  not_null.not_null = true;
  const Value unknown = Value::Unknown(Type::Bool(), not_null);
  if (type.IsDynamic()) return WithBoth(unknown, collection, key);
  if (collection.IsNull() || (!HasNumberKeys(type) && !HasStringKeys(type))) return Value::Bool(false);
  const Value plain = key.Unmark();
  if (plain.type().IsDynamic() && !plain.IsKnown()) return WithBoth(unknown, collection, key);
  // No conversion here: a string is never the key of a list's element.
  if (!(plain.type() == (HasNumberKeys(type) ? Type::Number() : Type::String()))) {
    return WithBoth(Value::Bool(false), collection, key);
  }
  if (!plain.IsKnown()) return WithBoth(unknown, collection, key);
  if (plain.IsNull() || !PartType(type, plain)) return WithBoth(Value::Bool(false), collection, key);
  if (type.IsObject() || type.IsTuple()) return WithBoth(Value::Bool(true), collection, key);
  if (!collection.IsKnown()) return WithBoth(unknown, collection, key);
  return WithBoth(Value::Bool(Find(collection, plain) != nullptr), collection, key);
}

FunctionResult GetAttribute(const Value& object, std::string_view name) {
  const Type& type = object.type();
  std::string quoted;
  json::AppendQuoted(quoted, name, false);
  if (object.IsKnown() && object.IsNull()) return Fail("cannot get attribute " + quoted + " of a null value");
  if (type.IsDynamic()) return Value::Unknown(Type::Dynamic()).WithMarks(object.marks());
  if (!HasStringKeys(type)) return Fail("a " + type.FriendlyName() + " does not have attributes");
  const auto part = PartType(type, Value::String(std::string(name)));
  if (!part) return Fail("this object does not have an attribute named " + quoted);
  if (!object.IsKnown()) return Value::Unknown(*part).WithMarks(object.marks());
  const Value* found = object.Find(name);
  if (found == nullptr) return Fail("this map does not have an element with the key " + quoted);
  return found->WithMarks(object.marks());
}

}  // namespace rolecall::value
