#include "engine/plan_json/text.h"

#include "engine/provider/schema_value.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

bool IsObjectLike(const Value& value) {
  return value.type().kind() == Type::Kind::kObject || value.type().kind() == Type::Kind::kMap;
}

// The shape of the value with true where `marked` says so. Members that are false are left out; elements are not.
template <typename Marked>
std::string Shape(const Value& value, Marked marked) {
  if (marked(value)) return "true";
  if (value.IsNull() || value.type().IsPrimitive() || value.type().IsDynamic()) return "false";
  if (!value.IsKnown()) return IsObjectLike(value) ? "{}" : "[]";
  if (IsObjectLike(value)) {
    JsonObject object;
    for (const auto& [name, member] : value.members()) {
      const std::string shape = Shape(member, marked);
      if (shape != "false") object.Raw(name, shape);
    }
    return object.Close();
  }
  std::vector<std::string> items;
  for (const Value& element : value.elements()) items.push_back(Shape(element, marked));
  return JsonArray(items);
}

}  // namespace

std::string ImportingJson(const std::string& id, const std::string& identity) {
  return identity.empty() ? JsonObject().Text("id", id).Close() : JsonObject().Raw("identity", identity).Close();
}

std::string JsonText(std::string_view text) {
  std::string out;
  json::AppendQuoted(out, text, true);
  return out;
}

JsonObject& JsonObject::Text(std::string_view name, std::string_view text) { return Raw(name, JsonText(text)); }

std::string JsonArray(const std::vector<std::string>& items) {
  std::string out = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += items[i];
  }
  return out + "]";
}

std::string JsonTexts(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) items.push_back(JsonText(text));
  return JsonArray(items);
}

std::string JsonIndex(const IndexKey& key) {
  if (const long long* number = std::get_if<long long>(&key)) return std::to_string(*number);
  const std::string* text = std::get_if<std::string>(&key);
  return text == nullptr ? "" : JsonText(*text);
}

std::string JsonKnown(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return "null";
  switch (value.type().kind()) {
    case Type::Kind::kString: return JsonText(value.AsString());
    case Type::Kind::kNumber: return value.AsNumber().IsInfinite() ? "null" : value.AsNumber().Text();
    case Type::Kind::kBool: return value.AsBool() ? "true" : "false";
    case Type::Kind::kDynamic: return "null";
    case Type::Kind::kObject:
    case Type::Kind::kMap: {
      JsonObject object;
      for (const auto& [name, member] : value.members()) {
        if (member.IsKnown()) object.Raw(name, JsonKnown(member));
      }
      return object.Close();
    }
    default: {
      std::vector<std::string> items;
      for (const Value& element : value.elements()) items.push_back(JsonKnown(element));
      return JsonArray(items);
    }
  }
}

std::string JsonUnknown(const Value& value) {
  if (value.IsWhollyKnown()) return "{}";
  return Shape(value, [](const Value& one) { return !one.IsKnown(); });
}

std::string JsonSensitive(const Value& value, const std::vector<value::Path>& paths) {
  if (value.IsNull()) return "false";
  return Shape(MarkSensitive(value, paths), [](const Value& one) { return one.HasMark(value::kSensitive); });
}

std::string ProviderName(const ProviderAddress& provider) {
  return provider.host.empty() ? provider.source : provider.host + "/" + provider.source;
}

void JsonModules::Add(const ModuleAddress& module, std::string resource) {
  Node* node = &root_;
  ModuleAddress at;
  for (const ModuleStep& step : module.steps) {
    at.steps.push_back(step);
    node = &node->children[at.Text()];
  }
  node->resources.push_back(std::move(resource));
}

std::string JsonModules::Root() const { return Text(root_, ""); }

std::string JsonModules::Text(const Node& node, const std::string& address) {
  JsonObject object;
  if (!node.resources.empty()) object.Raw("resources", JsonArray(node.resources));
  object.TextIf("address", address);
  std::vector<std::string> children;
  for (const auto& [name, child] : node.children) children.push_back(Text(child, name));
  if (!children.empty()) object.Raw("child_modules", JsonArray(children));
  return object.Close();
}

std::string JsonPaths(const std::vector<value::Path>& paths) {
  std::vector<std::string> items;
  for (const value::Path& path : paths) {
    std::vector<std::string> steps;
    for (const value::Step& step : path) {
      if (const auto* attribute = std::get_if<value::AttributeStep>(&step)) {
        steps.push_back(JsonText(attribute->name));
        continue;
      }
      const auto& key = std::get<value::IndexStep>(step).key;
      const long long* number = std::get_if<long long>(&key);
      steps.push_back(number != nullptr ? std::to_string(*number) : JsonText(std::get<std::string>(key)));
    }
    items.push_back(JsonArray(steps));
  }
  return JsonArray(items);
}

namespace {

// "module.a.output.x": the last name, and the module before the kind's word.
void AddNamed(JsonObject& object, const std::string& address, const std::string& word) {
  const std::size_t at = address.rfind(word + ".");
  if (at == std::string::npos) return;
  object.Text("name", address.substr(at + word.size() + 1));
  if (at > 0) object.Text("module", address.substr(0, at - 1));
}

// The parts of a checked thing's configuration address.
std::string CheckAddress(const CheckResult& check) {
  JsonObject object;
  object.Text("to_display", check.address).Text("kind", check.kind);
  if (check.kind == "resource") {
    const Result<ResourceAddress> address = ParseResourceAddress(check.address);
    if (!address.ok()) return object.Close();
    object.Text("mode", ModeName(address->mode));
    object.Text("type", address->type).Text("name", address->name).TextIf("module", address->module.Text());
  } else {
    AddNamed(object, check.address, check.kind == "output_value" ? "output" : check.kind);
  }
  return object.Close();
}

std::string CheckObjectAddress(const CheckResult& check, const CheckObject& one) {
  JsonObject object;
  object.Text("to_display", one.address);
  if (check.kind == "resource") {
    const Result<ResourceAddress> address = ParseResourceAddress(one.address);
    if (address.ok()) object.TextIf("module", address->module.Text());
    if (address.ok() && HasKey(address->key)) object.Raw("instance_key", JsonIndex(address->key));
  } else {
    const std::string word = check.kind == "output_value" ? ".output." : "." + check.kind + ".";
    const std::size_t at = one.address.rfind(word);
    if (at != std::string::npos) object.Text("module", one.address.substr(0, at));
  }
  return object.Close();
}

}  // namespace

std::string JsonChecks(const std::vector<CheckResult>& checks) {
  std::vector<std::string> items;
  for (const CheckResult& check : checks) {
    std::vector<std::string> instances;
    for (const CheckObject& object : check.objects) {
      JsonObject one;
      one.Raw("address", CheckObjectAddress(check, object));
      one.Text("status", CheckStatusName(object.status));
      std::vector<std::string> problems;
      for (const std::string& message : object.failure_messages) {
        problems.push_back(JsonObject().Text("message", message).Close());
      }
      if (!problems.empty()) one.Raw("problems", JsonArray(problems));
      instances.push_back(one.Close());
    }
    JsonObject item;
    item.Raw("address", CheckAddress(check));
    item.Text("status", CheckStatusName(check.status));
    if (!instances.empty()) item.Raw("instances", JsonArray(instances));
    items.push_back(item.Close());
  }
  return JsonArray(items);
}

}  // namespace rolecall::engine
