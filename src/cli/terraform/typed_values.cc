#include "cli/terraform/typed_values.h"

#include "value/convert.h"
#include "value/json.h"

namespace rolecall::cli {
namespace {

using value::Type;
using value::Value;

Error Wrong(const std::string& what) { return {ErrorCode::kInvalidArgument, "typed value: " + what}; }

std::string KindOf(const json::Node& node) {
  const json::Node* kind = node.Find("k");
  return kind != nullptr && kind->IsString() ? kind->text : "";
}

Result<Type> TypeOf(const json::Node* node) {
  if (node == nullptr) return Type::Dynamic();
  auto type = value::TypeFromJson(*node);
  if (!type.ok()) return Wrong(type.error().message);
  return *type;
}

Result<std::vector<Value>> Elements(const json::Node& node) {
  std::vector<Value> elements;
  for (const json::Node& item : node.items) {
    ROLECALL_TRY(Value element, TypedValue(item));
    elements.push_back(std::move(element));
  }
  return elements;
}

Result<std::map<std::string, Value>> Members(const json::Node& node) {
  std::map<std::string, Value> members;
  for (const json::Member& member : node.members) {
    ROLECALL_TRY(Value value, TypedValue(member.value));
    members[member.name] = std::move(value);
  }
  return members;
}

Result<Value> Scalar(const std::string& kind, const json::Node& content) {
  if (kind == "string") return Value::String(content.text);
  if (kind == "bool") return Value::Bool(content.flag);
  if (content.text == "inf" || content.text == "+inf") return Value::Number(value::Number::PositiveInfinity());
  if (content.text == "-inf") return Value::Number(value::Number::NegativeInfinity());
  const std::optional<value::Number> number = value::Number::Parse(content.text);
  if (!number) return Wrong("\"" + content.text + "\" is not a number");
  return Value::Number(*number);
}

Result<Value> Collection(const std::string& kind, const json::Node& node, const json::Node& content) {
  ROLECALL_TRY(Type element, TypeOf(node.Find("t")));
  if (kind == "map" || kind == "object") {
    ROLECALL_TRY(auto members, Members(content));
    if (kind == "object") return Value::Object(std::move(members));
    if (!members.empty()) element = members.begin()->second.type();
    return Value::Map(element, std::move(members));
  }
  ROLECALL_TRY(std::vector<Value> elements, Elements(content));
  if (kind == "tuple") return Value::Tuple(std::move(elements));
  if (!elements.empty()) element = elements.front().type();
  return kind == "list" ? Value::List(element, std::move(elements)) : Value::Set(element, std::move(elements));
}

Result<Value> Marked(const json::Node& node, const json::Node& content) {
  ROLECALL_TRY(Value inner, TypedValue(content));
  value::Marks marks;
  if (const json::Node* names = node.Find("marks")) {
    for (const json::Node& name : names->items) marks.insert(name.text);
  }
  return inner.WithMarks(marks);
}

}  // namespace

Result<Value> TypedValue(const json::Node& node) {
  static const json::Node kNothing;
  const std::string kind = KindOf(node);
  const json::Node* found = node.Find("v");
  const json::Node& content = found != nullptr ? *found : kNothing;
  if (kind == "string" || kind == "number" || kind == "bool") return Scalar(kind, content);
  if (kind == "null" || kind == "unknown") {
    ROLECALL_TRY(Type type, TypeOf(node.Find("t")));
    return kind == "null" ? Value::Null(type) : Value::Unknown(type);
  }
  if (kind == "marked") return Marked(node, content);
  if (kind == "refined") {
    ROLECALL_TRY(Value inner, TypedValue(content));
    const json::Node* not_null = node.Find("notnull");
    if (inner.IsKnown() || not_null == nullptr || !not_null->flag) return inner;
    return Value::Unknown(inner.type(), {.not_null = true});
  }
  for (const char* collection : {"list", "set", "tuple", "map", "object"}) {
    if (kind == collection) return Collection(kind, node, content);
  }
  return Wrong(
      "\"k\" is \"" + kind +
      "\", which is none of string, number, bool, null, unknown, list, set, tuple, map, object, marked, refined");
}

Result<Value> ReadTypedValues(const FileSystem& files, const std::string& path) {
  constexpr std::size_t kMaxBytes = 16u << 20;
  ROLECALL_TRY(std::string text, files.Read(path, kMaxBytes));
  const json::ParseResult parsed = json::Parse(text, {});
  if (!parsed.error.empty()) return Error{ErrorCode::kInvalidArgument, path + ": " + parsed.error};
  if (!parsed.root.IsObject()) {
    return Error{ErrorCode::kInvalidArgument, path + ": an object of typed values is expected"};
  }
  ROLECALL_TRY(auto members, Members(parsed.root));
  return Value::Object(std::move(members));
}

}  // namespace rolecall::cli
