// Types as JSON, and the type that a JSON value implies.
#include <utility>

#include "value/json.h"

namespace rolecall::value {
namespace {

using Node = json::Node;
using TypeOutcome = Expected<Type, JsonError>;

void Write(std::string& out, const Type& type) {
  switch (type.kind()) {
    case Type::Kind::kDynamic:
    case Type::Kind::kString:
    case Type::Kind::kNumber:
    case Type::Kind::kBool: out += "\"" + type.FriendlyName() + "\""; return;
    case Type::Kind::kList:
    case Type::Kind::kSet:
    case Type::Kind::kMap:
      out += type.IsList() ? "[\"list\"," : (type.IsSet() ? "[\"set\"," : "[\"map\",");
      Write(out, type.element());
      break;
    case Type::Kind::kTuple:
      out += "[\"tuple\",[";
      for (std::size_t i = 0; i < type.elements().size(); ++i) {
        if (i > 0) out += ',';
        Write(out, type.elements()[i]);
      }
      out += ']';
      break;
    case Type::Kind::kObject:
      out += "[\"object\",{";
      for (const auto& [name, attribute] : type.attributes()) {
        if (out.back() != '{') out += ',';
        json::AppendQuoted(out, name, true);
        out += ':';
        Write(out, attribute);
      }
      out += '}';
      for (const std::string& name : type.optional()) {
        out += name == *type.optional().begin() ? ",[" : ",";
        json::AppendQuoted(out, name, true);
      }
      if (!type.optional().empty()) out += ']';
      break;
  }
  out += ']';
}

JsonError Invalid(std::string message) { return {{}, std::move(message)}; }

TypeOutcome FromName(const std::string& name) {
  if (name == "string") return Type::String();
  if (name == "number") return Type::Number();
  if (name == "bool") return Type::Bool();
  if (name == "dynamic") return Type::Dynamic();
  return Invalid("invalid primitive type name \"" + name + "\"");
}

TypeOutcome ReadTuple(const Node& node) {
  if (!node.IsArray()) return Invalid("tuple types need an array of types");
  std::vector<Type> elements;
  for (const Node& item : node.items) {
    TypeOutcome element = TypeFromJson(item);
    if (!element.ok()) return element;
    elements.push_back(*element);
  }
  return Type::Tuple(std::move(elements));
}

TypeOutcome ReadObject(const Node& node, const Node* optional_names) {
  if (!node.IsObject()) return Invalid("object types need an object of types");
  std::map<std::string, Type> attributes;
  for (const json::Member& member : node.members) {
    TypeOutcome attribute = TypeFromJson(member.value);
    if (!attribute.ok()) return attribute;
    attributes.insert_or_assign(member.name, *attribute);
  }
  std::set<std::string> optional;
  if (optional_names != nullptr) {
    if (!optional_names->IsArray()) return Invalid("optional attributes must be an array of names");
    for (const Node& name : optional_names->items) {
      if (!name.IsString() || attributes.count(name.text) == 0) return Invalid("no such optional attribute");
      optional.insert(name.text);
    }
  }
  return Type::Object(std::move(attributes), std::move(optional));
}

}  // namespace

std::string TypeToJson(const Type& type) {
  std::string out;
  Write(out, type);
  return out;
}

TypeOutcome TypeFromJson(const Node& node) {
  if (node.IsString()) return FromName(node.text);
  if (!node.IsArray() || node.items.size() < 2 || !node.items[0].IsString()) return Invalid("invalid type");
  const std::string& kind = node.items[0].text;
  if (kind == "object") {
    if (node.items.size() > 3) return Invalid("invalid object type");
    return ReadObject(node.items[1], node.items.size() == 3 ? &node.items[2] : nullptr);
  }
  if (node.items.size() != 2) return Invalid("invalid type");
  if (kind == "tuple") return ReadTuple(node.items[1]);
  TypeOutcome element = TypeFromJson(node.items[1]);
  if (!element.ok()) return element;
  if (kind == "list") return Type::List(*element);
  if (kind == "set") return Type::Set(*element);
  if (kind == "map") return Type::Map(*element);
  return Invalid("invalid complex type name \"" + kind + "\"");
}

Type ImpliedJsonType(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull: return Type::Dynamic();
    case Node::Kind::kBool: return Type::Bool();
    case Node::Kind::kNumber: return Type::Number();
    case Node::Kind::kString: return Type::String();
    case Node::Kind::kArray: {
      std::vector<Type> elements;
      for (const Node& item : node.items) elements.push_back(ImpliedJsonType(item));
      return Type::Tuple(std::move(elements));
    }
    case Node::Kind::kObject: break;
  }
  std::map<std::string, Type> attributes;
  for (const json::Member& member : node.members) {
    attributes.insert_or_assign(member.name, ImpliedJsonType(member.value));
  }
  return Type::Object(std::move(attributes));
}

}  // namespace rolecall::value
