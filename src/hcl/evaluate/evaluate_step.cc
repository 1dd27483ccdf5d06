// Attributes and indices of values, with the language's own words about what went wrong.
#include <algorithm>
#include <utility>

#include "base/placeholder.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/evaluation.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

const char* const kInvalidIndex = "Invalid index";
const char* const kNotInCollection = "The given key does not identify an element in this collection value";

Value Refuse(const char* code, const char* summary, std::string detail, const Span& range,
             diag::Diagnostics& diagnostics) {
  diagnostics.AddError(code, summary, std::move(detail), range);
  return UnknownDynamic();
}

Value RefuseIndex(std::string detail, const Span& range, diag::Diagnostics& diagnostics) {
  return Refuse("invalid-index", kInvalidIndex, std::move(detail), range, diagnostics);
}

bool IsListOfObjects(const Type& type) {
  return (type.kind() == Type::Kind::kList || type.kind() == Type::Kind::kSet) &&
         type.element().kind() == Type::Kind::kObject;
}

std::string WhyNoAttribute(const Type& type, const std::string& name) {
  if (IsListOfObjects(type)) {
    const bool set = type.kind() == Type::Kind::kSet;
    const bool has = type.element().attributes().count(name) > 0;
    const std::string what = has ? "attribute \"" + name + "\"" : "an attribute";
    return std::string("Can't access attributes on a ") + (set ? "set" : "list") +
           " of objects. Did you mean to access " + what +
           (set ? " across all elements of the set?"
                : " for a specific element of the list, or across all elements of the list?");
  }
  if (type.IsPrimitive()) return "Can't access attributes on a primitive-typed value (" + type.FriendlyName() + ").";
  return "This value does not have any attributes.";
}

// Why a sequence has no element of that number. That it is too great is said where it is by one, as in OpenTofu; and
// nothing of the length where that is marked.
std::string WhyNoElement(const Value& collection, const value::Number& index) {
  const std::string start = std::string(kNotInCollection) + ": ";
  if (!index.IsInteger()) {
    return start + "indexing a sequence requires a whole number, but the given index has a fractional part.";
  }
  if (index.Sign() < 0) return start + "a negative number is not a valid index for a sequence.";
  const std::size_t size = collection.IsKnown() ? collection.size() : collection.type().elements().size();
  const auto number = index.ToInt64();
  if (collection.IsMarked() || !number || static_cast<std::size_t>(*number) != size) {
    return std::string(kNotInCollection) + ".";
  }
  if (size == 0) return start + "the collection has no elements.";
  return start + "the given index is greater than or equal to the length of the collection.";
}

// A key that is not known may be any: what is not found may be there all the same.
bool MayBeThere(const Value& collection, const Value& name) {
  const auto is_placeholder = [](const auto& member) { return HasPlaceholder(member.first); };
  if (name.IsKnown() && name.type().kind() == Type::Kind::kString && HasPlaceholder(name.AsString())) return true;
  return std::any_of(collection.members().begin(), collection.members().end(), is_placeholder);
}

Value IndexObject(const Value& object, const Value& key, const Span& range, diag::Diagnostics& diagnostics) {
  const value::Conversion converted = value::Convert(key, Type::String());
  if (!converted.ok()) {
    return RefuseIndex(std::string(kNotInCollection) + ": " + converted.error().Text() + ".", range, diagnostics);
  }
  const value::Marks& key_marks = converted->marks();
  const Value name = converted->Unmark();
  if (!name.IsKnown() || !object.IsKnown()) {
    return UnknownDynamic().WithMarks(object.marks()).WithMarks(key_marks);
  }
  if (object.type().attributes().count(name.AsString()) == 0) {
    if (MayBeThere(object, name)) return UnknownDynamic().WithMarks(object.marks());
    const bool number = key.type().kind() == Type::Kind::kNumber;
    return RefuseIndex(
        std::string(kNotInCollection) + "." +
            (number ? " An object only supports looking up attributes by name, not by numeric index." : ""),
        range, diagnostics);
  }
  const value::FunctionResult found = value::GetAttribute(object, name.AsString());
  if (!found.ok()) return RefuseIndex(std::string(kNotInCollection) + ".", range, diagnostics);
  return found->WithMarks(key_marks);
}

