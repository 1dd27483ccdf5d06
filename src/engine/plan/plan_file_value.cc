#include "engine/plan/plan_file_value.h"

#include <charconv>

#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

Error DamagedValue(std::string what) { return {ErrorCode::kDataLoss, "the saved plan is damaged: " + std::move(what)}; }

void AppendUnknown(std::string& out, const Value& unknown) {
  const value::Refinement& refinement = unknown.refinement();
  out += "{\"u\":{";
  if (refinement.not_null) out += "\"not_null\":true";
  if (!refinement.string_prefix.empty()) {
    if (refinement.not_null) out += ',';
    out += "\"prefix\":";
    json::AppendQuoted(out, refinement.string_prefix, false);
  }
  out += "}}";
}

void AppendNumber(std::string& out, const value::Number& number) {
  if (number.IsInfinite()) {
    out += number.Sign() > 0 ? "{\"inf\":1}" : "{\"inf\":-1}";
  } else {
    out += number.Text();
  }
}

void AppendContent(std::string& out, const Value& value) {
  if (!value.IsKnown()) return AppendUnknown(out, value);
  if (value.IsNull()) {
    out += "null";
    return;
  }
  bool first = true;
  const auto comma = [&] {
    if (!first) out += ',';
    first = false;
  };
  switch (value.type().kind()) {
    case Type::Kind::kString: json::AppendQuoted(out, value.AsString(), false); break;
    case Type::Kind::kNumber: AppendNumber(out, value.AsNumber()); break;
    case Type::Kind::kBool: out += value.AsBool() ? "true" : "false"; break;
    case Type::Kind::kMap:
    case Type::Kind::kObject:
      out += "{\"o\":{";
      for (const auto& [name, member] : value.members()) {
        comma();
        json::AppendQuoted(out, name, false);
        out += ':';
        AppendContent(out, member);
      }
      out += "}}";
      break;
    case Type::Kind::kDynamic: out += "null"; break;
    default:
      out += '[';
      for (const Value& element : value.elements()) {
        comma();
        AppendContent(out, element);
      }
      out += ']';
  }
}

Result<Value> ReadContent(const json::Node& node, const Type& type);

Value ReadUnknown(const json::Node& node, const Type& type) {
  value::Refinement refinement;
  const json::Node* not_null = node.Find("not_null");
  refinement.not_null = not_null != nullptr && not_null->flag;
  const json::Node* prefix = node.Find("prefix");
  if (prefix != nullptr && prefix->IsString() && type.kind() == Type::Kind::kString) {
    refinement.string_prefix = prefix->text;
  }
  return type.IsDynamic() || refinement.empty() ? Value::Unknown(type) : Value::Unknown(type, refinement);
}

Result<Value> ReadNumber(const json::Node& node) {
  if (node.kind == json::Node::Kind::kNumber) {
    if (const auto number = value::Number::Parse(node.text)) return Value::Number(*number);
  }
  if (const json::Node* inf = node.Find("inf")) {
    return Value::Number(inf->text == "-1" ? value::Number::NegativeInfinity() : value::Number::PositiveInfinity());
  }
  return DamagedValue("a number is expected");
}

Result<Value> ReadMembers(const json::Node& node, const Type& type) {
  const json::Node* members = node.Find("o");
  if (members == nullptr || !members->IsObject()) return DamagedValue("an object is expected");
  std::map<std::string, Value> read;
  for (const json::Member& member : members->members) {
    const Type* of = nullptr;
    if (type.kind() == Type::Kind::kMap) {
      of = &type.element();
    } else if (const auto found = type.attributes().find(member.name); found != type.attributes().end()) {
      of = &found->second;
    }
    if (of == nullptr) return DamagedValue("an attribute that its type does not have");
    ROLECALL_TRY(read[member.name], ReadContent(member.value, *of));
  }
  if (type.kind() == Type::Kind::kMap) return Value::Map(type.element(), std::move(read));
  if (read.size() != type.attributes().size()) return DamagedValue("an attribute is missing");
  return Value::Object(std::move(read));
}

