#include "engine/planning/config_generator.h"

#include <algorithm>

#include "engine/config/import_address.h"
#include "engine/provider/provider.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/format/format.h"
#include "hcl/format/value_source.h"
#include "hcl/syntax/parser.h"
#include "json/document.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr std::size_t kMaxJsonBytes = 1u << 20;

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
  return hcl::QuotedSource(text);
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
        text += (hcl::IsValidIdentifier(name) ? name : hcl::QuotedSource(name)) + " = " + ValueText(member) + "\n";
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
  if (!is_settable || is_id || attribute.IsDeprecated() || attribute.write_only) return "";
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
        text += name + " " + hcl::QuotedSource(key) + " {\n" + BlockText(*nested.block, one) + "}\n";
      }
    } else {
      for (const Value& one : value->elements()) text += name + " {\n" + BlockText(*nested.block, one) + "}\n";
    }
  }
  return text;
}

// What the object's import says of its provider that its type does not.
std::string ProviderText(const Configuration& configuration, const ResourceAddress& address) {
  for (const ImportBlock& block : configuration.root->imports) {
    if (block.target != address || !block.provider_given) continue;
    const ProviderReference implied{address.type.substr(0, address.type.find('_')), ""};
    return block.provider == implied ? "" : "provider = " + block.provider.Text() + "\n";
  }
  return "";
}

}  // namespace

std::vector<ResourceAddress> MissingImportTargets(const Configuration& configuration) {
  std::vector<ResourceAddress> missing;
  for (const ImportBlock& block : configuration.root->imports) {
    const ResourceAddress& target = block.target;
    if (block.for_each != nullptr || !target.module.IsRoot()) continue;
    if (ImportAddress(*block.to, [](const hcl::Expression&) { return "[]"; }) != target.Text()) continue;  // has a key
    if (configuration.root->FindResource(target.mode, target.type, target.name) != nullptr) continue;
    missing.push_back(target);
  }
  return missing;
}

std::string StubText(const Configuration& configuration, const std::vector<ResourceAddress>& addresses) {
  std::string text;
  for (const ResourceAddress& address : addresses) {
    const std::string provider = ProviderText(configuration, address);
    text += "resource " + hcl::QuotedSource(address.type) + " " + hcl::QuotedSource(address.name) +
            (provider.empty() ? " {}\n" : " {\n  " + provider + "}\n");
  }
  return text;
}

std::string GeneratedText(const Configuration& configuration, const Plan& plan,
                          const std::vector<ResourceAddress>& addresses, const Schemas& schemas) {
  std::string text =
      "# __generated__ by Rolecall\n# Please review these resources and move them into your main configuration "
      "files.\n";
  for (const ResourceChange& change : plan.changes) {
    if (std::find(addresses.begin(), addresses.end(), change.address) == addresses.end()) continue;
    const ResourceSchema* schema =
        schemas.Find(change.provider.source, change.provider_version, ResourceMode::kManaged, change.address.type);
    if (schema == nullptr || change.before.IsNull()) continue;
    text += "\n# __generated__ by Rolecall from " + hcl::QuotedSource(change.importing_id) + "\nresource " +
            hcl::QuotedSource(change.address.type) + " " + hcl::QuotedSource(change.address.name) + " {\n" +
            ProviderText(configuration, change.address) + BlockText(schema->block, change.before) + "}\n";
  }
  return hcl::Format(text);
}

}  // namespace rolecall::engine
