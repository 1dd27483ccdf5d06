#include "engine/planning/config_generator.h"

#include <algorithm>

#include "engine/provider/provider.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/format/format.h"
#include "hcl/syntax/parser.h"
#include "json/document.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr std::size_t kMaxJsonBytes = 1u << 20;

std::string QuotedText(const std::string& text) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool opens = (c == '$' || c == '%') && i + 1 < text.size() && text[i + 1] == '{';
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (c == '\t') {
      quoted += "\\t";
    } else {
      quoted += c;
    }
    if (opens) quoted += c;
  }
  return quoted + "\"";
}

std::string ValueText(const Value& value);

// A JSON document is written as what it says.
std::string StringText(const std::string& text) {
  if ((text.starts_with('{') || text.starts_with('[')) && text.size() <= kMaxJsonBytes) {
    const json::ParseResult parsed = json::Parse(text, {.max_bytes = kMaxJsonBytes, .max_depth = 64});
    if (parsed.error.empty()) {
      const auto decoded = value::FromJson(parsed.root);
      if (decoded.ok()) return "jsonencode(" + ValueText(*decoded) + ")";
    }
  }
  return QuotedText(text);
}

std::string ValueText(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return "null";
  switch (value.type().kind()) {
    case Type::Kind::kString: return StringText(value.AsString());
    case Type::Kind::kNumber: return value.AsNumber().Text();
    case Type::Kind::kBool: return value.AsBool() ? "true" : "false";
    case Type::Kind::kDynamic: return "null";
    case Type::Kind::kMap:
    case Type::Kind::kObject: {
      if (value.members().empty()) return "{}";
      std::string text = "{\n";
      for (const auto& [name, member] : value.members()) {
        text += (hcl::IsValidIdentifier(name) ? name : QuotedText(name)) + " = " + ValueText(member) + "\n";
      }
      return text + "}";
    }
    default: break;
  }
  const std::vector<Value>& elements = value.elements();
  std::string text = "[";
  const bool is_short =
      std::all_of(elements.begin(), elements.end(), [](const Value& one) { return one.type().IsPrimitive(); });
  for (std::size_t i = 0; i < elements.size(); ++i) {
    text += (is_short ? (i > 0 ? ", " : "") : "\n") + ValueText(elements[i]) + (is_short ? "" : ",");
  }
  return text + (is_short || elements.empty() ? "]" : "\n]");
}

bool IsEmpty(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return true;
  if (value.type().kind() == Type::Kind::kString) return value.AsString().empty();
  return !value.type().IsPrimitive() && value.size() == 0;
}

std::string BlockText(const BlockSchema& block, const Value& object);

std::string AttributeText(const std::string& name, const AttributeSchema& attribute, const Value& value) {
  const bool is_settable = attribute.required || attribute.optional;
  const bool is_id = name == "id" && attribute.computed;
  if (!is_settable || is_id || !attribute.deprecated.empty() || attribute.write_only) return "";
  if (attribute.sensitive) return attribute.required ? name + " = null # sensitive\n" : "";
  if (!attribute.required && IsEmpty(value)) return "";
  return name + " = " + ValueText(value) + "\n";
}

std::string BlockText(const BlockSchema& block, const Value& object) {
  std::string text;
  for (const auto& [name, attribute] : block.attributes) {
    if (const Value* value = object.Find(name)) text += AttributeText(name, attribute, *value);
  }
  for (const auto& [name, nested] : block.blocks) {
    const Value* value = object.Find(name);
    if (value == nullptr || IsEmpty(*value)) continue;
    if (nested.nesting == Nesting::kSingle) {
      text += name + " {\n" + BlockText(*nested.block, *value) + "}\n";
    } else if (nested.nesting == Nesting::kMap) {
      for (const auto& [key, one] : value->members()) {
        text += name + " " + QuotedText(key) + " {\n" + BlockText(*nested.block, one) + "}\n";
      }
    } else {
      for (const Value& one : value->elements()) text += name + " {\n" + BlockText(*nested.block, one) + "}\n";
    }
  }
  return text;
}

}  // namespace

std::vector<ResourceAddress> MissingImportTargets(const Configuration& configuration) {
  std::vector<ResourceAddress> missing;
  for (const ImportBlock& block : configuration.root->imports) {
    const auto traversal = block.to == nullptr ? std::nullopt : hcl::TryTraversal(*block.to);
    if (!traversal || block.for_each != nullptr) continue;
    const Result<ResourceAddress> address = ParseResourceAddress(hcl::TraversalText(*traversal));
    if (!address.ok() || !address->module.IsRoot() || HasKey(address->key)) continue;
    if (configuration.root->FindResource(address->mode, address->type, address->name) != nullptr) continue;
    missing.push_back(*address);
  }
  return missing;
}

std::string StubText(const std::vector<ResourceAddress>& addresses) {
  std::string text;
  for (const ResourceAddress& address : addresses) {
    text += "resource " + QuotedText(address.type) + " " + QuotedText(address.name) + " {}\n";
  }
  return text;
}

std::string GeneratedText(const Plan& plan, const std::vector<ResourceAddress>& addresses, const Schemas& schemas) {
  std::string text =
      "# __generated__ by Rolecall\n# Please review these resources and move them into your main configuration "
      "files.\n";
  for (const ResourceChange& change : plan.changes) {
    if (std::find(addresses.begin(), addresses.end(), change.address) == addresses.end()) continue;
    const ResourceSchema* schema =
        schemas.Find(change.provider.source, change.provider_version, ResourceMode::kManaged, change.address.type);
    if (schema == nullptr || change.before.IsNull()) continue;
    text += "\n# __generated__ by Rolecall from " + QuotedText(change.importing_id) + "\nresource " +
            QuotedText(change.address.type) + " " + QuotedText(change.address.name) + " {\n" +
            BlockText(schema->block, change.before) + "}\n";
  }
  return hcl::Format(text);
}

}  // namespace rolecall::engine