Result<Value> ReadElements(const json::Node& node, const Type& type) {
  if (!node.IsArray()) return DamagedValue("a list is expected");
  const bool is_tuple = type.kind() == Type::Kind::kTuple;
  if (is_tuple && node.items.size() != type.elements().size()) return DamagedValue("a tuple of another length");
  std::vector<Value> read;
  read.reserve(node.items.size());
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    ROLECALL_TRY(Value element, ReadContent(node.items[i], is_tuple ? type.elements()[i] : type.element()));
    read.push_back(std::move(element));
  }
  if (is_tuple) return Value::Tuple(std::move(read));
  if (type.kind() == Type::Kind::kSet) return Value::Set(type.element(), std::move(read));
  return Value::List(type.element(), std::move(read));
}

Result<Value> ReadContent(const json::Node& node, const Type& type) {
  if (node.kind == json::Node::Kind::kNull) return Value::Null(type);
  if (const json::Node* unknown = node.Find("u")) return ReadUnknown(*unknown, type);
  switch (type.kind()) {
    case Type::Kind::kString:
      if (!node.IsString()) return DamagedValue("a string is expected");
      return Value::String(node.text);
    case Type::Kind::kNumber: return ReadNumber(node);
    case Type::Kind::kBool:
      if (node.kind != json::Node::Kind::kBool) return DamagedValue("true or false is expected");
      return Value::Bool(node.flag);
    case Type::Kind::kMap:
    case Type::Kind::kObject: return ReadMembers(node, type);
    case Type::Kind::kDynamic: return DamagedValue("a value without type");
    default: return ReadElements(node, type);
  }
}

}  // namespace

void AppendPlanValue(std::string& out, const Value& value) {
  const Value plain = value.UnmarkDeep();
  out += "{\"type\":" + value::TypeToJson(plain.type()) + ",\"value\":";
  AppendContent(out, plain);
  out += '}';
}

Result<Value> ReadPlanValue(const json::Node& node) {
  const json::Node* type = node.Find("type");
  const json::Node* content = node.Find("value");
  if (type == nullptr || content == nullptr) return DamagedValue("a value has no type or no content");
  const auto read = value::TypeFromJson(*type);
  if (!read.ok()) return DamagedValue("a type: " + read.error().message);
  return ReadContent(*content, *read);
}

void AppendPlanPaths(std::string& out, const std::vector<value::Path>& paths) {
  out += '[';
  for (std::size_t i = 0; i < paths.size(); ++i) {
    out += i > 0 ? ",[" : "[";
    for (std::size_t j = 0; j < paths[i].size(); ++j) {
      out += j > 0 ? "," : "";
      if (const auto* attribute = std::get_if<value::AttributeStep>(&paths[i][j])) {
        out += "{\"a\":";
        json::AppendQuoted(out, attribute->name, false);
        out += '}';
        continue;
      }
      const auto& key = std::get<value::IndexStep>(paths[i][j]).key;
      out += "{\"i\":";
      if (const long long* number = std::get_if<long long>(&key)) {
        out += std::to_string(*number);
      } else {
        json::AppendQuoted(out, std::get<std::string>(key), false);
      }
      out += '}';
    }
    out += ']';
  }
  out += ']';
}

Result<std::vector<value::Path>> ReadPlanPaths(const json::Node& node) {
  std::vector<value::Path> paths;
  if (!node.IsArray()) return DamagedValue("a list of paths is expected");
  for (const json::Node& one : node.items) {
    value::Path path;
    for (const json::Node& step : one.items) {
      const json::Node* attribute = step.Find("a");
      const json::Node* index = step.Find("i");
      if (attribute != nullptr && attribute->IsString()) {
        path.push_back(value::AttributeStep{attribute->text});
      } else if (index != nullptr && index->IsString()) {
        path.push_back(value::IndexStep{index->text});
      } else if (index != nullptr && index->kind == json::Node::Kind::kNumber) {
        long long number = 0;
        std::from_chars(index->text.data(), index->text.data() + index->text.size(), number);
        path.push_back(value::IndexStep{number});
      } else {
        return DamagedValue("a step of a path");
      }
    }
    paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace rolecall::engine
