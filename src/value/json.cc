#include "value/json.h"

#include <utility>

#include "value/collections.h"
#include "value/convert.h"

namespace rolecall::value {
namespace {

using Node = json::Node;
using Written = std::optional<JsonError>;
using Read = Expected<Value, JsonError>;

JsonError FailJson(const Path& path, std::string message) { return {path, std::move(message)}; }

Written Write(std::string& out, const Value& value, const Type& type, Path& path);

Written WriteSequence(std::string& out, const Value& value, const Type& type, Path& path) {
  out += '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ',';
    path.push_back(IndexStep{static_cast<long long>(i)});
    const Type& part = type.IsTuple() ? type.elements()[i] : type.element();
    if (auto error = Write(out, value.elements()[i], part, path)) return error;
    path.pop_back();
  }
  out += ']';
  return std::nullopt;
}

Written WriteMembers(std::string& out, const Value& value, const Type& type, Path& path) {
  out += '{';
  for (const auto& [name, member] : value.members()) {
    if (out.back() != '{') out += ',';
    json::AppendQuoted(out, name, true);
    out += ':';
    path.push_back(type.IsObject() ? Step(AttributeStep{name}) : Step(IndexStep{name}));
    const Type& part = type.IsObject() ? type.attributes().at(name) : type.element();
    if (auto error = Write(out, member, part, path)) return error;
    path.pop_back();
  }
  out += '}';
  return std::nullopt;
}

Written WriteDynamic(std::string& out, const Value& value, Path& path) {
  out += "{\"value\":";
  if (auto error = Write(out, value, value.type(), path)) return error;
  out += ",\"type\":" + TypeToJson(value.type()) + "}";
  return std::nullopt;
}

Written Write(std::string& out, const Value& value, const Type& type, Path& path) {
  if (value.IsMarked()) return FailJson(path, "value has marks, so it cannot be serialized as JSON");
  if (type.IsDynamic() && !value.type().IsDynamic()) return WriteDynamic(out, value, path);
  if (!value.IsKnown()) return FailJson(path, "value is not known");
  if (value.IsNull()) {
    out += "null";
  } else if (type.IsString()) {
    json::AppendQuoted(out, value.AsString(), true);
  } else if (type.IsBool()) {
    out += value.AsBool() ? "true" : "false";
  } else if (type.IsNumber()) {
    if (value.AsNumber().IsInfinite()) return FailJson(path, "cannot serialize infinity as JSON");
    out += value.AsNumber().Text();
  } else if (type.IsMap() || type.IsObject()) {
    return WriteMembers(out, value, type, path);
  } else {
    return WriteSequence(out, value, type, path);
  }
  return std::nullopt;
}

Read ReadNode(const Node& node, const Type& type, Path& path);

Read ReadPrimitive(const Node& node, const Type& type, const Path& path) {
  Value given;
  if (node.kind == Node::Kind::kBool) given = Value::Bool(node.flag);
  if (node.kind == Node::Kind::kString) given = Value::String(node.text);
  if (node.kind == Node::Kind::kNumber) {
    const auto number = Number::Parse(node.text);
    if (!number) return FailJson(path, "number out of range");
    given = Value::Number(*number);
  }
  const bool is_scalar = !node.IsArray() && !node.IsObject();
  const bool can_be = is_scalar && ConversionExists(given.type(), type, true);
  Conversion converted = can_be ? Convert(given, type) : Conversion(ConversionError{});
  if (!converted.ok()) return FailJson(path, type.FriendlyName() + " is required");
  return *converted;
}

Expected<std::vector<Value>, JsonError> ReadItems(const Node& node, const Type& type, Path& path) {
  if (!node.IsArray()) return FailJson(path, "an array is required");
  if (type.IsTuple() && node.items.size() != type.elements().size()) {
    return FailJson(
        path, node.items.size() < type.elements().size() ? "not enough tuple elements" : "too many tuple elements");
  }
  std::vector<Value> elements;
  elements.reserve(node.items.size());
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    path.push_back(IndexStep{static_cast<long long>(i)});
    Read element = ReadNode(node.items[i], type.IsTuple() ? type.elements()[i] : type.element(), path);
    if (!element.ok()) return element.error();
    elements.push_back(std::move(*element));
    path.pop_back();
  }
  return elements;
}

Read ReadSequence(const Node& node, const Type& type, Path& path) {
  auto elements = ReadItems(node, type, path);
  if (!elements.ok()) return elements.error();
  if (type.IsTuple()) return Value::Tuple(std::move(*elements));
  if (elements->empty()) return type.IsList() ? Value::List(type.element(), {}) : Value::Set(type.element(), {});
  auto collection = type.IsList() ? ListOf(std::move(*elements)) : SetOf(std::move(*elements));
  if (!collection) return FailJson(path, "all elements must have the same type");
  return *collection;
}

