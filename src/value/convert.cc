// The part of conversion that makes values. Whether there is a conversion is asked once, of the types
// (conversion_types.cc); what is left to fail here depends on content.
#include "value/convert.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "json/document.h"
#include "value/collections.h"
#include "value/conversion_rules.h"
#include "value/operations.h"

namespace rolecall::value {
namespace {

using Elements = Expected<std::vector<Value>, ConversionError>;
using Members = Expected<std::map<std::string, Value>, ConversionError>;

Conversion Apply(const Value& value, const Type& to, Path& path, bool is_unsafe);

// One more step on the path, as long as this lives.
class Stepped {
 public:
  Stepped(Path& path, Step step) : path_(path) { path_.push_back(std::move(step)); }
  ~Stepped() { path_.pop_back(); }
  Stepped(const Stepped&) = delete;
  Stepped& operator=(const Stepped&) = delete;

 private:
  Path& path_;
};

ConversionError Fail(const Path& path, std::string message) { return {path, std::move(message)}; }

Conversion ToBool(const std::string& text, const Path& path) {
  if (text == "true" || text == "1") return Value::Bool(true);
  if (text == "false" || text == "0") return Value::Bool(false);
  const std::string lower = LowerAscii(text);
  if (lower != "true" && lower != "false") return Fail(path, "a bool is required");
  return Fail(path, "a bool is required; to convert from string, use lowercase \"" + lower + "\"");
}

Conversion ApplyPrimitive(const Value& value, const Type& to, const Path& path) {
  if (to.IsString()) {
    if (value.type().IsNumber()) return Value::String(value.AsNumber().Text());
    return Value::String(value.AsBool() ? "true" : "false");
  }
  if (to.IsBool()) return ToBool(value.AsString(), path);
  const auto number = Number::Parse(value.AsString());
  if (!number) return Fail(path, "a number is required");
  return Value::Number(*number);
}

// Null values inside must not keep optional attributes in their type: elements of a collection have one type.
Value PlainNull(Value value) {
  if (!value.IsKnown() || !value.IsNull()) return value;
  const Type plain = WithoutOptional(value.type());
  return plain == value.type() ? value : Value::Null(plain).WithMarks(value.marks());
}

// What is still known of a collection's length when an unknown value is converted.
Value UnknownOf(const Value& value, const Type& to) {
  Refinement known;
  known.not_null = DefinitelyNotNull(value);
  const Type& from = value.type();
  if (from.IsObject() && to.IsMap()) {
    known.length_min = from.attributes().size();
    known.length_max = from.attributes().size();
  } else if (from.IsTuple() && (to.IsList() || to.IsSet())) {
    known.length_max = from.elements().size();
    known.length_min = to.IsSet() ? std::min<std::size_t>(1, from.elements().size()) : from.elements().size();
  } else if (from.IsCollection() && to.IsCollection()) {
    known.length_max = value.refinement().length_max;
    known.length_min = value.refinement().length_min;
    if (to.IsSet() && !from.IsSet()) known.length_min = std::min<std::size_t>(1, known.length_min);
  }
  return Value::Unknown(to, std::move(known));
}

Elements ConvertElements(const std::vector<Value>& elements, const Type& to, Path& path, bool is_unsafe) {
  std::vector<Value> converted;
  converted.reserve(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Stepped step(path, IndexStep{static_cast<long long>(i)});
    Conversion element = Apply(elements[i], to, path, is_unsafe);
    if (!element.ok()) return element.error();
    converted.push_back(PlainNull(std::move(*element)));
  }
  return converted;
}

Members ConvertMembers(const std::map<std::string, Value>& members, const Type& to, Path& path, bool is_unsafe) {
  std::map<std::string, Value> converted;
  for (const auto& [name, member] : members) {
    const Stepped step(path, IndexStep{name});
    Conversion element = Apply(member, to, path, is_unsafe);
    if (!element.ok()) return element.error();
    converted.emplace_hint(converted.end(), name, PlainNull(std::move(*element)));
  }
  return converted;
}

// Elements that came out with different types (`any` inside the element type) are brought to one.
Elements UnifyElements(std::vector<Value> elements, Path& path, bool is_unsafe) {
  if (CommonType(elements)) return elements;
  std::vector<Type> types;
  for (const Value& element : elements) types.push_back(element.type());
  const auto unified = UnifyAs(types, is_unsafe);
  if (!unified) return Fail(path, "cannot find a common base type for all elements");
  return ConvertElements(elements, *unified, path, is_unsafe);
}

Members UnifyMembers(std::map<std::string, Value> members, Path& path, bool is_unsafe) {
  std::vector<Value> values;
  std::vector<Type> types;
  for (const auto& [name, member] : members) {
    values.push_back(member);
    types.push_back(member.type());
  }
  if (CommonType(values)) return members;
  const auto unified = UnifyAs(types, is_unsafe);
  if (!unified) return Fail(path, "cannot find a common base type for all elements");
  return ConvertMembers(members, *unified, path, is_unsafe);
}

Conversion EmptyCollection(const Value& value, const Type& to) {
  // A concrete type is better than a dynamic one.
  const Type& wanted = to.element();
  const bool take_given = wanted.IsDynamic() && value.type().IsCollection();
  const Type element = take_given ? value.type().element() : WithoutOptional(wanted);
  if (to.IsList()) return Value::List(element, {});
  return to.IsSet() ? Value::Set(element, {}) : Value::Map(element, {});
}

Conversion ApplySequence(const Value& value, const Type& to, Path& path, bool is_unsafe) {
  const bool from_tuple = value.type().IsTuple();
  if (to.IsList() && value.type().IsSet() && !Length(value).IsKnown()) {
    return Value::Unknown(Type::List(value.type().element()));
  }
  if (value.size() == 0) return EmptyCollection(value, to);
  const auto element = from_tuple ? CollectionElement(value.type().elements(), to, is_unsafe) : to.element();
  if (!element) return Fail(path, MismatchMessage(value.type(), to));
  Elements converted = ConvertElements(value.elements(), *element, path, is_unsafe);
  if (converted.ok() && from_tuple && to.IsList()) converted = UnifyElements(std::move(*converted), path, is_unsafe);
  if (!converted.ok()) return converted.error();
  auto collection = to.IsList() ? ListOf(std::move(*converted)) : SetOf(std::move(*converted));
  if (collection) return *collection;
  return Fail(path, std::string("element types must all match for conversion to ") + (to.IsList() ? "list" : "set"));
}

Conversion ApplyMap(const Value& value, const Type& to, Path& path, bool is_unsafe) {
  if (value.size() == 0) return EmptyCollection(value, to);
  std::optional<Type> element = to.element();
  if (value.type().IsObject()) {
    std::vector<Type> parts;
    for (const auto& [name, type] : value.type().attributes()) parts.push_back(type);
    element = CollectionElement(parts, to, is_unsafe);
  }
  if (!element) return Fail(path, MismatchMessage(value.type(), to));
  Members converted = ConvertMembers(value.members(), *element, path, is_unsafe);
  const bool has_parts = element->IsCollection() || element->IsObject();
  if (converted.ok() && has_parts) {
    converted = UnifyMembers(std::move(*converted), path, is_unsafe && value.type().IsObject());
  }
  if (!converted.ok()) return converted.error();
  if (auto map = MapOf(std::move(*converted))) return *map;
  const char* what = value.type().IsObject() ? "attribute" : "element";
  return Fail(path, std::string(what) + " types must all match for conversion to map");
}

// An attribute of an object from a map's element: that a conversion exists was not asked if it is optional.
Conversion ApplyMember(const std::string& name, const Value& member, const Type& wanted, Path& path, bool is_unsafe) {
  if (!Exists(member.type(), wanted, is_unsafe)) {
    path.pop_back();
    ConversionError error = Fail(path, "map element type is incompatible with attribute " + json::Quoted(name) + ": " +
                                           MismatchMessage(member.type(), wanted));
    path.push_back(IndexStep{name});
    return error;
  }
  return Apply(member, wanted, path, is_unsafe);
}

Conversion ApplyObject(const Value& value, const Type& to, Path& path, bool is_unsafe) {
  const bool from_map = value.type().IsMap();
  std::map<std::string, Value> attributes;
  for (const auto& [name, wanted] : to.attributes()) {
    const Value* given = value.Find(name);
    if (given == nullptr) {
      if (to.optional().count(name) == 0) {
        return Fail(path, "map has no element for required attribute " + json::Quoted(name));
      }
      attributes.emplace_hint(attributes.end(), name, Value::Null(WithoutOptional(wanted)));
      continue;
    }
    const Stepped step(path, from_map ? Step(IndexStep{name}) : Step(AttributeStep{name}));
    Conversion attribute =
        from_map ? ApplyMember(name, *given, wanted, path, is_unsafe) : Apply(*given, wanted, path, is_unsafe);
    if (!attribute.ok()) return attribute.error();
    attributes.emplace_hint(attributes.end(), name, PlainNull(std::move(*attribute)));
  }
  return Value::Object(std::move(attributes));
}

Conversion ApplyTuple(const Value& value, const Type& to, Path& path, bool is_unsafe) {
  std::vector<Value> elements;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Stepped step(path, IndexStep{static_cast<long long>(i)});
    Conversion element = Apply(value.elements()[i], to.elements()[i], path, is_unsafe);
    if (!element.ok()) return element.error();
    elements.push_back(PlainNull(std::move(*element)));
  }
  return Value::Tuple(std::move(elements));
}

Conversion ApplyKnown(const Value& value, const Type& to, Path& path, bool is_unsafe) {
  switch (to.kind()) {
    case Type::Kind::kString:
    case Type::Kind::kNumber:
    case Type::Kind::kBool: return ApplyPrimitive(value, to, path);
    case Type::Kind::kList:
    case Type::Kind::kSet: return ApplySequence(value, to, path, is_unsafe);
    case Type::Kind::kMap: return ApplyMap(value, to, path, is_unsafe);
    case Type::Kind::kObject: return ApplyObject(value, to, path, is_unsafe);
    case Type::Kind::kTuple: return ApplyTuple(value, to, path, is_unsafe);
    case Type::Kind::kDynamic: break;
  }
  return value;
}

// The value as `to`, where a conversion of the types exists.
Conversion Apply(const Value& value, const Type& to, Path& path, bool is_unsafe) {
  if (to.IsDynamic() || value.type() == to) return value;
  if (value.IsMarked()) {
    Conversion converted = Apply(value.Unmark(), to, path, is_unsafe);
    if (!converted.ok()) return converted;
    return converted->WithMarks(value.marks());
  }
  if (!value.IsKnown()) return UnknownOf(value, DynamicReplace(value.type(), WithoutOptional(to)));
  if (value.IsNull()) return Value::Null(DynamicReplace(value.type(), WithoutOptional(to)));
  return ApplyKnown(value, to, path, is_unsafe);
}

}  // namespace

std::string ConversionError::Text() const { return path.empty() ? message : PathText(path) + ": " + message; }

Conversion Convert(const Value& given, const Type& wanted) {
  if (given.type() == wanted && !wanted.HasOptional()) return given;
  if (!Exists(given.type(), wanted, true)) return ConversionError{{}, MismatchMessage(given.type(), wanted)};
  if (given.type() == WithoutOptional(wanted)) return given;
  Path path;
  return Apply(given, wanted, path, true);
}

}  // namespace rolecall::value
