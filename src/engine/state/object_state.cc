#include "engine/state/object_state.h"

#include <map>
#include <utility>

#include "engine/provider/schema_value.h"
#include "json/document.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Value;

void Complain(const ResourceAddress& address, const std::string& detail, diag::Diagnostics& diagnostics) {
  diag::Diagnostic problem;
  problem.code = "invalid-state-object";
  problem.summary = "Cannot read a resource's state";
  problem.detail = "The state's attributes of " + address.Text() + " do not fit its type: " + detail +
                   ". If the state was written by a newer version, use that version.";
  problem.address = address.Text();
  diagnostics.Add(std::move(problem));
}

std::optional<Value> DecodeBlock(const BlockSchema& schema, const json::Node& node, std::string& error);

std::optional<Value> DecodeNested(const NestedBlockSchema& nested, const json::Node* node, std::string& error) {
  value::Type inner = ImpliedType(*nested.block);
  std::vector<Value> elements;
  std::map<std::string, Value> members;
  auto add = [&](const json::Node& item, const std::string& key) {
    std::optional<Value> element = DecodeBlock(*nested.block, item, error);
    if (!element) return false;
    if (nested.nesting == Nesting::kMap) members.emplace(key, *element);
    elements.push_back(*std::move(element));
    return true;
  };
  if (node != nullptr && node->IsArray()) {
    for (const json::Node& item : node->items) {
      if (!add(item, "")) return std::nullopt;
    }
  } else if (node != nullptr && node->IsObject() && nested.nesting == Nesting::kMap) {
    for (const json::Member& member : node->members) {
      if (!add(member.value, member.name)) return std::nullopt;
    }
  } else if (node != nullptr && node->IsObject()) {
    if (!add(*node, "")) return std::nullopt;
  }
  switch (nested.nesting) {
    case Nesting::kSingle: return elements.empty() ? Value::Null(inner) : elements.front();
    case Nesting::kList: return Value::List(inner, std::move(elements));
    case Nesting::kSet: return Value::Set(inner, std::move(elements));
    case Nesting::kMap: return Value::Map(inner, std::move(members));
  }
  return std::nullopt;
}

std::optional<Value> DecodeBlock(const BlockSchema& schema, const json::Node& node, std::string& error) {
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : schema.attributes) {
    const json::Node* found = node.Find(name);
    if (found == nullptr || found->kind == json::Node::Kind::kNull) {
      members.emplace(name, Value::Null(attribute.type));
      continue;
    }
    auto decoded = value::FromJson(*found, attribute.type);
    if (!decoded.ok()) {
      error = "." + name + value::PathText(decoded.error().path) + ": " + decoded.error().message;
      return std::nullopt;
    }
    members.emplace(name, *decoded);
  }
  for (const auto& [name, nested] : schema.blocks) {
    std::optional<Value> decoded = DecodeNested(nested, node.Find(name), error);
    if (!decoded) return std::nullopt;
    members.emplace(name, *std::move(decoded));
  }
  return Value::Object(std::move(members));
}

}  // namespace

std::optional<ObjectState> DecodeInstance(const Instance& instance, const ResourceAddress& address, Provider& provider,
                                          const ResourceSchema& schema, diag::Diagnostics& diagnostics) {
  ObjectState object;
  object.sensitive = instance.sensitive_paths;
  object.private_bytes = instance.private_bytes;
  object.tainted = instance.tainted;
  object.create_before_destroy = instance.create_before_destroy;
  object.skip_destroy = instance.skip_destroy;
  object.dependencies = instance.dependencies;
  if (instance.schema_version > schema.version) {
    Complain(address,
             "it has schema version " + std::to_string(instance.schema_version) + ", newer than ours (" +
                 std::to_string(schema.version) + ")",
             diagnostics);
    return std::nullopt;
  }
  if (address.mode == ResourceMode::kManaged && !instance.identity.empty()) {
    diag::Diagnostics problems;
    object.identity = provider.UpgradeIdentity(address.type, instance.identity_schema_version.value_or(0),
                                               instance.identity, problems);
    diagnostics.Append(problems);
    if (problems.HasErrors()) return std::nullopt;
  }
  // A data source has no upgrades to go through: plugins know none for it.
  const bool is_asked = address.mode == ResourceMode::kManaged && provider.UpgradesAlways(address.type);
  if (instance.schema_version < schema.version || instance.attributes_flat || is_asked) {
    diag::Diagnostics problems;
    object.value = provider.UpgradeState(address.type, instance.schema_version, instance.attributes, problems);
    diagnostics.Append(problems);
    if (problems.HasErrors()) return std::nullopt;
    return object;
  }
  json::ParseResult parsed = json::Parse(instance.attributes, {});
  std::string error = parsed.error;
  if (error.empty() && !parsed.root.IsObject()) error = "it is not an object";
  std::optional<Value> value;
  if (error.empty()) value = DecodeBlock(schema.block, parsed.root, error);
  if (!value) {
    Complain(address, error, diagnostics);
    return std::nullopt;
  }
  object.value = *std::move(value);
  return object;
}

Instance EncodeInstance(const ObjectState& object, const ResourceAddress& address, const ResourceSchema& schema,
                        const Instance* previous) {
  Instance instance;
  instance.index = address.key;
  instance.tainted = object.tainted;
  instance.schema_version = schema.version;
  instance.sensitive_paths = UnitePaths(object.sensitive, SchemaSensitivePaths(schema.block, object.value));
  instance.private_bytes = object.private_bytes;
  instance.dependencies = object.dependencies;
  instance.create_before_destroy = object.create_before_destroy;
  instance.skip_destroy = object.skip_destroy;
  if (previous != nullptr) {
    instance.provider = previous->provider;
    instance.identity = previous->identity;
    instance.identity_schema_version = previous->identity_schema_version;
    instance.unknown = previous->unknown;
  }
  if (object.identity) {
    const auto identity = value::ToJson(object.identity->value, object.identity->value.type());
    ROLECALL_CHECK(identity.ok());  // known, without marks
    instance.identity = *identity;
    instance.identity_schema_version = object.identity->schema_version;
  }
  auto json = value::ToJson(object.value, ImpliedType(schema.block));
  ROLECALL_CHECK(json.ok());  // callers check that values are known and of the type
  instance.attributes = *json;
  return instance;
}

std::optional<ResourceIdentity> IdentityIn(const Provider& provider, const std::string& type,
                                           const ResourceState& object) {
  if (object.identity) return object.identity;
  return object.value.IsKnown() && !object.value.IsNull() ? provider.IdentityOf(type, object.value) : std::nullopt;
}

std::string IdOf(const Value& object) {
  if (!object.IsKnown() || object.IsNull()) return "";
  const Value* id = object.type().kind() == value::Type::Kind::kObject ? object.Find("id") : nullptr;
  bool is_text = id != nullptr && id->IsKnown() && !id->IsNull() && id->type() == value::Type::String();
  return is_text ? id->AsString() : "";
}

}  // namespace rolecall::engine