Read ReadMap(const Node& node, const Type& type, Path& path) {
  std::map<std::string, Value> members;
  for (const json::Member& member : node.members) {
    path.push_back(IndexStep{member.name});
    Read element = ReadNode(member.value, type.element(), path);
    if (!element.ok()) return element;
    members.insert_or_assign(member.name, std::move(*element));
    path.pop_back();
  }
  if (members.empty()) return Value::Map(type.element(), {});
  auto map = MapOf(std::move(members));
  if (!map) return FailJson(path, "all elements must have the same type");
  return *map;
}

Read ReadObject(const Node& node, const Type& type, Path& path) {
  std::map<std::string, Value> attributes;
  for (const json::Member& member : node.members) {
    const auto wanted = type.attributes().find(member.name);
    if (wanted == type.attributes().end()) return FailJson(path, "unsupported attribute \"" + member.name + "\"");
    path.push_back(AttributeStep{member.name});
    Read attribute = ReadNode(member.value, wanted->second, path);
    if (!attribute.ok()) return attribute;
    attributes.insert_or_assign(member.name, std::move(*attribute));
    path.pop_back();
  }
  for (const auto& [name, wanted] : type.attributes()) {
    if (attributes.count(name) != 0) continue;
    if (type.optional().count(name) == 0) return FailJson(path, "missing required attribute \"" + name + "\"");
    attributes.emplace(name, Value::Null(WithoutOptional(wanted)));
  }
  return Value::Object(std::move(attributes));
}

Read ReadDynamic(const Node& node, Path& path) {
  const Node* type_node = node.Find("type");
  const Node* value_node = node.Find("value");
  if (type_node == nullptr || value_node == nullptr) {
    return FailJson(path, "object with \"value\" and \"type\" is required");
  }
  auto type = TypeFromJson(*type_node);
  if (!type.ok()) return FailJson(path, type.error().message);
  return ReadNode(*value_node, *type, path);
}

Read ReadNode(const Node& node, const Type& type, Path& path) {
  if (node.kind == Node::Kind::kNull) return Value::Null(WithoutOptional(type));
  if (type.IsDynamic()) return ReadDynamic(node, path);
  if (type.IsPrimitive()) return ReadPrimitive(node, type, path);
  if (type.IsList() || type.IsSet() || type.IsTuple()) return ReadSequence(node, type, path);
  if (!node.IsObject()) return FailJson(path, "an object is required");
  return type.IsMap() ? ReadMap(node, type, path) : ReadObject(node, type, path);
}

// Parses, and turns what is wrong into one sentence with the place.
Expected<Node, JsonError> ParseText(std::string_view text) {
  json::ParseResult parsed = json::Parse(text, {});
  if (parsed.error.empty()) return std::move(parsed.root);
  const json::LineColumn place = json::Locate(text, parsed.error_offset);
  return JsonError{
      {}, parsed.error + " (line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ")"};
}

}  // namespace

Expected<std::string, JsonError> ToJson(const Value& value, const Type& type) {
  Value conforming = value;
  if (!Conforms(value.type(), type)) {
    Conversion converted = Convert(value, type);
    if (!converted.ok()) return JsonError{converted.error().path, converted.error().message};
    conforming = std::move(*converted);
  }
  std::string out;
  Path path;
  if (auto error = Write(out, conforming, type, path)) return *error;
  return out;
}

Expected<std::string, JsonError> ToJson(const Value& value) { return ToJson(value, value.type()); }

Read FromJson(const Node& node, const Type& type) {
  Path path;
  return ReadNode(node, type, path);
}

Read FromJson(std::string_view text, const Type& type) {
  auto node = ParseText(text);
  if (!node.ok()) return node.error();
  return FromJson(*node, type);
}

Read FromJson(const Node& node) { return FromJson(node, ImpliedJsonType(node)); }

Read FromJson(std::string_view text) {
  auto node = ParseText(text);
  if (!node.ok()) return node.error();
  return FromJson(*node);
}

Expected<Type, JsonError> ImpliedJsonType(std::string_view text) {
  auto node = ParseText(text);
  if (!node.ok()) return node.error();
  return ImpliedJsonType(*node);
}

Expected<Type, JsonError> TypeFromJson(std::string_view text) {
  auto node = ParseText(text);
  if (!node.ok()) return node.error();
  return TypeFromJson(*node);
}

}  // namespace rolecall::value