Value IndexCollection(const Value& collection, const Value& raw_key, const Span& range,
                      diag::Diagnostics& diagnostics) {
  const Type& type = collection.type();
  const bool map = type.kind() == Type::Kind::kMap;
  const value::Conversion key = value::Convert(raw_key, map ? Type::String() : Type::Number());
  if (!key.ok()) {
    return RefuseIndex(std::string(kNotInCollection) + ": " + key.error().Text() + ".", range, diagnostics);
  }
  const Value plain = collection.Unmark();
  const Value has = value::HasIndex(plain, key->Unmark()).UnmarkDeep();
  if (!has.IsKnown()) {
    const Value unknown = type.kind() == Type::Kind::kTuple ? UnknownDynamic() : Value::Unknown(type.element());
    return unknown.WithMarks(collection.marks()).WithMarks(key->marks());
  }
  if (!has.AsBool()) {
    const Value number = key->Unmark();
    if (map && MayBeThere(plain, number)) return Value::Unknown(type.element()).WithMarks(collection.marks());
    if (!map && number.IsKnown()) return RefuseIndex(WhyNoElement(collection, number.AsNumber()), range, diagnostics);
    return RefuseIndex(std::string(kNotInCollection) + ".", range, diagnostics);
  }
  const value::FunctionResult found = value::Index(collection, *key);
  if (!found.ok()) return RefuseIndex(std::string(kNotInCollection) + ".", range, diagnostics);
  return *found;
}

Value MapElement(const Value& map, const std::string& name, const Span& range, diag::Diagnostics& diagnostics) {
  if (!map.IsKnown()) return Value::Unknown(map.type().element()).WithMarks(map.marks());
  const Value* found = map.Find(name);
  if (found == nullptr && MayBeThere(map, Value::String(name))) return Value::Unknown(map.type().element());
  if (found == nullptr) {
    return Refuse("missing-map-element", "Missing map element",
                  "This map does not have an element with the key \"" + name + "\".", range, diagnostics);
  }
  return found->WithMarks(map.marks());
}

}  // namespace

Value GetAttribute(const Value& object, const std::string& name, const Span& range, diag::Diagnostics& diagnostics) {
  if (object.IsNull()) {
    return Refuse("null-value", "Attempt to get attribute from null value",
                  "This value is null, so it does not have any attributes.", range, diagnostics);
  }
  const Type& type = object.type();
  if (type.IsDynamic()) return UnknownDynamic().WithMarks(object.marks());
  if (type.kind() == Type::Kind::kMap) return MapElement(object, name, range, diagnostics);
  if (type.kind() != Type::Kind::kObject) {
    return Refuse("unsupported-attribute", "Unsupported attribute", WhyNoAttribute(type, name), range, diagnostics);
  }
  const auto attribute = type.attributes().find(name);
  if (attribute == type.attributes().end()) {
    if (object.IsKnown() && MayBeThere(object, Value::String(name))) return UnknownDynamic();
    return Refuse("unsupported-attribute", "Unsupported attribute",
                  "This object does not have an attribute named \"" + name + "\".", range, diagnostics);
  }
  if (!object.IsKnown()) return Value::Unknown(attribute->second).WithMarks(object.marks());
  const Value* found = object.Find(name);
  return found != nullptr ? found->WithMarks(object.marks()) : UnknownDynamic();
}

Value IndexValue(const Value& collection, const Value& key, const Span& range, diag::Diagnostics& diagnostics) {
  if (collection.IsNull()) {
    return Refuse("null-value", "Attempt to index null value", "This value is null, so it does not have any indices.",
                  range, diagnostics);
  }
  if (key.IsNull()) return RefuseIndex("Can't use a null value as an indexing key.", range, diagnostics);
  const Type& type = collection.type();
  if (type.IsDynamic() || key.type().IsDynamic()) {
    return UnknownDynamic().WithMarks(collection.marks()).WithMarks(key.marks());
  }
  switch (type.kind()) {
    case Type::Kind::kList:
    case Type::Kind::kTuple:
    case Type::Kind::kMap: return IndexCollection(collection, key, range, diagnostics);
    case Type::Kind::kObject: return IndexObject(collection, key, range, diagnostics);
    case Type::Kind::kSet:
      return RefuseIndex(
          "Elements of a set are identified only by their value and don't have any separate index or key to select "
          "with, so it's only possible to perform operations across all elements of the set.",
          range, diagnostics);
    default: return RefuseIndex("This value does not have any indices.", range, diagnostics);
  }
}

Value FollowSteps(const Value& value, const std::vector<TraversalStep>& steps, const Span&,
                  diag::Diagnostics& diagnostics) {
  Value current = value;
  for (const TraversalStep& step : steps) {
    const std::size_t before = diagnostics.size();
    current = step.IsAttribute() ? GetAttribute(current, step.name, step.range, diagnostics)
                                 : IndexValue(current, step.key, step.range, diagnostics);
    if (diagnostics.size() > before) return UnknownDynamic();
  }
  return current;
}

}  // namespace rolecall::hcl
