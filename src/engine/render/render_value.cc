#include "engine/render/render_value.h"

#include "base/printable.h"
#include "base/text.h"
#include "engine/provider/schema_value.h"
#include "engine/render/style.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

std::string Spaces(int count) { return std::string(static_cast<std::size_t>(count), ' '); }

std::string NullText(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::kDynamic: return "null";
    case Type::Kind::kString: return "tostring(null)";
    case Type::Kind::kNumber: return "tonumber(null)";
    case Type::Kind::kBool: return "tobool(null)";
    case Type::Kind::kList: return "tolist(null) /* of " + type.element().FriendlyName() + " */";
    case Type::Kind::kSet: return "toset(null) /* of " + type.element().FriendlyName() + " */";
    case Type::Kind::kMap: return "tomap(null) /* of " + type.element().FriendlyName() + " */";
    default: return "null /* " + type.FriendlyName() + " */";
  }
}

// A heredoc whose marker is no line of the text.
std::string Heredoc(const std::string& text, int indent) {
  std::string marker = "EOT";
  const auto is_taken = [&] {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (Trim(std::string_view(text).substr(at, end - at), " \t\r") == marker) return true;
      at = end + 1;
    }
    return false;
  };
  while (is_taken()) marker += '_';
  std::string out = (indent > 0 ? "<<-" : "<<") + marker + "\n" + Spaces(indent);
  for (const char c : text) {
    out += c;
    if (c == '\n') out += Spaces(indent);
  }
  return out + "\n" + Spaces(indent) + marker;
}

std::string RenderString(const std::string& text, int indent) {
  return text.find('\n') == std::string::npos ? Quoted(text) : Heredoc(Printable(text), indent);
}

std::string Mapping(const Value& value, int indent) {
  if (value.members().empty()) return "{}";
  std::string out = "{";
  for (const auto& [name, member] : value.members()) {
    out += "\n" + Spaces(indent + 2) + RenderString(name, indent + 2) + " = " + RenderValue(member, indent + 2);
  }
  return out + "\n" + Spaces(indent) + "}";
}

std::string Sequence(const Value& value, int indent) {
  if (value.elements().empty()) return "[]";
  std::string out = "[";
  for (const Value& element : value.elements()) {
    out += "\n" + Spaces(indent + 2) + RenderValue(element, indent + 2) + ",";
  }
  return out + "\n" + Spaces(indent) + "]";
}

std::string CollectionType(const std::string& name, const Type& element, int indent) {
  const bool is_structural = element.IsObject() || element.IsTuple();
  if (!is_structural) return name + "(" + RenderType(element, indent) + ")";
  return name + "(\n" + Spaces(indent + 4) + RenderType(element, indent + 4) + ",\n" + Spaces(indent) + ")";
}

std::string ObjectType(const Type& type, int indent) {
  if (type.attributes().empty()) return "object({})";
  std::string out = "object({\n";
  for (const auto& [name, attribute] : type.attributes()) {
    out += Spaces(indent + 4) + name + ": " + RenderType(attribute, indent + 4) + ",\n";
  }
  return out + Spaces(indent) + "})";
}

std::string TupleType(const Type& type, int indent) {
  if (type.elements().empty()) return "tuple([])";
  std::string out = "tuple([\n";
  for (const Type& element : type.elements()) out += Spaces(indent + 4) + RenderType(element, indent + 4) + ",\n";
  return out + Spaces(indent) + "])";
}

}  // namespace

std::string RenderType(const Type& type, int indent) {
  switch (type.kind()) {
    case Type::Kind::kList: return CollectionType("list", type.element(), indent);
    case Type::Kind::kSet: return CollectionType("set", type.element(), indent);
    case Type::Kind::kMap: return CollectionType("map", type.element(), indent);
    case Type::Kind::kObject: return ObjectType(type, indent);
    case Type::Kind::kTuple: return TupleType(type, indent);
    default: return type.FriendlyName();
  }
}

std::string RenderValue(const Value& value, int indent) {
  if (!value.IsKnown()) return "(known after apply)";
  if (value.HasMark(value::kSensitive)) return "(sensitive value)";
  if (value.HasMark(kEphemeral)) return "(ephemeral value)";
  if (value.IsNull()) return NullText(value.type());
  switch (value.type().kind()) {
    case Type::Kind::kString: return RenderString(value.AsString(), indent);
    case Type::Kind::kNumber: return value.AsNumber().Text();
    case Type::Kind::kBool: return value.AsBool() ? "true" : "false";
    case Type::Kind::kObject: return Mapping(value, indent);
    case Type::Kind::kMap: return "tomap(" + Mapping(value, indent) + ")";
    case Type::Kind::kTuple: return Sequence(value, indent);
    case Type::Kind::kList: return "tolist(" + Sequence(value, indent) + ")";
    case Type::Kind::kSet: return "toset(" + Sequence(value, indent) + ")";
    case Type::Kind::kDynamic: return "null";
  }
  return "";
}

}  // namespace rolecall::engine
